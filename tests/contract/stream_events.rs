//! `StreamEvent` of the contract, closed, and `StreamEvent` of `agentspec-ext`, open, know the same types.

use std::collections::BTreeSet;

use agentspec_client::types::StreamEvent as Closed;
use agentspec_ext::StreamEvent as Open;
use agentspec_tests::{contract, errors, resolve, validator};
use serde_json::{Value, json};

/// Returns the arms of the contract's `oneOf`.
fn arms() -> &'static [Value] {
    contract()["components"]["schemas"]["StreamEvent"]["oneOf"].as_array().expect("arms")
}

/// Returns an event of each arm, with its required fields.
fn samples() -> Vec<Value> {
    let samples: Vec<Value> = arms().iter().map(sample).collect();
    for (arm, sample) in arms().iter().zip(&samples) {
        errors(&validator(arm).unwrap(), sample).unwrap();
    }
    samples
}

/// Returns a simple value of a schema.
fn sample(schema: &'static Value) -> Value {
    let schema = resolve(schema);
    if let Some(values) = schema["enum"].as_array().or(schema["x-extensible-enum"].as_array()) {
        return values[0].clone();
    }
    match schema["type"].as_str() {
        Some("object") if schema.get("properties").is_none() => json!({"q": "a"}),
        Some("object") => {
            let names = schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap());
            names.map(|name| (name.to_owned(), sample(&schema["properties"][name]))).collect()
        }
        Some("array") => json!([sample(&schema["items"])]),
        Some("string") if schema["format"] == "date-time" => json!("2026-01-15T09:30:00Z"),
        Some("string") => json!("a"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        _ => json!([1, null]),
    }
}

#[test]
fn every_type_of_the_contract_is_known_and_no_other() {
    let tags: BTreeSet<_> = samples().iter().map(|sample| sample["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(tags.len(), arms().len(), "{tags:?}");
    for sample in samples() {
        let open = Open::parse(sample.to_string()).unwrap();
        assert_eq!(open.type_name(), sample["type"], "agentspec-ext knows the type");
    }
    let open = Open::parse(r#"{"type": "of tomorrow"}"#).unwrap();
    assert_eq!(open.type_name(), "unknown");
}

#[test]
fn both_read_the_same_fields() {
    for sample in samples() {
        let closed: Closed = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(serde_json::to_value(&closed).unwrap(), sample);
        let open = Open::parse(sample.to_string()).unwrap();
        assert_eq!(serde_json::to_value(&open).unwrap(), sample);
    }
}

#[test]
fn the_class_of_an_event_has_its_fields_without_the_type() {
    let fields = |event: Value| match Open::parse(event.to_string()).unwrap() {
        Open::Token(event) => serde_json::to_value(event),
        Open::ToolCall(event) => serde_json::to_value(event),
        Open::ToolResult(event) => serde_json::to_value(event),
        Open::Error(event) => serde_json::to_value(event),
        Open::Done(event) => serde_json::to_value(event),
        other => panic!("{other:?}"),
    };
    let usage = json!({"input_tokens": 1, "output_tokens": 2, "total_tokens": 3});
    for event in [
        json!({"type": "token", "content": "a"}),
        json!({"type": "tool_call", "name": "search", "arguments": {"q": "a"}}),
        json!({"type": "tool_result", "name": "search", "output": [1, null]}),
        json!({"type": "error", "code": "internal_error", "message": "no"}),
        json!({"type": "done", "usage": usage}),
    ] {
        let mut expected = event.as_object().unwrap().clone();
        expected.shift_remove("type");
        assert_eq!(fields(event).unwrap(), Value::Object(expected));
    }
}

#[test]
fn both_refuse_an_event_that_lacks_a_field() {
    for sample in samples() {
        for field in sample.as_object().unwrap().keys().filter(|field| *field != "type") {
            let mut lacking = sample.clone();
            lacking.as_object_mut().unwrap().remove(field);
            assert!(serde_json::from_value::<Closed>(lacking.clone()).is_err(), "{lacking}");
            assert!(Open::parse(lacking.to_string()).is_err(), "{lacking}");
        }
    }
}
