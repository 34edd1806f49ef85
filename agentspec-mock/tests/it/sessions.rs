//! Conversations.

use std::time::Duration;

use agentspec_mock::MockServer;
use agentspec_tests::Checked;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::client::{ask, call, get, post, session};

const SESSIONS: &str = "/v1/agents/assistant/sessions";

fn ids(listing: &Value) -> Vec<&str> {
    listing["sessions"].as_array().unwrap().iter().map(|session| session["session_id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_session_is_created_with_its_metadata_as_it_is() {
    let server = MockServer::start().await.checked();
    let metadata = json!({ "user_id": "user-42", "nested": { "list": [1, 2.5, null, "é"] } });
    let reply = post(&server, SESSIONS, &json!({ "metadata": metadata })).await;
    assert_eq!(reply.status, 201);
    let created = reply.json();
    assert_eq!(created["session_id"], "sess-0001");
    assert_eq!(created["agent"], "assistant");
    assert_eq!(created["metadata"], metadata);
    let created_at = created["created_at"].as_str().unwrap();
    assert!(humantime::parse_rfc3339(created_at).is_ok(), "{created_at}");
    assert!(created.get("turns").is_none());
    assert_eq!(get(&server, SESSIONS).await.json()["sessions"][0]["metadata"], metadata);
}

#[tokio::test]
async fn a_session_remembers_and_counts_its_tokens_as_the_contract_shows() {
    let server = MockServer::start().await.checked();
    let turns = format!("{}/continue", session(&server).await);
    let first = ask(&server, &turns, "My name is Alice and I work on robotics.").await.json();
    assert_eq!(first["turn"], 1);
    let second = ask(&server, &turns, "What do I work on?").await;
    assert_eq!(
        second.json(),
        json!({
            "output": "You work on robotics.",
            "usage": { "input_tokens": 28, "output_tokens": 4, "total_tokens": 32 },
            "turn": 2,
        })
    );
    let third = ask(&server, &turns, "What is my name?").await.json();
    assert_eq!((&third["output"], &third["turn"]), (&json!("Your name is Alice."), &json!(3)));
}

#[tokio::test]
async fn sessions_are_independent() {
    let server = MockServer::start().await.checked();
    let (one, other) = (session(&server).await, session(&server).await);
    ask(&server, &format!("{one}/continue"), "My name is Alice.").await;
    let reply = ask(&server, &format!("{other}/continue"), "What is my name?").await.json();
    assert!(reply["output"].as_str().unwrap().starts_with("I don't know your name"), "{reply}");
}

#[tokio::test]
async fn sessions_are_listed_newest_first_and_by_pages() {
    let server = MockServer::start().await.checked();
    for _ in 0..25 {
        session(&server).await;
    }
    let first = get(&server, SESSIONS).await.json();
    assert_eq!(first["total"], 25);
    assert_eq!(ids(&first).len(), 20);
    assert_eq!(ids(&first)[0], "sess-0025");

    let page = get(&server, &format!("{SESSIONS}?limit=2&offset=23")).await.json();
    assert_eq!(ids(&page), ["sess-0002", "sess-0001"]);
    let beyond = get(&server, &format!("{SESSIONS}?offset=18446744073709551615")).await.json();
    assert_eq!((ids(&beyond).len(), &beyond["total"]), (0, &json!(25)));
    assert_eq!(get(&server, "/v1/agents/reviewer/sessions").await.json(), json!({ "sessions": [], "total": 0 }));
}

#[tokio::test]
async fn a_listing_has_the_turns_and_the_last_activity() {
    let server = MockServer::start().await.checked();
    let path = session(&server).await;
    ask(&server, &format!("{path}/continue"), "Hello").await;
    ask(&server, &format!("{path}/stream"), "Hello").await;
    let listed = &get(&server, SESSIONS).await.json()["sessions"][0];
    assert_eq!(listed["turns"], 2);
    let at = |field: &str| humantime::parse_rfc3339(listed[field].as_str().unwrap()).unwrap();
    assert!(at("last_active_at") >= at("created_at"), "{listed}");
}

#[tokio::test]
async fn a_deleted_session_is_gone_and_its_id_is_not_used_again() {
    let server = MockServer::start().await.checked();
    let path = session(&server).await;
    let deleted = call(&server, "DELETE", &path).send().await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (204, ""));
    assert!(!deleted.header("x-correlation-id").is_empty());
    call(&server, "DELETE", &path).send().await.is_error(404, "not_found", "'sess-0001'");
    ask(&server, &format!("{path}/continue"), "Hello").await.is_error(404, "not_found", "'sess-0001'");
    ask(&server, &format!("{path}/stream"), "Hello").await.is_error(404, "not_found", "'sess-0001'");
    assert!(session(&server).await.ends_with("sess-0002"));
}

#[tokio::test]
async fn a_session_of_another_agent_is_a_404() {
    let server = MockServer::start().await.checked();
    let path = session(&server).await.replace("assistant", "reviewer");
    ask(&server, &format!("{path}/continue"), "Hello").await.is_error(404, "not_found", "'reviewer' has no session");
    call(&server, "DELETE", &path).send().await.is_error(404, "not_found", "'reviewer' has no session");
}

#[tokio::test]
async fn a_refused_turn_is_not_recorded() {
    let server = MockServer::start().await.checked();
    let path = session(&server).await;
    post(&server, &format!("{path}/continue"), &json!({})).await.is_error(400, "invalid_request", "input");
    assert_eq!(ask(&server, &format!("{path}/continue"), "Hello").await.json()["turn"], 1);
}

#[tokio::test]
async fn no_turn_is_lost_among_concurrent_ones() {
    let server = MockServer::start().await.checked();
    let path = format!("{}/continue", session(&server).await);
    let replies = join_all((0..20).map(|_| ask(&server, &path, "Hello"))).await;
    let mut turns: Vec<u64> = replies.iter().map(|reply| reply.json()["turn"].as_u64().unwrap()).collect();
    turns.sort_unstable();
    assert_eq!(turns, (1..=20).collect::<Vec<u64>>());
}

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn an_expired_session_is_a_404_that_says_so_and_is_not_listed() {
    let server = MockServer::builder().session_expiry(HOUR).start().await.unwrap().checked();
    let path = session(&server).await;
    server.advance(HOUR / 2);
    session(&server).await;
    server.advance(HOUR / 2);
    let expired = "'sess-0001' of the agent 'assistant' expired: it was not used for 3600 s. Create a new one.";
    ask(&server, &format!("{path}/continue"), "Hello").await.is_error(404, "not_found", expired);
    ask(&server, &format!("{path}/stream"), "Hello").await.is_error(404, "not_found", expired);
    call(&server, "DELETE", &path).send().await.is_error(404, "not_found", expired);
    let listed = get(&server, SESSIONS).await.json();
    assert_eq!((ids(&listed), &listed["total"]), (vec!["sess-0002"], &json!(1)));
    let metrics = get(&server, "/v1/metrics").await.text;
    for line in ["agentspec_sessions_active 1", "agentspec_sessions_expired_total 1"] {
        assert!(metrics.lines().any(|found| found == line), "{line} is not in\n{metrics}");
    }
    assert!(session(&server).await.ends_with("sess-0003"));
}

#[tokio::test]
async fn a_turn_postpones_the_expiry_of_a_session() {
    let server = MockServer::builder().session_expiry(HOUR).start().await.unwrap().checked();
    let path = format!("{}/continue", session(&server).await);
    for turn in 1..4 {
        server.advance(HOUR / 2);
        assert_eq!(ask(&server, &path, "Hello").await.json()["turn"], turn);
    }
    server.advance(HOUR);
    ask(&server, &path, "Hello").await.is_error(404, "not_found", "expired");
}

#[tokio::test]
async fn the_time_of_day_follows_the_servers_clock() {
    let server = MockServer::start().await.checked();
    let path = session(&server).await;
    server.advance(HOUR);
    ask(&server, &format!("{path}/continue"), "Hello").await;
    let listed = &get(&server, SESSIONS).await.json()["sessions"][0];
    let at = |field: &str| humantime::parse_rfc3339(listed[field].as_str().unwrap()).unwrap();
    assert!(at("last_active_at") >= at("created_at") + HOUR, "{listed}");
    assert!(get(&server, "/healthz").await.json()["uptime_seconds"].as_u64() >= Some(3600));
}
