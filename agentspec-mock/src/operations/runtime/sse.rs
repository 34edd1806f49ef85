//! An answer as the runtime's Server-Sent Events.

use bytes::Bytes;
use serde::Serialize;

use super::model_turns::{self, ModelTurn};
use crate::{
    agents::completion::Completion,
    api::runtime::{
        json,
        wire::{CalledTool, ErrorBody, ModelResponse, ModelUsage, StreamEnd, StreamEvent},
    },
};

/// Returns one block per event: those of each turn of the model, and the one that ends the stream.
pub(super) fn frames(completion: &Completion, duration_ms: u64) -> Vec<Bytes> {
    let turns = model_turns::of(completion);
    let mut frames: Vec<Bytes> = turns.iter().flat_map(events).map(|event| frame(event.name(), &event)).collect();
    match &completion.failure {
        None => {
            let end = StreamEnd { duration_ms, tokens: model_turns::tokens(completion), turns: turns.len() };
            frames.push(frame("done", &end));
        }
        Some(failure) => {
            if failure.is_announced {
                frames.push(frame("error", &StreamEvent::Error));
            }
            frames.push(frame("error", &ErrorBody { error: &failure.code, message: &failure.message }));
        }
    }
    frames
}

/// Returns the events of a turn. Its tools have run before they end.
fn events<'a>(turn: &'a ModelTurn<'_>) -> Vec<StreamEvent<'a>> {
    let tools = |has_input: bool| {
        turn.calls.iter().map(move |call| CalledTool { id: &call.id, name: call.name, input: has_input.then_some(call.input) })
    };
    let mut events: Vec<_> = turn.tokens.iter().map(|text| StreamEvent::Text { text }).collect();
    events.extend(tools(false).map(|tool_call| StreamEvent::ToolCallStart { tool_call }));
    if !turn.is_cut {
        let usage = ModelUsage { input_tokens: turn.input_tokens, output_tokens: turn.tokens.len() as u64, cache_read: 0, cache_write: 0 };
        let stop_reason = if turn.calls.is_empty() { "end_turn" } else { "tool_use" };
        let response = ModelResponse { content: turn.content(), tool_calls: tools(true).collect(), stop_reason, usage };
        events.push(StreamEvent::Done { response });
        events.extend(tools(false).map(|tool_call| StreamEvent::ToolCallEnd { tool_call }));
    }
    events
}

fn frame(name: &str, event: &impl Serialize) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {}\n\n", json::write(event)))
}
