//! The parts outside of operations.

use super::{CONTRACT, check, check_undone, edited, lines, report};

const AGENTS: &str = "      operationId: list_agents\n";

#[test]
fn an_accepted_credential_must_remain_accepted() {
    check("  - {}\n\n#", "\n#", &["breaking    security  no longer accepts requests with no credential"]);
    check_undone("  - {}\n\n#", "\n#", &["compatible  security  accepts requests with no credential"]);
    check("  - BearerToken: []\n  - {}\n", "  - {}\n", &["compatible  security  no longer accepts requests with BearerToken"]);
    let keyed = format!("{AGENTS}      security: [{{ ApiKey: [] }}]\n");
    check(
        AGENTS,
        &keyed,
        &[
            "breaking    GET /v1/agents  no longer accepts requests with BearerToken",
            "breaking    GET /v1/agents  no longer accepts requests with no credential",
        ],
    );
    let same = format!("{AGENTS}      security: [{{ ApiKey: [] }}, {{ BearerToken: [] }}, {{}}]\n");
    check(AGENTS, &same, &[]);
    check(
        "      name: X-API-Key\n",
        "      name: X-Key\n",
        &["breaking    components.securitySchemes.ApiKey  has a changed name, which no rule covers"],
    );
}

#[test]
fn a_removed_server_address_is_breaking() {
    check(
        "http://localhost:8080\n",
        "http://localhost:9090\n",
        &["breaking    servers  no longer has http://localhost:8080", "compatible  servers  has the new http://localhost:9090"],
    );
}

#[test]
fn texts_are_counted_and_not_listed() {
    let changed = edited(&[
        ("description: The answer.", "description: An answer."),
        ("title: AgentSpec HTTP API", "title: AgentSpec"),
        ("summary: List the deployed agents.", "summary: List them."),
        ("example: assistant\n", "example: helper\n"),
        ("{ status: ok, version: 1.4.2", "{ status: ok, version: 1.4.3"),
    ]);
    let report = report(CONTRACT, &changed);
    assert_eq!(report.lines(), []);
    // The answer is told of in two schemas and the agent is an example of two parameters; the other three are there once.
    assert_eq!(report.texts(), 7);
}

#[test]
fn deprecations_and_unused_extensions_are_compatible() {
    let agents = "GET /v1/agents";
    check(AGENTS, &format!("{AGENTS}      x-stability: beta\n"), &[&format!("compatible  {agents}  has a changed extension x-stability")]);
    let deprecated = format!("{AGENTS}      deprecated: true\n");
    check(AGENTS, &deprecated, &[&format!("compatible  {agents}  is deprecated")]);
    check_undone(AGENTS, &deprecated, &[&format!("compatible  {agents}  is no longer deprecated")]);
}

#[test]
fn a_change_in_both_directions_is_reported() {
    let nested = |fields: &str| {
        edited(&[("own values, stored with a session unchanged.\n      type: object\n", &format!("own.\n      type: object\n{fields}"))])
    };
    let (without, with) = (nested(""), nested("      required: [tenant]\n      properties: { tenant: { type: string } }\n"));
    let tenant = "components.schemas.Metadata.tenant";
    assert_eq!(lines(&without, &with), [format!("breaking    {tenant}  is new and required, in requests; compatible in responses")]);
    assert_eq!(lines(&with, &without), [format!("breaking    {tenant}  was removed, in requests and responses")]);
}
