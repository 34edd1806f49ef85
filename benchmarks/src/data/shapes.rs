//! The shapes in which servers write events: for each, a stream of events of that shape.

use fastrand::Rng;
use serde_json::Value;

use super::tool_results::{LOG, PLAIN, RAW, SIZE, escaped, filled, rows};
use super::{Events, WORDS};

/// Pieces of an answer that is not in ASCII.
const RUSSIAN: &str = " сеть| учится| предсказывать| следующий| токен|.| Нейронные| состоят| из| слоёв|,| и| веса";

/// A shape, and what must be reached with it.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    count: usize,
    /// Writes the JSON of an event, by its number.
    json: fn(usize) -> String,
    /// Writes the event that has this JSON.
    frame: fn(usize, &str) -> String,
    /// How many times as long as ours the best peer must take.
    pub(crate) asked: f64,
    /// What our time is spent on, where it is near to that.
    pub(crate) why_missed: &'static str,
}

/// The fixed cost of a piece.
const PIECES: &str =
    "with one piece per event, each event bears the fixed cost of taking a piece, which is as much as that of reading a token.";
const FIELDS: &str = "a field that is not known takes three allocations, and four in the peers, which put it into a map at once.";
const ESCAPES: &str = "each escape is a step that depends on the one before it, in ours as in the peers'.";
const VALUES: &str = "most of the time is that of the allocations of a `Value`, which every reader has to make.";
const COPIES: &str = "an event that is cut is copied to be contiguous, in ours as in the peers'.";

pub(crate) const SHAPES: [Shape; 18] = [
    Shape { asked: 4.0, ..token("token, with spaces", spaced, usual) },
    Shape { asked: 4.0, ..token("token, compact", |n| format!(r#"{{"type":"token","content":{}}}"#, word(n)), usual) },
    token("token, no blank after `data:`", spaced, |_, json| format!("data:{json}\n\n")),
    token("token, `content` first", |n| format!(r#"{{"content": {}, "type": "token"}}"#, word(n)), usual),
    Shape {
        why_missed: FIELDS,
        ..token("token, a further field", |n| format!(r#"{{"type": "token", "content": {}, "index": {n}}}"#, word(n)), usual)
    },
    token("token, `event:`", spaced, |_, json| format!("event: token\ndata: {json}\n\n")),
    token("token, `id:`", spaced, |n, json| format!("id: {n}\ndata: {json}\n\n")),
    token("token, `id:` behind", spaced, |n, json| format!("data: {json}\nid: {n}\n\n")),
    token("token, `event:`, `id:`, CRLF", spaced, |n, json| format!("event: token\r\nid: {n}\r\ndata: {json}\r\n\r\n")),
    token("token, a comment after it", spaced, |_, json| format!("data: {json}\n\n: ping\n\n")),
    token("token, `\\u` escapes", |n| content(&written(piece(RUSSIAN, n), escaped)), usual),
    Shape { count: 4_000, ..token("token of 500 bytes", |_| content(&filled(500, PLAIN, String::from)), usual) },
    large("4 KB, plain", |_| result(&filled(SIZE, PLAIN, String::from)), COPIES),
    large("4 KB, escapes", |_| result(&filled(SIZE, LOG, escaped)), ESCAPES),
    large("4 KB, two scripts", |_| result(&filled(SIZE, RAW, String::from)), COPIES),
    large("4 KB, objects", |_| result(&rows()), VALUES),
    Shape {
        why_missed: VALUES,
        ..token("three small objects", |n| result(&format!("[{}, {}, {}]", object(n), object(n + 1), object(n + 2))), usual)
    },
    Shape {
        why_missed: VALUES,
        ..token("tool call", |n| format!(r#"{{"type": "tool_call", "name": "search", "arguments": {}}}"#, object(n)), usual)
    },
];

const fn token(name: &'static str, json: fn(usize) -> String, frame: fn(usize, &str) -> String) -> Shape {
    Shape { name, count: 20_000, json, frame, asked: 1.5, why_missed: PIECES }
}

const fn large(name: &'static str, json: fn(usize) -> String, why_missed: &'static str) -> Shape {
    Shape { name, count: 600, json, frame: usual, asked: 1.5, why_missed }
}

impl Shape {
    /// Returns a stream of events of this shape.
    pub(crate) fn events(&self, smaller: usize) -> Events {
        let events = (0..self.count / smaller).map(|number| {
            let json = (self.json)(number);
            let frame = (self.frame)(number, &json);
            (json, frame)
        });
        Events::of(self.name.to_owned(), events)
    }
}

fn usual(_: usize, json: &str) -> String {
    super::framed(json)
}

fn spaced(number: usize) -> String {
    content(&word(number))
}

fn content(text: &str) -> String {
    format!(r#"{{"type": "token", "content": {text}}}"#)
}

fn result(output: &str) -> String {
    format!(r#"{{"type": "tool_result", "name": "search", "output": {output}}}"#)
}

fn object(number: usize) -> String {
    format!(r#"{{"id": {number}, "query": {}, "exact": true}}"#, word(number))
}

/// The same words in each run, each as likely as the others.
fn piece(words: &'static str, number: usize) -> &'static str {
    let words: Vec<&str> = words.split('|').collect();
    words[Rng::with_seed(number as u64).usize(..words.len())]
}

fn word(number: usize) -> String {
    Value::from(piece(WORDS, number)).to_string()
}

fn written(text: &str, write: impl Fn(char) -> String) -> String {
    format!("\"{}\"", text.chars().map(write).collect::<String>())
}
