//! The end of a stream after an unreadable event, after a broken connection, and in a collecting helper; the contract's faults are in `faults/`.

use agentspec_ext::{Error, ErrorKind, EventStream};
use agentspec_mock::Answer;
use agentspec_tests::{RawServer, Then, impatient, mock};
use futures::StreamExt;

const TOKEN: &str = "data: {\"type\": \"token\", \"content\": \"a\"}\n\n";
const DONE: &str = "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 2, \"total_tokens\": 3}}\n\n";
const FAILED: &str = "data: {\"type\": \"error\", \"code\": \"rate_limited\", \"message\": \"Slow down.\"}\n\n";

/// Returns the types of the events, and the error after them.
async fn read(mut events: EventStream) -> (Vec<&'static str>, Option<Error>) {
    let mut types = Vec::new();
    let mut error = None;
    while let Some(item) = events.next().await {
        assert!(error.is_none(), "an item after the error");
        match item {
            Ok(event) => types.push(event.type_name()),
            Err(failure) => error = Some(failure),
        }
    }
    assert!(events.next().await.is_none(), "the stream is fused");
    (types, error)
}

async fn events_of(body: &str) -> (Vec<&'static str>, Option<Error>) {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::events(body.to_owned()));
    read(client.agents().stream("assistant", "Hello").await.unwrap()).await
}

#[tokio::test]
async fn an_unreadable_event_ends_the_stream_after_the_events_before_it() {
    for (event, message) in [
        ("data: DONE\n\n", "expected value"),
        ("data: {\"content\": \"a\"}\n\n", "missing field `type`"),
        ("data: {\"type\": \"token\"}\n\n", "content"),
        ("data: {\"type\": \"done\", \"usage\": {\"input_tokens\": \"1\"}}\n\n", "usage.input_tokens"),
    ] {
        let (types, error) = events_of(&[TOKEN, event, DONE].concat()).await;
        let error = error.expect("an error");
        assert_eq!(types, ["token"]);
        assert!(error.is_decode() && error.message().contains("event 2"), "{error}");
        let source = std::error::Error::source(&error).expect("a source").to_string();
        assert!(source.contains(message), "{source}");
        assert_eq!(error.body(), event.strip_prefix("data: ").map(|data| data.trim_end().as_bytes()));
        assert_eq!(error.headers()["content-type"], "text/event-stream");
    }
}

#[tokio::test]
async fn a_broken_connection_is_not_the_end_of_a_stream() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";
    let chunk = |text: &str| format!("{:x}\r\n{text}\r\n", text.len());
    for (answer, then) in [
        (format!("{head}transfer-encoding: chunked\r\n\r\n{}", chunk(TOKEN)), Then::Close),
        (format!("{head}transfer-encoding: chunked\r\n\r\n{}zz\r\n", chunk(TOKEN)), Then::Close),
        (format!("{head}content-length: 1000\r\n\r\n{TOKEN}"), Then::Close),
        (format!("{head}\r\n{TOKEN}"), Then::Close),
    ] {
        let server = RawServer::start([(&answer, then)]).await;
        let (builder, _) = impatient(server.url());
        let (types, error) = read(builder.build().unwrap().agents().stream("assistant", "Hello").await.unwrap()).await;
        assert_eq!(types, ["token"], "{answer}");
        assert_eq!(error.as_ref().map(Error::kind), Some(ErrorKind::Interrupted), "{answer}: {error:?}");
        assert_eq!(server.seen().len(), 1, "a stream is not retried");
    }
}

#[tokio::test]
async fn the_helpers_turn_an_error_event_into_an_error_of_its_code() {
    let (server, client, _) = mock().await;
    let script = || server.answer_next(Answer::events([TOKEN, FAILED].concat()));
    let stream = || client.agents().stream("assistant", "Hello").into_future();

    script();
    let error = stream().await.unwrap().text().await.unwrap_err();
    assert!(error.is_rate_limit(), "{error}");
    assert_eq!((error.code(), error.message(), error.events()), ("rate_limited", "Slow down.", Some(1)));
    script();
    assert!(stream().await.unwrap().final_response().await.unwrap_err().is_rate_limit());
    script();
    let pieces: Vec<_> = stream().await.unwrap().text_stream().collect().await;
    assert_eq!(pieces.len(), 2);
    assert!(pieces[1].as_ref().unwrap_err().is_rate_limit());

    let melted = FAILED.replace("\"rate_limited\"", "\"melted\", \"celsius\": 1200");
    server.answer_next(Answer::events(melted));
    let error = stream().await.unwrap().text().await.unwrap_err();
    assert!(error.is_server() && error.code() == "melted", "{error}");
    assert!(String::from_utf8_lossy(error.body().unwrap()).contains("1200"), "{error:?}");
}

#[tokio::test]
async fn a_partly_read_stream_cannot_be_collected() {
    let (_server, client, _) = mock().await;
    let mut events = client.agents().stream("assistant", "Hello").await.unwrap();
    while events.next().await.is_some() {}
    assert!(events.text().await.unwrap_err().is_invalid_request());
    let mut events = client.agents().stream("assistant", "Hello").await.unwrap();
    events.next().await.unwrap().unwrap();
    assert!(events.final_response().await.unwrap_err().is_invalid_request());
}
