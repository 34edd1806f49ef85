//! Translates the JSON objects of whole responses. Each function returns None for an object that it cannot translate, which then stays as it is. Pure.

use agentspec_client::json::number;
use serde_json::{Map, Value, json};

use super::uptime;
#[cfg(test)]
use crate::dialect::marks;

pub(super) type Object = Map<String, Value>;

/// The code of an error without one.
pub(super) const NO_CODE: &str = "internal_error";

/// Writes JSON. Numbers that `serde_json` cannot represent are written as they were received.
pub(super) fn write(object: &Object) -> Vec<u8> {
    // The keys of JSON are strings, so it always serializes.
    let json = serde_json::to_vec(object).unwrap_or_default();
    number::unmarked(&json).unwrap_or(json)
}

/// `{"output", "tokens"}` becomes `{"output", "usage"}`. Without `tokens`, as of an agent with a control flow of its own, the usage is 0.
pub(super) fn answer(mut answer: Object) -> Option<Object> {
    if !answer.get("output")?.is_string() {
        return None;
    }
    move_usage(&mut answer)?;
    if answer.get("session_id").is_some_and(|id| id == "") {
        answer.shift_remove("session_id");
    }
    Some(answer)
}

/// Replaces `tokens` by `usage`. Other fields of the tokens are kept. None if there is a `usage`, or the tokens are neither an object nor null.
pub(super) fn move_usage(object: &mut Object) -> Option<()> {
    if object.contains_key("usage") {
        return None;
    }
    let usage = match object.get_mut("tokens").map(Value::take) {
        None | Some(Value::Null) => json!({ "input_tokens": 0, "output_tokens": 0, "total_tokens": 0 }),
        Some(Value::Object(tokens)) => tokens.into_iter().map(|(name, count)| (usage_name(name), count)).collect(),
        Some(_) => return None,
    };
    object.shift_remove("tokens");
    object.insert("usage".to_owned(), usage);
    Some(())
}

fn usage_name(name: String) -> String {
    match name.as_str() {
        "input" => "input_tokens".to_owned(),
        "output" => "output_tokens".to_owned(),
        "total" => "total_tokens".to_owned(),
        _ => name,
    }
}

/// Adds the metadata that was sent, which the runtime does not return.
pub(super) fn session(mut session: Object, metadata: Option<&Value>) -> Option<Object> {
    if !session.contains_key("session_id") || session.contains_key("metadata") {
        return None;
    }
    session.insert("metadata".to_owned(), metadata.cloned().unwrap_or_else(|| json!({})));
    Some(session)
}

/// The object of steps becomes a list. A failed run becomes a `pipeline_error` with its steps.
pub(super) fn run(mut run: Object) -> Option<Object> {
    let steps = match run.get_mut("steps").map(Value::take)? {
        // A run without steps.
        Value::Null => Object::new(),
        Value::Object(steps) => steps,
        _ => return None,
    };
    let steps: Vec<Value> = steps.into_iter().map(|(name, fields)| step(name, fields)).collect::<Option<_>>()?;
    if run.get("status").is_some_and(|status| status == "failed") {
        run.insert("error".to_owned(), json!({ "code": "pipeline_error", "message": failure(&steps) }));
    } else if !run.contains_key("output") {
        // With several steps, it is not known which was the last.
        let output = steps.first().filter(|_| steps.len() == 1).and_then(|step| step.get("output")).cloned();
        run.insert("output".to_owned(), output.unwrap_or_default());
    }
    run.insert("steps".to_owned(), Value::Array(steps));
    Some(run)
}

fn step(name: String, fields: Value) -> Option<Value> {
    let Value::Object(fields) = fields else { return None };
    let mut step = Object::new();
    step.insert("name".to_owned(), Value::String(name));
    step.extend(fields);
    if let Some(message) = step.get("error").filter(|error| error.is_string()).cloned() {
        step.insert("error".to_owned(), json!({ "code": NO_CODE, "message": message }));
    }
    step.entry("duration_ms").or_insert(Value::Null);
    Some(Value::Object(step))
}

fn failure(steps: &[Value]) -> String {
    let failed = steps.iter().find(|step| step.get("status").is_some_and(|status| status == "failed"));
    match failed.map(|step| (step["name"].as_str().unwrap_or_default(), step["error"]["message"].as_str())) {
        None => "the run failed".to_owned(),
        Some((name, None)) => format!("the step {name} failed"),
        Some((name, Some(message))) => format!("the step {name} failed: {message}"),
    }
}

/// `healthy` becomes `ok`, and the uptime, which is kept, also a number of seconds.
pub(super) fn health(mut health: Object) -> Option<Object> {
    if health.get("status").is_none_or(|status| status != "healthy") {
        return None;
    }
    health.insert("status".to_owned(), "ok".into());
    if let Some(seconds) = health.get("uptime").and_then(Value::as_str).and_then(uptime::seconds) {
        health.entry("uptime_seconds").or_insert(seconds.into());
    }
    Some(health)
}

