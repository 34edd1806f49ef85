//! Streams of an agent: the mock server's, and given bytes.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentspec_ext::reqwest::{Request, Response};
use agentspec_ext::{Client, Dialect, Error, ErrorKind, Middleware, Next, Outcome, Phase, StreamEvent};
use agentspec_mock::Answer;
use agentspec_tests::{RawServer, Then, read_request};
use futures::future::{BoxFuture, Either, select};
use futures::{FutureExt, StreamExt, TryStreamExt, poll};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::{builder, client, configured, runtime};

const TEXT: &str = "event: text\ndata: {\"type\":\"text\",\"text\":\"Hi\"}\n\n";
const END: &str = "event: done\ndata: {\"duration_ms\":8,\"tokens\":{\"input\":2,\"output\":1,\"total\":3},\"turns\":1}\n\n";
const ANNOUNCED: &str = "event: error\ndata: {\"type\":\"error\"}\n\n";
const EXPLAINED: &str = "event: error\ndata: {\"error\":\"overloaded\",\"message\":\"No model.\"}\n\n";

async fn events(client: &Client) -> Vec<Value> {
    let stream = client.agents().stream("assistant", "What is 2 + 3 * 4?").await.unwrap();
    stream.map_ok(|event| serde_json::to_value(event).unwrap()).try_collect().await.unwrap()
}

fn head() -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n".to_owned()
}

#[tokio::test]
async fn a_stream_has_tokens_tool_calls_with_their_arguments_and_done() {
    let server = runtime().await;
    let events = events(&client(&server.url())).await;
    let kinds: Vec<_> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds[..2], ["tool_call", "tool_result"]);
    assert!(kinds[2..kinds.len() - 1].iter().all(|kind| *kind == "token"), "{kinds:?}");
    assert_eq!((&events[0]["name"], &events[0]["arguments"]), (&json!("calculator"), &json!({ "expression": "2 + 3 * 4" })));
    assert_eq!((&events[1]["name"], &events[1]["output"], &events[1]["id"]), (&json!("calculator"), &Value::Null, &events[0]["id"]));
    let done = events.last().unwrap();
    assert_eq!((&done["type"], &done["turns"]), (&json!("done"), &json!(2)));
    assert!(done["usage"]["total_tokens"].as_u64().unwrap() > 0);
    assert_eq!(server.received()[0].json(), Some(json!({ "message": "What is 2 + 3 * 4?" })));
}

#[tokio::test]
async fn a_collected_stream_is_the_answer() {
    let server = runtime().await;
    let stream = client(&server.url()).agents().stream("assistant", "What is the capital of France?").await.unwrap();
    let answer = stream.final_response().await.unwrap();
    assert_eq!((answer.output.as_str(), answer.usage.total_tokens), ("The capital of France is Paris.", 12));
}

#[tokio::test]
async fn an_agent_that_fails_ends_the_stream_with_its_error_announced_or_not() {
    for announced in [false, true] {
        let config = format!(
            "agents: [{{name: poet, replies: [{{events: [{{text: A}}, {{error: {{code: overloaded, message: No model., announced: {announced}}}}}]}}]}}]"
        );
        let server = configured(&config).await;
        let mut stream = client(&server.url()).agents().stream("poet", "Hello").await.unwrap();
        assert!(matches!(stream.next().await, Some(Ok(StreamEvent::Token(token))) if token.content == "A"));
        let Some(Ok(StreamEvent::Error(error))) = stream.next().await else { panic!("an error") };
        assert_eq!((error.code.as_str(), error.message.as_str()), ("overloaded", "No model."));
        assert!(stream.next().await.is_none());
    }
}

/// Reads a stream of these bytes, and returns its error.
async fn failure(bytes: &str, then: Then) -> Error {
    let server = RawServer::start([([head(), bytes.to_owned()].concat(), then)]).await;
    let (builder, _) = builder(server.url(), Dialect::Runtime);
    let client = builder.event_limit(1000).build().unwrap();
    client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap_err()
}

