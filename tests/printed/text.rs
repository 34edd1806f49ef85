//! `text.jsonl`: what is collected of a stream, and how it ends.

use agentspec_ext::EventStream;
use agentspec_tests::printed;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Input {
    stream: Option<String>,
    stream_b64: Option<String>,
}

impl Input {
    fn of(stream: Vec<u8>) -> Self {
        match String::from_utf8(stream) {
            Ok(stream) => Self { stream: Some(stream), stream_b64: None },
            Err(error) => Self { stream: None, stream_b64: Some(STANDARD.encode(error.as_bytes())) },
        }
    }

    fn collected(&self) -> Value {
        let bytes = match (&self.stream, &self.stream_b64) {
            (Some(stream), None) => stream.clone().into_bytes(),
            (None, Some(stream)) => STANDARD.decode(stream).unwrap(),
            _ => panic!("a row has one stream"),
        };
        match EventStream::from_bytes(bytes).final_response().now_or_never().expect("all bytes are there") {
            Ok(response) => json!({ "response": response }),
            Err(error) => json!({ "error": {
                "kind": printed::variant(&error.kind()),
                "code": error.code(),
                "message": error.message(),
                "outcome": error.outcome(),
                "events": error.events(),
                "partial_text": error.partial_text(),
            }}),
        }
    }
}

const TOKEN: &str = "data: {\"type\": \"token\", \"content\": \"Neural \"}\n\n";
const NEXT: &str = "data: {\"type\": \"token\", \"content\": \"networks.\"}\n\n";
const CALL: &str = "data: {\"type\": \"tool_call\", \"name\": \"search\", \"arguments\": {\"query\": \"networks\"}}\n\n";
const RESULT: &str = "data: {\"type\": \"tool_result\", \"name\": \"search\", \"output\": [1, 2]}\n\n";
const LATER: &str = "data: {\"type\": \"thought\", \"content\": \"Hm.\"}\n\n";
const DONE: &str = "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}}\n\n";
const FAILED: &str = "data: {\"type\": \"error\", \"code\": \"rate_limited\", \"message\": \"Slow down.\"}\n\n";

/// The whole of an `error` event with these fields.
fn failed(fields: &str) -> String {
    format!("data: {{\"type\": \"error\", {fields}}}\n\n")
}

