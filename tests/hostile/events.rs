//! The events of a hostile stream.

use serde_json::json;

use crate::plan::{Piece, Plan};

/// Above the event limit of the clients.
const HUGE: usize = 600 << 10;

/// The number of tokens of a long stream.
const MANY: usize = 20_000;

/// The comment that follows the events endlessly.
pub(crate) const COMMENT: &[u8] = b": still here\n\n";

/// Returns the bytes of a stream, and how many of them include its end event, if it has one.
pub(crate) fn stream(id: &str, key: &str, plan: &mut Plan) -> (Vec<u8>, Option<usize>) {
    let mut bytes = if plan.has(Piece::ByteOrderMark) { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
    let tokens = plan.chance.usize(1..12);
    // The id is split into two tokens, which the client must join.
    let (start, rest) = id.split_at(plan.chance.usize(..id.len().max(1)));
    for content in [start, rest].into_iter().chain(std::iter::repeat_n(" and so on", tokens)) {
        push(&mut bytes, &json!({"type": "token", "content": content}).to_string());
        between(&mut bytes, plan);
    }
    if plan.has(Piece::BadUtf8) {
        bytes.extend_from_slice(b"data: {\"type\": \"token\", \"content\": \"\xff\xc3\"}\n\n");
    }
    if plan.has(Piece::ManyTokens) {
        bytes.extend(b"data: {\"type\": \"token\", \"content\": \"more\"}\n\n".repeat(MANY));
    }
    if plan.has(Piece::EndlessComments) {
        return (bytes, None);
    }
    if plan.has(Piece::HugeEvent) {
        push(&mut bytes, &json!({"type": "token", "content": "x".repeat(HUGE)}).to_string());
        return (bytes, None);
    }
    if plan.has(Piece::BadEvent) {
        push(&mut bytes, r#"{"type": "token", "content": }"#);
        return (bytes, None);
    }
    let Some(end) = end(key, plan) else { return (bytes, None) };
    bytes.extend_from_slice(format!("data: {end}").as_bytes());
    let end = bytes.len();
    if !plan.has(Piece::UnterminatedEnd) {
        bytes.extend_from_slice(b"\n\n");
        if plan.has(Piece::GarbageAfterEnd) {
            bytes.extend((0..300).map(|_| plan.chance.u8(..)));
        }
    }
    (bytes, Some(end))
}

/// Returns the data of the last event.
fn end(key: &str, plan: &Plan) -> Option<String> {
    let message = if plan.has(Piece::EchoInEvent) { key } else { "It failed." };
    if plan.has(Piece::NoEnd) {
        None
    } else if plan.has(Piece::ErrorBodyAsEvent) {
        Some(json!({"error": {"code": "rate_limited", "message": message}}).to_string())
    } else if plan.has_any(&[Piece::ErrorEvent, Piece::EchoInEvent]) {
        Some(json!({"type": "error", "code": "internal_error", "message": message}).to_string())
    } else {
        Some(json!({"type": "done", "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}}).to_string())
    }
}

fn between(bytes: &mut Vec<u8>, plan: &Plan) {
    if plan.has(Piece::Heartbeats) {
        bytes.extend_from_slice(b": heartbeat\n\ndata:\n\nevent: ping\ndata: \n\n");
    }
    if plan.has(Piece::DoneMarker) {
        push(bytes, "[DONE]");
    }
    if plan.has(Piece::UnknownEvent) {
        push(bytes, r#"{"type": "later", "x": [1e400, NaN, "\ud83d"], "deep": {"a": [[[]]]}}"#);
    }
}

fn push(bytes: &mut Vec<u8>, data: &str) {
    bytes.extend_from_slice(format!("data: {data}\n\n").as_bytes());
}
