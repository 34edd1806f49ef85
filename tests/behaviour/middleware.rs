//! Middleware: a user's code around each attempt, which does not see the credential.

use std::error::Error as _;
use std::sync::{Arc, Mutex};

use agentspec_ext::reqwest::{Request, Response};
use agentspec_ext::{Client, Error, ErrorKind, Middleware, Next, Outcome, StreamEvent};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{Checked, InMemory, RawServer, Reaction, Then, impatient};
use futures::TryStreamExt;
use futures::future::{BoxFuture, FutureExt};

/// A middleware from a function.
struct Fn<F>(F);

impl<F> std::fmt::Debug for Fn<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fn")
    }
}

impl<F> Middleware for Fn<F>
where
    F: for<'a> std::ops::Fn(Request, Next<'a>) -> BoxFuture<'a, Result<Response, Error>> + Send + Sync,
{
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        (self.0)(request, next)
    }
}

fn middleware<F>(handle: F) -> Fn<F>
where
    F: for<'a> std::ops::Fn(Request, Next<'a>) -> BoxFuture<'a, Result<Response, Error>> + Send + Sync,
{
    Fn(handle)
}

/// Appends to a header, which shows the order.
fn appending(text: &'static str) -> impl Middleware {
    middleware(move |mut request, next| {
        let before = request.headers().get("x-way").map_or("", |value| value.to_str().unwrap()).to_owned();
        request.headers_mut().insert("x-way", format!("{before}{text}").parse().unwrap());
        next.run(request)
    })
}

#[tokio::test]
async fn the_first_middleware_is_the_outermost_and_each_sees_every_attempt() {
    let server = MockServer::start().await.checked();
    let client = impatient(&server.url()).0.middleware(appending("a")).middleware(appending("b")).build().unwrap();
    server.answer_next(Answer::status(503));
    client.agents().invoke("assistant", "Hello").header("x-way", ">").await.unwrap();
    let ways: Vec<_> = server.received().iter().map(|request| request.header("x-way").unwrap().to_owned()).collect();
    assert_eq!(ways, [">ab", ">ab"]);
}

#[tokio::test]
async fn no_middleware_sees_the_credential() {
    let server = MockServer::builder().api_key("canary-7f3a").start().await.unwrap().checked();
    let seen = Arc::new(Mutex::new(String::new()));
    let log = Arc::clone(&seen);
    let spy = middleware(move |request, next| {
        *log.lock().unwrap() = format!("{request:?} {:?}", request.headers());
        next.run(request)
    });
    let client = impatient(&server.url()).0.api_key("canary-7f3a").middleware(spy).build().unwrap();
    client.agents().list().await.unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen.contains("x-correlation-id") && !seen.contains("canary-7f3a") && !seen.contains("x-api-key"), "{seen}");
}

#[tokio::test]
async fn a_refused_request_is_neither_sent_nor_retried() {
    let server = MockServer::start().await.checked();
    let client =
        impatient(&server.url()).0.middleware(middleware(|_, _| async { Err(Error::refused("not today")) }.boxed())).build().unwrap();
    for error in [
        client.agents().list().await.unwrap_err(),
        client.agents().stream("assistant", "Hello").await.unwrap_err(),
        client.health().await.unwrap_err(),
    ] {
        assert_eq!((error.code(), error.message(), error.outcome(), error.attempts()), ("refused", "not today", Outcome::NotSent, 1));
        assert!(error.is_invalid_request() && error.correlation_id().is_some());
    }
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn a_refusal_keeps_its_source_with_the_credential_redacted() {
    let server = MockServer::start().await.checked();
    let quota = middleware(|request, _| {
        async move {
            let at = request.headers()["x-quota"].to_str().unwrap().to_owned();
            let read = at.parse::<u32>().map_err(|error| Error::refused("the quota cannot be read").with_source(error));
            Err(read.err().unwrap_or_else(|| Error::refused("echoed").with_source(format!("canary-7f3a9c at {at}"))))
        }
        .boxed()
    });
    let client = impatient(&server.url()).0.api_key("canary-7f3a9c").middleware(quota).build().unwrap();
    let error = client.agents().list().header("x-quota", "seven").await.unwrap_err();
    assert_eq!((error.message(), error.code(), error.attempts()), ("the quota cannot be read", "refused", 1));
    assert!(error.source().unwrap().is::<std::num::ParseIntError>());
    let error = client.agents().list().header("x-quota", 7).await.unwrap_err();
    let source = error.source().unwrap().to_string();
    assert!(source.starts_with("[redacted] at 7") && !source.contains("canary"), "{source}");
}

#[tokio::test]
async fn a_request_refused_after_its_response_may_have_run() {
    let server = MockServer::start().await.checked();
    let refuse = middleware(|request, next| {
        async {
            next.run(request).await?;
            Err(Error::refused("the answer is not signed"))
        }
        .boxed()
    });
    let client = impatient(&server.url()).0.middleware(refuse).build().unwrap();
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.code(), error.outcome(), server.received_count()), ("refused", Outcome::Unknown, 1));
}

