//! What is decoded: streams of events as an agent sends them, and the ways in which they are cut. Knows no decoder.

mod cut;
mod tool_results;

use bytes::Bytes;
use serde_json::Value;

pub(crate) use self::cut::{CUTS, Cut};

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
    /// Whether they are tokens; else they are tool results of 4 KB.
    pub(crate) are_tokens: bool,
}

impl Events {
    /// Each word and each way to space JSON is as likely as the others, and the same in each run.
    pub(crate) fn tokens(count: usize) -> Self {
        let words: Vec<&str> = WORDS.split('|').collect();
        let mut random = fastrand::Rng::with_seed(SEED);
        let token = |_| {
            let content = Value::from(words[random.usize(..words.len())]);
            if random.bool() {
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

    fn new(what: &str, are_tokens: bool, mut payloads: Vec<String>) -> Self {
        let size = payloads.iter().map(|payload| framed(payload).len()).sum::<usize>() / payloads.len();
        let title = format!("{} {what} of {} bytes", grouped(payloads.len()), grouped(size));
        payloads.push(r#"{"type": "done", "usage": {"input_tokens": 8, "output_tokens": 150, "total_tokens": 158}}"#.to_owned());
        Self { title, payloads, are_tokens }
    }

    /// The bytes of each event, in pieces of one buffer.
    pub(crate) fn frames(&self) -> Vec<Bytes> {
        let lengths = self.payloads.iter().map(|payload| framed(payload).len());
        cut::pieces(&self.payloads.iter().map(|payload| framed(payload)).collect::<String>().into(), lengths)
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
