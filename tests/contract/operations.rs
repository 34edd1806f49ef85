//! The operations of the contract, and what the clients make of them.

use agentspec_client::OPERATIONS;
use agentspec_tests::contract;
use serde_json::Value;

/// Every operation, with its method, its path and its id.
fn operations() -> Vec<(String, String, Value)> {
    let paths = contract()["paths"].as_object().expect("paths").clone();
    let operations = paths.into_iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("a path item").clone();
        item.into_iter().map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation))
    });
    operations.collect()
}

/// The ids of every operation.
pub(crate) fn operation_ids() -> Vec<String> {
    operations().into_iter().map(|(_, _, operation)| operation["operationId"].as_str().expect("an operationId").to_owned()).collect()
}

#[test]
fn the_raw_clients_table_is_the_contracts() {
    let mut due: Vec<_> = operations()
        .into_iter()
        .map(|(method, path, operation)| (operation["operationId"].as_str().unwrap().to_owned(), method, path))
        .collect();
    let mut table: Vec<_> = OPERATIONS.iter().map(|o| (o.id.to_owned(), o.method.to_owned(), o.path.to_owned())).collect();
    due.sort();
    table.sort();
    assert_eq!(table, due);
}

#[test]
fn streams_are_asked_for_as_streams() {
    for operation in OPERATIONS {
        let due = match operation.id {
            "stream_agent" | "stream_session" => "text/event-stream",
            "metrics" => "text/plain",
            _ => "application/json",
        };
        assert_eq!(operation.accept, due, "{}", operation.id);
    }
}

#[test]
fn every_operation_is_described_and_takes_a_correlation_id_and_every_post_an_idempotency_key() {
    for (method, path, operation) in operations() {
        let place = format!("{method} {path}");
        for field in ["summary", "description", "operationId"] {
            assert!(operation[field].as_str().is_some_and(|text| !text.is_empty()), "{place} has no {field}");
        }
        let parameters = operation["parameters"].as_array().expect("parameters");
        let takes = |name: &str| parameters.iter().any(|p| p["$ref"].as_str().is_some_and(|target| target.ends_with(name)));
        assert!(takes("/CorrelationId"), "{place}");
        assert_eq!(takes("/IdempotencyKey"), method == "POST", "{place}");
        if method == "POST" {
            assert!(operation["requestBody"]["content"]["application/json"]["example"].is_object(), "{place} has no request example");
        }
    }
}

#[test]
fn every_schema_is_named_but_for_the_arms_of_a_stream_event() {
    for (name, schema) in contract()["components"]["schemas"].as_object().unwrap() {
        assert!(schema["description"].is_string(), "{name} has no description");
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let place = format!("{name}.{field}");
            assert!(property["$ref"].is_string() || property["description"].is_string(), "{place} has no description");
            assert!(property["type"] != "object", "{place} is an object without a name");
            assert!(property["items"]["type"] != "object", "{place} is a list of objects without a name");
        }
    }
}
