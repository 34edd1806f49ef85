//! The blocking client, on plain threads.

use std::thread;
use std::time::Duration;

use agentspec_ext::types::{InvokeOptions, RunStatus};
use agentspec_ext::{ErrorKind, Phase, Progress, StreamEvent, blocking};
use agentspec_mock::{Answer, MockServer};
use agentspec_tests::{Checked, RawServer, Then, impatient, mock_blocking};
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::json;
use tokio::runtime::Runtime;

const QUESTION: &str = "What is the capital of France?";
const ANSWER: &str = "The capital of France is Paris.";
const PIPELINE: &str = "research-and-summarize";

/// Starts a server that responds with these bytes, on a runtime of its own, and a client of it.
fn raw(bytes: &str, then: Then) -> (Runtime, RawServer, blocking::Client) {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(RawServer::start([(bytes, then)]));
    let client = blocking::ClientBuilder::from(impatient(server.url()).0).build().unwrap();
    (runtime, server, client)
}

#[test]
fn a_call_has_the_options_of_an_async_one() {
    let (server, client, clock) = mock_blocking();
    let mut brief = InvokeOptions::default();
    brief.max_tokens = Some(9);
    server.answer_next(Answer::status(503));
    let answer = client
        .agents()
        .invoke("assistant", QUESTION)
        .options(brief)
        .temperature(0.5)
        .max_tokens(3)
        .option("seed", 7)
        .timeout(Duration::from_secs(1))
        .max_retries(1)
        .header(HeaderName::from_static("x-team"), HeaderValue::from_static("blue"))
        .correlation_id("call-1")
        .idempotency_key("key-1");
    let answer = answer.clone().send().unwrap();
    assert_eq!((answer.status().as_u16(), answer.attempts(), answer.correlation_id()), (200, 2, "call-1"));
    assert_eq!(answer.into_value().output, "The capital of");
    assert_eq!(clock.delays(), [Duration::from_secs(1)]);
    for request in server.received() {
        assert_eq!(request.json().unwrap()["options"], json!({"temperature": 0.5, "max_tokens": 3, "seed": 7}));
        let sent = ["x-team", "x-correlation-id", "idempotency-key"].map(|name| request.header(name));
        assert_eq!(sent, [Some("blue"), Some("call-1"), Some("key-1")]);
    }
}

#[test]
fn a_client_is_configured_as_an_async_one() {
    let server = MockServer::builder().api_key("right").start_blocking().unwrap().checked();
    let builder = || blocking::Client::builder().without_environment().base_url(server.url());
    let client =
        builder().api_key("right").timeout(None).retry_delay(Duration::ZERO).http(|http| http.user_agent("mine/1")).build().unwrap();
    assert_eq!(client.agents().list().call().unwrap().len(), 2);
    assert_eq!(server.received()[0].header("user-agent"), Some("mine/1"));
    assert!(builder().token("wrong").build().unwrap().agents().list().call().unwrap_err().is_authentication());
    assert!(builder().base_url("localhost").build().unwrap_err().is_configuration());
    assert!(!format!("{client:?} {:?}", client.agents().list()).contains("right"));
}

#[test]
fn delays_and_timeouts_follow_the_clock() {
    let (server, client, clock) = mock_blocking();
    for _ in 0..4 {
        server.answer_next(Answer::status(503));
    }
    assert_eq!(client.agents().list().call().unwrap_err().attempts(), 4);
    assert_eq!(clock.delays(), [1, 2, 4].map(Duration::from_secs));

    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(RawServer::start([("", Then::Hang)]));
    let (builder, clock) = impatient(server.url());
    let client = blocking::ClientBuilder::from(builder).build().unwrap();
    let call = thread::spawn(move || client.agents().invoke("assistant", QUESTION).call().unwrap_err());
    runtime.block_on(server.has_seen(1));
    clock.time_out();
    assert_eq!(call.join().unwrap().kind(), ErrorKind::Timeout(Phase::Request));
}

#[test]
fn the_system_clock_works_without_a_runtime_of_the_caller() {
    let server = MockServer::builder().start_blocking().unwrap().checked();
    let client = blocking::Client::builder().without_environment().base_url(server.url()).build().unwrap();
    server.answer_next(Answer::status(429).header("retry-after", "0"));
    assert_eq!(client.agents().invoke("assistant", QUESTION).send().unwrap().attempts(), 2);
}

#[test]
fn a_stream_can_be_iterated_by_event_or_by_text_or_be_collected() {
    let (_server, client, _) = mock_blocking();
    let stream = || client.agents().stream("assistant", QUESTION).correlation_id("call-7").call().unwrap();
    let mut events = stream();
    assert_eq!((events.status().as_u16(), events.correlation_id(), events.attempts()), (200, "call-7", 1));
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let read: Vec<StreamEvent> = events.by_ref().map(Result::unwrap).collect();
    assert_eq!((read.len(), read.last().unwrap().type_name()), (7, "done"));
    assert!(events.next().is_none());

    let pieces: Vec<String> = stream().text_stream().map(Result::unwrap).collect();
    assert_eq!((pieces.len(), pieces.concat().as_str()), (6, ANSWER));
    assert_eq!(stream().text().unwrap(), ANSWER);
    assert_eq!(stream().final_response().unwrap(), client.agents().invoke("assistant", QUESTION).call().unwrap());
    assert_eq!(client.agents().stream("assistant", QUESTION).send().unwrap().into_value().text().unwrap(), ANSWER);
    assert!(blocking::EventStream::from_bytes("").text().unwrap_err().is_interrupted());
}

