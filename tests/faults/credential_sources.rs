//! Credential sources: row 52.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::future::{pending, ready};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use agentspec_ext::retry::{Decision, Failed, RetryPolicy};
use agentspec_ext::{
    CallRecord, Client, ClientBuilder, Credential, CredentialSource, Error, ErrorKind, LocalCause, Middleware, Next, Outcome, Phase,
    StreamEvent, blocking,
};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{RawServer, Recorder, Then, impatient};
use futures::StreamExt;
use futures::future::{BoxFuture, FutureExt};
use reqwest::{Request, Response};

use crate::run::{Run, on_a_thread};
use crate::table::{Expected, Method, Retried};

const FIRST: &str = "first-7f3a91-Zq";
const SECOND: &str = "second-4c8e02-Xw";
/// Parts of the two that show an incomplete redaction.
const TRACES: [&str; 3] = ["first-", "second-", "91-Zq"];

type BoxError = Box<dyn StdError + Send + Sync>;

/// Returns one token, and from then on another.
#[derive(Clone, Default)]
struct Rotating(Arc<AtomicU32>);

impl Rotating {
    fn calls(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

impl CredentialSource for Rotating {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>> {
        let token = if self.0.fetch_add(1, Ordering::SeqCst) == 0 { FIRST } else { SECOND };
        ready(Credential::token(token).map_err(Into::into)).boxed()
    }
}

async fn unavailable() -> Result<Credential, BoxError> {
    Err("the vault is sealed".into())
}

/// Returns all that an error shows, including its sources.
fn all_of(error: &Error) -> String {
    let body = error.body().map(String::from_utf8_lossy);
    let mut text = format!("{error} {error:?} {} {} {:?} {body:?}", error.code(), error.message(), error.headers());
    for source in std::iter::successors(error.source(), |&source| source.source()) {
        let _ = write!(text, " {source} {source:?}");
    }
    text
}

fn assert_redacted(text: &str) {
    assert!(text.contains("[redacted]"), "the server echoes them: {text}");
    for trace in TRACES {
        assert!(!text.contains(trace), "{trace} is shown: {text}");
    }
}

fn sent(run: &Run) -> Vec<String> {
    let requests = run.seen().requests;
    requests.iter().map(|seen| seen.request.header("authorization").unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn fault_52_each_attempt_sends_the_credential_that_the_source_returned_for_it() {
    for method in [Method::Get, Method::Post] {
        let sources = [Rotating::default(), Rotating::default()];
        let run = Run::with("52-busy-then-well", |builder| builder.credential_source(sources[0].clone())).await;
        assert_eq!(method.call(&run.client).await.unwrap(), 2);
        assert_eq!(sent(&run), [FIRST, SECOND].map(|token| format!("Bearer {token}")));
        assert_eq!(sources[0].calls(), 2, "once for each attempt");
        run.blocking(|client| {
            let listed = client.agents().list().credential_source(sources[1].clone()).send();
            assert_eq!((listed.unwrap().attempts(), sources[1].calls()), (2, 2), "a call may have a source of its own");
        });
    }
}

#[tokio::test]
async fn fault_52_a_source_that_fails_sends_nothing_and_is_named_with_its_own_error() {
    const REFUSED: Expected = Expected { kind: ErrorKind::Configuration, outcome: Outcome::NotSent, retried: Retried::Never };
    let run = Run::with("52-busy-then-well", |builder| builder.credential_source(unavailable)).await;
    for method in Method::ALL {
        let awaited = method.call(&run.client).await.unwrap_err();
        let blocked = run.blocking(|client| method.call_blocking(client).unwrap_err());
        for error in [&awaited, &blocked] {
            REFUSED.check(error, method, "a source that fails");
            assert_eq!(error.code(), "credential_unavailable");
            assert!(error.message().starts_with("credential_source returned no credential"), "{error}");
            assert_eq!(error.source().unwrap().to_string(), "the vault is sealed");
        }
    }
    run.assert_requests(0);
    assert!(run.clock.delays().is_empty());
}

#[tokio::test]
async fn fault_52_a_credential_that_no_header_can_hold_is_refused_and_not_shown() {
    for secret in ["s3cr\r\nX-Evil: 1", "s3cr\x003t", "s3cr3t\n", "", " "] {
        let source = move || async move { Credential::token(secret) };
        let run = Run::with("52-busy-then-well", |builder| builder.credential_source(source)).await;
        let error = run.failed_unsent().await;
        let why = error.source().unwrap().to_string();
        assert!(why.contains("the token "), "{why}");
        assert!(!all_of(&error).contains("s3cr") && !all_of(&error).contains("Evil"), "{error:?}");
    }
}

#[tokio::test]
async fn fault_52_a_source_that_is_late_is_a_timeout_and_sends_nothing() {
    let never = || pending::<Result<Credential, BoxError>>();
    let run = Run::with("52-busy-then-well", |builder| builder.credential_source(never).max_retries(0)).await;
    run.clock.time_out();
    let error = run.client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout(Phase::Credential), Outcome::NotSent));
    assert!(error.message().starts_with("credential_source returned no credential within 120 seconds"), "{error}");
    assert!(!error.is_connection(), "no connection failed");
    let error = run.client.agents().invoke("assistant", "Hello").timeout(None).deadline(Duration::from_secs(5)).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout(Phase::Deadline), Outcome::NotSent));
    assert!(error.message().contains("credential_source returned no credential in time"), "{error}");
    let error = run.client.agents().list().timeout(Duration::from_secs(1)).await.unwrap_err();
    assert!(error.message().contains("within 1 second,"), "{error}");
    run.assert_requests(0);
}

