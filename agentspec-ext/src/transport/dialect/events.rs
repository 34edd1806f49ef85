//! Translates the events of a stream: Server-Sent Events to Server-Sent Events. Does no I/O.

mod tokens;
mod turn;

use bytes::Bytes;
use serde_json::{Value, json};

pub(super) use self::tokens::tokens;
use self::turn::Turns;
use super::answer::{NO_CODE, Object, move_usage, write};
use crate::dialect::marks;
use crate::sse::{Decoder, Frame, TooLarge};

/// The message of an error that the server announces and does not explain.
const UNEXPLAINED: &str = "the agent failed, and the server does not say why";

/// The name of the events that end a turn, or the stream.
const DONE: &str = "done";

/// A translator of the bytes of one stream, in pieces of any size.
#[derive(Debug)]
pub(crate) struct Events {
    decoder: Decoder,
    state: State,
}

#[derive(Debug)]
struct State {
    turns: Turns,
    limits: Limits,
    /// An error was announced, and its code and message may follow.
    is_failed: bool,
}

/// How large events may be, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Events of the documented API, and those of the runtime that become one.
    pub(crate) event: usize,
    /// The `done` of a turn of the model, which repeats the text of the turn and has all its tool calls.
    pub(crate) turn: usize,
}

/// What an event becomes.
enum Translated {
    /// Nothing.
    Nothing,
    Events(Vec<Object>),
    /// An event that ends the stream.
    End(Object),
    /// The same event.
    Unchanged,
}

impl Events {
    pub(crate) fn new(limits: Limits) -> Self {
        let limits = Limits { turn: limits.turn.max(limits.event), ..limits };
        let decoder = Decoder::with_limit(limits.event).with_limit_of(DONE, limits.turn);
        Self { decoder, state: State { turns: Turns::default(), limits, is_failed: false } }
    }

    /// Translates the events that this piece completes, and appends them to `out`.
    ///
    /// # Errors
    /// If an event is larger than the limit. Those before it are in `out`.
    pub(crate) fn push(&mut self, piece: impl Into<Bytes>, out: &mut Vec<u8>) -> Result<(), TooLarge> {
        self.decoder.push(piece);
        while let Some(frame) = self.decoder.next_frame()? {
            match self.state.translate(&frame) {
                Translated::Nothing => {}
                Translated::Events(events) => events.iter().for_each(|event| append(event, out)),
                Translated::End(event) => append(&event, out),
                Translated::Unchanged => copy(&frame, out),
            }
        }
        Ok(())
    }

    /// Appends what is left at the end of the bytes: an announced error; otherwise an event without its blank line, still without it, which is read only
    /// if it ends the stream.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) {
        let mut last = Vec::new();
        if let Some(frame) = self.decoder.finish() {
            match self.state.translate(&frame) {
                Translated::Nothing | Translated::Events(_) => {}
                Translated::End(event) => append(&event, &mut last),
                Translated::Unchanged => copy(&frame, &mut last),
            }
            last.pop();
        }
        if self.state.is_failed {
            self.fail(out);
        } else {
            out.append(&mut last);
        }
    }

    /// Appends an error that was announced and is not followed by its code and message.
    pub(crate) fn fail(&mut self, out: &mut Vec<u8>) {
        if std::mem::take(&mut self.state.is_failed) {
            append(&unexplained(), out);
        }
    }
}

impl State {
    fn translate(&mut self, frame: &Frame<'_>) -> Translated {
        let limit = if frame.event() == DONE { self.limits.turn } else { self.limits.event };
        let Some(event) = marks::object_within(frame.bytes(), limit) else { return Translated::Unchanged };
        let tag = event.get("type").map(|tag| tag.as_str().unwrap_or_default().to_owned());
        match (tag.as_deref(), &*frame.event()) {
            // A text of "" may be left out.
            (Some("text"), _) if event.len() == 1 => Translated::Nothing,
            (Some("text"), _) => self.text(event).map_or(Translated::Unchanged, |event| Translated::Events(vec![event])),
            // The arguments follow in the `done` of the turn.
            (Some("tool_call_start"), _) => Translated::Nothing,
            (Some("tool_call_end"), _) => tool_result(event).map_or(Translated::Unchanged, |event| Translated::Events(vec![event])),
            (Some(DONE), _) if event.contains_key("response") => self.end_turn(event).map_or(Translated::Unchanged, Translated::Events),
            (Some("error"), _) if event.len() == 1 => {
                self.is_failed = true;
                Translated::Nothing
            }
            (None, DONE) if std::mem::take(&mut self.is_failed) => Translated::End(unexplained()),
            (None, DONE) => self.done(event).map_or(Translated::Unchanged, Translated::End),
            (Some("error"), _) | (None, "error") => {
                self.is_failed = false;
                Translated::Unchanged
            }
            _ => Translated::Unchanged,
        }
    }

