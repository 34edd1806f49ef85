//! The spans of calls and of their attempts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agentspec_ext::{Error, Middleware, Next};
use agentspec_mock::Answer;
use agentspec_tests::{RawServer, Recorder, TestClock, Then, impatient, mock};
use futures::future::{BoxFuture, FutureExt, pending, select};
use futures::poll;
use reqwest::{Request, Response};
use serde_json::{Value, json};
use tokio::sync::Barrier;
use tracing::Level;

/// Makes each attempt take two seconds.
#[derive(Debug)]
struct Slow(TestClock);

impl Middleware for Slow {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        self.0.advance(Duration::from_secs(2));
        next.run(request)
    }
}

#[tokio::test]
async fn a_retried_call_is_a_span_with_one_span_per_attempt() {
    let (server, _, clock) = mock().await;
    let (builder, _) = impatient(&server.url());
    let client = builder.clock(clock.clone()).middleware(Slow(clock)).build().unwrap();
    let recorder = Recorder::default();
    let recording = recorder.record();
    server.answer_next(Answer::status(503));
    let call = client.agents().invoke("assistant", "What is the capital of France?").temperature(0.5).max_tokens(100);
    let answer = call.correlation_id("call-1").await.unwrap();
    drop(recording);

    let calls = recorder.calls();
    let [call] = &calls[..] else { panic!("{calls:#?}") };
    assert!(call.is_closed && call.level == Level::INFO && call.target == "agentspec_ext");
    assert_eq!(call.field("server.port"), port(&server.url()));
    assert_eq!(
        call.object(),
        json!({
            "otel.name": "invoke_agent assistant",
            "otel.kind": "client",
            "gen_ai.operation.name": "invoke_agent",
            "gen_ai.provider.name": "agentspec",
            "gen_ai.agent.name": "assistant",
            "gen_ai.request.temperature": 0.5,
            "gen_ai.request.max_tokens": 100,
            "gen_ai.usage.input_tokens": answer.usage.input_tokens,
            "gen_ai.usage.output_tokens": answer.usage.output_tokens,
            "server.address": "127.0.0.1",
            "agentspec.operation": "invoke_agent",
            "agentspec.correlation_id": "call-1",
            "agentspec.attempts": 2,
            "agentspec.outcome": "succeeded",
            "agentspec.duration": 4.0,
        })
    );

    let attempts = recorder.attempts();
    let [first, second] = &attempts[..] else { panic!("{attempts:#?}") };
    for attempt in [first, second] {
        assert!(attempt.is_closed && attempt.level == Level::DEBUG && attempt.parent == Some("agentspec.call"));
        assert_eq!(attempt.field("server.port"), port(&server.url()));
    }
    let expected = |more: Value| {
        let mut fields = json!({
            "otel.name": "POST /v1/agents/{name}/invoke",
            "otel.kind": "client",
            "http.request.method": "POST",
            "url.template": "/v1/agents/{name}/invoke",
            "server.address": "127.0.0.1",
            "agentspec.duration": 2.0,
        });
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fields
    };
    assert_eq!(
        first.object(),
        expected(json!({
            "otel.status_code": "ERROR",
            "http.response.status_code": 503,
            "error.type": "503",
            "agentspec.attempt": 1,
            "agentspec.outcome": "rejected",
        }))
    );
    assert_eq!(
        second.object(),
        expected(json!({
            "http.request.resend_count": 1,
            "http.response.status_code": 200,
            "agentspec.attempt": 2,
            "agentspec.outcome": "succeeded",
        }))
    );

    let events = recorder.events();
    let [retry] = &events[..] else { panic!("{events:#?}") };
    assert!(retry.level == Level::WARN && retry.parent == Some("agentspec.call"));
    assert_eq!(retry.field("server.port"), port(&server.url()));
    assert_eq!(
        retry.object(),
        json!({
            "message": "an attempt failed and will be retried",
            "server.address": "127.0.0.1",
            "gen_ai.agent.name": "assistant",
            "agentspec.operation": "invoke_agent",
            "agentspec.correlation_id": "call-1",
            "agentspec.attempt": 1,
            "agentspec.outcome": "rejected",
            "agentspec.retry_delay": 1.0,
            "http.response.status_code": 503,
            "error.type": "http_503",
            "error.message": "the server answered 503 Service Unavailable with an empty body (no content type)",
        })
    );
}

fn port(url: &str) -> Value {
    json!(url.rsplit(':').next().unwrap().parse::<u16>().unwrap())
}