/// `{"error": "<code>", "message"}` becomes `{"error": {"code", "message"}}`.
pub(super) fn error(mut body: Object) -> Option<Object> {
    let is_flat = [body.get("error")?, body.get("message")?].into_iter().all(Value::is_string);
    let (code, message) = (body.get("error")?.clone(), body.shift_remove("message").filter(|_| is_flat)?);
    body.insert("error".to_owned(), json!({ "code": code, "message": message }));
    Some(body)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn object(json: &str) -> Object {
        marks::object(json.as_bytes()).unwrap()
    }

    fn check(translate: impl Fn(Object) -> Option<Object>, rows: &[(&str, Option<&str>)]) {
        for (given, expected) in rows {
            let translated = translate(object(given)).map(|object| String::from_utf8(write(&object)).unwrap());
            assert_eq!(translated.as_deref(), *expected, "{given}");
        }
    }

    #[test]
    fn tokens_become_the_usage_and_other_fields_are_kept_exactly() {
        check(
            answer,
            &[
                (
                    r#"{"duration_ms":1,"output":"5","session_id":"","tokens":{"cache_read":3,"input":29,"output":9,"total":38},"tool_calls":[{"input":{"n":100000000000000000000001,"f":1.10}}],"turns":2}"#,
                    Some(
                        r#"{"duration_ms":1,"output":"5","tool_calls":[{"input":{"n":100000000000000000000001,"f":1.1}}],"turns":2,"usage":{"cache_read":3,"input_tokens":29,"output_tokens":9,"total_tokens":38}}"#,
                    ),
                ),
                (
                    r#"{"activity":[{"type":"text","content":"x"}],"duration_ms":1,"output":"x"}"#,
                    Some(
                        r#"{"activity":[{"type":"text","content":"x"}],"duration_ms":1,"output":"x","usage":{"input_tokens":0,"output_tokens":0,"total_tokens":0}}"#,
                    ),
                ),
                (
                    r#"{"output":"x","tokens":null,"turns":0}"#,
                    Some(r#"{"output":"x","turns":0,"usage":{"input_tokens":0,"output_tokens":0,"total_tokens":0}}"#),
                ),
                (r#"{"output":"x","usage":{"input_tokens":1}}"#, None),
                (r#"{"output":"x","tokens":3}"#, None),
                (r#"{"output":["x"],"tokens":{}}"#, None),
                (r#"{"tokens":{},"turns":1}"#, None),
            ],
        );
    }

    #[test]
    fn the_steps_of_a_run_become_a_list_and_a_failed_run_an_error() {
        check(
            run,
            &[
                (
                    r#"{"pipeline":"p","status":"completed","steps":{"b":{"agent":"x","duration_ms":3,"output":"B","status":"completed"},"a":{"agent":"y","status":"completed"}}}"#,
                    Some(
                        r#"{"pipeline":"p","status":"completed","steps":[{"name":"b","agent":"x","duration_ms":3,"output":"B","status":"completed"},{"name":"a","agent":"y","status":"completed","duration_ms":null}],"output":null}"#,
                    ),
                ),
                (
                    r#"{"pipeline":"p","status":"completed","steps":{"b":{"agent":"x","output":"B","status":"completed"}}}"#,
                    Some(
                        r#"{"pipeline":"p","status":"completed","steps":[{"name":"b","agent":"x","output":"B","status":"completed","duration_ms":null}],"output":"B"}"#,
                    ),
                ),
                (
                    r#"{"pipeline":"p","status":"failed","steps":{"b":{"agent":"x","error":"no model","status":"failed"}}}"#,
                    Some(
                        r#"{"pipeline":"p","status":"failed","steps":[{"name":"b","agent":"x","error":{"code":"internal_error","message":"no model"},"status":"failed","duration_ms":null}],"error":{"code":"pipeline_error","message":"the step b failed: no model"}}"#,
                    ),
                ),
                (
                    r#"{"status":"failed","steps":{}}"#,
                    Some(r#"{"status":"failed","steps":[],"error":{"code":"pipeline_error","message":"the run failed"}}"#),
                ),
                (
                    r#"{"status":"failed","steps":null}"#,
                    Some(r#"{"status":"failed","steps":[],"error":{"code":"pipeline_error","message":"the run failed"}}"#),
                ),
                (r#"{"status":"completed","steps":[]}"#, None),
                (r#"{"status":"completed"}"#, None),
                (r#"{"status":"completed","steps":{"a":1}}"#, None),
            ],
        );
    }

    #[test]
    fn health_sessions_and_flat_errors_get_the_documented_form() {
        check(
            health,
            &[
                (
                    r#"{"agents":2,"status":"healthy","uptime":"1m2.3s","version":"0.3.0"}"#,
                    Some(r#"{"agents":2,"status":"ok","uptime":"1m2.3s","version":"0.3.0","uptime_seconds":62}"#),
                ),
                (r#"{"status":"healthy","uptime":"long"}"#, Some(r#"{"status":"ok","uptime":"long"}"#)),
                (r#"{"status":"degraded"}"#, None),
            ],
        );
        let metadata = json!({ "user": "42" });
        check(
            |body| session(body, Some(&metadata)),
            &[
                (r#"{"session_id":"sess_1"}"#, Some(r#"{"session_id":"sess_1","metadata":{"user":"42"}}"#)),
                (r#"{"session_id":"sess_1","metadata":{}}"#, None),
                (r#"{"agent":"a"}"#, None),
            ],
        );
        check(
            error,
            &[
                (
                    r#"{"error":"not_found","message":"No agent","hint":1}"#,
                    Some(r#"{"error":{"code":"not_found","message":"No agent"},"hint":1}"#),
                ),
                (r#"{"error":{"code":"not_found","message":"x"}}"#, None),
                (r#"{"error":"not_found"}"#, None),
                (r#"{"message":"x"}"#, None),
            ],
        );
    }
}
