//! Valid configurations, and the errors of invalid ones.

use std::time::Duration;

use super::*;
use crate::agents::replies::{ReplyContent, When};

fn setup(text: &str) -> Setup {
    let mut setup = Setup::default();
    match apply(&mut setup, &Source::text("agents.yaml", text)) {
        Ok(()) => setup,
        Err(error) => panic!("{text} is refused: {error}"),
    }
}

/// Checks the error of a text, and returns it.
fn refused(text: &str, expected: &str) -> String {
    let message = match apply(&mut Setup::default(), &Source::text("agents.yaml", text)) {
        Ok(()) => panic!("{text} is accepted"),
        Err(error) => error.to_string(),
    };
    let found = message.strip_prefix("agents.yaml: ").unwrap_or_default();
    assert!(found.starts_with(expected), "{text}\nis refused with\n{message}\nexpected\n{expected}");
    message
}

#[test]
fn an_empty_configuration_changes_nothing() {
    for text in ["", "# nothing yet", "agents:\nsessions:\n", "{}"] {
        assert_eq!(format!("{:?}", setup(text)), format!("{:?}", Setup::default()), "{text}");
    }
}

#[test]
fn an_agent_needs_only_a_name() {
    let setup =
        setup("agents: [{name: helper}, {name: reviewer}, {name: critic, answers_as: reviewer, skills: [x], model: m, status: running}]");
    let seen: Vec<_> = setup.catalog.agents.iter().map(|it| (&*it.name, &*it.model, it.skills.len(), &*it.status, it.role)).collect();
    let model = crate::agents::catalog::MODEL;
    assert_eq!(
        seen,
        [
            ("helper", model, 0, "ready", crate::agents::brain::Role::Assistant),
            ("reviewer", model, 0, "ready", crate::agents::brain::Role::Reviewer),
            ("critic", "m", 1, "running", crate::agents::brain::Role::Reviewer),
        ]
    );
    assert_eq!(setup.catalog.pipelines.len(), 1, "the built-in pipeline is still there");
}

#[test]
fn replies_are_read_as_they_are_written() {
    let setup = setup(
        "
agents:
  - name: helper
    replies:
      - {when: {equals: a}, text: b, times: 2, delay_ms: 5}
      - when: {contains: c}
        events: [{text: d}, {tool_call: {name: e}}, {tool_result: {name: e, output: [1]}}, {error: {code: not_found}}]
      - error: {status: 503, code: busy, retry_after: 7}
",
    );
    let replies = &setup.catalog.agents[0].replies;
    assert!(matches!(&replies[0].when, When::Equals(text) if text == "a"));
    assert_eq!((replies[0].times, replies[0].delay), (Some(2), Duration::from_millis(5)));
    assert!(matches!(&replies[1].when, When::Contains(text) if text == "c"));
    assert!(
        matches!(&replies[1].content, ReplyContent::Parts { parts, failure: Some(failure) } if parts.len() == 3 && failure.status == 404)
    );
    assert!(matches!(replies[2].when, When::Always));
    assert!(matches!(&replies[2].content, ReplyContent::Error(error) if error.status == 503 && error.retry_after == Some(7)));
}

#[test]
fn a_step_runs_an_agent_of_the_configuration_before_a_built_in_one() {
    let setup = setup(
        "
agents: [{name: summarizer, model: own}]
pipelines:
  - name: p
    steps: [{agent: researcher, delay_ms: 9}, {name: short, agent: summarizer, fail: {code: c, message: m}}]
",
    );
    let steps = &setup.catalog.pipelines[0].steps;
    assert_eq!((&*steps[0].name, &*steps[1].name), ("researcher", "short"));
    assert_eq!((steps[0].delay, &*steps[1].agent.model), (Duration::from_millis(9), "own"));
    assert_eq!(steps[1].failure.as_ref().map(|failure| failure.status.as_u16()), Some(500));
    assert_eq!(Catalog::new(setup.catalog.agents.clone()).pipelines[0].steps[1].agent.model, "own");
}

#[test]
fn an_error_names_the_place_and_the_fix() {
    for (text, expected) in [
        ("[]", "expected an object, got a list: its keys are agents, pipelines, api_keys, tokens, pace_ms, sessions, rate_limit, health"),
        ("agent: []", "unknown key 'agent': the keys here are agents, pipelines, api_keys,"),
        ("agents: {}", "agents: expected a list, got an object"),
        ("agents: [{}]", "agents[0]: the key name is required"),
        ("agents: [{name: '  '}]", "agents[0].name: must not be empty: write something, or leave the key out"),
        ("agents: [{name: ..}]", "agents[0].name: must not be '.' or '..'"),
        ("agents: [{name: a}, {name: b}, {name: a}]", "agents[2]: agents[0] also has the name 'a': names must be unique"),
        ("agents: [{name: a, skills: search}]", "agents[0].skills: expected a list, got a string"),
        ("agents: [{name: a, model: 4}]", "agents[0].model: expected a string, got a number: put it in quotes"),
        ("agents: [{name: a, control_flow: maybe}]", "agents[0].control_flow: expected true or false, got a string"),
        ("agents: [{name: a, answers_as: poet}]", "agents[0].answers_as: unknown value 'poet': expected one of assistant, reviewer,"),
        ("pace_ms: fast", "pace_ms: expected an integer from 0 to 4294967295, got a string"),
        ("pace_ms: -1", "pace_ms: expected an integer from 0 to 4294967295"),
        ("sessions: {}", "sessions: the key expire_after_s is required"),
        ("sessions: {expire_after_s: 0}", "sessions.expire_after_s: expected an integer from 1 to 4294967295"),
        ("rate_limit: {requests: 0, per_s: 1}", "rate_limit.requests: expected an integer from 1 to"),
        ("rate_limit: {requests: 1, per_s: 1.5}", "rate_limit.per_s: expected an integer from 1 to"),
        ("rate_limit: 60", "rate_limit: expected an object, got a number: its keys are requests, per_s"),
        ("health: {checks: {database: timeout}}", "health: the key status is required"),
        ("health: {status: ill}", "health.status: unknown value 'ill': expected one of ok, degraded"),
        ("health: {status: ok, checks: {database: 1}}", "health.checks.database: expected a string, got a number: put it in quotes"),
    ] {
        refused(text, expected);
    }
}

