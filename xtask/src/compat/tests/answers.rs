//! Responses: new names are compatible, and changed types are breaking.

use super::{CONTRACT, check, check_undone, edited, lines};

const THOUGHT: &str = "        - title: Thought
          type: object
          required: [type]
          properties: { type: { type: string, enum: [thought] } }
        - title: Done\n";

#[test]
fn limits_of_responses_may_only_be_narrowed() {
    let (before, after) = ("description: 'The number of this turn", "maximum: 9, description: 'The number of this turn");
    let turn = "POST /v1/agents/{name}/sessions/{id}/continue  response 200: turn";
    check(before, after, &[&format!("compatible  {turn} has maximum 9, had none")]);
    check_undone(before, after, &[&format!("breaking    {turn} has no maximum, had 9")]);
}

#[test]
fn a_response_may_add_fields_and_must_not_remove_any() {
    let continued = "POST /v1/agents/{name}/sessions/{id}/continue  response 200";
    check(
        "        turn: {",
        "        turn_number: {",
        &[&format!("breaking    {continued}: turn was removed"), &format!("compatible  {continued}: turn_number is new")],
    );
    let (before, after) = ("required: [output, usage, turn]", "required: [output, usage]");
    check(before, after, &[&format!("breaking    {continued}: turn is no longer required")]);
    check_undone(before, after, &[&format!("compatible  {continued}: turn is now required")]);
    let (before, after) = ("        uptime_seconds: {", "        host: { type: string }\n        uptime_seconds: {");
    check(before, after, &["compatible  components.schemas.Health.host  is new, in responses"]);
    check_undone(before, after, &["breaking    components.schemas.Health.host  was removed, in responses"]);
    check(
        "        uptime_seconds: {",
        "        up_seconds: {",
        &[
            "breaking    components.schemas.Health.uptime_seconds  was removed, in responses",
            "compatible  components.schemas.Health.up_seconds  is new, in responses",
        ],
    );
    let health = "required: [status, version]";
    check(
        health,
        "required: [status, version, uptime_seconds]",
        &["compatible  components.schemas.Health.uptime_seconds  is now required, in responses"],
    );
}

#[test]
fn a_changed_type_in_a_response_is_breaking() {
    let total = "total_tokens: { type: integer, format: uint64, minimum: 0,";
    let place = "components.schemas.Usage.total_tokens";
    check(total, "total_tokens: { type: number,", &[&format!("breaking    {place}  has type number, had integer, in responses")]);
    check(total, &format!("{total} nullable: true,"), &[&format!("breaking    {place}  may be null, in responses")]);
    check_undone(total, &format!("{total} nullable: true,"), &[&format!("compatible  {place}  may no longer be null, in responses")]);
    check(total, &total.replace("uint64", "uint32"), &[&format!("compatible  {place}  has format uint32, had uint64, in responses")]);
    check_undone(
        total,
        &total.replace("uint64", "uint32"),
        &[&format!("breaking    {place}  has format uint64, had uint32, in responses")],
    );
    check(
        "          items: { type: string }\n",
        "          items: { type: integer }\n",
        &["breaking    GET /v1/agents  response 200: agents[].skills[] has type integer, had string"],
    );
}

#[test]
fn an_open_enum_may_add_values_and_must_not_remove_any() {
    let (before, after) = ("x-extensible-enum: [ok, degraded]", "x-extensible-enum: [ok, degraded, starting]");
    let status = "components.schemas.HealthStatus ";
    check(before, after, &[&format!("compatible  {status} has the new value \"starting\", in responses")]);
    check_undone(before, after, &[&format!("breaking    {status} no longer has the value \"starting\", in responses")]);
    check(
        &format!("      {before}\n"),
        "",
        &[
            &format!("breaking    {status} no longer has the value \"degraded\", in responses"),
            &format!("breaking    {status} no longer has the value \"ok\", in responses"),
        ],
    );
}

#[test]
fn a_closed_enum_may_add_values_only_in_requests() {
    let closed = "enum: [ok, degraded]";
    let grown = "enum: [ok, degraded, starting]";
    let status = "components.schemas.HealthStatus  has the new value \"starting\", in responses";
    let old = edited(&[("x-extensible-enum: [ok, degraded]", closed)]);
    assert_eq!(lines(&old, &old.replace(closed, grown)), [format!("breaking    {status}")]);
    let kind = |values: &str| {
        edited(&[(
            "        - name: offset\n",
            &format!("        - {{ name: order, in: query, schema: {{ type: string, enum: {values} }} }}\n        - name: offset\n"),
        )])
    };
    let order = "GET /v1/agents/{name}/sessions  query parameter order";
    assert_eq!(lines(&kind("[up]"), &kind("[up, down]")), [format!("compatible  {order} has the new value \"down\"")]);
    assert_eq!(lines(&kind("[up, down]"), &kind("[up]")), [format!("breaking    {order} no longer has the value \"down\"")]);
}

