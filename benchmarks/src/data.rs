//! What is decoded: streams of events as an agent sends them, and the ways in which they are cut. Knows no decoder.

mod cut;
mod shapes;
mod tool_results;

use bytes::Bytes;
use serde_json::Value;

pub(crate) use self::cut::{CUTS, Cut, REGULAR};
pub(crate) use self::shapes::SHAPES;

/// Of all that is random here.
const SEED: u64 = 4;

/// Pieces of an answer, as models make them: most are a word with its space, three hold line feeds, quotes or more than ASCII.
const WORDS: &str = " the| network| learns| to| predict| next| token|.| Neural| networks| are| inspired| by| biological| neurons|,| and| consist| of\
    | layers|\n\n| which| transform| representation| naïve| gradient| propagation| optimisation| \"deep\"| hyperparameters| approximately\
    | architecture";

/// The events of a stream. The last one is `done`.
pub(crate) struct Events {
    pub(crate) title: String,
    /// The JSON of each.
    pub(crate) payloads: Vec<String>,
    /// Each as it is sent, with its blank line.
    written: Vec<String>,
    /// Whether they are tokens; else they are tool results of 4 KB.
    pub(crate) are_tokens: bool,
}

impl Events {
    /// Each word is as likely as the others, and the same in each run. A server has one way to space JSON: the first half of the stream is
    /// written as Python does it, the second half as JavaScript and Rust do.
    pub(crate) fn tokens(count: usize) -> Self {
        let words: Vec<&str> = WORDS.split('|').collect();
        let mut random = fastrand::Rng::with_seed(SEED);
        let token = |number| {
            let content = Value::from(words[random.usize(..words.len())]);
            if number < count / 2 {
                format!(r#"{{"type": "token", "content": {content}}}"#)
            } else {
                format!(r#"{{"type":"token","content":{content}}}"#)
            }
        };
        Self::new("tokens", true, (0..count).map(token).collect())
    }

    pub(crate) fn tool_results(count: usize) -> Self {
        Self::new("tool results", false, (0..count).map(tool_results::tool_result).collect())
    }

    /// What they are, in a word.
    pub(crate) fn kind(&self) -> &'static str {
        if self.are_tokens { "tokens" } else { "tool results" }
    }

    fn new(what: &str, are_tokens: bool, payloads: Vec<String>) -> Self {
        let events = Self::of(String::new(), payloads.into_iter().map(|payload| (payload.clone(), framed(&payload))));
        let sent = &events.written[..events.written.len() - 1];
        let size = sent.iter().map(String::len).sum::<usize>() / sent.len();
        let title = format!("{} {what} of {} bytes", grouped(sent.len()), grouped(size));
        Self { title, are_tokens, ..events }
    }

    /// Events by their JSON, each with what is sent, and a last one.
    fn of(title: String, events: impl Iterator<Item = (String, String)>) -> Self {
        let done = r#"{"type": "done", "usage": {"input_tokens": 8, "output_tokens": 150, "total_tokens": 158}}"#;
        let (payloads, written) = events.chain([(done.to_owned(), framed(done))]).unzip();
        Self { title, payloads, written, are_tokens: false }
    }

    /// The bytes of each event, in pieces of one buffer.
    pub(crate) fn frames(&self) -> Vec<Bytes> {
        cut::pieces(&self.written.concat().into(), self.written.iter().map(String::len))
    }
}

fn framed(payload: &str) -> String {
    format!("data: {payload}\n\n")
}

/// A number as people read it: `100,000`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    String::from_utf8_lossy(&groups.join(&b',')).into_owned()
}
