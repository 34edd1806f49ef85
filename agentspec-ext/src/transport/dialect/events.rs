//! Translates the events of a stream: Server-Sent Events to Server-Sent Events. Does no I/O.

use bytes::Bytes;
use serde_json::{Value, json};

use super::answer::{NO_CODE, Object, move_usage, write};
use crate::dialect::marks;
use crate::sse::{Decoder, Frame, TooLarge};

/// The message of an error that the server announces and does not explain.
const UNEXPLAINED: &str = "the agent failed, and the server does not say why";

/// A translator of the bytes of one stream, in pieces of any size.
#[derive(Debug)]
pub(crate) struct Events {
    decoder: Decoder,
    state: State,
    limit: usize,
}

#[derive(Debug, Default)]
struct State {
    /// An error was announced, and its code and message may follow.
    is_failed: bool,
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
    pub(crate) fn new(limit: usize) -> Self {
        Self { decoder: Decoder::with_limit(limit), state: State::default(), limit }
    }

    /// Translates the events that this piece completes, and appends them to `out`.
    ///
    /// # Errors
    /// If an event is larger than the limit. Those before it are in `out`.
    pub(crate) fn push(&mut self, piece: impl Into<Bytes>, out: &mut Vec<u8>) -> Result<(), TooLarge> {
        self.decoder.push(piece);
        while let Some(frame) = self.decoder.next_frame()? {
            match self.state.translate(&frame, self.limit) {
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
            match self.state.translate(&frame, self.limit) {
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
    fn translate(&mut self, frame: &Frame<'_>, limit: usize) -> Translated {
        let Some(event) = marks::object_within(frame.bytes(), limit) else { return Translated::Unchanged };
        let tag = event.get("type").map(|tag| tag.as_str().unwrap_or_default().to_owned());
        match (tag.as_deref(), &*frame.event()) {
            (Some("text"), _) => token(event).map_or(Translated::Unchanged, |event| Translated::Events(vec![event])),
            // The arguments follow in the `done` of the turn.
            (Some("tool_call_start"), _) => Translated::Nothing,
            (Some("tool_call_end"), _) => tool_result(event).map_or(Translated::Unchanged, |event| Translated::Events(vec![event])),
            (Some("done"), _) if event.contains_key("response") => tool_calls(&event).map_or(Translated::Unchanged, Translated::Events),
            (Some("error"), _) if event.len() == 1 => {
                self.is_failed = true;
                Translated::Nothing
            }
            (None, "done") if std::mem::take(&mut self.is_failed) => Translated::End(unexplained()),
            (None, "done") => done(event).map_or(Translated::Unchanged, Translated::End),
            (Some("error"), _) | (None, "error") => {
                self.is_failed = false;
                Translated::Unchanged
            }
            _ => Translated::Unchanged,
        }
    }
}

/// `{"type": "text", "text"}` becomes a token.
fn token(event: Object) -> Option<Object> {
    let rename = |(name, value): (String, Value)| match name.as_str() {
        "type" => (name, Value::from("token")),
        "text" => ("content".to_owned(), value),
        _ => (name, value),
    };
    event.contains_key("text").then(|| event.into_iter().map(rename).collect())
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

/// The `done` of a turn of the model becomes its tool calls. Its text has been streamed.
fn tool_calls(event: &Object) -> Option<Vec<Object>> {
    match event.get("response")?.as_object()?.get("tool_calls") {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(calls) => calls.as_array()?.iter().map(|call| Some(tool_call(call.as_object()?.clone()))).collect(),
    }
}

/// `input` becomes `arguments`.
pub(super) fn tool_call(mut call: Object) -> Object {
    let arguments = call.shift_remove("input").filter(|input| !input.is_null());
    call.insert("arguments".to_owned(), arguments.unwrap_or_else(|| json!({})));
    tagged("tool_call", call)
}

/// The last event becomes the `done` of the documented API.
pub(super) fn done(mut event: Object) -> Option<Object> {
    move_usage(&mut event)?;
    Some(tagged("done", event))
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
