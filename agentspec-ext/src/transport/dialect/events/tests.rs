#![allow(clippy::unwrap_used, reason = "a test may fail")]

use super::*;
use crate::event::{EventDecoder, EventError, StreamEvent};

/// The stream of the facts: two turns of the model, with a tool between them.
const WHOLE: &str = concat!(
    "event: text\ndata: {\"type\":\"text\",\"text\":\"Let me \\u003cb\\u003e\"}\n\n",
    "event: tool_call_start\ndata: {\"type\":\"tool_call_start\",\"tool_call\":{\"id\":\"c1\",\"name\":\"calculator\",\"input\":null}}\n\n",
    "event: done\ndata: {\"type\":\"done\",\"response\":{\"content\":\"Let me \",\"tool_calls\":[{\"id\":\"c1\",\"name\":\"calculator\",\"input\":{\"n\":100000000000000000000001}}],\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":9,\"output_tokens\":7,\"cache_read\":0,\"cache_write\":0}}}\n\n",
    "event: tool_call_end\ndata: {\"type\":\"tool_call_end\",\"tool_call\":{\"id\":\"c1\",\"name\":\"calculator\",\"input\":null}}\n\n",
    "event: text\ndata: {\"type\":\"text\",\"text\":\"5.\"}\n\n",
    "event: done\ndata: {\"type\":\"done\",\"response\":{\"content\":\"5.\",\"stop_reason\":\"end_turn\",\"usage\":{}}}\n\n",
    "event: done\ndata: {\"duration_ms\":812,\"tokens\":{\"input\":29,\"output\":9,\"total\":38},\"turns\":2}\n\n",
);

const TRANSLATED: &str = concat!(
    "data: {\"type\":\"token\",\"content\":\"Let me <b>\"}\n\n",
    "data: {\"type\":\"tool_call\",\"id\":\"c1\",\"name\":\"calculator\",\"arguments\":{\"n\":100000000000000000000001}}\n\n",
    "data: {\"type\":\"tool_result\",\"id\":\"c1\",\"name\":\"calculator\",\"output\":null}\n\n",
    "data: {\"type\":\"token\",\"content\":\"5.\"}\n\n",
    "data: {\"type\":\"done\",\"duration_ms\":812,\"turns\":2,\"usage\":{\"input_tokens\":29,\"output_tokens\":9,\"total_tokens\":38,\"cache_read\":0,\"cache_write\":0},\"stop_reason\":\"end_turn\"}\n\n",
);

const ANNOUNCED: &str = "event: error\ndata: {\"type\":\"error\"}\n\n";
const EXPLAINED: &str = "event: error\ndata: {\"error\":\"internal_error\",\"message\":\"No model.\"}\n\n";
const UNEXPLAINED_EVENT: &str =
    "data: {\"type\":\"error\",\"code\":\"internal_error\",\"message\":\"the agent failed, and the server does not say why\"}\n\n";

fn translated(pieces: &[&str]) -> String {
    let mut events = Events::new(Limits { event: 1 << 20, turn: 1 << 20 });
    let mut out = Vec::new();
    for piece in pieces {
        events.push(piece.to_string(), &mut out).unwrap();
    }
    events.finish(&mut out);
    String::from_utf8(out).unwrap()
}

fn read(bytes: &str) -> Vec<Result<StreamEvent, EventError>> {
    let mut decoder = EventDecoder::new();
    decoder.push(bytes.to_owned());
    std::iter::from_fn(|| decoder.next_event().transpose()).collect()
}

#[test]
fn a_stream_gets_the_documented_events() {
    assert_eq!(translated(&[WHOLE]), TRANSLATED);
}

#[test]
fn a_stream_is_translated_alike_at_every_cut() {
    let cases =
        [WHOLE.to_owned(), WHOLE.replace('\n', "\r\n"), WHOLE.replace('\n', "\r"), [ANNOUNCED, EXPLAINED].concat(), ANNOUNCED.to_owned()];
    for case in cases {
        let whole = translated(&[&case]);
        for cut in 0..case.len() {
            assert_eq!(translated(&[&case[..cut], &case[cut..]]), whole, "{case:?} cut at {cut}");
        }
        let bytes: Vec<String> = case.chars().map(String::from).collect();
        assert_eq!(translated(&bytes.iter().map(String::as_str).collect::<Vec<_>>()), whole);
    }
}

