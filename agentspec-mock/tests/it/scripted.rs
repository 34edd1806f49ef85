//! Scripted answers.

use std::time::Duration;

use agentspec_mock::{Answer, MockServer};
use agentspec_tests::Checked;
use serde_json::json;

use crate::client::{ask, call, get, session};

#[tokio::test]
async fn scripted_answers_come_first_in_their_order_and_once() {
    let server = MockServer::start().await.checked();
    server.answer_next(Answer::status(503).header("Retry-After", "2"));
    server.answer_next(Answer::error(429, "rate_limited", "Slow down."));
    server.answer_next(Answer::status(200).json(json!({ "agents": [] })));

    let first = get(&server, "/v1/agents").await;
    assert_eq!((first.status.as_u16(), first.header("retry-after"), first.text.as_str()), (503, "2", ""));
    get(&server, "/healthz").await.is_error(429, "rate_limited", "Slow down.");
    let third = get(&server, "/v1/agents").await;
    assert_eq!((third.header("content-type"), third.json()), ("application/json", json!({ "agents": [] })));
    assert_eq!(get(&server, "/v1/agents").await.json()["agents"][0]["name"], "assistant");
}

#[tokio::test]
async fn a_scripted_answer_comes_before_authentication() {
    let server = MockServer::builder().api_key("key").start().await.unwrap().checked();
    server.answer_next(Answer::status(502).header("Content-Type", "text/html").body("<h1>Bad Gateway</h1>"));
    let reply = get(&server, "/v1/agents").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (502, "text/html"));
    assert_eq!(reply.text, "<h1>Bad Gateway</h1>");
    assert_eq!(get(&server, "/v1/agents").await.status, 401);
}

#[tokio::test]
async fn an_unrelated_path_does_not_use_a_scripted_answer() {
    let server = MockServer::start().await.checked();
    server.answer_next(Answer::status(418));
    assert_eq!(get(&server, "/favicon.ico").await.status, 404);
    assert_eq!(get(&server, "/v1/nowhere").await.status, 418);
}

#[tokio::test]
async fn an_answer_to_one_operation_does_not_affect_others() {
    let server = MockServer::start().await.checked();
    server.answer_next_to("stream_agent", Answer::status(502));
    server.answer_next_to("metrics", Answer::status(504));
    server.answer_next_to("stream_agent", Answer::status(503));
    assert_eq!(ask(&server, "/v1/agents/assistant/invoke", "Hi").await.status, 200);
    assert_eq!(get(&server, "/v1/nowhere").await.status, 404);
    assert_eq!(get(&server, "/v1/metrics").await.status, 504);
    for status in [502, 503, 200] {
        assert_eq!(ask(&server, "/v1/agents/assistant/stream", "Hi").await.status, status);
    }
}

#[tokio::test]
async fn a_request_gets_the_oldest_answer_that_applies() {
    let server = MockServer::start().await.checked();
    server.answer_next_to("list_agents", Answer::status(501));
    server.answer_next(Answer::status(502));
    server.answer_next_to("list_agents", Answer::status(503));
    for status in [501, 502, 503, 200] {
        assert_eq!(get(&server, "/v1/agents").await.status, status);
    }
}

#[test]
#[should_panic(expected = "the contract has no operation \"stream\": it has list_agents, invoke_agent, stream_agent,")]
fn an_unknown_operation_is_refused() {
    MockServer::builder().start_blocking().unwrap().answer_next_to("stream", Answer::status(502));
}

#[tokio::test]
async fn a_scripted_answer_gets_the_correlation_id_unless_it_has_one() {
    let server = MockServer::start().await.checked();
    server.answer_next(Answer::status(500));
    server.answer_next(Answer::status(500).header("X-Correlation-ID", "of-another"));
    for expected in ["mine", "of-another"] {
        let reply = call(&server, "GET", "/v1/agents").header("X-Correlation-ID", "mine").send().await;
        assert_eq!(reply.header("x-correlation-id"), expected);
    }
}

#[tokio::test]
async fn raw_events_are_sent_as_they_are() {
    let server = MockServer::start().await.checked();
    let raw = ": heartbeat\r\n\r\ndata: {\"type\": \"token\", \"content\": \"Neu";
    server.answer_next(Answer::events(raw));
    let reply = ask(&server, "/v1/agents/assistant/stream", "Hi").await;
    assert_eq!((reply.header("content-type"), reply.text.as_str()), ("text/event-stream", raw));
    assert_eq!(reply.header("content-length"), "");
}

#[tokio::test]
async fn a_scripted_answer_takes_no_turn_and_is_not_stored() {
    let server = MockServer::start().await.checked();
    let path = format!("{}/continue", session(&server).await);
    server.answer_next(Answer::status(200).json(json!({ "output": "scripted" })));
    for turn in [json!(null), json!(1), json!(1)] {
        let call = call(&server, "POST", &path).header("Idempotency-Key", "k").json(&json!({ "input": "Hello" }));
        assert_eq!(call.send().await.json()["turn"], turn);
    }
}

#[tokio::test]
async fn a_delayed_answer_does_not_delay_others() {
    let server = MockServer::start().await.checked();
    server.answer_next(Answer::status(200).delay(Duration::from_secs(3600)));
    let delayed = tokio::spawn(call(&server, "GET", "/v1/agents").send());
    while server.received_count() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(get(&server, "/v1/agents").await.json()["agents"][0]["name"], "assistant");
    assert!(!delayed.is_finished());
    delayed.abort();
}

#[tokio::test]
async fn a_delayed_answer_is_sent() {
    let server = MockServer::start().await.checked();
    server.answer_next(Answer::status(418).delay(Duration::from_millis(1)));
    assert_eq!(get(&server, "/v1/agents").await.status, 418);
}

#[tokio::test]
async fn a_delay_passes_with_the_servers_clock() {
    let server = MockServer::start().await.checked();
    let hour = Duration::from_secs(3600);
    server.answer_next(Answer::status(418).delay(hour));
    let delayed = tokio::spawn(call(&server, "GET", "/v1/agents").send());
    while server.received_count() == 0 {
        tokio::task::yield_now().await;
    }
    server.advance(hour);
    assert_eq!(delayed.await.unwrap().status, 418);
}

#[test]
#[should_panic(expected = "must be in 200 to 599, and 99 is not")]
fn an_invalid_status_is_refused() {
    let _ = Answer::status(99);
}

#[test]
#[should_panic(expected = "HTTP does not allow the header \"X-A\"")]
fn an_invalid_header_is_refused() {
    let _ = Answer::status(200).header("X-A", "line\nbreak");
}
