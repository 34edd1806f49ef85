use serde_json::json;

use super::*;
use crate::types::{Agent, CreateSessionRequest, InvokeResponse, Session, Usage};

#[test]
fn an_integral_float_is_an_integer_and_a_free_form_value_stays_a_float() {
    let usage = json!({"input_tokens": 1.0, "output_tokens": 2, "total_tokens": 3e0, "cost": 4.0});
    let answer: InvokeResponse = from_value(json!({"output": "x", "usage": usage})).unwrap();
    assert_eq!((answer.usage.input_tokens, answer.usage.total_tokens), (1, 3));
    assert_eq!(answer.usage.extra["cost"], json!(4.0));
}

#[test]
fn a_fraction_where_an_integer_is_expected_is_rejected_with_its_path() {
    let usage = json!({"input_tokens": 1.5, "output_tokens": 2, "total_tokens": 3});
    let error = from_value::<InvokeResponse>(json!({"output": "x", "usage": usage})).unwrap_err();
    assert_eq!(error.path, "usage.input_tokens");
}

#[test]
fn skills_may_be_null_or_absent() {
    let agent = json!({"name": "a", "model": "m", "status": "ready", "skills": null});
    assert!(from_value::<Agent>(agent).unwrap().skills.is_empty());
    let agent = json!({"name": "a", "model": "m", "status": "ready"});
    assert!(from_value::<Agent>(agent).unwrap().skills.is_empty());
}

#[test]
fn a_list_that_is_not_nullable_rejects_null() {
    let error = from_value::<crate::types::AgentList>(json!({"agents": null})).unwrap_err();
    assert_eq!(error.path, "agents");
}

#[test]
fn a_list_and_null_are_not_objects() {
    assert!(from_value::<CreateSessionRequest>(json!([{}])).is_err());
    let error = from_value::<Session>(json!({"session_id": "a", "agent": "x", "created_at": "t", "metadata": null})).unwrap_err();
    assert_eq!(error.to_string(), "metadata: invalid type: null, expected a map");
}

#[test]
fn the_last_of_duplicate_keys_wins_and_unknown_fields_are_kept() {
    let text = br#"{"session_id":"a","session_id":"b","agent":"x","created_at":"t","metadata":{"n":1.0},"region":"eu"}"#;
    let session: Session = from_slice(text).unwrap();
    assert_eq!(session.session_id, "b");
    assert_eq!(session.metadata["n"], json!(1.0));
    assert_eq!(session.extra["region"], "eu");
}

#[test]
fn deep_nesting_is_an_error_and_does_not_overflow_the_stack() {
    let deep = "[".repeat(10_000);
    assert!(from_slice::<Value>(deep.as_bytes()).is_err());
}

#[test]
fn a_byte_order_mark_is_skipped_and_invalid_text_is_replaced() {
    let agent = b"\xef\xbb\xbf{\"name\": \"caf\xe9 \\ud83d\", \"model\": \"m\", \"status\": \"ready\"}";
    assert_eq!(from_slice::<Agent>(agent).unwrap().name, "caf\u{fffd} \u{fffd}");
}

#[test]
fn a_free_form_value_keeps_its_order_and_its_numbers() {
    let text = r#"{"zeta":[18446744073709551616,1e400,NaN],"alpha":{"b":-9223372036854775809,"a":1.0}}"#;
    let due = r#"{"zeta":["18446744073709551616","1e400","NaN"],"alpha":{"b":"-9223372036854775809","a":1.0}}"#;
    assert_eq!(from_slice::<Value>(text.as_bytes()).unwrap().to_string(), due);
    let session = format!(r#"{{"session_id":"a","agent":"x","created_at":"t","metadata":{text},"further":{text}}}"#);
    let session: Session = from_slice(session.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&session.metadata).unwrap(), due);
    assert_eq!(session.extra["further"].to_string(), due);
}

#[test]
fn json_that_is_small_as_text_and_large_as_values_is_rejected() {
    let json = format!("[{}0]", "{\"a\":0},".repeat(1000));
    assert!(matches!(from_slice_within::<Value>(json.as_bytes(), 100_000), Err(Unread::TooLarge(TooLarge { limit: 200_000 }))));
    assert!(from_slice_within::<Value>(json.as_bytes(), 400_000).is_ok());
    let text = format!("\"{}\"", "{[,:".repeat(10_000));
    assert!(from_slice_within::<Value>(text.as_bytes(), text.len()).is_ok(), "a string takes no more than its text");
}

