//! Requests: every allowed request must remain allowed.

use super::{check, check_undone, edited, lines};

const INVOKE: &str = "required: [input]\n      properties:\n";
const LIMIT: &str = "schema: { type: integer, format: uint32, minimum: 1, maximum: 100, default: 20 }";

#[test]
fn limits_of_requests_may_only_be_widened() {
    for (narrow, told, undone) in [
        ("minimum: 5, maximum: 100, default: 20", "has minimum 5, had 1", "has minimum 1, had 5"),
        ("minimum: 1, maximum: 50, default: 20", "has maximum 50, had 100", "has maximum 100, had 50"),
        (
            "minimum: 1, maximum: 100, exclusiveMaximum: true, default: 20",
            "has exclusiveMaximum true, had none",
            "has no exclusiveMaximum, had true",
        ),
        ("minimum: 1, maximum: 100, multipleOf: 5, default: 20", "has multipleOf 5, had none", "has no multipleOf, had 5"),
        ("minimum: 1, maximum: 100, enum: [1, 20], default: 20", "has an enum, had none", ""),
    ] {
        let after = format!("schema: {{ type: integer, format: uint32, {narrow} }}");
        check(LIMIT, &after, &[&format!("breaking    GET /v1/agents/{{name}}/sessions  query parameter limit {told}")]);
        if !undone.is_empty() {
            check_undone(LIMIT, &after, &[&format!("compatible  GET /v1/agents/{{name}}/sessions  query parameter limit {undone}")]);
        }
    }
    let (before, after) = (
        "schema: { type: string, minLength: 1, maxLength: 256 }\n",
        "schema: { type: string, minLength: 1, maxLength: 256, pattern: '^run' }\n",
    );
    check(before, after, &["breaking    GET /v1/pipelines/{name}/status  query parameter run_id has pattern ^run, had none"]);
    check_undone(before, after, &["compatible  GET /v1/pipelines/{name}/status  query parameter run_id has no pattern, had ^run"]);
    check(
        before,
        &before.replace("256", "100"),
        &["breaking    GET /v1/pipelines/{name}/status  query parameter run_id has maxLength 100, had 256"],
    );
    check(
        LIMIT,
        &LIMIT.replace("uint32", "uint16"),
        &["breaking    GET /v1/agents/{name}/sessions  query parameter limit has format uint16, had uint32"],
    );
    check(
        LIMIT,
        &LIMIT.replace("uint32", "int64"),
        &["compatible  GET /v1/agents/{name}/sessions  query parameter limit has format int64, had uint32"],
    );
    check(
        LIMIT,
        &LIMIT.replace("default: 20", "default: 10"),
        &["breaking    GET /v1/agents/{name}/sessions  query parameter limit has default 10, had 20"],
    );
}

#[test]
fn a_request_may_add_optional_fields_and_must_not_remove_any() {
    let optional = format!("{INVOKE}        seed: {{ type: integer }}\n");
    check(INVOKE, &optional, &["compatible  components.schemas.InvokeRequest.seed  is new, in requests"]);
    check_undone(INVOKE, &optional, &["breaking    components.schemas.InvokeRequest.seed  was removed, in requests"]);
    let required = optional.replace("[input]", "[input, seed]");
    check(INVOKE, &required, &["breaking    components.schemas.InvokeRequest.seed  is new and required, in requests"]);
    let undescribed = INVOKE.replace("[input]", "[input, seed]");
    check(INVOKE, &undescribed, &["breaking    components.schemas.InvokeRequest.seed  is new and required, in requests"]);
    let options = INVOKE.replace("[input]", "[input, options]");
    check(INVOKE, &options, &["breaking    components.schemas.InvokeRequest.options  is now required, in requests"]);
    check_undone(INVOKE, &options, &["compatible  components.schemas.InvokeRequest.options  is no longer required, in requests"]);
}