#[tokio::test]
async fn a_stream_that_is_cut_short_is_interrupted() {
    for bytes in [TEXT.to_owned(), [TEXT, "event: done\ndata: {\"type\":\"done\",\"response\":{\"content\":\"Hi\"}}\n\n"].concat()] {
        let error = failure(&bytes, Then::Close).await;
        assert_eq!((error.kind(), error.outcome(), error.events()), (ErrorKind::Interrupted, Outcome::Partial, Some(1)), "{error}");
        assert_eq!(error.partial_text(), Some("Hi"));
    }
}

#[tokio::test]
async fn a_stream_that_breaks_after_an_announced_error_ends_with_it() {
    for then in [Then::Close, Then::Reset] {
        let error = failure(&[TEXT, ANNOUNCED].concat(), then).await;
        assert_eq!((error.kind(), error.code()), (ErrorKind::Server, "internal_error"));
        assert!(error.message().contains("does not say why"), "{error}");
    }
    let error = failure(&[TEXT, ANNOUNCED, EXPLAINED].concat(), Then::Close).await;
    assert_eq!((error.code(), error.message()), ("overloaded", "No model."));
}

#[tokio::test]
async fn an_event_above_the_limit_is_too_large() {
    let long = format!("event: text\ndata: {{\"type\":\"text\",\"text\":\"{}\"}}\n\n", "x".repeat(1000));
    let error = failure(&[TEXT, &long].concat(), Then::Close).await;
    assert_eq!((error.kind(), error.message()), (ErrorKind::TooLarge, "event 2 of the stream is larger than 1000 bytes"));
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_shown_as_it_was_received() {
    let data = "{\"tokens\":3,\"turns\":1}";
    let error = failure(&format!("{TEXT}event: done\ndata: {data}\n\n"), Then::Close).await;
    assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(data.as_bytes())));
    assert!(!error.message().contains("dialect"), "{error}");
}

#[tokio::test]
async fn an_unknown_event_is_delivered_as_it_was_received() {
    let plan = "event: plan\ndata: {\"type\":\"plan\",\"steps\":[1]}\n\n";
    let server = RawServer::start([([&head(), plan, TEXT, END].concat(), Then::Close)]).await;
    let events = events(&client(server.url())).await;
    assert_eq!(events[0], json!({ "type": "plan", "steps": [1] }));
    assert_eq!(events.last().unwrap()["duration_ms"], 8);
}

#[tokio::test]
async fn what_only_the_end_of_a_turn_tells_is_in_the_stream() {
    let turn = "event: done\ndata: {\"type\":\"done\",\"response\":{\"content\":\"Hi there\",\"stop_reason\":\"max_tokens\",\"usage\":{\"cache_read\":5}}}\n\n";
    for text in ["", TEXT] {
        let server = RawServer::start([([&head(), text, turn, END].concat(), Then::Close)]).await;
        let stream = client(server.url()).agents().stream("assistant", "Hello").await.unwrap();
        let answer = stream.final_response().await.unwrap();
        assert_eq!((answer.output.as_str(), &answer.extra["stop_reason"]), ("Hi there", &json!("max_tokens")));
        assert_eq!(answer.usage.extra["cache_read"], 5);
    }
}

#[tokio::test]
async fn the_event_limit_does_not_hold_for_the_repeated_text_of_a_turn() {
    let turn = json!({ "type": "done", "response": { "content": "Hi".repeat(1000) } });
    let stream = [head(), TEXT.repeat(1000), format!("event: done\ndata: {turn}\n\n"), END.to_owned()].concat();
    let server = RawServer::start([(stream, Then::Close)]).await;
    let client = builder(server.url(), Dialect::Runtime).0.event_limit(1000).build().unwrap();
    assert_eq!(client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap(), "Hi".repeat(1000));
}

