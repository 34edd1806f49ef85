//! The outcome that is expected of a language: by the slow reader, and by what the language cannot keep.

use agentspec_tests::reference::stream::{End, read_events};
use agentspec_tests::reference::{event, sse, stream};
use serde_json::{Value, json};

use super::case::{Case, Read};
use super::language::Language;

/// Returns the outcome. In place of the path of an error, it has the `paths` of all problems of the event.
pub(crate) fn outcome(case: &Case, language: &Language) -> Value {
    if case.read == Read::Frames {
        return frames(&sse::decode(&case.input), false);
    }
    let (frames, unfinished) = stream::frames(&case.input);
    let read = |frame: &sse::Event| {
        let problems = event::problems(&frame.data, language.integer_bits);
        let event = event::of_frame(&frame.event, &frame.data).ok().filter(|event| problems.is_empty() || event["type"] == "error");
        event.map(|event| language.kept(&event)).ok_or(problems)
    };
    let (events, unfinished): (Vec<_>, _) = (frames.iter().map(read).collect(), unfinished.and_then(|frame| read(&frame).ok()));
    if case.read == Read::Events {
        let item = |event: Result<Value, Vec<String>>| match event {
            Ok(event) => json!({ "event": event }),
            Err(problems) => json!({ "error": "decode", "paths": problems }),
        };
        return json!({ "events": events.into_iter().map(item).collect::<Vec<_>>(), "unfinished": unfinished });
    }
    let read = read_events(events.into_iter().map(Result::ok).collect(), unfinished);
    let end = match read.end {
        End::Whole => None,
        End::Undecodable => Some("decode"),
        End::Interrupted => Some("interrupted"),
    };
    json!({ "events": read.events, "end": end })
}

/// Returns the outcome of `frames`.
pub(crate) fn frames(decoded: &sse::Decoded, is_too_large: bool) -> Value {
    let frames = decoded.events.iter().map(|frame| json!({"event": frame.event, "data": frame.data, "id": frame.id}));
    let frames: Vec<_> = frames.collect();
    if is_too_large {
        return json!({ "frames": frames, "too_large": true });
    }
    let unfinished = decoded.unfinished.as_ref().map(|frame| json!({"event": frame.event, "data": frame.data}));
    json!({ "frames": frames, "too_large": false, "unfinished": unfinished, "retry": decoded.retry, "last_event_id": decoded.last_event_id })
}