    /// `{"type": "text", "text"}` becomes a token.
    fn text(&mut self, event: Object) -> Option<Object> {
        self.turns.stream(event.get("text")?.as_str().unwrap_or_default(), self.limits.turn);
        let rename = |(name, value): (String, Value)| match name.as_str() {
            "type" => (name, Value::from("token")),
            "text" => ("content".to_owned(), value),
            _ => (name, value),
        };
        Some(event.into_iter().map(rename).collect())
    }

    /// The `done` of a turn of the model becomes its tool calls, after the part of its text that was not streamed.
    fn end_turn(&mut self, mut event: Object) -> Option<Vec<Object>> {
        let Some(Value::Object(mut response)) = event.shift_remove("response") else { return None };
        let calls = tool_calls(response.shift_remove("tool_calls"))?;
        let rest = self.turns.end(response)?;
        Some(tokens(&rest, self.limits.event).chain(calls).collect())
    }

    /// The last event becomes the `done` of the documented API, with what is known of the turns.
    fn done(&mut self, mut event: Object) -> Option<Object> {
        if !event.contains_key("tokens") {
            return None;
        }
        move_usage(&mut event)?;
        self.turns.describe(&mut event);
        Some(tagged(DONE, event))
    }
}

/// A called tool, which tells no output, becomes a tool result.
fn tool_result(mut event: Object) -> Option<Object> {
    let Some(Value::Object(mut call)) = event.get_mut("tool_call").map(Value::take) else { return None };
    if call.get("input").is_some_and(Value::is_null) {
        call.shift_remove("input");
    }
    call.entry("output").or_insert(Value::Null);
    Some(tagged("tool_result", call))
}

fn tool_calls(calls: Option<Value>) -> Option<Vec<Object>> {
    let called = |call| match call {
        Value::Object(call) => Some(tool_call(call)),
        _ => None,
    };
    match calls {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(calls)) => calls.into_iter().map(called).collect(),
        Some(_) => None,
    }
}

/// `input` becomes `arguments`.
pub(super) fn tool_call(mut call: Object) -> Object {
    let arguments = call.shift_remove("input").filter(|input| !input.is_null());
    call.insert("arguments".to_owned(), arguments.unwrap_or_else(|| json!({})));
    tagged("tool_call", call)
}

fn unexplained() -> Object {
    [("type", "error"), ("code", NO_CODE), ("message", UNEXPLAINED)]
        .map(|(name, text)| (name.to_owned(), text.into()))
        .into_iter()
        .collect()
}

/// Puts a `type` before the fields of an event.
pub(super) fn tagged(tag: &str, fields: Object) -> Object {
    [("type".to_owned(), Value::from(tag))].into_iter().chain(fields).collect()
}

pub(super) fn append(event: &Object, out: &mut Vec<u8>) {
    out.extend_from_slice(b"data: ");
    out.extend_from_slice(&write(event));
    out.extend_from_slice(b"\n\n");
}

/// Appends an event as it was received.
fn copy(frame: &Frame<'_>, out: &mut Vec<u8>) {
    let name = frame.event();
    if name != "message" {
        out.extend_from_slice(b"event: ");
        out.extend_from_slice(name.as_bytes());
        out.push(b'\n');
    }
    for line in frame.bytes().split(|byte| *byte == b'\n') {
        out.extend_from_slice(b"data: ");
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests;
