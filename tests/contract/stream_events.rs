//! `StreamEvent` of the contract, closed, and `StreamEvent` of `agentspec-ext`, open, know the same types.

use std::collections::BTreeSet;

use agentspec_client::types::StreamEvent as Closed;
use agentspec_ext::StreamEvent as Open;
use agentspec_tests::contract;
use serde_json::{Value, json};

/// The tag of each arm of the contract's `oneOf`.
fn tags() -> BTreeSet<String> {
    let arms = contract()["components"]["schemas"]["StreamEvent"]["oneOf"].as_array().expect("arms");
    arms.iter().map(|arm| arm["properties"]["type"]["enum"][0].as_str().expect("a tag").to_owned()).collect()
}

fn samples() -> Vec<Value> {
    let usage = json!({"input_tokens": 1, "output_tokens": 2, "total_tokens": 3});
    vec![
        json!({"type": "token", "content": "a"}),
        json!({"type": "tool_call", "name": "search", "arguments": {"q": "a"}}),
        json!({"type": "tool_result", "name": "search", "output": [1, null]}),
        json!({"type": "error", "code": "internal_error", "message": "no"}),
        json!({"type": "done", "usage": usage}),
    ]
}

#[test]
fn every_type_of_the_contract_is_known_and_no_other() {
    let sampled: BTreeSet<_> = samples().iter().map(|sample| sample["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(sampled, tags(), "each event of the contract has a sample: add it to `samples` in tests/contract/stream_events.rs");
    for sample in samples() {
        let open = Open::parse(sample.to_string()).unwrap();
        assert_eq!(open.type_name(), sample["type"], "known to agentspec-ext");
    }
}

#[test]
fn both_read_the_same_fields() {
    for sample in samples() {
        let closed: Closed = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(serde_json::to_value(&closed).unwrap(), sample);
        let open = match Open::parse(sample.to_string()).unwrap() {
            Open::Token(event) => serde_json::to_value(event),
            Open::ToolCall(event) => serde_json::to_value(event),
            Open::ToolResult(event) => serde_json::to_value(event),
            Open::Error(event) => serde_json::to_value(event),
            Open::Done(event) => serde_json::to_value(event),
            other => panic!("{other:?}"),
        };
        let mut fields = sample.as_object().unwrap().clone();
        fields.remove("type");
        assert_eq!(open.unwrap(), Value::Object(fields));
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