#[test]
fn a_refused_reply_is_named_by_its_place() {
    for (reply, expected) in [
        ("{}", "agents[0].replies[1]: one of the keys text, events, error is required"),
        ("{text: a, error: {code: b}}", "agents[0].replies[1]: text and error are both set: choose one"),
        ("{wen: {}, text: a}", "agents[0].replies[1]: unknown key 'wen': the keys here are when, times, delay_ms, text, events, error"),
        ("{when: Hi, text: a}", "agents[0].replies[1].when: expected an object, got a string: its keys are equals, contains"),
        ("{when: {}, text: a}", "agents[0].replies[1].when: one of the keys equals, contains is required"),
        ("{when: {contains: ''}, text: a}", "agents[0].replies[1].when.contains: must not be empty"),
        ("{when: {equals: yes, contains: no}, text: a}", "agents[0].replies[1].when: equals and contains are both set"),
        ("{times: 0, text: a}", "agents[0].replies[1].times: expected an integer from 1 to"),
        ("{text: [a]}", "agents[0].replies[1].text: expected a string, got a list"),
        (
            "{events: [{txt: a}]}",
            "agents[0].replies[1].events[0]: unknown key 'txt': the keys here are text, tool_call, tool_result, error",
        ),
        ("{events: [{error: {code: a}}, {text: b}]}", "agents[0].replies[1].events[1]: is never sent: the error before it"),
        ("{events: [{tool_call: {name: a, arguments: 1}}]}", "agents[0].replies[1].events[0].tool_call.arguments: expected an object"),
        (
            "{events: [{error: {code: a, announced: 1}}]}",
            "agents[0].replies[1].events[0].error.announced: expected true or false, got a number",
        ),
        ("{error: {status: 503}}", "agents[0].replies[1].error: the key code is required"),
        ("{error: {status: 200, code: a}}", "agents[0].replies[1].error.status: expected an integer from 400 to 599"),
    ] {
        refused(&format!("agents: [{{name: a, replies: [{{when: {{equals: x}}, text: y}}, {reply}]}}]"), expected);
    }
    refused("agents: [{name: a, replies: [{text: b}, {text: c}]}]", "agents[0].replies[1]: is never used: the reply before it");
}

#[test]
fn a_refused_pipeline_is_named_by_its_place() {
    for (pipeline, expected) in [
        ("{steps: [{agent: a}]}", "pipelines[0]: the key name is required"),
        ("{name: p}", "pipelines[0]: the key steps is required"),
        ("{name: p, steps: []}", "pipelines[0].steps: must not be empty: a pipeline has at least one step"),
        ("{name: p, steps: [{name: x}]}", "pipelines[0].steps[0]: the key agent is required"),
        (
            "{name: p, steps: [{agent: writer}]}",
            "pipelines[0].steps[0].agent: there is no agent 'writer': the agents are 'a', and for pipelines also 'researcher', 'summarizer'",
        ),
        ("{name: p, steps: [{agent: a}, {agent: a}]}", "pipelines[0].steps[1]: pipelines[0].steps[0] also has the name 'a'"),
        ("{name: p, steps: [{agent: a, fail: yes}]}", "pipelines[0].steps[0].fail: expected an object, got"),
    ] {
        refused(&format!("agents: [{{name: a}}]\npipelines: [{pipeline}]"), expected);
    }
}

#[test]
fn what_is_not_yaml_is_refused_with_its_line() {
    let message = refused("agents:\n  - name: [\n", "invalid YAML: ");
    assert!(message.contains("line"), "{message}");
    let message = refused("pace_ms: 1\npace_ms: 2\n", "invalid YAML: ");
    assert!(message.contains("pace_ms"), "{message}");
}

#[test]
fn no_error_contains_a_key() {
    for text in [
        "api_keys: s3cret",
        "api_keys: [[s3cret]]",
        "api_keys: [{s3cret: s3cret}]",
        "tokens: {s3cret: s3cret}",
        "tokens: ['s3cret', 5]",
        "tokens: [s3cret, ' ']",
    ] {
        let message = refused(text, if text.starts_with('a') { "api_keys" } else { "tokens" });
        assert!(!message.contains("s3cret"), "{message}");
    }
}