#[test]
fn a_stream_may_add_events_and_must_not_remove_any() {
    check("        - title: Done\n", THOUGHT, &["compatible  components.schemas.StreamEvent.type=thought  is new, in responses"]);
    let end = THOUGHT.replace("title: Thought\n", "title: Thought\n          x-ends-stream: true\n");
    let place = "components.schemas.StreamEvent.type=thought";
    check("        - title: Done\n", &end, &[&format!("breaking    {place}  is new and ends the stream, in responses")]);
    check_undone(
        "        - title: Done\n",
        THOUGHT,
        &["breaking    components.schemas.StreamEvent.type=thought  was removed, in responses"],
    );
    check(
        "required: [type, name, output]",
        "required: [type, name]",
        &["breaking    components.schemas.StreamEvent.type=tool_result.output  is no longer required, in responses"],
    );
}

#[test]
fn the_order_of_events_is_irrelevant() {
    let (before, rest) = CONTRACT.split_once("        - title: Token\n").unwrap();
    let (token, rest) = rest.split_once("        - title: ToolCall\n").unwrap();
    let (call, rest) = rest.split_once("        - title: ToolResult\n").unwrap();
    let swapped = format!("{before}        - title: ToolCall\n{call}        - title: Token\n{token}        - title: ToolResult\n{rest}");
    assert_ne!(swapped, CONTRACT);
    assert_eq!(lines(CONTRACT, &swapped), [""; 0]);
}

#[test]
fn a_new_alternative_in_a_response_that_is_not_a_stream_is_breaking() {
    let old = edited(&[("        text/event-stream:\n", "        application/json:\n")]);
    let new = old.replace("        - title: Done\n", THOUGHT);
    assert_eq!(lines(&old, &new), ["breaking    components.schemas.StreamEvent.type=thought  is new, in responses"]);
}

#[test]
fn a_field_of_several_events_is_not_an_event() {
    let output = "output: { description: 'The result: a string, or any other JSON value.' }";
    let one = edited(&[(output, "output: { oneOf: [{ type: string }] }")]);
    let two = one.replace("oneOf: [{ type: string }]", "oneOf: [{ type: string }, { type: integer }]");
    let place = "components.schemas.StreamEvent.type=tool_result.output";
    assert_eq!(lines(&one, &two), [format!("breaking    {place}.{{\"type\":\"integer\"}}  is new, in responses")]);
}

#[test]
fn a_removed_success_is_breaking_and_an_error_may_be_replaced_by_its_range() {
    let sessions = "POST /v1/agents/{name}/sessions";
    check(
        "        '201':\n",
        "        '202':\n",
        &[&format!("breaking    {sessions}  response 201 was removed"), &format!("breaking    {sessions}  response 202 is new")],
    );
    check(
        "        '503':\n          description: The server answers",
        "        '500':\n          description: The server answers",
        &["breaking    GET /healthz  response 503 was removed", "compatible  GET /healthz  response 500 is new"],
    );
    let (unauthorized, forbidden) = ("        '401': { $ref: '#/components/responses/Unauthorized' }\n", "        '403': {");
    let before = CONTRACT.replacen(&format!("{unauthorized}{forbidden}"), forbidden, 1);
    assert_eq!(
        lines(CONTRACT, &before),
        [
            "compatible  GET /v1/agents  response 401 refers to components.responses.ClientError, referred to components.responses.Unauthorized",
            "compatible  GET /v1/agents  response 401 was removed; 4XX covers it",
        ]
    );
    assert_eq!(lines(&before, CONTRACT), ["compatible  GET /v1/agents  response 401 is new"]);
}

