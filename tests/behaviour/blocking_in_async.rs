//! The blocking client on a thread of an async runtime: its calls return an error, do not panic, and send nothing.

use std::thread;

use agentspec_ext::{Error, Outcome, StreamEvent, blocking};
use agentspec_mock::MockServer;
use agentspec_tests::{Checked, impatient, mock_blocking};
use tokio::runtime::{Builder, Runtime};

const QUESTION: &str = "What is the capital of France?";
const PIPELINE: &str = "research-and-summarize";

fn assert_refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = assert_is_refusal(result);
    assert_eq!((error.attempts(), error.outcome()), (0, Outcome::NotSent), "{error:?}");
}

/// The request of a stream that has begun was sent.
fn assert_stream_refused<T: std::fmt::Debug>(result: Result<T, Error>, outcome: Outcome) {
    let error = assert_is_refusal(result);
    assert_eq!((error.attempts(), error.outcome()), (1, outcome), "{error:?}");
    assert!(error.correlation_id().is_some());
}

fn assert_is_refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> Error {
    let error = result.unwrap_err();
    assert!(error.is_configuration() && error.is_local(), "{error:?}");
    for part in ["async runtime", "agentspec_ext::Client and .await", "tokio::task::spawn_blocking", "std::thread::spawn"] {
        assert!(error.message().contains(part), "{error}");
    }
    error
}

/// Returns the only item.
fn one<T: std::fmt::Debug>(mut items: impl Iterator<Item = Result<T, Error>>) -> Result<T, Error> {
    let item = items.next().unwrap();
    assert!(items.next().is_none());
    assert!(items.next().is_none(), "the stream is fused");
    item
}

fn assert_one_refusal<T: std::fmt::Debug>(items: impl Iterator<Item = Result<T, Error>>) {
    assert_refused(one(items));
}

/// Tries every blocking operation.
fn assert_all_refused(client: &blocking::Client, stream: &dyn Fn() -> blocking::EventStream) {
    assert_refused(client.agents().list().call());
    assert_refused(client.health().send());
    assert_refused(client.agents().stream("assistant", QUESTION).call());
    assert_refused(client.sessions().open("assistant", "s").continue_("Hello").call());
    assert_one_refusal(client.sessions().list("assistant").all());
    assert_refused(client.pipelines().wait(PIPELINE).call());
    assert_one_refusal(client.pipelines().watch(PIPELINE).changes());
    assert_stream_refused(one(stream()), Outcome::Unknown);
    assert_stream_refused(one(stream().text_stream()), Outcome::Unknown);
    assert_stream_refused(stream().text(), Outcome::Unknown);
    assert_stream_refused(stream().final_response(), Outcome::Unknown);
}

#[test]
fn every_blocking_operation_is_refused_in_a_task_of_a_runtime() {
    let (server, client, _) = mock_blocking();
    let streams: Vec<_> = (0..4 * 3).map(|_| client.agents().stream("assistant", QUESTION).call().unwrap()).collect();
    let streams = std::sync::Arc::new(std::sync::Mutex::new(streams));
    let check = move || assert_all_refused(&client, &|| streams.lock().unwrap().pop().unwrap());

    let runtime = Runtime::new().unwrap();
    Builder::new_current_thread().build().unwrap().block_on(async { check() });
    let in_task = check.clone();
    runtime.block_on(runtime.spawn(async move { in_task() })).unwrap();
    runtime.block_on(async { check() });
    assert_eq!(server.received_count(), 4 * 3);
}

/// Uses every blocking operation, where that is allowed.
fn use_it(client: &blocking::Client) {
    assert_eq!(client.agents().list().call().unwrap().len(), 2);
    let events: Result<Vec<_>, _> = client.agents().stream("assistant", QUESTION).call().unwrap().collect();
    assert!(events.unwrap().last().is_some_and(StreamEvent::is_end));
    let text: String = client.agents().stream("assistant", QUESTION).call().unwrap().text_stream().map(Result::unwrap).collect();
    assert_eq!(client.agents().stream("assistant", QUESTION).call().unwrap().text().unwrap(), text);
    assert_eq!(client.sessions().list("assistant").all().count(), 0);
}

#[test]
fn blocking_calls_work_on_the_threads_of_spawn_blocking() {
    let (_server, client, _) = mock_blocking();
    let runtime = Runtime::new().unwrap();
    let waits = client.clone();
    runtime.block_on(runtime.spawn_blocking(move || use_it(&waits))).unwrap();
    let waits = client.clone();
    runtime.block_on(runtime.spawn(async move { tokio::task::block_in_place(|| use_it(&waits)) })).unwrap();
    // Many at once, each of them several times.
    let tasks: Vec<_> = (0..8).map(|_| client.clone()).map(|waits| runtime.spawn_blocking(move || use_it(&waits))).collect();
    for task in tasks {
        runtime.block_on(task).unwrap();
    }
    // A thread of the program that has entered a runtime runs none of that runtime's tasks.
    let _entered = runtime.enter();
    use_it(&client);
}

#[test]
fn a_refusal_does_not_use_up_the_coop_budget_of_the_task() {
    let (_server, client, _) = mock_blocking();
    Builder::new_current_thread().build().unwrap().block_on(async {
        for _ in 0..1000 {
            assert_refused(client.agents().list().call());
        }
        assert!(tokio::task::coop::has_budget_remaining());
    });
}

#[test]
fn a_separate_thread_of_an_async_program_may_block() {
    let (_server, client, _) = mock_blocking();
    Runtime::new().unwrap().block_on(async {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        thread::spawn(move || sender.send(client.agents().list().call()));
        assert_eq!(receiver.await.unwrap().unwrap().len(), 2);
    });
}

#[test]
fn a_stream_that_had_begun_ends_there_and_frees_its_session() {
    let (_server, client, _) = mock_blocking();
    let session = client.sessions().create("assistant").call().unwrap();
    let chat = client.sessions().open("assistant", session.session_id);
    let mut events = chat.continue_stream("Hello").call().unwrap();
    assert!(matches!(events.next(), Some(Ok(StreamEvent::Token(_)))));
    Runtime::new().unwrap().block_on(async { assert_stream_refused(events.next().unwrap(), Outcome::Partial) });
    assert!(events.next().is_none(), "on any thread");
    assert_eq!(chat.continue_("Hello").call().unwrap_err().code(), "turn_unresolved");
    chat.go_on();
    assert_eq!(chat.continue_("Hello").call().unwrap().turn, 2);
}

#[test]
fn creating_cloning_and_dropping_are_allowed_there() {
    let server = MockServer::builder().start_blocking().unwrap().checked();
    let runtime = Runtime::new().unwrap();
    let client = runtime.block_on(async { blocking::ClientBuilder::from(impatient(&server.url()).0).build() }).unwrap();
    let session = client.sessions().create("assistant").call().unwrap();
    let chat = client.sessions().open("assistant", &session.session_id);
    let mut events = chat.continue_stream("Hello").call().unwrap();
    events.next().unwrap().unwrap();
    let mut sessions = client.sessions().list("assistant").all();
    sessions.next().unwrap().unwrap();
    let call = client.agents().list();
    runtime.block_on(async move { drop((client.clone(), client, chat, events, sessions, call)) });
}
