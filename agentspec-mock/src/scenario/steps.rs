//! A scenario as data. Knows neither YAML nor sockets.

use std::{borrow::Cow, collections::BTreeMap, time::Duration};

use bytes::Bytes;

/// The scenarios by their names.
pub(crate) type Scenarios = BTreeMap<String, Scenario>;

/// The answers to the requests of a run, at least one.
#[derive(Debug, Clone)]
pub(crate) struct Scenario(pub(crate) Vec<RawAnswer>);

impl Scenario {
    /// Returns the answer to the request after `earlier` ones. The last answer is repeated.
    pub(crate) fn answer(&self, earlier: usize) -> Option<&RawAnswer> {
        self.0.get(earlier).or(self.0.last())
    }
}

#[derive(Debug, Clone)]
pub(crate) struct RawAnswer {
    /// Whether it starts when the request's head is complete, and leaves the body unread.
    pub(crate) after_head: bool,
    pub(crate) steps: Vec<Step>,
    pub(crate) end: End,
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Head(Head),
    Send(Payload),
    Chunk(Payload),
    LastChunk,
    Gzip(Payload),
    GzipEnd,
    Slice(usize),
    Pause(Duration),
    Repeat { times: u64, steps: Vec<Step> },
    Forever(Vec<Step>),
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The next request of the connection is read.
    Keep,
    /// The connection is closed in order: everything sent arrives.
    Fin,
    /// The connection is reset.
    Reset,
    /// The connection stays open until the client closes it.
    Hang,
    /// The server itself answers, and the next request of the connection is read.
    Pass,
}

/// The head of an answer: its lines, each with a CR LF, and an empty line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head(String);

impl Head {
    pub(crate) fn new(lines: &str) -> Self {
        Self(lines.lines().flat_map(|line| [line, "\r\n"]).chain(["\r\n"]).collect())
    }

    /// Returns whether it has the header `Connection: close`.
    pub(crate) fn has_connection_close(&self) -> bool {
        self.0.lines().any(|line| line.eq_ignore_ascii_case("connection: close"))
    }

    /// Returns the text with `{origin}` and `{base}` filled in.
    pub(crate) fn text(&self, origin: &str, base: &str) -> String {
        self.0.replace("{origin}", origin).replace("{base}", base)
    }
}

/// Bytes to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Payload {
    /// In repeated steps, `{n}` is the number of the repetition.
    Text(String),
    Bytes(Bytes),
    /// A text that is repeated up to that many bytes: a large payload that takes little memory.
    Fill {
        text: String,
        bytes: u32,
    },
}

impl Payload {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            Self::Fill { bytes, .. } => *bytes as usize,
        }
    }

    /// Returns the payload with the number of the repetition, from 1, filled in; `None` outside of repeated steps.
    pub(crate) fn in_round(&self, round: Option<u64>) -> Cow<'_, Self> {
        match (self, round) {
            (Self::Text(text), Some(round)) => Cow::Owned(Self::Text(text.replace("{n}", &round.to_string()))),
            _ => Cow::Borrowed(self),
        }
    }

    /// Returns its bytes in order. Those of a fill come in pieces of a bounded size.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Cow<'_, [u8]>> + Send {
        const BLOCK: usize = 64 << 10;
        let block = match self {
            Self::Text(text) => Cow::Borrowed(text.as_bytes()),
            Self::Bytes(bytes) => Cow::Borrowed(&bytes[..]),
            // A block is whole copies of the text, so that the next one continues it.
            Self::Fill { text, .. } => Cow::Owned(text.repeat(BLOCK.div_ceil(text.len())).into_bytes()),
        };
        let mut left = self.len();
        std::iter::from_fn(move || {
            let size = left.min(block.len());
            left -= size;
            (size > 0).then(|| match &block {
                Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[..size]),
                Cow::Owned(bytes) => Cow::Owned(bytes[..size].to_vec()),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fill_has_exactly_its_bytes_whatever_its_text() {
        for (text, bytes) in [("x", 200_000), ("é!", 199_999), ("abc", 1), ("abc", 3), (&"long".repeat(50_000), 450_001)] {
            let found = Payload::Fill { text: text.to_owned(), bytes }.pieces().collect::<Vec<_>>().concat();
            let expected: Vec<u8> = text.bytes().cycle().take(bytes as usize).collect();
            assert!(found == expected, "{} of {bytes} bytes", text.len());
        }
    }

    #[test]
    fn a_head_has_a_cr_lf_after_each_line_and_an_empty_line() {
        let head = Head::new("HTTP/1.1 307 Temporary Redirect\nLocation: {base}/again\n");
        assert_eq!(head.text("http://a", "http://a/b"), "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://a/b/again\r\n\r\n");
    }
}