#[test]
fn an_announced_error_is_an_error_unless_its_explanation_follows() {
    assert_eq!(translated(&[ANNOUNCED, EXPLAINED]), EXPLAINED);
    assert_eq!(translated(&[ANNOUNCED]), UNEXPLAINED_EVENT);
    assert_eq!(translated(&[ANNOUNCED, ANNOUNCED]), UNEXPLAINED_EVENT);
    assert_eq!(translated(&[ANNOUNCED, "event: done\ndata: {\"tokens\":{},\"turns\":1}\n\n"]), UNEXPLAINED_EVENT);
    assert_eq!(translated(&[ANNOUNCED, "data: {\"type\":\"text\",\"te"]), UNEXPLAINED_EVENT);
    assert_eq!(translated(&[ANNOUNCED, EXPLAINED.trim_end()]), format!("{}\n", EXPLAINED.trim_end()));
    let [Ok(StreamEvent::Error(error))] = &read(EXPLAINED)[..] else { panic!("an error") };
    assert_eq!((error.code.as_str(), error.message.as_str()), ("internal_error", "No model."));
}

#[test]
fn an_event_without_its_blank_line_is_left_to_the_rules_of_the_end() {
    let cut = WHOLE.trim_end();
    assert_eq!(translated(&[cut]), format!("{}\n", TRANSLATED.trim_end()));
    assert_eq!(translated(&["event: text\ndata: {\"type\":\"text\",\"text\":\"x\"}\n"]), "");
}

#[test]
fn what_is_unknown_or_malformed_stays_as_it_is() {
    for event in [
        "event: plan\ndata: {\"type\":\"plan\",\"steps\":[1]}\n\n",
        "data: not JSON\ndata: in two lines\n\n",
        "event: done\ndata: {\"tokens\":3,\"turns\":1}\n\n",
        "event: done\ndata: {\"type\":\"done\",\"response\":{\"tool_calls\":3}}\n\n",
        "event: done\ndata: {\"type\":\"done\",\"response\":{\"tool_calls\":[3]}}\n\n",
        "event: done\ndata: {\"type\":\"done\",\"usage\":{}}\n\n",
        "event: done\ndata: {\"type\":\"done\",\"response\":{\"content\":3}}\n\n",
        "event: done\ndata: {\"turns\":1}\n\n",
        "event: done\ndata: {}\n\n",
        "event: text\ndata: {\"type\":\"text\",\"delta\":\"x\"}\n\n",
        "event: tool_call_end\ndata: {\"type\":\"tool_call_end\"}\n\n",
        "data: [DONE]\n\n",
    ] {
        assert_eq!(translated(&[event]), event);
    }
    assert_eq!(translated(&[": comment\n\nretry: 5\n\n"]), "");
    assert_eq!(translated(&["event: text\ndata: {\"type\":\"text\"}\n\n"]), "");
}

/// The `done` of a turn with this response.
fn turn(response: &Value) -> String {
    format!("event: done\ndata: {}\n\n", json!({ "type": "done", "response": response }))
}

fn text(text: &str) -> String {
    format!("event: text\ndata: {}\n\n", json!({ "type": "text", "text": text }))
}

#[test]
fn the_text_of_a_turn_that_was_not_streamed_is_a_token_before_its_tool_calls() {
    let calls = json!([{ "id": "c1", "name": "t", "input": {} }]);
    let called = "data: {\"type\":\"tool_call\",\"id\":\"c1\",\"name\":\"t\",\"arguments\":{}}\n\n";
    let token = |content| format!("data: {{\"type\":\"token\",\"content\":\"{content}\"}}\n\n");
    let both = |content| turn(&json!({ "content": content, "tool_calls": calls }));
    assert_eq!(translated(&[&both("Hi")]), [&token("Hi"), called].concat());
    assert_eq!(translated(&[&text("H"), &text("i"), &both("Hi there")]), [&token("H"), &token("i"), &token(" there"), called].concat());
    assert_eq!(translated(&[&text("Hi"), &both("Hi"), &both("Hi")]), [&token("Hi"), called, &token("Hi"), called].concat());
    assert_eq!(translated(&[&text("Hi "), &both("Hi")]), [&token("Hi "), called].concat());
    assert_eq!(translated(&[&both("")]), called);
}

#[test]
fn the_last_event_tells_why_the_last_turn_ended_and_the_tokens_of_the_cache() {
    let done = |tokens: &str| format!("event: done\ndata: {{\"tokens\":{tokens},\"turns\":2}}\n\n");
    let first = turn(&json!({ "stop_reason": "tool_use", "usage": { "cache_read": 3, "cache_write": 1 } }));
    let last = turn(&json!({ "stop_reason": "max_tokens", "usage": { "cache_read": 4 } }));
    assert_eq!(
        translated(&[&first, &last, &done("{}")]),
        "data: {\"type\":\"done\",\"turns\":2,\"usage\":{\"cache_read\":7,\"cache_write\":1},\"stop_reason\":\"max_tokens\"}\n\n"
    );
    let silent = turn(&json!({ "content": null, "stop_reason": null, "usage": {} }));
    assert_eq!(
        translated(&[&first, &silent, &done("{\"cache_read\":9}")]),
        "data: {\"type\":\"done\",\"turns\":2,\"usage\":{\"cache_read\":9,\"cache_write\":1}}\n\n"
    );
}

