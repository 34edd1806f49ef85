//! A completion as Server-Sent Events.

use bytes::Bytes;

use crate::{agents::completion::Completion, api::wire::StreamEvent};

/// Returns one `data: {json}` block per event. The last event is `done` or `error`.
pub(crate) fn frames(completion: &Completion) -> Vec<Bytes> {
    completion.events().map(|event| frame(&event)).collect()
}

fn frame(event: &StreamEvent<'_>) -> Bytes {
    // The events hold strings and JSON values only, which always have a JSON form.
    let json = serde_json::to_string(event).unwrap_or_default();
    Bytes::from(format!("data: {json}\n\n"))
}
