//! A whole streamed answer by the contract's rules of its end, over the reference's frames and events.

use serde_json::Value;

use super::{event, sse};

/// What a stream delivers, and how it ends.
#[derive(Debug, PartialEq)]
pub struct Read {
    /// What is delivered, in order.
    pub events: Vec<Value>,
    /// How it ends.
    pub end: End,
}

/// How a stream ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// By `done` or `error`, the last event.
    Whole,
    /// By an event that cannot be read.
    Undecodable,
    /// By the end of the bytes.
    Interrupted,
}

/// The events of all frames but heartbeats, None where one cannot be read, and what the end of the bytes leaves unfinished, where that can be.
#[must_use]
pub fn events(body: &[u8]) -> (Vec<Option<Value>>, Option<Value>) {
    let decoded = sse::decode(body);
    let frames = decoded.events.iter().filter(|frame| !is_heartbeat(&frame.data));
    let events = frames.map(|frame| event::of_frame(&frame.event, &frame.data).ok()).collect();
    (events, decoded.unfinished.and_then(|frame| event::of_frame(&frame.event, &frame.data).ok()))
}

fn is_heartbeat(data: &str) -> bool {
    let said: String = data.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    said.is_empty() || said == "[DONE]" && data.contains("[DONE]")
}

/// Reads the bytes of a whole body.
#[must_use]
pub fn read(body: &[u8]) -> Read {
    let (all, unfinished) = events(body);
    let mut events = Vec::new();
    for event in all {
        let Some(event) = event else { return Read { events, end: End::Undecodable } };
        let is_end = ends(&event);
        events.push(event);
        if is_end {
            return Read { events, end: End::Whole };
        }
    }
    // A block without its blank line is taken only where it is whole and an end.
    let last = unfinished.filter(ends);
    let end = if last.is_some() { End::Whole } else { End::Interrupted };
    events.extend(last);
    Read { events, end }
}

fn ends(event: &Value) -> bool {
    matches!(event["type"].as_str(), Some("done" | "error"))
}