#[test]
fn a_number_that_serde_json_cannot_represent_is_rejected_in_a_typed_field() {
    for (written, reason) in
        [("18446744073709551616", "input_tokens: invalid type: the number 18446744073709551616"), ("NaN", "the number NaN")]
    {
        let error = from_slice::<Usage>(format!(r#"{{"input_tokens":{written}}}"#).as_bytes()).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
        let error = from_slice::<Agent>(format!(r#"{{"name":{written}}}"#).as_bytes()).unwrap_err().to_string();
        assert!(error.contains("name: invalid type: the number"), "{error}");
        let error = from_slice::<Session>(format!(r#"{{"metadata":{written}}}"#).as_bytes()).unwrap_err().to_string();
        assert!(error.contains("metadata: invalid type: the number"), "{error}");
        let error = from_slice::<Agent>(format!(r#"{{"skills":[{written}]}}"#).as_bytes()).unwrap_err().to_string();
        assert!(error.contains("skills[0]: invalid type: the number"), "{error}");
        let error = from_slice::<crate::types::AgentList>(format!(r#"{{"agents":{written}}}"#).as_bytes()).unwrap_err().to_string();
        assert!(error.contains("agents: invalid type: the number"), "{error}");
    }
}

#[test]
fn a_status_of_tomorrow_is_kept() {
    let agent: Agent = from_value(json!({"name": "a", "model": "m", "status": "hibernating"})).unwrap();
    assert_eq!(agent.status, "hibernating");
    assert_eq!(serde_json::to_value(agent.status).unwrap(), "hibernating");
}

/// Every value that differs from this one in one place: a list in place of an object, null, or another type.
fn variants(value: &Value) -> Vec<Value> {
    let mut variants = vec![value.clone(), json!(null), json!([value]), json!("text"), json!(1), json!(2.0), json!(2.5), json!({"a": 1})];
    match value {
        Value::Object(members) => {
            variants.push(members.values().cloned().collect());
            for (name, value) in members {
                variants.extend(self::variants(value).into_iter().map(|inner| {
                    let mut members = members.clone();
                    members.insert(name.clone(), inner);
                    Value::Object(members)
                }));
            }
        }
        Value::Array(items) => variants.extend(items.iter().flat_map(self::variants).map(|item| json!([item]))),
        _ => {}
    }
    variants
}

#[test]
fn text_is_read_at_once_as_its_value_is() {
    fn check<T: DeserializeOwned + serde::Serialize>(valid: &Value) {
        assert!(from_value::<T>(valid.clone()).is_ok(), "{valid}");
        for value in variants(valid) {
            let text = value.to_string();
            // A name that is written twice.
            let twice = text.replacen('{', r#"{"output":"a","output":"b","x":{"y":1,"y":2},"#, 1).replace(",}", "}");
            for text in [text, twice] {
                let due = parse(&text).and_then(from_value::<T>).map(|read| serde_json::to_value(read).unwrap());
                let found = from_slice::<T>(text.as_bytes()).map(|read| serde_json::to_value(read).unwrap());
                assert_eq!(found, due, "{} of {text}", std::any::type_name::<T>());
            }
        }
    }
    let usage = json!({"input_tokens": 1, "output_tokens": 2, "total_tokens": 3});
    let session = json!({"session_id": "a", "agent": "x", "created_at": "t", "metadata": {"n": [1.0, {"deep": null}]}, "turns": 2});
    let agent = json!({"name": "a", "model": "m", "skills": ["s"], "status": "ready", "further": {"b": [1]}});
    let step =
        json!({"name": "s", "duration_ms": 1, "status": "failed", "error": {"code": "c", "message": "m"}, "output": "o", "usage": usage});
    check::<Usage>(&usage);
    check::<InvokeResponse>(&json!({"output": "x", "usage": usage, "further": [usage]}));
    check::<crate::types::AgentList>(&json!({"agents": [agent]}));
    check::<crate::types::SessionList>(&json!({"sessions": [session], "total": 1}));
    check::<crate::types::SessionContinueResponse>(&json!({"output": "x", "turn": 1, "usage": usage}));
    check::<crate::types::Health>(&json!({"status": "ok", "version": "1", "checks": {"model": "ok"}, "uptime_seconds": 1}));
    check::<crate::types::ErrorResponse>(&json!({"error": {"code": "c", "message": "m"}}));
    check::<crate::types::PipelineRunResponse>(
        &json!({"run_id": "r", "pipeline": "p", "status": "failed", "output": "o", "steps": [step]}),
    );
    check::<crate::types::PipelineStatus>(
        &json!({"pipeline": "p", "status": "running", "run_id": "r", "elapsed_ms": 1, "started_at": "t", "steps": [step]}),
    );
}