/// What each row shows, and the pieces of its stream.
const ROWS: &[(&str, &[&str])] = &[
    ("a text in pieces", &[TOKEN, NEXT, DONE]),
    ("other events are no part of the text", &[CALL, TOKEN, RESULT, LATER, NEXT, DONE]),
    ("an answer without a token", &[DONE]),
    (
        "fields of done that this version does not know",
        &[
            "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3, \"cached_tokens\": 4}, \"model\": \"m\", \"turns\": [1, null]}\n\n",
        ],
    ),
    (
        "a field of done with the name of the text",
        &[
            TOKEN,
            "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}, \"output\": \"other\"}\n\n",
        ],
    ),
    ("events after done are ignored", &[TOKEN, DONE, NEXT, FAILED]),
    ("bytes after done that are no event are ignored", &[TOKEN, DONE, "data: {\n\n\0"]),
    (
        "comments, heartbeats and blank events are passed over",
        &[": ping\n\n", TOKEN, "data: \n\ndata: [DONE]\n\nevent: ping\ndata:\n\n", NEXT, DONE],
    ),
    (
        "lines that end with carriage returns",
        &[
            "data: {\"type\": \"token\", \"content\": \"a\"}\r\rdata: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}}\r\n\r\n",
        ],
    ),
    ("an event in several lines of data", &["data: {\"type\": \"token\",\ndata: \"content\": \"a\"}\n\n", DONE]),
    ("names of events do not matter", &["event: message\n", TOKEN, "event: error\n", NEXT, "event: end\n", DONE]),
    ("a byte order mark at the start", &["\u{feff}", TOKEN, DONE]),
    ("escapes within a token", &["data: {\"type\": \"token\", \"content\": \"a\\n\\\"\\u00e9\\ud83d\\ude00\"}\n\n", DONE]),
    // Ends without an end.
    ("no byte", &[]),
    ("no event", &[": ping\n\n"]),
    ("the bytes end after a token", &[TOKEN]),
    ("the bytes end after several events", &[CALL, TOKEN, RESULT, LATER, NEXT]),
    ("the bytes end within an event", &[TOKEN, "data: {\"type\": \"token\", \"con"]),
    ("a token without its blank line may be cut", &[TOKEN, "data: {\"type\": \"token\", \"content\": \"networks.\"}\n"]),
    ("a token without its line end may be cut", &[TOKEN, "data: {\"type\": \"token\", \"content\": \"networks.\"}"]),
    ("the end mark of other APIs ends nothing", &[TOKEN, "data: [DONE]\n\n"]),
    ("done without its blank line ends the stream", &[TOKEN, DONE.trim_ascii_end(), "\n"]),
    ("done without its line end ends the stream", &[TOKEN, DONE.trim_ascii_end()]),
    ("done that is cut ends nothing", &[TOKEN, "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1"]),
    ("done of another letter case is another event", &[TOKEN, "data: {\"type\": \"Done\"}\n\n"]),
    ("an error event without its blank line ends the stream", &[TOKEN, FAILED.trim_ascii_end()]),
    (
        "an error body without its blank line ends the stream",
        &[TOKEN, "data: {\"error\": {\"code\": \"rate_limited\", \"message\": \"Slow down.\"}}"],
    ),
    // Error events.
    ("an error event first", &[FAILED]),
    ("an error event after tokens", &[TOKEN, NEXT, FAILED]),
    ("an error event after other events", &[CALL, LATER, FAILED]),
    ("events after an error event are ignored", &[TOKEN, FAILED, NEXT, DONE]),
    ("an error event without a code cannot be read", &[TOKEN, "data: {\"type\": \"error\", \"message\": \"Slow down.\"}\n\n"]),
    ("an error event without a message cannot be read", &[TOKEN, "data: {\"type\": \"error\", \"code\": \"rate_limited\"}\n\n"]),
    (
        "an error event in the flat form",
        &[TOKEN, "data: {\"type\": \"error\", \"error\": \"rate_limited\", \"message\": \"Slow down.\"}\n\n"],
    ),
    (
        "an error event with an object in it",
        &[TOKEN, "data: {\"type\": \"error\", \"error\": {\"code\": \"rate_limited\", \"message\": \"Slow down.\"}}\n\n"],
    ),
    ("an error body in place of an event", &[TOKEN, "data: {\"error\": {\"code\": \"rate_limited\", \"message\": \"Slow down.\"}}\n\n"]),
    ("a flat error body in place of an event", &[TOKEN, "data: {\"error\": \"rate_limited\", \"message\": \"Slow down.\"}\n\n"]),
    ("an error body with a text in place of its code", &[TOKEN, "data: {\"error\": \"the model is overloaded\"}\n\n"]),
    ("an error body with a code alone", &[TOKEN, "data: {\"error\": {\"code\": \"rate_limited\"}}\n\n"]),
    ("an error body with a message alone", &[TOKEN, "data: {\"error\": {\"message\": \"Slow down.\"}}\n\n"]),
    (
        "code and message without a type in an event named error",
        &[TOKEN, "event: error\ndata: {\"code\": \"rate_limited\", \"message\": \"Slow down.\"}\n\n"],
    ),
    ("a message without a type in an event named error", &[TOKEN, "event: error\ndata: {\"message\": \"Slow down.\"}\n\n"]),
    (
        "code and message without a type in an event of another name",
        &[TOKEN, "event: failure\ndata: {\"code\": \"rate_limited\", \"message\": \"Slow down.\"}\n\n"],
    ),
    (
        "an error body with another type is an event of a later version",
        &[TOKEN, "data: {\"type\": \"failure\", \"error\": {\"code\": \"rate_limited\", \"message\": \"Slow down.\"}}\n\n"],
    ),
    // Events that cannot be read.
    ("an event that is no JSON", &[TOKEN, "data: Neural\n\n", DONE]),
    ("an event that is no object", &[TOKEN, "data: [1]\n\n", DONE]),
    ("an event without a type", &[TOKEN, "data: {\"content\": \"a\"}\n\n", DONE]),
    ("a token without its content", &[TOKEN, "data: {\"type\": \"token\"}\n\n", DONE]),
    ("a first event that cannot be read", &["data: {\"type\": \"token\", \"content\": 5}\n\n", DONE]),
    ("done without its usage", &[TOKEN, "data: {\"type\": \"done\"}\n\n"]),
    (
        "done with a negative count",
        &[TOKEN, "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": -1, \"output_tokens\": 2, \"total_tokens\": 3}}\n\n"],
    ),
    ("two values in an event", &[TOKEN, "data: {\"type\": \"token\", \"content\": \"a\"} {}\n\n", DONE]),
    ("a comma before the end of an object", &[TOKEN, "data: {\"type\": \"token\", \"content\": \"a\",}\n\n", DONE]),
    ("half of a surrogate pair", &[TOKEN, "data: {\"type\": \"token\", \"content\": \"\\ud83d\"}\n\n", DONE]),
];

fn rows() -> Vec<(String, Vec<u8>)> {
    let codes = [
        "invalid_request",
        "unauthorized",
        "forbidden",
        "not_found",
        "rate_limited",
        "budget_exceeded",
        "internal_error",
        "pipeline_error",
        "melted",
        "constructor",
        "",
    ];
    let mut all: Vec<_> = ROWS.iter().map(|(name, parts)| ((*name).to_owned(), parts.concat().into_bytes())).collect();
    let of_code = |code| failed(&format!("\"code\": \"{code}\", \"message\": \"No.\"")).into_bytes();
    all.extend(codes.map(|code| (format!("an error event with the code {code:?}"), of_code(code))));
    let others = [
        ("a long message is cut", failed(&format!("\"code\": \"melted\", \"message\": \"{}\"", "x".repeat(1100))).into_bytes()),
        ("a long code is cut", failed(&format!("\"code\": \"{}\", \"message\": \"No.\"", "x".repeat(1100))).into_bytes()),
        (
            "bytes of a token that are not UTF-8",
            [b"data: {\"type\": \"token\", \"content\": \"a\xff\xc3b\"}\n\n", DONE.as_bytes()].concat(),
        ),
        ("partial text with bytes that are not UTF-8", b"data: {\"type\": \"token\", \"content\": \"a\xff\"}\n\n".to_vec()),
        ("an event that is not UTF-8", b"data: \xff\xfe\n\n".to_vec()),
    ];
    all.extend(others.map(|(name, stream)| (name.to_owned(), stream)));
    all
}

#[test]
fn text_vectors_are_as_printed() {
    let inputs = rows().into_iter().map(|(name, stream)| (name, Input::of(stream)));
    printed::check("text.jsonl", inputs.collect(), Input::collected);
}