#[test]
fn a_new_error_status_is_compatible_and_a_new_success_is_breaking() {
    let (before, health) = ("        '503':\n          description: The server answers", "GET /healthz  response");
    let answer = |status: &str| format!("        {status}: {{ description: Another. }}\n{before}");
    for failure in ["'404'", "'500'", "4XX", "5XX"] {
        check(before, &answer(failure), &[&format!("compatible  {health} {} is new", failure.replace('\'', ""))]);
    }
    for success in ["'103'", "'202'", "'304'", "2XX", "default"] {
        check(before, &answer(success), &[&format!("breaking    {health} {} is new", success.replace('\'', ""))]);
    }
}

#[test]
fn a_new_success_within_a_range_is_compatible() {
    let (ranged, answer) = (CONTRACT, "DELETE /v1/agents/{name}/sessions/{id}  response 202");
    let with = |headers: &str| {
        let answer = format!("        '202': {{ description: It will be gone.{headers} }}\n        2XX:\n");
        ranged.replace("        2XX:\n", &answer)
    };
    let headers = ", headers: { X-Correlation-ID: { $ref: '#/components/headers/CorrelationId' } }";
    let told = format!("compatible  {answer} is new; 2XX covered it");
    assert_eq!(lines(ranged, &with(headers)), [told.as_str()]);
    assert_eq!(lines(ranged, &with("")), [format!("breaking    {answer}: header X-Correlation-ID was removed"), told]);
}

#[test]
fn removed_media_types_and_headers_are_breaking() {
    check(
        "            text/plain:\n",
        "            application/openmetrics-text:\n",
        &[
            "breaking    GET /v1/metrics  response 200 no longer has text/plain",
            "compatible  GET /v1/metrics  response 200 has the new media type application/openmetrics-text",
        ],
    );
    let stream = "description: The answer as it is produced. The data of each Server-Sent Event is one `StreamEvent`.\n      headers:\n";
    let header = format!("{stream}        X-Model: {{ schema: {{ type: string }} }}\n");
    check(stream, &header, &["compatible  components.responses.EventStream.header X-Model  is new, in responses"]);
    check_undone(stream, &header, &["breaking    components.responses.EventStream.header X-Model  was removed, in responses"]);
    let correlation = "if the request had no valid one.\n      required: true\n";
    let optional = correlation.replace("true", "false");
    check(correlation, &optional, &["breaking    components.headers.CorrelationId  is no longer required, in responses"]);
    check_undone(correlation, &optional, &["compatible  components.headers.CorrelationId  is now required, in responses"]);
}

#[test]
fn a_response_must_keep_its_unknown_fields() {
    let before = "additionalProperties: { type: string }";
    check(before, "additionalProperties: {}", &["breaking    components.schemas.HealthChecks.*  has no type, had string, in responses"]);
    check(
        before,
        "additionalProperties: false",
        &["breaking    components.schemas.HealthChecks  no longer allows unknown fields, in responses"],
    );
}

#[test]
fn a_recursive_schema_is_compared_once() {
    let nested = |kind: &str| {
        edited(&[(
            "      required: [code, message]\n      additionalProperties: {}\n      properties:\n        code: { type: string, description: The machine-readable code. }\n",
            &format!("      properties:\n        cause: {{ $ref: '#/components/schemas/StepError' }}\n        code: {{ type: {kind} }}\n"),
        )])
    };
    assert_eq!(
        lines(&nested("string"), &nested("integer")),
        ["breaking    components.schemas.StepError.code  has type integer, had string, in responses"]
    );
}

#[test]
fn the_values_of_a_header_are_judged_like_those_of_a_body() {
    let before = "an HTTP date (RFC 9110, section 10.2.3).\n      schema: { type: string }";
    let after = before.replace("type: string", "type: integer");
    check(before, &after, &["breaking    components.headers.RetryAfter  has type integer, had string, in responses"]);
}

#[test]
fn a_new_event_is_breaking_if_the_schema_is_also_a_plain_response() {
    let both = edited(&[(
        "schema: { type: string }\n              example: |\n                # HELP",
        "schema: { $ref: '#/components/schemas/StreamEvent' }\n              example: |\n                # HELP",
    )]);
    let place = "components.schemas.StreamEvent.type=thought";
    assert_eq!(lines(&both, &both.replace("        - title: Done\n", THOUGHT)), [format!("breaking    {place}  is new, in responses")]);
}

#[test]
fn a_removed_schema_of_a_response_is_breaking() {
    let schema = "            text/plain:\n              schema: { type: string }\n";
    let metrics = "GET /v1/metrics  response 200";
    check(schema, "            text/plain:\n", &[&format!("breaking    {metrics} has no type, had string")]);
}
