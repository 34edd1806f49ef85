//! The marks of the public runtime's dialect, in answers to a client of the documented API. Pure.

use agentspec_client::json;
use serde_json::{Map, Value};

use crate::sse;

/// The advice of an error whose answer has a mark.
pub(crate) const ADVICE: &str = "the server speaks the dialect of the public AgentSpec runtime, not the documented API: set `dialect` to `runtime`, or \
                                 AGENTSPEC_DIALECT=runtime";

/// Returns whether the body is an agent's answer with `tokens` and `turns`, or a pipeline run whose `steps` are an object.
pub(crate) fn in_body(body: &[u8]) -> bool {
    object(body).is_some_and(|body| has_tokens_and_turns(&body) || body.get("steps").is_some_and(Value::is_object))
}

/// Returns whether the data of an event is the `done` of a turn of the model, which has a `response`, or the `done` that ends a stream.
pub(crate) fn in_event(data: &[u8]) -> bool {
    object(data).is_some_and(|event| {
        let is_done = event.get("type").is_some_and(|tag| tag == "done");
        is_done && event.contains_key("response") || has_tokens_and_turns(&event)
    })
}

/// Returns whether the body says that the server is `healthy`, which the documented API calls `ok`.
pub(crate) fn in_health(body: &[u8]) -> bool {
    object(body).is_some_and(|body| is_healthy(&body))
}

pub(crate) fn is_healthy(health: &Map<String, Value>) -> bool {
    health.get("status").is_some_and(|status| status == "healthy")
}

fn has_tokens_and_turns(object: &Map<String, Value>) -> bool {
    object.contains_key("tokens") && object.contains_key("turns")
}

/// Parses a JSON object.
pub(crate) fn object(json: &[u8]) -> Option<Map<String, Value>> {
    object_within(json, usize::MAX)
}

/// Parses a JSON object whose values take at most twice `limit` bytes of memory.
pub(crate) fn object_within(json: &[u8], limit: usize) -> Option<Map<String, Value>> {
    try_object_within(json, limit).unwrap_or_default()
}

/// Parses a JSON object, as [`object_within`] does.
///
/// # Errors
/// If its values take more memory.
pub(crate) fn try_object_within(json: &[u8], limit: usize) -> Result<Option<Map<String, Value>>, json::TooLarge> {
    let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    match json::parse_within(&sse::text(json), limit) {
        Ok(Value::Object(object)) => Ok(Some(object)),
        Err(json::Unread::TooLarge(why)) => Err(why),
        Ok(_) | Err(json::Unread::Undecodable(_)) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_of_the_runtime_is_recognized() {
        assert!(in_body(br#"{"duration_ms": 1, "output": "Hi", "session_id": "", "tokens": {"total": 1}, "tool_calls": [], "turns": 1}"#));
        assert!(in_body(br#"{"pipeline": "p", "status": "completed", "steps": {"a": {"agent": "a", "status": "completed"}}}"#));
        assert!(in_event(br#"{"type": "done", "response": {"content": "Hi"}}"#));
        assert!(in_event(br#"{"duration_ms": 812, "tokens": {"total": 38}, "turns": 2}"#));
        assert!(in_health(b"\xef\xbb\xbf{\"agents\": 2, \"status\": \"healthy\", \"uptime\": \"1s\", \"version\": \"0.3.0\"}"));
    }

    #[test]
    fn what_the_documented_api_may_send_is_not_recognized() {
        for body in [
            &br#"{"output": "Hi", "usage": {}, "tokens": 3}"#[..],
            br#"{"output": "Hi", "turns": 3}"#,
            br#"{"pipeline": "p", "steps": []}"#,
            br#"{"error": {"code": "pipeline_error"}, "steps": [{}]}"#,
            br#"[{"tokens": 1, "turns": 1}]"#,
            b"<html>tokens turns</html>",
            b"",
        ] {
            assert!(!in_body(body), "{}", String::from_utf8_lossy(body));
        }
        for data in [&br#"{"type": "done", "usage": 1}"#[..], br#"{"type": "token", "response": {}}"#, br#"{"type": "text", "text": "x"}"#]
        {
            assert!(!in_event(data), "{}", String::from_utf8_lossy(data));
        }
        for body in [&br#"{"status": "ok"}"#[..], br#"{"status": "degraded"}"#, br#""healthy""#, br#"{"status": ["healthy"]}"#] {
            assert!(!in_health(body), "{}", String::from_utf8_lossy(body));
        }
    }
}
