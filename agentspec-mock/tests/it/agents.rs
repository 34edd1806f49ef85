//! `list_agents`, `invoke_agent`.

use agentspec_mock::MockServer;
use agentspec_tests::Checked;
use serde_json::json;

use crate::client::{ask, get, post};

const INVOKE: &str = "/v1/agents/assistant/invoke";

#[tokio::test]
async fn the_agents_are_listed_with_the_assistant_first() {
    let server = MockServer::start().await.checked();
    let reply = get(&server, "/v1/agents").await;
    assert_eq!(reply.status, 200);
    let model = "claude-sonnet-4-20250514";
    assert_eq!(
        reply.json(),
        json!({ "agents": [
            { "name": "assistant", "model": model, "skills": ["search", "calculator"], "status": "ready" },
            { "name": "reviewer", "model": model, "skills": ["code-review"], "status": "ready" },
        ] })
    );
}

#[tokio::test]
async fn an_invocation_is_answered_as_the_contract_shows() {
    let server = MockServer::start().await.checked();
    let body = json!({ "input": "What is the capital of France?", "options": { "temperature": 0.2, "max_tokens": 100 } });
    let reply = post(&server, INVOKE, &body).await;
    assert_eq!(reply.status, 200);
    assert_eq!(
        reply.json(),
        json!({
            "output": "The capital of France is Paris.",
            "usage": { "input_tokens": 6, "output_tokens": 6, "total_tokens": 12 },
        })
    );
}

#[tokio::test]
async fn max_tokens_truncates_the_answer() {
    let server = MockServer::start().await.checked();
    let body = json!({ "input": "What is the capital of France?", "options": { "max_tokens": 2, "top_k": 5 } });
    let reply = post(&server, INVOKE, &body).await.json();
    assert_eq!(reply["output"], "The capital");
    assert_eq!(reply["usage"]["output_tokens"], 2);
}

#[tokio::test]
async fn an_invocation_has_no_memory() {
    let server = MockServer::start().await.checked();
    ask(&server, INVOKE, "My name is Alice.").await;
    let reply = ask(&server, INVOKE, "What is my name?").await.json();
    assert_eq!(reply["output"], "I don't know your name: you have not told me in this conversation.");
}

#[tokio::test]
async fn a_name_in_the_path_is_percent_decoded() {
    let server = MockServer::start().await.checked();
    let reply = ask(&server, "/v1/agents/%61ssistant/invoke", "Hello").await;
    assert_eq!(reply.json()["output"], "Hello! How can I help you today?");
}

#[tokio::test]
async fn the_reviewer_answers_as_a_reviewer() {
    let server = MockServer::start().await.checked();
    let reply = ask(&server, "/v1/agents/reviewer/invoke", "```rust\nlet x = f().unwrap();\n```").await.json();
    assert!(reply["output"].as_str().unwrap().starts_with("Changes requested."), "{reply}");
}