#[tokio::test]
async fn an_error_of_a_middleware_after_the_request_was_sent_does_not_change_the_outcome() {
    let unreachable = impatient("http://127.0.0.1:1").0.max_retries(0).build().unwrap();
    for is_broken in [false, true] {
        let server = RawServer::start([(if is_broken { "" } else { "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" }, Then::Close)]).await;
        let other = unreachable.clone();
        let audits = middleware(move |request, next| {
            let other = other.clone();
            async move {
                let answered = next.run(request).await;
                other.health().await?;
                answered
            }
            .boxed()
        });
        let client = impatient(server.url()).0.middleware(audits).build().unwrap();
        let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Connect, Outcome::Unknown, 1), "{is_broken}");
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_transient_error_of_a_middleware_before_the_request_is_retried() {
    let server = MockServer::start().await.checked();
    let unreachable = impatient("http://127.0.0.1:1").0.max_retries(0).build().unwrap();
    let asks_first = middleware(move |request, next| {
        let other = unreachable.clone();
        async move {
            other.health().await?;
            next.run(request).await
        }
        .boxed()
    });
    let client = impatient(&server.url()).0.middleware(asks_first).build().unwrap();
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts(), server.received_count()), (ErrorKind::Connect, Outcome::NotSent, 4, 0));
}

#[tokio::test]
async fn a_middleware_receives_the_operation_and_the_attempt() {
    let server = MockServer::start().await.checked();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let watch = middleware(move |request, next| {
        log.lock().unwrap().push((next.operation(), next.attempt()));
        next.run(request)
    });
    let client = impatient(&server.url()).0.middleware(watch).build().unwrap();
    server.answer_next(Answer::status(503));
    client.agents().list().await.unwrap();
    client.health().await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [("list_agents", 1), ("list_agents", 2), ("health", 1)]);
}

#[tokio::test]
async fn only_the_server_of_the_base_url_gets_the_credential() {
    let (server, other) = (MockServer::start().await.checked(), MockServer::start().await.checked());
    let port = other.url().rsplit(':').next().unwrap().parse().unwrap();
    let elsewhere = middleware(move |mut request, next| {
        request.url_mut().set_port(Some(port)).unwrap();
        next.run(request)
    });
    let client = impatient(&server.url()).0.api_key("sk-canary-7f3a").middleware(elsewhere).build().unwrap();
    client.agents().list().await.unwrap();
    assert_eq!((server.received_count(), other.received()[0].header("x-api-key")), (0, None));
}

#[tokio::test]
async fn a_failure_passes_through_a_middleware_and_is_retried_as_without_it() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let watch = middleware(move |request, next| {
        let log = Arc::clone(&log);
        async move {
            let answered = next.run(request).await;
            log.lock().unwrap().push(answered.as_ref().map_err(Error::kind).map(Response::status));
            answered
        }
        .boxed()
    });
    let (builder, clock) = impatient("http://127.0.0.1:1");
    let client = builder.middleware(watch).build().unwrap();
    let listed = client.agents().list().max_retries(0).await.unwrap_err();
    assert_eq!((listed.kind(), listed.outcome()), (ErrorKind::Connect, Outcome::NotSent), "a GET has no body that would show it");
    seen.lock().unwrap().clear();
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.attempts(), clock.delays().len()), (ErrorKind::Connect, Outcome::NotSent, 4, 3));
    assert_eq!(*seen.lock().unwrap(), [Err(ErrorKind::Connect); 4]);
}

#[tokio::test]
async fn a_middleware_can_respond_itself() {
    const EVENTS: &str = "data: {\"type\": \"token\", \"content\": \"Hi\"}\n\ndata: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 1, \"total_tokens\": 2}}\n\n";
    let replay = middleware(|_, _| {
        let answer = http::Response::builder().header("content-type", "text/event-stream").body(EVENTS).unwrap();
        async { Ok(answer.into()) }.boxed()
    });
    let client = Client::builder().without_environment().middleware(replay).build().unwrap();
    let events: Vec<StreamEvent> = client.agents().stream("assistant", "Hello").await.unwrap().try_collect().await.unwrap();
    assert_eq!(events.len(), 2);
}

#[tokio::test]
async fn a_status_of_a_middleware_is_retried_like_a_servers() {
    let server = MockServer::start().await.checked();
    let flaky = InMemory::new(|number| if number == 0 { Reaction::Status(503, None) } else { Reaction::Pass });
    let client = impatient(&server.url()).0.middleware(flaky.clone()).build().unwrap();
    assert_eq!(client.agents().invoke("assistant", "Hello").send().await.unwrap().attempts(), 2);
    assert_eq!((flaky.seen().len(), server.received_count()), (2, 1));
}

#[tokio::test]
async fn the_raw_client_has_no_middleware() {
    let server = MockServer::start().await.checked();
    let refuse = middleware(|_, _| async { Err(Error::refused("never")) }.boxed());
    let client = impatient(&server.url()).0.middleware(refuse).build().unwrap();
    assert!(client.raw().health(None).await.is_ok());
}

#[tokio::test]
async fn dropping_a_call_drops_the_future_of_its_middleware() {
    let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
    let sender = Mutex::new(Some(sender));
    let hang = middleware(move |_, _| {
        let sender = sender.lock().unwrap().take();
        async move {
            let _held = sender;
            futures::future::pending().await
        }
        .boxed()
    });
    let client = Client::builder().without_environment().middleware(hang).build().unwrap();
    let mut call = client.agents().list().into_future();
    assert!(futures::poll!(&mut call).is_pending());
    drop(call);
    receiver.await.unwrap_err();
}
