//! What the runtime lacks: operations that are refused before they are sent, and options that are warned of.

use agentspec_ext::{Dialect, Error, ErrorKind, Outcome, blocking};
use agentspec_tests::{RawServer, Recorder, Then};
use futures::{StreamExt, TryStreamExt};

use super::{builder, client, runtime};

fn check(error: &Error, expected: &str) {
    assert!(error.is_unsupported() && error.is_local() && !error.is_not_found(), "{error:?}");
    assert_eq!((error.kind(), error.code(), error.outcome()), (ErrorKind::InvalidRequest, "unsupported", Outcome::NotSent));
    assert_eq!((error.attempts(), error.history().len()), (0, 0));
    assert!(error.message().contains("the dialect of the public AgentSpec runtime") && error.message().contains(expected), "{error}");
}

#[tokio::test]
async fn listing_sessions_is_refused_before_it_is_sent() {
    let server = runtime().await;
    let client = client(&server.url());
    check(&client.sessions().list("assistant").await.unwrap_err(), "does not list sessions");
    let mut pages = std::pin::pin!(client.sessions().list("assistant").all());
    check(&pages.next().await.unwrap().unwrap_err(), "does not list sessions");
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn the_status_of_a_run_is_refused_before_it_is_sent() {
    let server = runtime().await;
    let client = client(&server.url());
    check(&client.pipelines().status("p").await.unwrap_err(), "does not tell the status of a run");
    check(&client.pipelines().wait("p").await.unwrap_err(), "does not tell the status of a run");
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn a_turn_that_may_have_run_is_not_sent_again() {
    let server = RawServer::start([("", Then::Close), ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", Then::Close)]).await;
    let session = client(server.url()).sessions().open("assistant", "sess_1");
    assert_eq!(session.continue_("Pay").await.unwrap_err().outcome(), Outcome::Unknown);
    check(&session.send_again().await.unwrap_err(), "does not look at the Idempotency-Key");
    check(&session.send_again_stream().await.unwrap_err(), "`go_on()`");
    assert_eq!(server.seen().len(), 1);
    session.go_on();
    assert!(session.continue_("Hello").await.unwrap_err().is_not_found());
}

#[test]
fn the_blocking_client_refuses_alike() {
    let server = agentspec_mock::MockServer::builder().dialect(agentspec_mock::Dialect::Runtime).start_blocking().unwrap();
    let client = blocking::ClientBuilder::from(builder(&server.url(), Dialect::Runtime).0).build().unwrap();
    check(&client.sessions().list("assistant").call().unwrap_err(), "does not list sessions");
    check(&client.pipelines().status("p").call().unwrap_err(), "does not tell the status of a run");
    assert_eq!(server.received_count(), 0);
}

#[tokio::test]
async fn each_option_is_warned_of_once_for_each_client() {
    let server = runtime().await;
    let recorder = Recorder::default();
    let _guard = recorder.record();
    let client = client(&server.url());
    for _ in 0..2 {
        client.agents().invoke("assistant", "Hello").temperature(0.2).max_tokens(9).option("seed", 7).await.unwrap();
    }
    client.agents().stream("assistant", "Hello").option("top_k", 1).await.unwrap().text().await.unwrap();
    client.agents().invoke("assistant", "Hello").option("a\nb", 1).await.unwrap();
    client.clone().pipelines().run("research-and-summarize", "Hello").option("seed", 7).await.unwrap();
    let warnings = recorder.events().into_iter().filter(|event| event.level == tracing::Level::WARN);
    let messages: Vec<String> = warnings.map(|event| event.fields["message"].as_str().unwrap().to_owned()).collect();
    let named: Vec<_> = messages.iter().map(|message| message.split('`').nth(1).unwrap()).collect();
    assert_eq!(named, ["max_tokens", "temperature", "seed", "top_k", "a\\nb"]);
    assert!(messages[0].contains("has no effect"), "{messages:?}");
}

#[tokio::test]
async fn a_middleware_sees_the_documented_api() {
    use agentspec_ext::reqwest::{Request, Response};
    use agentspec_ext::{Middleware, Next};
    use futures::future::{BoxFuture, FutureExt};
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Debug, Default)]
    struct Log(Arc<Mutex<Vec<String>>>);
    impl Middleware for Log {
        fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
            async move {
                let body = String::from_utf8_lossy(request.body().and_then(|body| body.as_bytes()).unwrap_or_default()).into_owned();
                self.0.lock().unwrap().push(format!("{} {body}", request.url().path()));
                let response = next.run(request).await?;
                let length = response.content_length();
                let response = agentspec_ext::reqwest::Response::from(::http::Response::from(response));
                self.0.lock().unwrap().push(format!("{} {length:?}", response.status()));
                Ok(response)
            }
            .boxed()
        }
    }
    let server = runtime().await;
    let log = Log::default();
    let client = builder(&server.url(), Dialect::Runtime).0.middleware(log.clone()).build().unwrap();
    client.sessions().continue_("assistant", "sess_1", "Hello").await.unwrap_err();
    let log = log.0.lock().unwrap().clone();
    assert_eq!(log[0], r#"/v1/agents/assistant/sessions/sess_1/continue {"input":"Hello"}"#);
    assert!(log[1].starts_with("404 Not Found Some("), "{log:?}");
}

#[tokio::test]
async fn a_body_that_a_middleware_replaces_by_another_one_is_not_sent() {
    use agentspec_ext::reqwest::{Request, Response};
    use agentspec_ext::{Middleware, Next};
    use futures::future::BoxFuture;

    #[derive(Debug)]
    struct Replace;
    impl Middleware for Replace {
        fn handle<'a>(&'a self, mut request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
            *request.body_mut() = Some("not JSON".into());
            next.run(request)
        }
    }
    let server = runtime().await;
    let client = builder(&server.url(), Dialect::Runtime).0.middleware(Replace).build().unwrap();
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert!(error.message().contains("a middleware has changed the request") && error.outcome() == Outcome::NotSent, "{error}");
    assert_eq!(server.received_count(), 0);
}
