//! The marks of the public runtime's dialect, in answers to a client of the documented API. Pure.

use agentspec_client::json;
use serde_json::{Map, Value};

use crate::sse;

/// The advice of an error whose answer has a mark.
pub(crate) const ADVICE: &str = "the server speaks the dialect of the public AgentSpec runtime, not the documented API: set `dialect` to `runtime`, or \
                                 AGENTSPEC_DIALECT=runtime";

/// The operations whose answer is that of an agent.
const ANSWERS: [&str; 2] = ["invoke_agent", "continue_session"];

/// Returns whether the body has a mark of the runtime's answer to this operation: `tokens` with `turns`, or the `activity` of a control flow; an object of
/// `steps`; or a session without metadata.
pub(crate) fn in_body(operation: &str, body: &[u8]) -> bool {
    object(body).is_some_and(|body| match operation {
        "run_pipeline" => body.get("steps").is_some_and(Value::is_object),
        "create_session" => {
            body.get("session_id").and_then(Value::as_str).is_some_and(|id| id.starts_with("sess_")) && !body.contains_key("metadata")
        }
        _ => {
            ANSWERS.contains(&operation)
                && (has_tokens_and_turns(&body) || body.contains_key("activity") && body.contains_key("duration_ms"))
        }
    })
}

/// Returns whether the data of an event is the `done` of a turn of the model, which has a `response`; the `done` that ends a stream; or an error that is
/// only announced.
pub(crate) fn in_event(data: &[u8]) -> bool {
    object(data).is_some_and(|event| {
        let is = |tag: &str| event.get("type").is_some_and(|actual| actual == tag);
        is("done") && event.contains_key("response") || is("error") && event.len() == 1 || has_tokens_and_turns(&event)
    })
}

/// Returns whether the body, of a 200, is the health of the runtime. The documented API calls a healthy server `ok`, and may have other words.
pub(crate) fn in_health(body: &[u8]) -> bool {
    object(body).is_some_and(|health| {
        let is_healthy = health.get("status").is_some_and(|status| status == "healthy");
        let has_its_fields = health.get("agents").is_some_and(Value::is_u64) || health.get("uptime").is_some_and(Value::is_string);
        is_healthy && has_its_fields && !health.contains_key("uptime_seconds") && !health.contains_key("checks")
    })
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
        for operation in ANSWERS {
            assert!(in_body(operation, br#"{"output": "Hi", "session_id": "", "tokens": {"total": 1}, "tool_calls": [], "turns": 1}"#));
            assert!(in_body(operation, br#"{"activity": [], "duration_ms": 1, "output": "Hi"}"#));
        }
        assert!(in_body(
            "run_pipeline",
            br#"{"pipeline": "p", "status": "completed", "steps": {"a": {"agent": "a", "status": "completed"}}}"#
        ));
        assert!(in_body("create_session", br#"{"agent": "a", "created_at": "2026-03-01T10:00:00+02:00", "session_id": "sess_1"}"#));
        assert!(in_event(br#"{"type": "done", "response": {"content": "Hi"}}"#));
        assert!(in_event(br#"{"duration_ms": 812, "tokens": {"total": 38}, "turns": 2}"#));
        assert!(in_event(br#"{"type": "error"}"#));
        assert!(in_health(b"\xef\xbb\xbf{\"agents\": 2, \"status\": \"healthy\", \"uptime\": \"1s\", \"version\": \"0.3.0\"}"));
        assert!(in_health(br#"{"status": "healthy", "uptime": "1s"}"#) && in_health(br#"{"status": "healthy", "agents": 0}"#));
    }

    #[test]
    fn what_the_documented_api_may_send_is_not_recognized() {
        for (operation, body) in [
            ("invoke_agent", &br#"{"output": "Hi", "usage": {}, "tokens": 3}"#[..]),
            ("invoke_agent", br#"{"output": "Hi", "turns": 3}"#),
            ("invoke_agent", br#"{"output": 5, "usage": {}, "steps": {}}"#),
            ("invoke_agent", br#"[{"tokens": 1, "turns": 1}]"#),
            ("invoke_agent", b"<html>tokens turns</html>"),
            ("invoke_agent", b""),
            ("run_pipeline", br#"{"pipeline": "p", "steps": []}"#),
            ("run_pipeline", br#"{"pipeline": "p", "steps": "x", "tokens": 1, "turns": 1}"#),
            ("run_pipeline", br#"{"error": {"code": "pipeline_error"}, "steps": [{}]}"#),
            ("create_session", br#"{"session_id": "sess_1", "metadata": {}}"#),
            ("list_agents", br#"{"agents": 3, "tokens": 1, "turns": 1}"#),
        ] {
            assert!(!in_body(operation, body), "{operation} {}", String::from_utf8_lossy(body));
        }
        for data in [
            &br#"{"type": "done", "usage": 1}"#[..],
            br#"{"type": "token", "response": {}}"#,
            br#"{"type": "text", "text": "x"}"#,
            br#"{"type": "error", "code": "x"}"#,
            br#"{"type": "tool_call", "name": 1, "status": "healthy"}"#,
        ] {
            assert!(!in_event(data), "{}", String::from_utf8_lossy(data));
        }
        for body in [
            &br#"{"status": "ok", "agents": 1}"#[..],
            br#"{"status": "healthy"}"#,
            br#"{"status": "healthy", "version": "1", "uptime_seconds": 5, "uptime": "5s"}"#,
            br#"{"status": "healthy", "agents": 1, "checks": {"db": "ok"}}"#,
            br#""healthy""#,
            br#"{"status": ["healthy"], "agents": 1}"#,
        ] {
            assert!(!in_health(body), "{}", String::from_utf8_lossy(body));
        }
    }
}
