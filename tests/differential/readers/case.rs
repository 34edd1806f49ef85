//! The streams that readers are compared on, and the ways to cut them.

use std::fmt;

use agentspec_tests::reference::cut;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::{bytes, event, stream};

/// What is read of a stream.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Read {
    Frames,
    Events,
    Stream,
}

/// A stream, and how it is read.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) read: Read,
    pub(crate) input: Vec<u8>,
    pub(crate) cuts: Vec<Vec<usize>>,
    pub(crate) limit: Option<usize>,
}

impl fmt::Debug for Case {
    /// Formats it without the ways to cut it, which are many.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of b\"{}\", limit {:?}", self.read, self.input.escape_ascii(), self.limit)
    }
}

impl Case {
    /// Returns the request of the protocol.
    pub(crate) fn request(&self) -> Value {
        let read = match self.read {
            Read::Frames => "frames",
            Read::Events => "events",
            Read::Stream => "stream",
        };
        let mut request = json!({ "read": read, "input_b64": STANDARD.encode(&self.input), "cuts": self.cuts });
        if let Some(limit) = self.limit {
            request["limit"] = limit.into();
        }
        request
    }

    pub(crate) fn pieces<'a>(&'a self, lengths: &[usize]) -> Vec<&'a [u8]> {
        cut(&self.input, lengths)
    }
}

/// A longer stream is not cut at every place, but at so many.
const PLACES: usize = 96;

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let frames = (prop_oneof![2 => bytes::stream().boxed(), 1 => changed("sse.jsonl").boxed()], option::weighted(0.3, 1_usize..60));
    // Of invalid UTF-8, a language may count the replacement characters instead of the bytes.
    let frames = frames.prop_map(|(input, limit)| {
        let limit = limit.filter(|_| str::from_utf8(&input).is_ok());
        (Read::Frames, input, limit)
    });
    let events = prop_oneof![4 => stream::body().boxed(), 2 => malformed().boxed(), 2 => changed("events.jsonl").boxed()];
    let events = (select(&[Read::Events, Read::Stream][..]), events).prop_map(|(read, input)| (read, input, None));
    (prop_oneof![1 => frames.boxed(), 3 => events.boxed()], bytes::lengths()).prop_map(|((read, input, limit), lengths)| {
        let step = input.len().div_ceil(PLACES).max(1);
        let places = (lengths[0] % step..input.len()).step_by(step).filter(|place| *place > 0);
        let cuts = [vec![], vec![1], lengths.clone()].into_iter().chain(places.map(|place| vec![place, input.len() - place]));
        Case { read, cuts: cuts.collect(), input, limit }
    })
}

/// Generates an event with malformed JSON or invalid UTF-8 between two others.
fn malformed() -> impl Strategy<Value = Vec<u8>> {
    let data = prop_oneof![event::broken().prop_map(String::into_bytes).boxed(), event::garbled().boxed()];
    (stream::body(), data, stream::body()).prop_map(|(before, data, after)| {
        let data: Vec<u8> = data.into_iter().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
        [before, b"\n\ndata: ".to_vec(), data, b"\n\n".to_vec(), after].concat()
    })
}

/// What a change puts in.
const PUT: &[&str] =
    &["\n", "\r", "\r\n", "\n\n", ":", " ", "data: ", "event: error\n", "\"", "\\", "{", "}", "[", ",", "0", "e", "null", "\u{feff}"];

/// Generates the streams of some rows of a file of vectors, with bytes taken out, put in and replaced.
fn changed(file: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let change =
        (any::<Index>(), 0_usize..4, prop_oneof![4 => select(PUT).prop_map(|put| put.as_bytes().to_vec()), 1 => vec(any::<u8>(), 0..3)]);
    (vec(select(streams(file)), 1..4), vec(change, 0..4)).prop_map(|(streams, changes)| {
        let mut bytes = streams.concat();
        for (place, taken, put) in changes {
            let place = place.index(bytes.len() + 1);
            let end = (place + taken).min(bytes.len());
            bytes.splice(place..end, put);
        }
        bytes
    })
}

/// The longest row that is changed.
const LONGEST: usize = 1_000;

fn streams(file: &str) -> Vec<Vec<u8>> {
    let text = std::fs::read_to_string(format!("{}/vectors/{file}", env!("CARGO_MANIFEST_DIR"))).expect(file);
    let stream = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("a row");
        let Some(data) = row["data"].as_str() else { return STANDARD.decode(row["input_b64"].as_str().expect("bytes")).expect("base64") };
        let name = row["event_name"].as_str().map(|name| format!("event: {name}\n")).unwrap_or_default();
        format!("{name}data: {}\n\n", data.replace('\n', "\ndata: ")).into_bytes()
    };
    let streams: Vec<_> = text.lines().map(stream).filter(|stream| stream.len() <= LONGEST).collect();
    assert!(streams.len() > 50, "{file} has {} rows", streams.len());
    streams
}