#[tokio::test]
async fn fault_52_a_source_that_panics_sends_nothing_and_does_not_block_the_next_turn() {
    let calls = Arc::new(AtomicU32::new(0));
    let source = {
        let calls = Arc::clone(&calls);
        move || {
            let is_first = calls.fetch_add(1, Ordering::SeqCst) == 0;
            async move {
                assert!(!is_first, "the vault is gone");
                Credential::token(FIRST)
            }
        }
    };
    let server = MockServer::builder().token(FIRST).start().await.unwrap();
    let client = impatient(&server.url()).0.credential_source(source).build().unwrap();
    let owner = impatient(&server.url()).0.token(FIRST).build().unwrap();
    let session = owner.sessions().create("assistant").await.unwrap();
    let handle = client.sessions().open("assistant", &session.session_id);
    let record = CallRecord::default();
    let panicked = tokio::spawn(handle.continue_("Hello").record_in(&record).into_future()).await;
    assert!(panicked.unwrap_err().is_panic());
    assert_eq!((record.error(LocalCause::Cancelled, 0).outcome(), handle.unresolved_turn()), (Outcome::NotSent, None));
    assert_eq!(server.received_count(), 1, "the creation of the session");
    handle.continue_("Hello").await.unwrap();
}

#[tokio::test]
async fn fault_52_a_source_is_dropped_with_its_call_and_nothing_is_sent() {
    let never = || pending::<Result<Credential, BoxError>>();
    let run = Run::with("52-busy-then-well", |builder| builder.credential_source(never)).await;
    let handle = run.client.sessions().open("assistant", "session");
    let record = CallRecord::default();
    assert!(handle.continue_("Hello").record_in(&record).into_future().now_or_never().is_none());
    assert_eq!((record.error(LocalCause::Cancelled, 0).outcome(), handle.unresolved_turn()), (Outcome::NotSent, None));
    run.assert_requests(0);
}

/// Records on which thread it was called.
#[derive(Default)]
struct ThreadRecorder(Mutex<Option<ThreadId>>);

impl CredentialSource for ThreadRecorder {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, BoxError>> {
        *self.0.lock().unwrap() = Some(thread::current().id());
        ready(Credential::token(FIRST).map_err(Into::into)).boxed()
    }
}

#[test]
fn fault_52_a_blocking_call_calls_the_source_on_its_own_thread() {
    let server = MockServer::builder().token(FIRST).start_blocking().unwrap();
    let source = Arc::new(ThreadRecorder::default());
    let builder = impatient(&server.url()).0.credential_source(Arc::clone(&source));
    blocking::ClientBuilder::from(builder).build().unwrap().agents().list().call().unwrap();
    assert_eq!(*source.0.lock().unwrap(), Some(thread::current().id()));
}

/// Retries after a failure of the credential source.
#[derive(Debug)]
struct RetrySource;