#[test]
fn types_of_requests_may_only_be_widened() {
    let (before, after) = ("          type: number\n          format: double\n", "          type: integer\n");
    let temperature = "components.schemas.InvokeOptions.temperature";
    check(before, after, &[&format!("breaking    {temperature}  has type integer, had number, in requests")]);
    check_undone(before, after, &[&format!("compatible  {temperature}  has type number, had integer, in requests")]);
    check(before, "          type: string\n", &[&format!("breaking    {temperature}  has type string, had number, in requests")]);
    check(
        "          type: number\n",
        "          type: number\n          nullable: true\n",
        &[&format!("compatible  {temperature}  may be null, in requests")],
    );
    check_undone(
        "          type: number\n",
        "          type: number\n          nullable: true\n",
        &[&format!("breaking    {temperature}  may no longer be null, in requests")],
    );
}

#[test]
fn a_request_body_must_not_be_removed_or_become_required() {
    let body = "      requestBody:\n        required: true\n        content:\n          application/json:\n            schema: { $ref: '#/components/schemas/CreateSessionRequest' }\n            example:\n              metadata: { user_id: user-42, channel: web }\n";
    let session = "POST /v1/agents/{name}/sessions  request body";
    check(body, "", &[&format!("breaking    {session} was removed")]);
    check_undone(body, "", &[&format!("breaking    {session} is new and required")]);
    let optional = body.replace("required: true", "required: false");
    check(body, &optional, &[&format!("compatible  {session} is no longer required")]);
    check_undone(body, &optional, &[&format!("breaking    {session} is now required")]);
    check(
        body,
        &body.replace("application/json", "application/cbor"),
        &[
            &format!("breaking    {session} no longer has application/json"),
            &format!("compatible  {session} has the new media type application/cbor"),
        ],
    );
}

#[test]
fn a_request_must_keep_its_unknown_fields_and_their_types() {
    let before = "      additionalProperties: {}\n      properties:\n        temperature:";
    let closed = before.replace("{}", "false");
    check(before, &closed, &["breaking    components.schemas.InvokeOptions  no longer allows unknown fields, in requests"]);
    check_undone(before, &closed, &["compatible  components.schemas.InvokeOptions  now allows unknown fields, in requests"]);
    let texts = before.replace("{}", "{ type: string }");
    check(before, &texts, &["breaking    components.schemas.InvokeOptions.*  has type string, had none, in requests"]);
    check_undone(before, &texts, &["compatible  components.schemas.InvokeOptions.*  has no type, had string, in requests"]);
    for same in ["true", "{ description: Any. }"] {
        check(before, &before.replace("{}", same), &[]);
    }
}

#[test]
fn a_key_without_a_rule_is_breaking() {
    check(
        "          type: number\n",
        "          type: number\n          not: { enum: [1] }\n",
        &["breaking    components.schemas.InvokeOptions.temperature  has a changed not, which no rule covers, in requests"],
    );
}

#[test]
fn alternatives_and_parts_of_a_request_are_distinguished() {
    let schema = |text: &str| edited(&[(LIMIT, &format!("schema: {text}"))]);
    let limit = "GET /v1/agents/{name}/sessions  query parameter limit";
    for (old, new, due) in [
        ("{ anyOf: [{ title: A }] }", "{ anyOf: [{ title: A }, { title: B }] }", "compatible  LIMIT: B is new"),
        ("{ anyOf: [{ title: A }, { title: B }] }", "{ anyOf: [{ title: B }] }", "breaking    LIMIT: A was removed"),
        ("{ allOf: [{ title: A }] }", "{ allOf: [{ title: A }, { title: B }] }", "breaking    LIMIT: B is new"),
        ("{}", "{ oneOf: [{ title: A }] }", "breaking    LIMIT has oneOf, had none"),
        ("{ oneOf: [{ title: A }] }", "{}", "breaking    LIMIT has no oneOf, had one"),
        (
            "{ oneOf: [{ title: A }, { title: A, type: integer }] }",
            "{ oneOf: [{ title: A }, { title: A, type: string }] }",
            "breaking    LIMIT: A#2 has type string, had integer",
        ),
    ] {
        assert_eq!(lines(&schema(old), &schema(new)), [due.replace("LIMIT", limit)], "{old} -> {new}");
    }
}

#[test]
fn the_parameters_of_a_path_are_those_of_its_operations() {
    let before = "  /v1/metrics:\n";
    let after = format!("{before}    parameters: [{{ name: unit, in: query, required: true, schema: {{ type: string }} }}]\n");
    check(before, &after, &["breaking    GET /v1/metrics  query parameter unit is new and required"]);
}
