//! The shapes in which servers write events: for each, a stream of events of that shape.

use fastrand::Rng;
use serde_json::Value;

use super::tool_results::{LOG, PLAIN, RAW, SIZE, escaped, filled, rows};
use super::{Events, WORDS};

/// Pieces of an answer that is not in ASCII.
const RUSSIAN: &str = " сеть| учится| предсказывать| следующий| токен|.| Нейронные| состоят| из| слоёв|,| и| веса";

struct Shape {
    name: &'static str,
    count: usize,
    /// Writes the JSON of an event, by its number.
    json: fn(usize) -> String,
    /// Writes the event that has this JSON.
    frame: fn(usize, &str) -> String,
}

/// The first two are the usual token.
const SHAPES: [Shape; 18] = [
    token("token, with spaces", spaced, usual),
    token("token, compact", |n| format!(r#"{{"type":"token","content":{}}}"#, word(n)), usual),
    token("token, no blank after `data:`", spaced, |_, json| format!("data:{json}\n\n")),
    token("token, `content` first", |n| format!(r#"{{"content": {}, "type": "token"}}"#, word(n)), usual),
    token("token, a further field", |n| format!(r#"{{"type": "token", "content": {}, "index": {n}}}"#, word(n)), usual),
    token("token, `event:`", spaced, |_, json| format!("event: token\ndata: {json}\n\n")),
    token("token, `id:`", spaced, |n, json| format!("id: {n}\ndata: {json}\n\n")),
    token("token, `id:` behind", spaced, |n, json| format!("data: {json}\nid: {n}\n\n")),
    token("token, `event:`, `id:`, CRLF", spaced, |n, json| format!("event: token\r\nid: {n}\r\ndata: {json}\r\n\r\n")),
    token("token, a comment after it", spaced, |_, json| format!("data: {json}\n\n: ping\n\n")),
    token("token, `\\u` escapes", |n| content(&written(piece(RUSSIAN, n), escaped)), usual),
    Shape { name: "token of 500 bytes", count: 4_000, json: |_| content(&filled(500, PLAIN, String::from)), frame: usual },
    large("4 KB, plain", |_| result(&filled(SIZE, PLAIN, String::from))),
    large("4 KB, escapes", |_| result(&filled(SIZE, LOG, escaped))),
    large("4 KB, two scripts", |_| result(&filled(SIZE, RAW, String::from))),
    large("4 KB, objects", |_| result(&rows())),
    token("three small objects", |n| result(&format!("[{}, {}, {}]", object(n), object(n + 1), object(n + 2))), usual),
    token("tool call", |n| format!(r#"{{"type": "tool_call", "name": "search", "arguments": {}}}"#, object(n)), usual),
];

const fn token(name: &'static str, json: fn(usize) -> String, frame: fn(usize, &str) -> String) -> Shape {
    Shape { name, count: 20_000, json, frame }
}

const fn large(name: &'static str, json: fn(usize) -> String) -> Shape {
    Shape { name, count: 600, json, frame: usual }
}

/// Returns a stream of each shape. The first [`USUAL`] are of the usual token.
pub(crate) fn shapes(smaller: usize) -> Vec<Events> {
    let stream = |shape: &Shape| {
        let events = (0..shape.count / smaller).map(|number| {
            let json = (shape.json)(number);
            let frame = (shape.frame)(number, &json);
            (json, frame)
        });
        Events::of(shape.name.to_owned(), events)
    };
    SHAPES.iter().map(stream).collect()
}

/// How many of the shapes are of the usual token.
pub(crate) const USUAL: usize = 2;

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