#[test]
fn a_stream_that_is_cut_short_ends_with_an_error() {
    let (server, client, _) = mock_blocking();
    let cut = || server.answer_next(Answer::events("data: {\"type\": \"token\", \"content\": \"a\"}\n\n"));
    let stream = || client.agents().stream("assistant", QUESTION).call().unwrap();
    cut();
    let items: Vec<_> = stream().collect();
    assert!(matches!(&items[..], [Ok(StreamEvent::Token(_)), Err(error)] if error.is_interrupted() && error.events() == Some(1)));
    cut();
    let mut pieces = stream().text_stream();
    assert_eq!(pieces.next().unwrap().unwrap(), "a");
    assert!(pieces.next().unwrap().unwrap_err().is_interrupted());
    assert!(pieces.next().is_none());
}

#[test]
fn a_dropped_stream_closes_its_connection() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    let (runtime, server, client) = raw(&format!("{head}data: {{\"type\": \"token\", \"content\": \"a\"}}\n\n"), Then::Hang);
    let mut events = client.agents().stream("assistant", QUESTION).call().unwrap();
    assert_eq!(events.next().unwrap().unwrap().type_name(), "token");
    drop(events);
    runtime.block_on(server.closed_by_client());

    let mut pieces = client.agents().stream("assistant", QUESTION).call().unwrap().text_stream();
    assert_eq!(pieces.next().unwrap().unwrap(), "a");
    drop(pieces);
    runtime.block_on(server.closed_by_client());
}

#[test]
fn a_handle_takes_one_turn_at_a_time_on_any_thread() {
    let (server, client, _) = mock_blocking();
    let session = client.sessions().create("assistant").metadata("user_id", "user-42").call().unwrap();
    assert_eq!(session.metadata["user_id"], "user-42");
    let chat = client.sessions().open("assistant", &session.session_id);
    assert_eq!((chat.agent(), chat.session_id()), ("assistant", session.session_id.as_str()));

    let mut events = chat.continue_stream("My name is Alice and I work on robotics.").call().unwrap();
    let next = thread::spawn({
        let chat = chat.clone();
        move || chat.continue_("What do I work on?").call()
    });
    events.next().unwrap().unwrap();
    client.sessions().list("assistant").call().unwrap();
    assert_eq!(server.received_count(), 3, "the second turn is not sent");
    assert!(events.all(|event| event.is_ok()));
    assert_eq!(next.join().unwrap().unwrap().output, "You work on robotics.");

    drop(chat.continue_stream("Hello").call().unwrap());
    assert_eq!(chat.continue_("Never sent").call().unwrap_err().code(), "turn_unresolved");
    assert_eq!(chat.unresolved_turn().unwrap().input(), "Hello");
    assert!(chat.send_again().call().unwrap_err().message().contains("send_again_stream()"));
    chat.send_again_stream().call().unwrap().text().unwrap();
    drop(chat.continue_stream("Hello").call().unwrap());
    chat.go_on();
    chat.delete().call().unwrap();
    assert!(chat.continue_("Hello").call().unwrap_err().is_not_found());
}

#[test]
fn all_sessions_are_listed_page_by_page() {
    let (server, client, _) = mock_blocking();
    let ids: Vec<String> = (0..5).map(|_| client.sessions().create("assistant").call().unwrap().session_id).collect();
    let all = client.sessions().list("assistant").limit(2).offset(1).all();
    let listed: Vec<String> = all.map(|session| session.unwrap().session_id).collect();
    assert!(listed.iter().eq(ids.iter().rev().skip(1)));
    assert_eq!(server.received_count(), 5 + 2);

    let mut all = client.sessions().list("nobody").all();
    assert!(all.next().unwrap().unwrap_err().is_not_found());
    assert!(all.next().is_none());
}

#[test]
fn a_run_can_be_watched_step_by_step_or_awaited() {
    let (server, client, clock) = mock_blocking();
    let run = client.pipelines().run(PIPELINE, "Tea").call().unwrap().run_id.unwrap();
    let steps: Vec<Progress> = client.pipelines().watch(PIPELINE).run_id(&run).changes().map(Result::unwrap).collect();
    assert!(matches!(&steps[..], [Progress::Step(_), Progress::Step(_), Progress::Ended(status)] if status.run_id == run));
    let status = client.pipelines().status(PIPELINE).run_id(&run).wait().poll_delay(Duration::from_secs(1)).call().unwrap();
    assert_eq!(status.status, RunStatus::Completed);

    let started_at = "2026-01-15T09:30:00Z";
    let body = json!({"pipeline": PIPELINE, "run_id": run, "status": "running", "steps": [], "started_at": started_at, "elapsed_ms": 1});
    server.answer_next(Answer::status(200).json(body));
    clock.stop_at_deadlines();
    assert!(client.pipelines().wait(PIPELINE).deadline(Duration::from_secs(30)).call().unwrap_err().is_timeout());
}

#[test]
fn many_threads_can_call_at_once() {
    let (server, client, _) = mock_blocking();
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..4 {
                    assert_eq!(client.agents().stream("assistant", QUESTION).call().unwrap().text().unwrap(), ANSWER);
                    assert_eq!(client.agents().invoke("assistant", QUESTION).call().unwrap().output, ANSWER);
                }
            });
        }
    });
    assert_eq!(server.received_count(), 16 * 8);
}

#[test]
fn a_connection_outlives_the_thread_that_opened_it() {
    let (_server, client, _) = mock_blocking();
    let opened = client.clone();
    let mut events = thread::spawn(move || opened.agents().stream("assistant", QUESTION).call().unwrap()).join().unwrap();
    assert!(events.all(|event| event.is_ok()));
    assert_eq!(client.agents().list().call().unwrap().len(), 2);
}
