//! `auto`: one request finds out the dialect, before anything else is sent.

use std::time::Duration;

use agentspec_ext::{Client, Dialect, ErrorKind, Outcome, Phase};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{RawServer, Then};
use futures::future::join_all;
use serde_json::json;

use super::{builder, runtime};

fn auto(url: &str) -> Client {
    builder(url, Dialect::Auto).0.build().unwrap()
}

fn requests(server: &MockServer) -> Vec<String> {
    server.received().iter().map(|request| format!("{} {}", request.method, request.path)).collect()
}

#[tokio::test]
async fn concurrent_first_calls_share_one_request_without_a_credential() {
    for dialect in [agentspec_mock::Dialect::Runtime, agentspec_mock::Dialect::Documented] {
        let server = MockServer::builder().dialect(dialect).api_key("your-api-key").start().await.unwrap();
        let client = builder(&server.url(), Dialect::Auto).0.api_key("your-api-key").header("x-tenant", "a").build().unwrap();
        let calls = (0..5).map(|_| client.agents().invoke("assistant", "What is the capital of France?").into_future());
        for answer in join_all(calls).await {
            assert_eq!(answer.unwrap().output, "The capital of France is Paris.");
        }
        client.clone().agents().list().await.unwrap();
        let received = server.received();
        let probes: Vec<_> = received.iter().filter(|request| request.path == "/healthz").collect();
        assert_eq!((probes.len(), received[0].path.as_str(), received.len()), (1, "/healthz", 7));
        assert_eq!((probes[0].header("x-api-key"), probes[0].header("x-tenant")), (None, Some("a")));
    }
}

#[tokio::test]
async fn nothing_is_asked_when_a_client_is_created_or_the_dialect_is_known() {
    let server = runtime().await;
    auto(&server.url());
    assert_eq!(server.received_count(), 0);
    builder(&server.url(), Dialect::Runtime).0.build().unwrap().agents().list().await.unwrap();
    assert_eq!(requests(&server), ["GET /v1/agents"]);
}

#[tokio::test]
async fn a_server_with_a_health_of_the_documented_api_speaks_it() {
    let server = MockServer::start().await;
    for answer in [
        Answer::status(200).json(json!({ "status": "ok", "version": "1" })),
        Answer::status(503).json(json!({ "status": "degraded", "version": "1" })),
        Answer::status(200).json(json!({ "status": "healthy", "version": "1", "uptime_seconds": 5, "checks": { "db": "ok" } })),
    ] {
        server.answer_next_to("health", answer);
        let client = auto(&server.url());
        client.agents().invoke("assistant", "Hello").await.unwrap();
        client.agents().list().await.unwrap();
    }
    assert_eq!(requests(&server).iter().filter(|request| *request == "GET /healthz").count(), 3);
}

#[tokio::test]
async fn any_other_answer_tells_nothing_and_nothing_is_sent() {
    let server = runtime().await;
    for answer in [
        Answer::status(404),
        Answer::status(401),
        Answer::status(301),
        Answer::status(500),
        Answer::status(502).json(json!({ "status": "error", "message": "upstream is down" })),
        Answer::status(503).json(json!({ "status": "DOWN" })),
        Answer::status(404).json(json!({ "agents": 1, "status": "healthy", "uptime": "1s", "version": "0.3.0" })),
        Answer::status(200).json(json!({ "status": "healthy" })),
        Answer::status(200).body("<h1>Home</h1>"),
        Answer::status(200).body(""),
    ] {
        server.answer_next_to("health", answer);
        let client = builder(&server.url(), Dialect::Auto).0.max_retries(0).build().unwrap();
        let error = client.agents().invoke("assistant", "Pay").await.unwrap_err();
        assert!(error.outcome() == Outcome::NotSent && error.message().contains("AGENTSPEC_DIALECT"), "{error}");
        // The next call asks again, and the server is there.
        client.agents().invoke("assistant", "Hello").await.unwrap();
    }
    assert!(server.received().iter().all(|request| request.json().is_none_or(|body| body.get("input").is_none())));
    assert_eq!(requests(&server).iter().filter(|request| request.starts_with("POST")).count(), 10);
}

#[tokio::test]
async fn a_base_url_keeps_its_path_and_the_request_has_a_connection_of_its_own() {
    let health = "HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n{\"status\":\"ok\",\"version\":\"\"}";
    for slashes in ["/", "//"] {
        let server = RawServer::start([(health, Then::Close)]).await;
        auto(&format!("{}/team/a{slashes}", server.url())).agents().list().await.unwrap_err();
        let seen = server.seen();
        assert!(seen[0].starts_with("GET /team/a/healthz HTTP/1.1") && seen[1].starts_with("GET /team/a/v1/agents"), "{seen:?}");
        assert!(seen[0].to_ascii_lowercase().contains("\r\nconnection: close\r\n") && !seen[1].contains("close"), "{seen:?}");
    }
}

#[tokio::test]
async fn the_request_has_the_headers_of_the_call() {
    let server = runtime().await;
    auto(&server.url()).agents().list().header("x-gateway", "a").await.unwrap();
    assert_eq!(server.received()[0].header("x-gateway"), Some("a"));
}

