//! Recorded requests and responses.

use std::time::Duration;

use agentspec_mock::{Answer, Exchange, MockServer};
use agentspec_tests::Checked;
use serde_json::json;

use crate::client::{ask, call, get, session};

fn only(server: &MockServer) -> Exchange {
    let mut exchanges = server.exchanges();
    assert_eq!(exchanges.len(), 1);
    exchanges.remove(0)
}

#[tokio::test]
async fn an_exchange_is_the_request_and_the_whole_answer() {
    let server = MockServer::start().await.checked();
    let reply = ask(&server, "/v1/agents/assistant/invoke", "What is the capital of France?").await;
    let exchange = only(&server);
    assert_eq!(exchange.operation(), Some("invoke_agent"));
    assert_eq!(exchange.request.json(), Some(json!({ "input": "What is the capital of France?" })));
    assert_eq!((exchange.status.as_u16(), exchange.ended, exchange.scripted), (200, true, false));
    assert_eq!(exchange.header("content-type"), Some("application/json"));
    assert_eq!(exchange.header("x-correlation-id"), Some(reply.header("x-correlation-id")));
    assert_eq!(exchange.body, reply.text.as_bytes());
    assert_eq!(exchange.json(), Some(reply.json()));
}

#[tokio::test]
async fn every_response_is_an_exchange_including_errors_and_scripted_ones() {
    let server = MockServer::start().await.checked();
    session(&server).await;
    call(&server, "DELETE", "/v1/agents/assistant/sessions/sess-0001").send().await;
    get(&server, "/nowhere").await;
    server.answer_next(Answer::error(503, "internal_error", "Starting up.").header("Retry-After", "1"));
    get(&server, "/v1/agents").await;
    server.answer_next_to("health", Answer::status(502).body("<h1>"));
    get(&server, "/healthz").await;
    get(&server, "/healthz").await;
    call(&server, "HEAD", "/healthz").send().await;

    let exchanges = server.exchanges();
    let seen: Vec<_> = exchanges.iter().map(|it| (it.operation(), it.status.as_u16(), it.scripted)).collect();
    assert_eq!(
        seen,
        [
            (Some("create_session"), 201, false),
            (Some("delete_session"), 204, false),
            (None, 404, false),
            (Some("list_agents"), 503, true),
            (Some("health"), 502, true),
            (Some("health"), 200, false),
            (None, 405, false),
        ]
    );
    assert_eq!(exchanges[3].header("retry-after"), Some("1"));
    assert_eq!(exchanges[4].body, "<h1>");
    assert!(exchanges[1].body.is_empty() && exchanges[6].body.is_empty());
    assert!(exchanges.iter().all(|it| it.ended && it.header("x-correlation-id").is_some()));
}

#[tokio::test]
async fn a_stream_read_to_its_end_is_complete() {
    let server = MockServer::start().await.checked();
    for _ in 0..50 {
        let reply = ask(&server, "/v1/agents/assistant/stream", "Tell me a story.").await;
        let exchange = server.exchanges().pop().unwrap();
        assert!(exchange.ended);
        assert_eq!(exchange.body, reply.text.as_bytes());
    }
}

#[tokio::test]
async fn a_scripted_stream_is_recorded_unchanged() {
    let server = MockServer::start().await.checked();
    server.answer_next(Answer::events("data: {\"type\":"));
    ask(&server, "/v1/agents/assistant/stream", "Hi").await;
    let exchange = only(&server);
    assert_eq!(exchange.body, "data: {\"type\":");
    assert!(exchange.ended && exchange.scripted);
}

#[tokio::test]
async fn a_stream_in_progress_has_the_part_sent_so_far() {
    let pace = Duration::from_secs(3600);
    let server = MockServer::builder().pace(pace).start().await.unwrap().checked();
    let call = call(&server, "POST", "/v1/agents/assistant/stream").json(&json!({ "input": "Hello" }));
    let mut stream = call.open().await;
    for words in ["Hello!", " How"] {
        let event = format!("data: {}\n\n", json!({ "type": "token", "content": words }));
        assert_eq!(stream.chunk().await.unwrap().unwrap().len(), event.len());
        server.advance(pace);
    }
    let exchange = only(&server);
    assert!(exchange.body.starts_with(b"data: {\"type\":\"token\",\"content\":\"Hello!\"}\n\ndata: "), "{:?}", exchange.body);
    assert!(!exchange.ended);
}

#[tokio::test]
async fn a_request_in_progress_is_not_an_exchange_yet() {
    let server = MockServer::start().await.checked();
    server.answer_next(Answer::status(200).delay(Duration::from_secs(3600)));
    let waiting = tokio::spawn(call(&server, "GET", "/v1/agents").send());
    while server.received_count() == 0 {
        tokio::task::yield_now().await;
    }
    get(&server, "/healthz").await;
    assert_eq!(only(&server).operation(), Some("health"));
    server.advance(Duration::from_secs(3600));
    waiting.await.unwrap();
    assert_eq!(server.exchanges()[0].operation(), Some("list_agents"));
}

#[tokio::test]
async fn a_server_that_does_not_record_has_none() {
    let server = MockServer::builder().recording(false).start().await.unwrap().checked();
    ask(&server, "/v1/agents/assistant/stream", "Hello").await;
    assert!(server.exchanges().is_empty());
}
