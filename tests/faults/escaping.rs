//! What acts on a terminal, or deceives the eye, in what a server says: row 57.

use std::error::Error as _;

use agentspec_ext::{Error, ErrorKind, Outcome, StreamEvent};
use agentspec_tests::{RawServer, Recorder, Then, impatient};

use crate::fault::Fault;

const MESSAGE: &str = "a\u{1b}]0;x\u{7}b\u{9b}c\u{202e}d\u{2066}e\u{200f}f\u{61c}g\u{200b}h\u{200d}i\u{2060}j\u{feff}k\rl\u{7f}m\tn\no";
const CODE: &str = "bad\u{1b}[2J";
const SHOWN: &str = concat!(
    r"bad\u{1b}[2J: a\u{1b}]0;x\u{7}b\u{9b}c\u{202e}d\u{2066}e\u{200f}f\u{61c}g\u{200b}h\u{200d}i\u{2060}j\u{feff}k\u{d}l\u{7f}m",
    "\tn\no"
);

fn acts(text: &str) -> bool {
    text.contains(|letter: char| {
        letter.is_control() && !"\n\t".contains(letter) || "\u{202e}\u{2066}\u{200f}\u{200b}\u{feff}".contains(letter)
    })
}

#[tokio::test]
async fn fault_57_an_error_shows_what_the_server_said_escaped_and_has_it_as_it_came() {
    let fault = Fault::of("57-error").await;
    let error = fault.failed(ErrorKind::InvalidRequest, Outcome::Rejected).await;
    assert_eq!((error.code(), error.message()), (CODE, MESSAGE));
    assert_eq!(error.to_string(), format!("{SHOWN} (status 400)"));
    assert!(!acts(&format!("{error:?}")), "{error:?}");
    let error = Fault::of("57-plain-text").await.failed(ErrorKind::PermissionDenied, Outcome::Rejected).await;
    assert_eq!(
        (error.message(), &*error.to_string()),
        ("a\u{1b}[2J\u{202e}b\tc\nd", "forbidden: a\\u{1b}[2J\\u{202e}b\tc\nd (status 403)")
    );
}

#[tokio::test]
async fn fault_57_an_error_event_is_as_it_came_and_what_is_raised_of_it_is_escaped() {
    let fault = Fault::of("57-error-event").await;
    let events = fault.read().await.whole();
    let [StreamEvent::Error(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((&*event.code, &*event.message), (CODE, MESSAGE));
    assert!(!acts(&format!("{event:?}")));
    let check = |error: &Error| assert_eq!((error.message(), &*error.to_string()), (MESSAGE, SHOWN));
    check(&fault.collect().await.unwrap_err());
    fault.blocking(|client| check(&client.agents().stream("assistant", "Hello").call().unwrap().text().unwrap_err()));
}

#[tokio::test]
async fn fault_57_what_a_library_says_of_it_is_escaped_too() {
    let fault = Fault::of("57-source").await;
    let told = |error: &Error| {
        let sources = std::iter::successors(error.source(), |&source| source.source());
        sources.fold(String::new(), |told, source| format!("{told} {source} {source:?}"))
    };
    let asked: Vec<String> = vec![
        told(&fault.client.agents().list().await.unwrap_err()),
        told(&fault.client.health().await.unwrap_err()),
        told(&fault.client.agents().invoke("assistant", "Hello").await.unwrap_err()),
        fault.blocking(|client| told(&client.health().call().unwrap_err())),
    ];
    for told in asked {
        assert!(!told.is_empty() && !acts(&told), "{told}");
    }
}

/// What a span holds goes to a log. Its content is JSON, and stays the same.
#[tokio::test]
async fn fault_57_a_span_holds_nothing_that_acts() {
    let event = |event: serde_json::Value| format!("data: {event}\n\n");
    let events = event(serde_json::json!({"type": "token", "content": MESSAGE}))
        + &event(serde_json::json!({"type": "error", "code": CODE, "message": MESSAGE}));
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n{events}");
    let session = "{\"session_id\": \"s\\u001b\\u202e\", \"agent\": \"a\", \"created_at\": \"\", \"metadata\": {}}";
    let created = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{session}",
        session.len()
    );
    let server = RawServer::start([(created, Then::Close), (answer, Then::Close)]).await;
    let client = impatient(server.url()).0.trace_content(true).build().unwrap();
    let recorder = Recorder::default();
    let recording = recorder.record();
    let session = client.sessions().create("assistant").await.unwrap();
    assert_eq!(session.session_id, "s\u{1b}\u{202e}");
    client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap_err();
    drop(recording);
    let calls = recorder.calls();
    assert_eq!(calls[0].field("gen_ai.conversation.id"), r"s\u{1b}\u{202e}");
    let output = calls[1].field("gen_ai.output.messages");
    let output = output.as_str().unwrap();
    assert!(!acts(output), "{output}");
    let output: serde_json::Value = serde_json::from_str(output).unwrap();
    assert_eq!(output[0]["parts"][0]["content"], MESSAGE);
}