#[tokio::test]
async fn a_stream_that_ends_without_its_tokens_cannot_be_read() {
    for data in ["{}", "{\"turns\":1}"] {
        let error = failure(&format!("{TEXT}event: done\ndata: {data}\n\n"), Then::Close).await;
        assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(data.as_bytes())), "{error}");
    }
}

/// Records the URL of each response.
#[derive(Clone, Debug, Default)]
struct Urls(Arc<Mutex<Vec<String>>>);

impl Middleware for Urls {
    fn handle<'a>(&'a self, request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, Error>> {
        async move {
            let response = next.run(request).await?;
            self.0.lock().unwrap().push(response.url().to_string());
            Ok(response)
        }
        .boxed()
    }
}

#[tokio::test]
async fn a_middleware_sees_the_url_of_a_stream() {
    let (server, urls) = (runtime().await, Urls::default());
    let client = builder(&server.url(), Dialect::Runtime).0.middleware(urls.clone()).build().unwrap();
    client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap();
    assert_eq!(*urls.0.lock().unwrap(), [format!("{}/v1/agents/assistant/stream", server.url())]);
}

/// Serves these pieces, each after a permit, on every connection that is made, and then the end of the body. Returns its URL and the number of connections.
async fn serve(pieces: Vec<String>, permits: Arc<Semaphore>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (url, connections) = (format!("http://{}", listener.local_addr().unwrap()), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let (pieces, permits) = (pieces.clone(), Arc::clone(&permits));
            tokio::spawn(async move {
                while read_request(&mut connection).await.is_ok() {
                    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
                    connection.write_all(head.as_bytes()).await.unwrap();
                    for piece in &pieces {
                        permits.acquire().await.unwrap().forget();
                        connection.write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes()).await.unwrap();
                    }
                    connection.write_all(b"0\r\n\r\n").await.unwrap();
                }
            });
        }
    });
    (url, connections)
}

#[tokio::test]
async fn bytes_that_become_no_event_count_as_bytes() {
    let called =
        "event: tool_call_start\ndata: {\"type\":\"tool_call_start\",\"tool_call\":{\"id\":\"c\",\"name\":\"t\",\"input\":null}}\n\n";
    let permits = Arc::new(Semaphore::new(1));
    let (url, _) = serve(vec![TEXT.to_owned(), called.to_owned(), END.to_owned()], Arc::clone(&permits)).await;
    let (builder, clock) = builder(&url, Dialect::Runtime);
    let client = builder.byte_idle_timeout(Duration::from_secs(10)).event_idle_timeout(None).build().unwrap();
    let mut stream = client.agents().stream("assistant", "Hello").await.unwrap();
    assert!(matches!(stream.next().await, Some(Ok(StreamEvent::Token(_)))));
    let mut next = stream.next();
    assert!(poll!(&mut next).is_pending());
    clock.advance(Duration::from_secs(6));
    let read = pin!(clock.has_been_read(clock.readings() + 1));
    permits.add_permits(1);
    let Either::Right(((), mut next)) = select(next, read).await else { panic!("only bytes have arrived") };
    clock.advance(Duration::from_secs(6));
    assert!(poll!(&mut next).is_pending() && poll!(&mut next).is_pending());
    clock.advance(Duration::from_secs(10));
    assert!(poll!(&mut next).is_pending());
    let error = next.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout(Phase::Idle));
    assert!(error.message().starts_with("no byte was received"), "{error}");
}

#[tokio::test]
async fn a_stream_that_is_read_to_its_end_leaves_its_connection_to_the_next_call() {
    let (url, connections) = serve(vec![TEXT.to_owned(), END.to_owned()], Arc::new(Semaphore::new(100))).await;
    let client = client(&url);
    for _ in 0..3 {
        assert_eq!(client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap(), "Hi");
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_refused_stream_is_the_error_of_its_body() {
    let server = runtime().await;
    server.answer_next(Answer::error(429, "budget_exceeded", "Spent."));
    let error = client(&server.url()).agents().stream("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.code(), error.message(), error.outcome()), ("budget_exceeded", "Spent.", Outcome::Rejected));
}
