//! The async client on a thread without a tokio runtime: an error that names the fix, and no panic.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use agentspec_ext::{Client, Error, Outcome};
use agentspec_mock::MockServer;
use futures::StreamExt;
use tokio::runtime::Runtime;

const QUESTION: &str = "What is the capital of France?";

struct Woken(Thread);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future as an executor other than tokio does.
fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Woken(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

fn assert_refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert!(error.is_configuration() && error.is_local(), "{error:?}");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0), "{error:?}");
    for remedy in ["needs tokio", "#[tokio::main]", "Runtime::block_on", "agentspec_ext::blocking::Client"] {
        assert!(error.message().contains(remedy), "{error}");
    }
}

#[test]
fn a_call_there_is_an_error_that_names_the_fix() {
    let server = MockServer::builder().start_blocking().unwrap();
    let client = Client::builder().without_environment().base_url(server.url()).deadline(Duration::from_secs(60)).build().unwrap();
    let session = client.sessions().open("assistant", "s");
    assert_refused(block_on(client.agents().list().into_future()));
    assert_refused(block_on(client.agents().invoke("assistant", QUESTION).into_future()));
    assert_refused(block_on(client.agents().stream("assistant", QUESTION).into_future()));
    assert_refused(block_on(session.continue_("Hello").into_future()));
    assert_refused(block_on(client.sessions().list("assistant").all().next()).unwrap());
    assert_refused(block_on(client.pipelines().wait("research-and-summarize").deadline(Duration::from_secs(1)).into_future()));
    assert_eq!((server.received_count(), session.unresolved_turn()), (0, None));
    assert_eq!(Runtime::new().unwrap().block_on(client.agents().list().into_future()).unwrap().len(), 2, "it works inside a runtime");
}

#[test]
fn the_raw_client_there_is_an_error_too_and_no_panic() {
    let server = MockServer::builder().start_blocking().unwrap();
    let client = Client::builder().without_environment().base_url(server.url()).build().unwrap();
    let error = block_on(client.raw().list_agents(None)).unwrap_err();
    let chain = std::iter::successors(Some(&error as &dyn std::error::Error), |&source| source.source()).map(ToString::to_string);
    assert!(chain.last().unwrap().contains("needs tokio"), "{error:?}");
    assert_eq!(server.received_count(), 0);
    Runtime::new().unwrap().block_on(client.raw().list_agents(None)).unwrap();
}

#[test]
fn a_stream_that_has_to_wait_there_ends_with_the_outcome_of_its_request() {
    let stalls = r#"
stalls:
  - stream: chunked
  - chunk: "data: {\"type\": \"token\", \"content\": \"Hi\"}\n\n"
  - hang
"#;
    let server = MockServer::builder().scenarios(stalls).unwrap().start_blocking().unwrap();
    let runtime = Runtime::new().unwrap();
    let client = Client::builder().without_environment().base_url(server.scenario_url("stalls", "run")).build().unwrap();
    let mut events = runtime.block_on(client.agents().stream("assistant", QUESTION).correlation_id("mine").into_future()).unwrap();
    runtime.block_on(events.next()).unwrap().unwrap();
    let error = block_on(events.next()).unwrap().unwrap_err();
    assert!(error.is_configuration() && error.is_local() && error.message().contains("needs tokio"), "{error:?}");
    assert_eq!((error.outcome(), error.attempts(), error.events()), (Outcome::Partial, 1, Some(1)));
    assert_eq!(error.sent_correlation_id(), Some("mine"));
    assert!(block_on(events.next()).is_none());
}
