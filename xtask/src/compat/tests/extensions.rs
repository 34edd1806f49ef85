//! The extensions that define names in clients, or the end of a stream.

use super::{CONTRACT, check, check_undone, lines};

#[test]
fn an_event_must_not_change_whether_it_ends_the_stream() {
    let (before, after) = ("        - title: Token\n", "        - title: Token\n          x-ends-stream: true\n");
    let place = "components.schemas.StreamEvent.type=token";
    check(before, after, &[&format!("breaking    {place}  now ends the stream, in responses")]);
    check_undone(before, after, &[&format!("breaking    {place}  no longer ends the stream, in responses")]);
    check(before, &after.replace("true", "false"), &[]);
}

#[test]
fn a_parameter_must_keep_its_name() {
    let (before, status) = ("        - name: run_id\n", "GET /v1/pipelines/{name}/status  query parameter run_id");
    let named = |name: &str| format!("{before}          x-sdk-name: {name}\n");
    check(before, &named("run"), &[&format!("breaking    {status} is called run, was run_id")]);
    check_undone(before, &named("run"), &[&format!("breaking    {status} is called run_id, was run")]);
    check(before, &named("run_id"), &[]);
    check(
        "x-sdk-name: session_id",
        "x-sdk-name: session",
        &["breaking    components.parameters.SessionId  is called session, was session_id, in requests"],
    );
}

#[test]
fn a_call_may_be_added_and_must_not_move() {
    let (call, agents) = ("      x-sdk-call: agents.list\n", "GET /v1/agents");
    let elsewhere = call.replace("list", "all");
    check(call, &elsewhere, &[&format!("breaking    {agents}  has x-sdk-call agents.all, had agents.list")]);
    check(call, "", &[&format!("breaking    {agents}  has no x-sdk-call, had agents.list")]);
    check_undone(call, "", &[&format!("compatible  {agents}  has x-sdk-call agents.list, had none")]);
}

#[test]
fn the_name_of_a_request_and_the_subject_of_a_parameter_must_not_change() {
    for (line, name, value) in [
        ("      x-sdk-request: InvokeRequest\n", "x-sdk-request", "InvokeRequest"),
        ("      x-sdk-subject: pipeline\n", "x-sdk-subject", "pipeline"),
    ] {
        let gone = CONTRACT.replacen(line, "", 1);
        assert!(
            lines(CONTRACT, &gone)
                .iter()
                .any(|told| told.starts_with("breaking  ") && told.contains(&format!("has no {name}, had {value}")))
        );
        assert!(lines(&gone, CONTRACT).iter().all(|told| told.starts_with("compatible  ")));
    }
}

#[test]
fn a_type_must_remain_a_list_or_an_object() {
    let (list, agents) = ("      x-sdk-list: agents\n", "GET /v1/agents  response 200");
    check(list, "", &[&format!("breaking    {agents} has no x-sdk-list, had agents")]);
    check_undone(list, "", &[&format!("breaking    {agents} has x-sdk-list agents, had none")]);
    let other = list.replace("agents", "names");
    check(list, &other, &[&format!("breaking    {agents} has x-sdk-list names, had agents")]);
}

#[test]
fn a_name_without_a_rule_is_breaking() {
    let (before, after) = ("      x-sdk-list: agents\n", "      x-sdk-list: agents\n      x-sdk-type: Agents\n");
    check(before, after, &["breaking    GET /v1/agents  response 200 has a changed x-sdk-type, which no rule covers"]);
}

#[test]
fn calls_may_be_added_to_a_contract() {
    let bare: String = CONTRACT.split_inclusive('\n').filter(|line| !line.contains("x-sdk-call")).collect();
    let told = lines(&bare, CONTRACT);
    assert_eq!(told.len(), CONTRACT.matches("x-sdk-call").count());
    assert!(told.iter().all(|line| line.starts_with("compatible  ")), "{told:?}");
}
