//! `GET /v1/agents`, `POST /v1/agents/{name}/invoke`.

use std::time::Duration;

use serde_json::json;

use super::{builder, configured, post_text, session, started, tell};
use crate::client::{get, post};

const INVOKE: &str = "/v1/agents/assistant/invoke";

#[tokio::test]
async fn the_agents_are_listed_by_name_with_null_for_no_skills_and_models_without_their_providers() {
    let server = configured(
        "agents: [{name: poet, model: anthropic/claude-haiku, control_flow: true}, {name: clerk, model: gpt-5, skills: [filing]}]",
    )
    .await;
    get(&server, "/v1/agents").await.is(
        200,
        r#"{"agents":[{"active_sessions":0,"fqn":"mock/Agent/clerk","model":"gpt-5","name":"clerk","skills":["filing"],"status":"running","strategy":"react"},{"active_sessions":0,"fqn":"mock/Agent/poet","model":"claude-haiku","name":"poet","skills":null,"status":"running","strategy":"control_flow"}]}"#,
    );
}

#[tokio::test]
async fn the_active_sessions_are_those_that_were_created_for_the_agent() {
    let server = started().await;
    session(&server).await;
    let listed = get(&server, "/v1/agents").await.json();
    let active = ["0", "1"].map(|at| &listed["agents"][at.parse::<usize>().unwrap()]["active_sessions"]);
    assert_eq!(active, [&json!(1), &json!(0)]);
}

#[tokio::test]
async fn an_invocation_is_answered_with_tokens_and_turns() {
    let server = started().await;
    tell(&server, INVOKE, "What is the capital of France?").await.is(
        200,
        r#"{"duration_ms":0,"output":"The capital of France is Paris.","session_id":"","tokens":{"cache_read":0,"input":6,"output":6,"total":12},"tool_calls":[],"turns":1}"#,
    );
}

#[tokio::test]
async fn tool_calls_are_answered_with_their_output_and_take_another_turn_of_the_model() {
    let server = started().await;
    tell(&server, INVOKE, "What is 2 + 3?").await.is(
        200,
        r#"{"duration_ms":0,"output":"2 + 3 = 5.","session_id":"","tokens":{"cache_read":0,"input":5,"output":5,"total":10},"tool_calls":[{"duration_ms":0,"id":"c1","input":{"expression":"2 + 3"},"output":"5","tool_name":"calculator"}],"turns":2}"#,
    );
}

#[tokio::test]
async fn the_characters_of_html_are_escaped() {
    let server = configured("agents: [{name: assistant, replies: [{text: \"<b> & 'x'\"}]}]").await;
    let reply = tell(&server, INVOKE, "Hi").await;
    assert!(reply.text.contains(r#""output":"\u003cb\u003e \u0026 'x'""#), "{}", reply.text);
}

#[tokio::test]
async fn an_agent_with_a_control_flow_of_its_own_answers_with_activity_and_without_tokens() {
    let server = configured(
        "agents: [{name: assistant, control_flow: true, replies: [{events: [{text: 'Let me '}, {tool_call: {name: look}}, {text: see.}]}]}]",
    )
    .await;
    tell(&server, INVOKE, "Hi").await.is(
        200,
        r#"{"activity":[{"type":"text","content":"Let me "},{"type":"tool_call","content":"look"},{"type":"text","content":"see."}],"duration_ms":0,"output":"Let me see."}"#,
    );
}

#[tokio::test]
async fn an_invocation_of_the_documented_api_runs_on_an_empty_message() {
    let server = configured("agents: [{name: assistant, replies: [{when: {equals: ''}, text: Empty.}]}]").await;
    let documented = json!({ "input": "What is the capital of France?", "options": { "max_tokens": 1 } });
    post(&server, INVOKE, &documented).await.is(
        200,
        r#"{"duration_ms":0,"output":"Empty.","session_id":"","tokens":{"cache_read":0,"input":0,"output":1,"total":1},"tool_calls":[],"turns":1}"#,
    );
}

#[tokio::test]
async fn the_first_json_value_is_read_without_a_content_type() {
    let server = started().await;
    let reply = post_text(&server, INVOKE, r#"{"message": "Hello", "variables": {"a": "b"}, "other": [1]} and more"#).await;
    assert_eq!(reply.json()["output"], "Hello! How can I help you today?");
}

#[tokio::test]
async fn an_answer_has_at_most_4096_tokens() {
    let words = "word ".repeat(5_000);
    let server = configured(&format!("agents: [{{name: assistant, replies: [{{text: {words}}}]}}]")).await;
    assert_eq!(tell(&server, INVOKE, "Hi").await.json()["tokens"]["output"], 4_096);
}

#[tokio::test]
async fn an_idempotency_key_is_not_looked_at() {
    let server = configured("agents: [{name: assistant, replies: [{times: 1, text: First.}, {text: Second.}]}]").await;
    for output in ["First.", "Second."] {
        let call = crate::client::call(&server, "POST", INVOKE).header("Idempotency-Key", "k-1").json(&json!({ "message": "Hi" }));
        let reply = call.send().await;
        assert_eq!((reply.json()["output"].as_str().unwrap(), reply.header("idempotent-replayed")), (output, ""));
    }
    let invalid = crate::client::call(&server, "POST", INVOKE).header("Idempotency-Key", "").json(&json!({ "message": "Hi" }));
    assert_eq!(invalid.send().await.status, 200);
}

#[tokio::test]
async fn a_delay_counts_in_the_duration() {
    let server = configured("agents: [{name: assistant, replies: [{delay_ms: 3600000, text: Late.}]}]").await;
    let advanced = async {
        while server.received_count() == 0 {
            tokio::task::yield_now().await;
        }
        server.advance(Duration::from_secs(3600));
    };
    let (reply, ()) = tokio::join!(tell(&server, INVOKE, "Hi"), advanced);
    assert!(reply.json()["duration_ms"].as_u64() >= Some(3_600_000), "{}", reply.text);
}

#[tokio::test]
async fn the_usage_is_that_of_the_documented_dialect() {
    let documented = agentspec_mock::MockServer::start().await;
    let server = builder().start().await.unwrap();
    for question in ["Tell me a story.", "What is 2 + 3 * 4?"] {
        let expected = crate::client::ask(&documented, INVOKE, question).await.json();
        let found = tell(&server, INVOKE, question).await.json();
        assert_eq!(found["output"], expected["output"]);
        for (field, documented) in [("input", "input_tokens"), ("output", "output_tokens"), ("total", "total_tokens")] {
            assert_eq!(found["tokens"][field], expected["usage"][documented], "{question} {field}");
        }
    }
}
