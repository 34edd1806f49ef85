//! Edits of the contract and the expected lines. Tests for requests or responses only are in separate files.

mod answers;
mod command;
mod errors;
mod extensions;
mod names;
mod requests;
mod server;

use super::document::Document;
use super::operations;
use super::report::Report;

const CONTRACT: &str = include_str!("../../../openapi.yaml");

fn report(old: &str, new: &str) -> Report {
    operations::compare(&Document::parse("old", old).unwrap(), &Document::parse("new", new).unwrap())
}

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(CONTRACT.to_owned(), |text, (before, after)| {
        assert!(text.contains(before), "the contract has no {before:?}");
        text.replace(before, after)
    })
}

fn lines(old: &str, new: &str) -> Vec<String> {
    report(old, new).lines().iter().map(ToString::to_string).collect()
}

/// Edits the contract, and expects exactly these lines.
fn check(before: &str, after: &str, expected: &[&str]) {
    assert_eq!(lines(CONTRACT, &edited(&[(before, after)])), expected, "{before:?} -> {after:?}");
}

/// Checks the reverse change: the edited contract is the old one.
fn check_undone(before: &str, after: &str, expected: &[&str]) {
    assert_eq!(lines(&edited(&[(before, after)]), CONTRACT), expected, "{after:?} -> {before:?}");
}

#[test]
fn a_contract_is_compatible_with_itself() {
    check("openapi: 3.0.3", "openapi: 3.0.3", &[]);
}

#[test]
fn an_operation_keeps_its_place_and_its_name() {
    check(
        "operationId: invoke_agent",
        "operationId: ask_agent",
        &["breaking    POST /v1/agents/{name}/invoke  is called ask_agent, was invoke_agent"],
    );
    check("  /v1/metrics:", "  /metrics:", &["breaking    GET /v1/metrics  is now GET /metrics"]);
    check(
        "    delete:\n",
        "    put:\n",
        &["breaking    DELETE /v1/agents/{name}/sessions/{id}  is now PUT /v1/agents/{name}/sessions/{id}"],
    );
    let (before, after) = CONTRACT.split_once("  /v1/metrics:").unwrap();
    let (_, after) = after.split_once("\ncomponents:").unwrap();
    let without = format!("{before}\ncomponents:{after}");
    assert_eq!(lines(CONTRACT, &without), ["breaking    GET /v1/metrics  was removed"]);
    assert_eq!(lines(&without, CONTRACT), ["compatible  GET /v1/metrics  is new"]);
}

#[test]
fn a_new_parameter_must_be_optional_and_a_removed_one_is_breaking() {
    let order = "        - { name: order, in: query, schema: { type: string } }\n        - name: offset\n";
    check("        - name: offset\n", order, &["compatible  GET /v1/agents/{name}/sessions  query parameter order is new"]);
    check_undone("        - name: offset\n", order, &["breaking    GET /v1/agents/{name}/sessions  query parameter order was removed"]);
    check(
        "        - name: offset\n",
        &order.replace("in: query,", "in: query, required: true,"),
        &["breaking    GET /v1/agents/{name}/sessions  query parameter order is new and required"],
    );
    check(
        "        - name: limit\n",
        "        - name: limit\n          required: true\n",
        &["breaking    GET /v1/agents/{name}/sessions  query parameter limit is now required"],
    );
    check_undone(
        "        - name: limit\n",
        "        - name: limit\n          required: true\n",
        &["compatible  GET /v1/agents/{name}/sessions  query parameter limit is no longer required"],
    );
    check("name: X-Correlation-ID\n", "name: x-correlation-id\n", &[]);
}

#[test]
fn a_parameter_of_many_operations_is_reported_once() {
    check(
        "      name: Idempotency-Key\n      in: header\n",
        "      name: Idempotency-Key\n      in: header\n      required: true\n",
        &["breaking    components.parameters.IdempotencyKey  is now required, in requests"],
    );
    check(
        "maxLength: 128, pattern: '^[!-~]+$' }\n      example: 5f0c",
        "maxLength: 64, pattern: '^[!-~]+$' }\n      example: 5f0c",
        &["breaking    components.parameters.IdempotencyKey  has maxLength 64, had 128, in requests"],
    );
}

#[test]
fn a_change_that_affects_one_operation_names_it() {
    let before = "      description: The properties of the new session.\n      type: object\n";
    check(
        before,
        &format!("{before}      required: [metadata]\n"),
        &["breaking    POST /v1/agents/{name}/sessions  request body: metadata is now required"],
    );
}
