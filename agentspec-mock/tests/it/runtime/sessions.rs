//! Sessions: created, continued, deleted.

use std::time::Duration;

use agentspec_mock::MockServer;
use serde_json::json;

use super::{builder, configured, post_text, session, started, talk, tell};
use crate::client::{Reply, call, get, post};

const SESSIONS: &str = "/v1/agents/assistant/sessions";
const MINUTES: Duration = Duration::from_secs(60);

async fn deleted(server: &MockServer, path: &str) -> Reply {
    call(server, "DELETE", path).send().await
}

#[tokio::test]
async fn a_session_is_created_with_an_id_of_22_characters_and_never_tells_its_metadata() {
    let server = started().await;
    let reply = post(&server, SESSIONS, &json!({ "metadata": { "user_id": "user-42" } })).await;
    let created = reply.json();
    let at = created["created_at"].as_str().unwrap();
    reply.is(201, &format!(r#"{{"agent":"assistant","created_at":"{at}","session_id":"sess_0000000000000000000001"}}"#));
    let utc = at.strip_suffix("+02:00").unwrap();
    assert!(humantime::parse_rfc3339(&format!("{utc}Z")).is_ok(), "{at}");
}

#[tokio::test]
async fn a_body_of_a_session_that_cannot_be_read_counts_as_empty() {
    let server = started().await;
    for body in ["", "{", "[]", "no JSON", r#"{"metadata": {"user_id": 42}}"#, r#"{"metadata": "x"}"#, "{}"] {
        assert_eq!(post_text(&server, SESSIONS, body).await.status, 201, "{body}");
    }
}

#[tokio::test]
async fn a_message_in_a_session_is_answered_without_tokens() {
    let server = started().await;
    let path = format!("{SESSIONS}/{}", session(&server).await);
    tell(&server, &path, "My name is Alice.").await;
    tell(&server, &path, "What is my name?")
        .await
        .is(200, r#"{"duration_ms":0,"output":"Your name is Alice.","session_id":"sess_0000000000000000000001","turns":1}"#);
    assert_eq!(tell(&server, &path, "What is 2 + 3?").await.json()["turns"], 2, "turns of the model, not of the session");
}

#[tokio::test]
async fn an_invocation_with_a_session_is_a_turn_of_it() {
    let server = started().await;
    let id = session(&server).await;
    talk(&server, &id, "My name is Alice and I work on robotics.").await;
    let reply = post(&server, "/v1/agents/assistant/invoke", &json!({ "message": "What do I work on?", "session_id": id })).await;
    reply.is(
        200,
        r#"{"duration_ms":0,"output":"You work on robotics.","session_id":"sess_0000000000000000000001","tokens":{"cache_read":0,"input":28,"output":4,"total":32},"tool_calls":[],"turns":1}"#,
    );
}

#[tokio::test]
async fn nothing_ties_a_session_to_its_agent() {
    let server = started().await;
    let id = session(&server).await;
    talk(&server, &id, "My name is Alice.").await;
    let reply = tell(&server, &format!("/v1/agents/reviewer/sessions/{id}"), "What is my name?").await.json();
    assert_eq!(reply["output"], "Your name is Alice.");
    assert_eq!(deleted(&server, &format!("/v1/agents/reviewer/sessions/{id}")).await.status, 204);
    assert_eq!(tell(&server, &format!("{SESSIONS}/{id}"), "Hi").await.status, 404);
}

#[tokio::test]
async fn a_session_is_deleted_with_a_204_whether_it_is_known_or_not() {
    let server = started().await;
    let id = session(&server).await;
    for path in [format!("{SESSIONS}/{id}"), format!("{SESSIONS}/{id}"), format!("{SESSIONS}/%ff"), "/v1/agents/none/sessions/x".to_owned()]
    {
        let reply = deleted(&server, &path).await;
        assert_eq!((reply.status.as_u16(), reply.text.as_str()), (204, ""), "{path}");
    }
    tell(&server, &format!("{SESSIONS}/{id}"), "Hi")
        .await
        .is(404, r#"{"error":"not_found","message":"Session \"sess_0000000000000000000001\" not found"}"#);
    let gone = json!({ "message": "Hi", "session_id": id });
    post(&server, "/v1/agents/assistant/invoke", &gone)
        .await
        .is(404, r#"{"error":"not_found","message":"Session \"sess_0000000000000000000001\" not found"}"#);
}

#[tokio::test]
async fn a_session_expires_after_30_minutes_without_use_unless_another_time_is_set() {
    let server = started().await;
    let id = session(&server).await;
    server.advance(29 * MINUTES);
    talk(&server, &id, "Hi").await;
    server.advance(29 * MINUTES);
    talk(&server, &id, "Hi").await;
    server.advance(30 * MINUTES);
    assert_eq!(tell(&server, &format!("{SESSIONS}/{id}"), "Hi").await.status, 404);
    assert_eq!(get(&server, "/v1/agents").await.json()["agents"][0]["active_sessions"], 0);

    let server = builder().session_expiry(60 * MINUTES).start().await.unwrap();
    let id = session(&server).await;
    server.advance(59 * MINUTES);
    talk(&server, &id, "Hi").await;
}

#[tokio::test]
async fn a_session_remembers_50_messages() {
    let server = started().await;
    let id = session(&server).await;
    talk(&server, &id, "My name is Alice.").await;
    for _ in 0..24 {
        talk(&server, &id, "Hello").await;
    }
    assert_eq!(talk(&server, &id, "What is my name?").await["output"], "Your name is Alice.");
    let forgotten = talk(&server, &id, "What is my name?").await;
    assert!(forgotten["output"].as_str().unwrap().starts_with("I don't know your name"), "{forgotten}");
}

#[tokio::test]
async fn an_agent_that_fails_takes_no_turn() {
    let yaml = "agents: [{name: assistant, replies: [{when: {equals: Fail}, events: [{text: a}, {error: {code: c, message: m}}]}]}]";
    let server = configured(yaml).await;
    let id = session(&server).await;
    let path = format!("{SESSIONS}/{id}");
    tell(&server, &path, "Fail").await.is(500, r#"{"error":"c","message":"m"}"#);
    assert_eq!(talk(&server, &id, "What is the capital of France?").await["tokens"]["input"], 6);
}
