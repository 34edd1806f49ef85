//! Reads a whole stream by the contract's rules for its end, over the reference's frames and events.

use serde_json::Value;

use super::{event, sse};

/// The events that a stream delivers, and how it ends.
#[derive(Debug, PartialEq)]
pub struct Read {
    /// The delivered events, in order.
    pub events: Vec<Value>,
    /// How it ends.
    pub end: End,
}

/// How a stream ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// By `done` or `error`, the last event.
    Whole,
    /// By an unreadable event.
    Undecodable,
    /// By the end of the body.
    Interrupted,
}

/// Returns the events of all frames except heartbeats, None for an unreadable one; and the readable unfinished event at the end of the body.
#[must_use]
pub fn events(body: &[u8]) -> (Vec<Option<Value>>, Option<Value>) {
    let (frames, unfinished) = frames(body);
    let read = |frame: sse::Event| event::of_frame(&frame.event, &frame.data).ok();
    (frames.into_iter().map(read).collect(), unfinished.and_then(read))
}

/// Returns all frames except heartbeats, and the unfinished frame at the end of the body.
#[must_use]
pub fn frames(body: &[u8]) -> (Vec<sse::Event>, Option<sse::Event>) {
    let decoded = sse::decode(body);
    (decoded.events.into_iter().filter(|frame| !is_heartbeat(&frame.data)).collect(), decoded.unfinished)
}

fn is_heartbeat(data: &str) -> bool {
    let content: String = data.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    content.is_empty() || content == "[DONE]" && data.contains("[DONE]")
}

/// Reads a whole body.
#[must_use]
pub fn read(body: &[u8]) -> Read {
    let (all, unfinished) = events(body);
    read_events(all, unfinished)
}

/// Reads a stream of these events, as [`events`] returns them.
#[must_use]
pub fn read_events(all: Vec<Option<Value>>, unfinished: Option<Value>) -> Read {
    let mut events = Vec::new();
    for event in all {
        let Some(event) = event else { return Read { events, end: End::Undecodable } };
        let is_end = ends(&event);
        events.push(event);
        if is_end {
            return Read { events, end: End::Whole };
        }
    }
    // A block without its blank line counts only if it is a complete end event.
    let last = unfinished.filter(ends);
    let end = if last.is_some() { End::Whole } else { End::Interrupted };
    events.extend(last);
    Read { events, end }
}

fn ends(event: &Value) -> bool {
    matches!(event["type"].as_str(), Some("done" | "error"))
}
