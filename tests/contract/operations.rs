//! The operations of the contract in the clients.

use agentspec_client::OPERATIONS;
use agentspec_tests::{contract, operations};

#[test]
fn the_table_of_the_raw_client_matches_the_contract() {
    let mut expected: Vec<_> = operations().map(|o| (o.id, o.method.to_uppercase(), o.path)).collect();
    let mut table: Vec<_> = OPERATIONS.iter().map(|o| (o.id, o.method.to_owned(), o.path)).collect();
    expected.sort();
    table.sort();
    assert_eq!(table, expected);
}

#[test]
fn the_accept_header_of_a_stream_is_its_media_type() {
    for expected in operations() {
        let operation = OPERATIONS.iter().find(|operation| operation.id == expected.id).unwrap();
        assert_eq!(operation.accept, expected.media_type().unwrap_or("application/json"), "{}", expected.id);
    }
}

#[test]
fn every_operation_is_described_and_takes_a_correlation_id_and_every_post_an_idempotency_key() {
    for operation in operations() {
        let place = format!("{} {}", operation.method, operation.path);
        for field in ["summary", "description", "operationId"] {
            assert!(operation.contract[field].as_str().is_some_and(|text| !text.is_empty()), "{place} has no {field}");
        }
        let parameters = operation.contract["parameters"].as_array().expect("parameters");
        let takes = |name: &str| parameters.iter().any(|p| p["$ref"].as_str().is_some_and(|target| target.ends_with(name)));
        assert!(takes("/CorrelationId"), "{place}");
        assert_eq!(takes("/IdempotencyKey"), operation.method == "post", "{place}");
        if operation.method == "post" {
            assert!(
                operation.contract["requestBody"]["content"]["application/json"]["example"].is_object(),
                "{place} has no request example"
            );
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
            assert!(property["type"] != "object", "{place} is an unnamed object");
            assert!(property["items"]["type"] != "object", "{place} is a list of unnamed objects");
        }
    }
}