#[tokio::test]
async fn a_failed_call_records_why_no_further_attempt_was_made() {
    let half_a_second = Duration::from_millis(500);
    for (status, deadline, stop, error_type, outcome, attempts) in [
        (404, None, "policy", "not_found", "rejected", 1),
        (503, None, "max_retries", "http_503", "rejected", 2),
        (502, Some(half_a_second), "deadline", "http_502", "unknown", 1),
    ] {
        let (server, client, _) = mock().await;
        server.answer_next(Answer::status(status));
        server.answer_next(Answer::status(status));
        let recorder = Recorder::default();
        let recording = recorder.record();
        client.agents().invoke("assistant", "Hello").max_retries(1).deadline(deadline).await.unwrap_err();
        drop(recording);
        let call = &recorder.calls()[0];
        assert_eq!(call.field("agentspec.stopped_by"), stop);
        assert_eq!(call.field("error.type"), error_type);
        assert_eq!(call.field("otel.status_code"), "ERROR");
        assert_eq!(call.field("agentspec.outcome"), outcome);
        assert_eq!(call.field("agentspec.attempts"), attempts);
        let last = recorder.events().pop().unwrap();
        assert_eq!((last.level, last.field("agentspec.stopped_by")), (Level::INFO, json!(stop)));
        assert_eq!(last.field("message"), "an attempt failed and will not be retried");
    }
}

#[tokio::test]
async fn a_retry_warning_is_complete_without_its_span_and_is_escaped() {
    let (server, client, _) = mock().await;
    let session = client.sessions().create("assistant").await.unwrap().session_id;
    let recorder = Recorder::default();
    let recording = recorder.record();
    server.answer_next(Answer::error(429, "rate_limited", "Slow\u{1b}[31m down."));
    client.sessions().continue_("assistant", &session, "Hello").await.unwrap();
    server.answer_next(Answer::status(503));
    client.pipelines().run("research-and-summarize", "Batteries").await.unwrap();
    drop(recording);
    let events = recorder.events();
    let [turn, run] = &events[..] else { panic!("{events:#?}") };
    assert_eq!((turn.level, turn.field("error.message")), (Level::WARN, json!("Slow\\u{1b}[31m down.")));
    assert_eq!((turn.field("gen_ai.agent.name"), turn.field("gen_ai.conversation.id")), (json!("assistant"), json!(session)));
    assert_eq!((run.field("agentspec.pipeline"), run.field("server.port")), (json!("research-and-summarize"), port(&server.url())));
}

/// Makes the first attempts of two calls fail at the same time, and the next one wait for ever.
#[derive(Debug)]
struct Together {
    both: Barrier,
    attempts: AtomicUsize,
}

impl Middleware for Together {
    fn handle<'a>(&'a self, _: Request, _: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        async move {
            if self.attempts.fetch_add(1, Ordering::SeqCst) >= 2 {
                return pending().await;
            }
            self.both.wait().await;
            Ok(http::Response::builder().status(503).body("").unwrap().into())
        }
        .boxed()
    }
}

#[tokio::test]
async fn a_call_without_a_retry_in_the_budget_records_that() {
    let (builder, _) = impatient("http://127.0.0.1:1");
    let together = Together { both: Barrier::new(2), attempts: AtomicUsize::new(0) };
    let client = builder.retry_budget(0).middleware(together).build().unwrap();
    let recorder = Recorder::default();
    let recording = recorder.record();
    let call = || client.agents().invoke("assistant", "Hello").into_future();
    drop(select(call(), call()).await);
    drop(recording);
    let mut stops: Vec<_> = recorder.calls().iter().map(|call| call.field("agentspec.stopped_by").to_string()).collect();
    stops.sort();
    assert_eq!(stops, ["\"retry_budget\"", "null"], "a single call is still retried");
}

#[tokio::test]
async fn a_call_refused_by_the_client_is_a_span_without_an_attempt() {
    let (_server, client, _) = mock().await;
    let recorder = Recorder::default();
    let recording = recorder.record();
    client.agents().invoke("..", "Hello").await.unwrap_err();
    drop(recording);
    let call = &recorder.calls()[0];
    assert_eq!(call.field("error.type"), "invalid_request");
    assert_eq!(call.field("agentspec.outcome"), "not_sent");
    assert_eq!(call.field("agentspec.attempts"), 0);
    assert!(call.is_closed && recorder.attempts().is_empty() && recorder.events().is_empty());
}

#[tokio::test]
async fn a_failure_before_the_server_is_recorded_by_its_kind() {
    let (builder, _) = impatient("http://127.0.0.1:1");
    let client = builder.max_retries(0).build().unwrap();
    let recorder = Recorder::default();
    let recording = recorder.record();
    client.agents().list().await.unwrap_err();
    drop(recording);
    for span in [&recorder.calls()[0], &recorder.attempts()[0]] {
        assert_eq!(span.field("error.type"), "connection_error");
        assert_eq!(span.field("agentspec.outcome"), "not_sent");
        assert_eq!(span.field("http.response.status_code"), Value::Null);
    }
}

