//! `POST /v1/agents/{name}/stream`, byte for byte.

use std::time::Duration;

use serde_json::json;

use super::{builder, configured, post_text, session, started, talk, tell};
use crate::client::{call, post};

const STREAM: &str = "/v1/agents/assistant/stream";

/// A server whose assistant answers with these events, in YAML.
async fn answering(events: &str) -> agentspec_mock::MockServer {
    configured(&format!("agents: [{{name: assistant, replies: [{{events: [{events}]}}]}}]")).await
}

#[tokio::test]
async fn a_stream_has_an_event_line_and_a_done_for_each_turn_and_one_that_ends_it() {
    let calculator = "{text: 'Let me '}, {tool_call: {name: calculator, arguments: {expression: 2+3}}}, \
                      {tool_result: {name: calculator, output: '5'}}, {text: '5.'}";
    let server = answering(calculator).await;
    let reply = tell(&server, STREAM, "What is 2+3?").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "text/event-stream"));
    assert_eq!(
        reply.steady(),
        r#"event: text
data: {"type":"text","text":"Let"}

event: text
data: {"type":"text","text":" me "}

event: tool_call_start
data: {"type":"tool_call_start","tool_call":{"id":"c1","name":"calculator","input":null}}

event: done
data: {"type":"done","response":{"content":"Let me ","tool_calls":[{"id":"c1","name":"calculator","input":{"expression":"2+3"}}],"stop_reason":"tool_use","usage":{"input_tokens":3,"output_tokens":2,"cache_read":0,"cache_write":0}}}

event: tool_call_end
data: {"type":"tool_call_end","tool_call":{"id":"c1","name":"calculator","input":null}}

event: text
data: {"type":"text","text":"5."}

event: done
data: {"type":"done","response":{"content":"5.","stop_reason":"end_turn","usage":{"input_tokens":0,"output_tokens":1,"cache_read":0,"cache_write":0}}}

event: done
data: {"duration_ms":0,"tokens":{"input":3,"output":3,"total":6},"turns":2}

"#
    );
}

#[tokio::test]
async fn tools_that_are_called_together_are_of_one_turn_and_the_model_has_the_last_word() {
    let server = answering(
        "{tool_call: {name: a}}, {tool_call: {name: a}}, {tool_result: {name: a}}, {tool_result: {name: a}}, {tool_call: {name: b}}, {tool_result: {name: x}}",
    )
    .await;
    let text = tell(&server, STREAM, "").await.steady();
    let names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    let (start, end) = ("tool_call_start", "tool_call_end");
    assert_eq!(names, [start, start, "done", end, end, start, "done", end, "done", "done"]);
    let empty = r#"data: {"type":"done","response":{"content":"","stop_reason":"end_turn","usage":{"input_tokens":0,"output_tokens":0,"cache_read":0,"cache_write":0}}}"#;
    assert!(text.contains(empty), "{text}");
    assert!(text.contains(r#"{"id":"c3","name":"b","input":{}}"#), "{text}");
    assert!(text.ends_with("data: {\"duration_ms\":0,\"tokens\":{\"input\":0,\"output\":0,\"total\":0},\"turns\":3}\n\n"), "{text}");
}

#[tokio::test]
async fn the_characters_of_html_are_escaped() {
    let server = answering("{text: '<a>&'}").await;
    let reply = tell(&server, STREAM, "Hi").await;
    let first = "event: text\ndata: {\"type\":\"text\",\"text\":\"\\u003ca\\u003e\\u0026\"}\n\n";
    assert!(reply.text.starts_with(first), "{}", reply.text);
    assert!(!reply.text.contains(['<', '>', '&']), "{}", reply.text);
}

#[tokio::test]
async fn a_failure_ends_a_stream_with_an_error_without_a_type() {
    let server = answering("{text: Once}, {error: {code: internal_error, message: The model broke.}}").await;
    let once = "event: text\ndata: {\"type\":\"text\",\"text\":\"Once\"}\n\n";
    let error = "event: error\ndata: {\"error\":\"internal_error\",\"message\":\"The model broke.\"}\n\n";
    assert_eq!(tell(&server, STREAM, "Hi").await.text, format!("{once}{error}"));

    let server = answering("{text: Once}, {error: {code: internal_error, message: The model broke., announced: true}}").await;
    assert_eq!(tell(&server, STREAM, "Hi").await.text, format!("{once}event: error\ndata: {{\"type\":\"error\"}}\n\n{error}"));
}

#[tokio::test]
async fn a_failure_before_the_first_token_is_an_event_too() {
    let server = answering("{error: {code: internal_error, message: The model broke.}}").await;
    let reply = tell(&server, STREAM, "Hi").await;
    let error = "event: error\ndata: {\"error\":\"internal_error\",\"message\":\"The model broke.\"}\n\n";
    assert_eq!((reply.status.as_u16(), reply.text.as_str()), (200, error));
}

#[tokio::test]
async fn a_failure_after_the_tools_have_run_leaves_their_turn_whole() {
    let failure = "{error: {code: internal_error, message: m}}";
    let names = async |events: String| {
        let text = tell(&answering(&events).await, STREAM, "Hi").await.text;
        text.lines().filter_map(|line| line.strip_prefix("event: ").map(str::to_owned)).collect::<Vec<_>>().join(" ")
    };
    let run = format!("{{tool_call: {{name: a}}}}, {{tool_result: {{name: a}}}}, {failure}");
    assert_eq!(names(run).await, "tool_call_start done tool_call_end error");
    assert_eq!(names(format!("{{tool_call: {{name: a}}}}, {failure}")).await, "tool_call_start error");
}

#[tokio::test]
async fn the_session_and_the_variables_of_a_stream_are_read_and_not_used() {
    let server = started().await;
    let id = session(&server).await;
    talk(&server, &id, "My name is Alice.").await;
    for session in [id.as_str(), "sess_unknown"] {
        let body = json!({ "message": "What is my name?", "session_id": session, "variables": { "a": "b" } });
        let reply = post(&server, STREAM, &body).await;
        assert!(reply.text.contains(r#""content":"I don't know your name"#), "{}", reply.text);
    }
    for wrong in [r#"{"session_id": 1}"#, r#"{"variables": {"a": 1}}"#, r#"{"message": []}"#, "{"] {
        post_text(&server, STREAM, wrong).await.is(400, r#"{"error":"invalid_request","message":"Invalid request body"}"#);
    }
}

#[tokio::test]
async fn an_event_is_sent_alone_before_the_pace_is_over() {
    let server = builder().pace(Duration::from_secs(3600)).start().await.unwrap();
    let mut stream = call(&server, "POST", STREAM).json(&json!({ "message": "Hello" })).open().await;
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "event: text\ndata: {\"type\":\"text\",\"text\":\"Hello!\"}\n\n");
}