impl RetryPolicy for RetrySource {
    fn decide(&self, failed: &Failed<'_>) -> Decision {
        if failed.error().code() == "credential_unavailable" { failed.retry() } else { Decision::GiveUp }
    }
}

#[tokio::test]
async fn fault_52_a_policy_may_retry_a_failed_source() {
    let calls = Arc::new(AtomicU32::new(0));
    let source = {
        let calls = Arc::clone(&calls);
        move || {
            let is_first = calls.fetch_add(1, Ordering::SeqCst) == 0;
            async move { if is_first { unavailable().await } else { Ok(Credential::api_key(SECOND)?) } }
        }
    };
    let server = MockServer::builder().api_key(SECOND).start().await.unwrap();
    let (builder, clock) = impatient(&server.url());
    let client = builder.credential_source(source).retry_policy(RetrySource).build().unwrap();
    let answer = client.agents().list().send().await.unwrap();
    assert_eq!((answer.attempts(), calls.load(Ordering::SeqCst), clock.delays().len()), (2, 2, 1));
    assert_eq!(server.received_count(), 1);
}

#[tokio::test]
async fn fault_52_the_credentials_of_all_attempts_are_redacted_in_the_error() {
    let set = |builder: ClientBuilder| builder.credential_source(Rotating::default()).trace_content(true);
    let recorder = Recorder::default();
    let recording = recorder.record();
    let run = Run::with("52-busy-then-both-echoed", set).await;
    let error = run.client.agents().invoke("assistant", format!("Is it {SECOND}?")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Authentication, 2));
    assert_eq!(error.message(), "[redacted] has expired, [redacted] is not known");
    assert_redacted(&all_of(&error));
    let blocked = run.blocking(|client| client.agents().list().call().unwrap_err());
    assert_redacted(&all_of(&blocked));

    let run = Run::with("52-busy-then-both-echoed-in-a-stream", set).await;
    let mut stream = run.client.agents().stream("assistant", "Hello").await.unwrap();
    let Some(Ok(StreamEvent::Error(event))) = stream.next().await else { panic!("an error event") };
    assert_eq!(event.message, "[redacted] has expired, [redacted] is not known");
    assert_redacted(&all_of(&stream.error_from_event(*event)));
    drop((stream, recording));
    assert_redacted(&format!("{:?}", recorder.all()));
}

#[tokio::test]
async fn fault_52_a_session_handle_uses_the_source() {
    let source = Rotating::default();
    let server = MockServer::builder().token(FIRST).token(SECOND).start().await.unwrap();
    let client = impatient(&server.url()).0.credential_source(source.clone()).build().unwrap();
    let session = client.sessions().create("assistant").await.unwrap();
    let handle = client.sessions().open("assistant", &session.session_id);
    handle.continue_("Hello").await.unwrap();
    server.answer_next(Answer::error(503, "busy", "Busy"));
    handle.continue_stream("Hello again").await.unwrap().text().await.unwrap();
    assert_eq!(source.calls(), 4);
    let tokens: Vec<_> = server.received().iter().map(|seen| seen.header("authorization").unwrap().to_owned()).collect();
    assert_eq!(tokens, [FIRST, SECOND, SECOND, SECOND].map(|token| format!("Bearer {token}")));
}

#[tokio::test]
async fn fault_52_a_call_with_another_credential_shares_the_connection_and_redacts_both() {
    let users = || Credential::token(SECOND).unwrap();
    let server = MockServer::builder().token(FIRST).token(SECOND).start().await.unwrap();
    let client = impatient(&server.url()).0.token(FIRST).build().unwrap();
    client.agents().list().await.unwrap();
    client.agents().list().credential(users()).await.unwrap();
    client.agents().list().await.unwrap();
    let error = client.agents().list().credential(None).max_retries(0).await.unwrap_err();
    assert!(error.is_authentication(), "none is sent: {error:?}");
    let sent: Vec<_> = server.received().iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect();
    assert_eq!(sent, [Some(FIRST), Some(SECOND), Some(FIRST), None].map(|token| token.map(|token| format!("Bearer {token}"))));

    let run = Run::with("52-busy-then-well", |builder| builder.token(FIRST)).await;
    run.client.agents().list().credential(users()).await.unwrap();
    run.client.agents().list().await.unwrap();
    assert_eq!(run.connections(), [1, 1, 1]);

    let answer = format!("HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nno {SECOND}, no {FIRST}");
    let server = RawServer::start([(answer, Then::Close)]).await;
    let builder = || impatient(server.url()).0.token(FIRST);
    let error = builder().build().unwrap().agents().list().credential(users()).await.unwrap_err();
    assert_eq!(error.message(), "no [redacted], no [redacted]", "other calls have sent the server the client's own");
    let builder = builder();
    let blocked = tokio::task::spawn_blocking(move || {
        on_a_thread(|| blocking::ClientBuilder::from(builder).build().unwrap().agents().list().credential(users()).call().unwrap_err())
    });
    assert_eq!(blocked.await.unwrap().message(), error.message());
}

