//! Valid files of scenarios, and the errors of invalid ones.

use crate::{
    config::{Source, apply_scenarios},
    state::setup::Setup,
};

fn refused(text: &str, expected: &str) {
    let message = match apply_scenarios(&mut Setup::default(), &Source::text("scenarios.yaml", text)) {
        Ok(()) => panic!("{text} is accepted"),
        Err(error) => error.to_string(),
    };
    let found = message.strip_prefix("scenarios.yaml: ").unwrap_or_default();
    assert!(found.starts_with(expected), "{text}\nis refused with\n{message}\nexpected\n{expected}");
}

#[test]
fn an_empty_file_has_no_scenarios() {
    for text in ["", "# nothing yet", "{}"] {
        let mut setup = Setup::default();
        assert!(apply_scenarios(&mut setup, &Source::text("scenarios.yaml", text)).is_ok_and(|()| setup.scenarios.is_empty()), "{text}");
    }
}

#[test]
fn a_refused_scenario_is_named_by_its_place() {
    for (text, expected) in [
        ("[fin]", "expected an object of scenarios, got a list"),
        ("a b: [fin]", "a b: the name of a scenario is part of a URL"),
        ("seen/a: [fin]", "seen/a: the name of a scenario is part of a URL"),
        ("a: fin", "a: expected a list, got a string"),
        ("a: []", "a: must not be empty: an answer has at least one step, such as fin"),
        ("a: [[fin], []]", "a[1]: must not be empty: an answer has at least one step"),
        ("a: [[fin], fin]", "a[1]: expected a list, got a string"),
        ("a: [fin, [fin]]", "a[0]: ends the answer: put it last"),
        ("a: [fin]\na: [fin]", "invalid YAML: "),
    ] {
        refused(text, expected);
    }
}

#[test]
fn a_refused_step_is_named_by_its_place() {
    for (step, expected) in [
        ("fine", "a[1]: unknown value 'fine': expected one of last_chunk, gzip_end, after_head, keep, fin, reset, hang, pass"),
        ("5", "a[1]: expected an object, got a number"),
        (
            "{sned: x}",
            "a[1]: unknown key 'sned': the keys here are head, stream, json, send, chunk, gzip, slice, pause_ms, repeat, forever",
        ),
        ("{send: x, slice: 1}", "a[1]: send and slice are both set: choose one"),
        ("{}", "a[1]: one of the keys head, stream"),
        ("after_head", "a[1]: must be the first step"),
        ("{head: ' '}", "a[1].head: must not be empty"),
        ("{head: 200}", "a[1].head: expected a string, got a number: put it in quotes"),
        ("{stream: sse}", "a[1].stream: unknown value 'sse': expected one of chunked, gzip, close"),
        ("{send: [x]}", "a[1].send: expected a string, got a list"),
        ("{send: {base64: '?'}}", "a[1].send.base64: invalid base64: "),
        ("{send: {base64: AAAA, bytes: 3}}", "a[1].send.bytes: belongs to fill"),
        ("{send: {fill: x}}", "a[1].send: the key bytes is required"),
        ("{send: {fill: '', bytes: 3}}", "a[1].send.fill: must not be empty"),
        ("{send: {fill: x, bytes: 0}}", "a[1].send.bytes: expected an integer from 1 to"),
        ("{send: {text: x}}", "a[1].send: unknown key 'text': the keys here are base64, fill, bytes"),
        ("{chunk: ''}", "a[1].chunk: must not be empty: an empty chunk is the last one, so write last_chunk"),
        ("{gzip: {base64: ''}}", "a[1].gzip: must not be empty"),
        ("{slice: 0}", "a[1].slice: expected an integer from 1 to"),
        ("{pause_ms: 1.5}", "a[1].pause_ms: expected an integer from 0 to"),
        ("{repeat: {times: 2}}", "a[1].repeat: the key steps is required"),
        ("{repeat: {times: 0, steps: [fin]}}", "a[1].repeat.times: expected an integer from 1 to"),
        ("{repeat: {times: 2, steps: []}}", "a[1].repeat.steps: must not be empty: there is nothing to repeat"),
        ("{forever: [{send: x}, fin]}", "a[1].forever[1]: ends the answer: put it last, after repeated steps"),
        ("{forever: [{repeat: {times: 2, steps: [{chunk: ''}]}}]}", "a[1].forever[0].repeat.steps[0].chunk: must not be empty"),
    ] {
        refused(&format!("a: [{{send: first}}, {step}]"), expected);
    }
    for answer in ["[{send: x}, pass]", "[{pause_ms: 1}, {slice: 1}, pass]", "[after_head, pass]"] {
        refused(&format!("a: {answer}"), &format!("a[{}]: the server itself answers", answer.matches(", ").count()));
    }
    refused("a: [{forever: [{send: x}]}, fin]", "a[1]: is never played: the step before it has no end");
    refused("a: [{forever: [{forever: [{send: x}]}, {send: y}]}, fin]", "a[0].forever[1]: is never played");
}