#[tokio::test]
async fn a_dropped_call_is_recorded_as_dropped() {
    let server = RawServer::start([("", Then::Hang)]).await;
    let (builder, clock) = impatient(server.url());
    let client = builder.build().unwrap();
    let recorder = Recorder::default();
    let recording = recorder.record();
    let mut call = Box::pin(client.agents().invoke("assistant", "Hello").into_future());
    while server.seen().is_empty() {
        assert!(poll!(&mut call).is_pending());
        tokio::task::yield_now().await;
    }
    assert!(!recorder.calls()[0].is_closed);
    clock.advance(Duration::from_secs(7));
    drop(call);
    drop(recording);
    let call = &recorder.calls()[0];
    assert_eq!(call.field("agentspec.outcome"), "dropped");
    assert_eq!(call.field("agentspec.duration"), 7.0);
    assert_eq!(call.field("error.type"), Value::Null);
    let attempt = &recorder.attempts()[0];
    assert!(call.is_closed && attempt.is_closed);
    assert_eq!((attempt.field("agentspec.outcome"), attempt.field("agentspec.duration")), ("dropped".into(), 7.0.into()));
}

#[tokio::test]
async fn each_operation_records_its_subject() {
    let (_server, client, _) = mock().await;
    let recorder = Recorder::default();
    let recording = recorder.record();
    client.agents().list().await.unwrap();
    let id = client.sessions().create("assistant").await.unwrap().session_id;
    client.sessions().continue_("assistant", &id, "Hello").await.unwrap();
    client.sessions().continue_stream("assistant", &id, "Hello").await.unwrap().text().await.unwrap();
    client.sessions().list("assistant").await.unwrap();
    client.sessions().delete("assistant", &id).await.unwrap();
    client.pipelines().run("research-and-summarize", "Hello").await.unwrap();
    client.pipelines().status("research-and-summarize").await.unwrap();
    client.health().await.unwrap();
    client.metrics().await.unwrap();
    drop(recording);

    let subjects: Vec<_> = recorder
        .calls()
        .iter()
        .map(|call| {
            let names = ["otel.name", "gen_ai.operation.name", "gen_ai.agent.name", "gen_ai.conversation.id", "agentspec.pipeline"];
            names.map(|name| call.field(name).as_str().unwrap_or("-").to_owned()).join(" | ")
        })
        .collect();
    let pipeline = "research-and-summarize";
    assert_eq!(
        subjects,
        [
            "list_agents | - | - | - | -".to_owned(),
            format!("create_session | - | assistant | {id} | -"),
            format!("invoke_agent assistant | invoke_agent | assistant | {id} | -"),
            format!("invoke_agent assistant | invoke_agent | assistant | {id} | -"),
            "list_sessions | - | assistant | - | -".to_owned(),
            format!("delete_session | - | assistant | {id} | -"),
            format!("invoke_workflow {pipeline} | invoke_workflow | {pipeline} | - | {pipeline}"),
            format!("pipeline_status | - | - | - | {pipeline}"),
            "health | - | - | - | -".to_owned(),
            "metrics | - | - | - | -".to_owned(),
        ]
    );
    assert!(recorder.calls().iter().all(|call| call.is_closed && call.field("agentspec.outcome") == "succeeded"));
}

#[tokio::test]
async fn the_level_info_has_calls_without_attempts() {
    let (_server, client, _) = mock().await;
    let recorder = Recorder::up_to(Level::INFO);
    let recording = recorder.record();
    client.agents().list().await.unwrap();
    drop(recording);
    assert_eq!((recorder.calls().len(), recorder.attempts().len()), (1, 0));
}

#[tokio::test]
async fn a_warning_of_a_turn_that_waits_for_a_stream_names_the_stream() {
    let (_server, client, clock) = mock().await;
    let chat = client.sessions().open("assistant", client.sessions().create("assistant").await.unwrap().session_id);
    let _events = chat.continue_stream("Hello").correlation_id("half-read").await.unwrap();
    let recorder = Recorder::default();
    let recording = recorder.record();
    let mut turn = chat.continue_("next").correlation_id("waits").timeout(None).into_future();
    assert!((&mut turn).now_or_never().is_none());
    clock.advance(Duration::from_millis(999));
    assert!((&mut turn).now_or_never().is_none());
    assert_eq!(recorder.events().len(), 0, "the stream may end soon");
    clock.advance(Duration::from_millis(1));
    assert!((&mut turn).now_or_never().is_none());
    drop(recording);
    let events = recorder.events();
    let [warning] = &events[..] else { panic!("{events:#?}") };
    assert_eq!((warning.level, warning.parent), (Level::WARN, Some("agentspec.call")));
    assert_eq!(
        warning.object(),
        json!({
            "message": "a turn waits: the stream half-read of its handle is neither read to its end nor closed",
            "agentspec.operation": "continue_session",
            "agentspec.correlation_id": "waits",
            "agentspec.blocked_by": "half-read",
        })
    );
}