#[test]
fn a_request_of_an_idle_runtime_does_not_stall_the_calls_of_another() {
    let current_thread = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (idle, other, serving) = (current_thread(), current_thread(), tokio::runtime::Runtime::new().unwrap());
    let server = serving.block_on(runtime());
    let client = auto(&server.url());
    let begun = idle.spawn(client.agents().invoke("assistant", "Hello").into_future());
    idle.block_on(async { tokio::task::yield_now().await });
    other.block_on(client.agents().invoke("assistant", "Hello").into_future()).unwrap();
    idle.block_on(begun).unwrap().unwrap();
}

#[tokio::test]
async fn calls_that_waited_for_a_failed_request_ask_at_the_same_time() {
    let server = runtime().await;
    for _ in 0..6 {
        server.answer_next_to("health", Answer::status(500).delay(Duration::from_secs(1)));
    }
    let client = builder(&server.url(), Dialect::Auto).0.max_retries(0).build().unwrap();
    let calls = tokio::spawn(join_all((0..6).map(|_| client.agents().list().into_future()).collect::<Vec<_>>()));
    agentspec_tests::until(|| server.received_count() == 1).await;
    server.advance(Duration::from_secs(1));
    agentspec_tests::until(|| server.received_count() == 6).await;
    server.advance(Duration::from_secs(1));
    assert!(calls.await.unwrap().iter().all(Result::is_err));
}

#[tokio::test]
async fn while_a_proxy_answers_in_place_of_the_server_nothing_is_sent_and_the_call_is_retried() {
    let server = runtime().await;
    server.answer_next(Answer::status(502));
    server.answer_next(Answer::error(503, "internal_error", "Starting up.").header("Retry-After", "2"));
    let (builder, clock) = builder(&server.url(), Dialect::Auto);
    let answer = builder.build().unwrap().agents().invoke("assistant", "Hello").send().await.unwrap();
    assert_eq!((answer.attempts(), clock.delays()), (3, [1, 2].map(Duration::from_secs).to_vec()));
    assert_eq!(requests(&server), ["GET /healthz", "GET /healthz", "GET /healthz", "POST /v1/agents/assistant/invoke"]);
}

#[tokio::test]
async fn a_call_whose_dialect_is_never_found_out_is_not_sent_and_says_how_to_do_without() {
    let server = runtime().await;
    let client = builder(&server.url(), Dialect::Auto).0.max_retries(0).build().unwrap();
    server.answer_next(Answer::error(503, "internal_error", "Starting up."));
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.status().unwrap().as_u16()), (ErrorKind::Server, Outcome::NotSent, 503));
    for part in ["GET /healthz", "AGENTSPEC_DIALECT", "Starting up."] {
        assert!(error.message().contains(part), "{error}");
    }
    // The next call asks again.
    client.agents().invoke("assistant", "Hello").await.unwrap();
}

#[tokio::test]
async fn no_response_at_all_is_not_sent_and_retried() {
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let error = auto(&closed).agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Connect, Outcome::NotSent, 4));
    assert!(error.message().contains("GET /healthz"), "{error}");

    let server = RawServer::start([("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"status\":", Then::Close)]).await;
    let error = auto(server.url()).agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Transport, Outcome::NotSent, 4), "{error}");
    assert!(server.seen().iter().all(|request| request.starts_with("GET /healthz")));
}

#[tokio::test]
async fn a_server_that_does_not_respond_times_the_attempt_out_before_it_is_sent() {
    let server = RawServer::start([("", Then::Hang)]).await;
    let (builder, clock) = builder(server.url(), Dialect::Auto);
    clock.time_out();
    let client = builder.max_retries(0).build().unwrap();
    let error = client.agents().invoke("assistant", "Hello").timeout(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout(Phase::Connect), Outcome::NotSent));
    assert!(error.message().contains("GET /healthz") && error.message().contains("within 30 seconds"), "{error}");
    let error = client.agents().invoke("assistant", "Hello").deadline(Duration::from_secs(9)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout(Phase::Deadline), Outcome::NotSent));
    assert!(error.message().contains("GET /healthz"), "{error}");
}

#[tokio::test]
async fn a_call_that_waits_for_the_request_of_another_says_what_it_waited_for() {
    let server = RawServer::start([("", Then::Hang)]).await;
    let (builder, clock) = builder(server.url(), Dialect::Auto);
    let client = builder.max_retries(0).build().unwrap();
    let calls = (0..2).map(|_| client.agents().list().into_future());
    let both = tokio::spawn(join_all(calls));
    server.has_seen(1).await;
    clock.time_out();
    for ended in both.await.unwrap() {
        let error = ended.unwrap_err();
        assert!(error.message().contains("GET /healthz") && error.outcome() == Outcome::NotSent, "{error}");
    }
}

#[tokio::test]
async fn a_dropped_call_does_not_lose_the_request_for_others() {
    let server = runtime().await;
    server.answer_next(Answer::status(200).delay(Duration::from_secs(3600)));
    let client = auto(&server.url());
    let first = tokio::spawn(client.agents().invoke("assistant", "Hello").into_future());
    agentspec_tests::until(|| server.received_count() == 1).await;
    let second = tokio::spawn(client.agents().invoke("assistant", "Hello").into_future());
    tokio::task::yield_now().await;
    first.abort();
    assert!(second.await.unwrap().is_ok());
    assert_eq!(requests(&server)[1..], ["GET /healthz", "POST /v1/agents/assistant/invoke"]);
}

#[tokio::test]
async fn the_raw_client_is_not_translated() {
    let server = runtime().await;
    let client = auto(&server.url());
    client.raw().list_agents(None).await.unwrap();
    assert_eq!(requests(&server), ["GET /v1/agents"]);
}
