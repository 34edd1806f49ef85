//! The examples of the contract, by their schema.

use agentspec_tests::{contract, events};
use serde_json::Value;

/// Returns every example of a schema: its own, those of bodies with it, and each event of the example streams with it.
pub(crate) fn of(schema: &str) -> Vec<Value> {
    let reference = format!("#/components/schemas/{schema}");
    let mut found: Vec<_> = contract()["components"]["schemas"][schema].get("example").cloned().into_iter().collect();
    collect(contract(), &reference, &mut found);
    found
}

fn collect(node: &Value, reference: &str, found: &mut Vec<Value>) {
    if let Some(example) = node.get("example").filter(|_| node["schema"]["$ref"] == reference) {
        match example.as_str() {
            Some(stream) => found.extend(events(stream.trim_end(), true).map(|event| event.expect("an event of the example"))),
            None => found.push(example.clone()),
        }
    }
    let members = node.as_object().into_iter().flat_map(|members| members.values());
    members.chain(node.as_array().into_iter().flatten()).for_each(|child| collect(child, reference, found));
}

#[test]
fn every_body_of_the_contract_has_an_example() {
    for (schema, expected) in
        [("AgentList", 1), ("InvokeRequest", 5), ("Session", 2), ("StreamEvent", 2), ("ErrorResponse", 10), ("AgentStatus", 1)]
    {
        assert!(of(schema).len() >= expected, "{schema}: {:?}", of(schema));
    }
}