/// Responds without the server.
#[derive(Debug)]
struct Cached;

impl Middleware for Cached {
    fn handle<'a>(&'a self, _: Request, _: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        let answer = http::Response::builder().header("content-type", "application/json").body(r#"{"agents": []}"#).unwrap();
        ready(Ok(answer.into())).boxed()
    }
}

#[tokio::test]
async fn fault_52_a_source_is_not_called_if_nothing_is_sent() {
    let source = Rotating::default();
    let client = impatient("http://127.0.0.1:1").0.credential_source(source.clone()).middleware(Cached).build().unwrap();
    client.agents().list().await.unwrap();
    assert_eq!(source.calls(), 0);
}

#[tokio::test]
async fn fault_52_the_raw_client_uses_the_source_too() {
    let server = MockServer::builder().token(FIRST).start().await.unwrap();
    let client = impatient(&server.url()).0.credential_source(Rotating::default()).build().unwrap();
    assert_eq!(client.raw().list_agents(None).await.unwrap().status(), 200);
    let client = impatient(&server.url()).0.credential_source(unavailable).build().unwrap();
    let error = client.raw().list_agents(None).await.unwrap_err();
    let chain = std::iter::successors(Some(&error as &dyn StdError), |&source| source.source()).map(ToString::to_string);
    assert!(chain.last().unwrap().contains("the vault is sealed"));
    assert_eq!(server.received_count(), 1);
}

#[tokio::test]
async fn fault_52_a_source_or_a_credential_of_a_call_over_plain_http_is_warned_of_once() {
    let server = RawServer::start([("", Then::Close)]).await;
    let port = server.url().rsplit(':').next().unwrap().parse().unwrap();
    let plain = || {
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], port));
        let builder = Client::builder().without_environment().base_url(format!("http://agents.example:{port}")).max_retries(0);
        builder.http(move |http| http.no_proxy().resolve("agents.example", address))
    };
    let recorder = Recorder::default();
    let recording = recorder.record();
    let warnings = || -> Vec<String> {
        let warned = recorder.events().into_iter().filter(|event| event.level == tracing::Level::WARN);
        warned.map(|event| event.field("message").as_str().unwrap().to_owned()).collect()
    };
    let client = plain().credential_source(Rotating::default()).build().unwrap();
    client.agents().list().await.unwrap_err();
    let client = plain().build().unwrap();
    assert_eq!(warnings().len(), 1, "the second sends no credential");
    for _ in 0..2 {
        client.agents().list().credential(Credential::token(FIRST).unwrap()).await.unwrap_err();
    }
    drop(recording);
    let warnings = warnings();
    let starts = ["the credential of credential_source is sent over plain http", "the token is sent over plain http"];
    assert!(warnings.len() == 2 && warnings.iter().zip(starts).all(|(warning, start)| warning.starts_with(start)), "{warnings:?}");
}

#[test]
fn fault_52_a_source_beside_a_key_is_refused_by_both_names() {
    let error = Client::builder().without_environment().token(FIRST).credential_source(unavailable).build().unwrap_err();
    assert!(error.is_configuration() && error.message().starts_with("token and credential_source are both set"), "{error}");
    let boxed: Box<dyn CredentialSource> = Box::new(Rotating::default());
    let shared: Arc<dyn CredentialSource> = Arc::new(Rotating::default());
    for builder in [Client::builder().credential_source(boxed), Client::builder().credential_source(shared)] {
        let debug = format!("{builder:?} {:?}", builder.clone().without_environment().build().unwrap());
        assert!(debug.contains("credential_source"), "{debug}");
    }
}