#[test]
fn the_done_of_a_turn_has_a_limit_of_its_own() {
    let limited = |stream: &str, limits| {
        let (mut events, mut out) = (Events::new(limits), Vec::new());
        let result = stream.as_bytes().chunks(100).try_for_each(|piece| events.push(piece.to_vec(), &mut out));
        (result.map_err(|error| error.limit()), String::from_utf8(out).unwrap())
    };
    let content = "x".repeat(3000);
    let stream = [text("xx"), turn(&json!({ "content": content }))].concat();
    let (result, out) = limited(&stream, Limits { event: 1000, turn: 4000 });
    assert_eq!(result, Ok(()));
    let mut decoder = EventDecoder::with_limit(1000);
    decoder.push(out);
    let mut pieces = Vec::new();
    while let Some(StreamEvent::Token(token)) = decoder.next_event().unwrap() {
        pieces.push(token.content);
    }
    assert_eq!((pieces.concat(), pieces.len()), (content, 5));
    assert_eq!(limited(&stream, Limits { event: 1000, turn: 2000 }).0, Err(2000));
    assert_eq!(limited(&stream, Limits { event: 1000, turn: 10 }).0, Err(1000));
    assert_eq!(limited(&text(&"x".repeat(3000)), Limits { event: 1000, turn: 4000 }).0, Err(1000));
}

#[test]
fn an_event_above_the_limit_fails_after_those_before_it() {
    let mut events = Events::new(Limits { event: 1000, turn: 1000 });
    let mut out = Vec::new();
    let long = format!("event: text\ndata: {{\"type\":\"text\",\"text\":\"{}\"}}\n\n", "x".repeat(1000));
    let text = "event: text\ndata: {\"type\":\"text\",\"text\":\"x\"}\n\n";
    assert_eq!(events.push([text, &long].concat(), &mut out).unwrap_err().limit(), 1000);
    assert_eq!(out, b"data: {\"type\":\"token\",\"content\":\"x\"}\n\n");
}

#[test]
fn a_stream_of_tiny_pieces_is_translated_in_linear_time() {
    let text = format!("event: text\ndata: {{\"type\":\"text\",\"text\":\"{}\"}}\n\n", "x".repeat(1 << 20));
    let mut events = Events::new(Limits { event: 2 << 20, turn: 2 << 20 });
    let mut out = Vec::new();
    for piece in text.as_bytes().chunks(3) {
        events.push(piece.to_vec(), &mut out).unwrap();
    }
    assert!(out.ends_with(b"x\"}\n\n") && out.len() > 1 << 20);
}

/// Pieces of streams: events of both dialects, errors, and what belongs to no event.
const PIECES: [&str; 16] = [
    "event: text\ndata: {\"type\":\"text\",\"text\":\"caf\u{e9} \\u003c\"}\n\n",
    "event: tool_call_start\ndata: {\"type\":\"tool_call_start\",\"tool_call\":{}}\n\n",
    "event: tool_call_end\ndata: {\"type\":\"tool_call_end\",\"tool_call\":{\"name\":\"t\",\"input\":null}}\n\n",
    "event: done\ndata: {\"type\":\"done\",\"response\":{\"tool_calls\":[{\"name\":\"t\",\"input\":{\"a\":1e400}},{\"name\":\"u\",\"input\":null}]}}\n\n",
    "event: done\ndata: {\"tokens\":{\"input\":1,\"output\":1,\"total\":2},\"turns\":1}\n\n",
    "event: error\ndata: {\"type\":\"error\"}\n\n",
    "event: error\ndata: {\"error\":\"x\",\"message\":\"y\"}\n\n",
    "data: {\"type\":\"token\",\"content\":\"x\"}\r\n\r\n",
    "data: {\"type\":\"done\",\r\rdata: ",
    "data: 1\ndata: 2\n\n",
    ": comment\n",
    "\u{feff}",
    "id: 7\nretry: 5\n",
    "event: error\n",
    "{\"type\":",
    "\r",
];

#[test]
fn any_stream_is_translated_alike_in_any_pieces() {
    let mut random = fastrand::Rng::with_seed(15);
    for _ in 0..2000 {
        let stream: String = (0..random.usize(1..8)).filter_map(|_| random.choice(PIECES)).collect();
        let mut pieces = Vec::new();
        let mut rest = stream.as_str();
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(40).collect::<Vec<_>>();
            let (piece, following) = rest.split_at(random.choice(ends).unwrap());
            pieces.push(piece);
            rest = following;
        }
        assert_eq!(translated(&pieces), translated(&[&stream]), "{pieces:?}");
    }
}
