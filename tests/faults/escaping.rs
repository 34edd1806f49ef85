//! Characters of a server's message that act on a terminal or mislead a reader are escaped: row 57.

use std::error::Error as _;

use agentspec_ext::{Error, ErrorKind, Outcome, StreamEvent};
use agentspec_tests::{RawServer, Recorder, Then, impatient};

use crate::run::Run;

const MESSAGE: &str = "a\u{1b}]0;x\u{7}b\u{9b}c\u{202e}d\u{2066}e\u{200f}f\u{61c}g\u{200b}h\u{200d}i\u{2060}j\u{feff}k\rl\u{7f}m\tn\no";
const CODE: &str = "bad\u{1b}[2J";
const SHOWN: &str = concat!(
    r"bad\u{1b}[2J: a\u{1b}]0;x\u{7}b\u{9b}c\u{202e}d\u{2066}e\u{200f}f\u{61c}g\u{200b}h\u{200d}i\u{2060}j\u{feff}k\u{d}l\u{7f}m",
    "\tn\no"
);

fn has_unescaped(text: &str) -> bool {
    text.contains(|letter: char| {
        letter.is_control() && !"\n\t".contains(letter) || "\u{202e}\u{2066}\u{200f}\u{200b}\u{feff}".contains(letter)
    })
}

#[tokio::test]
async fn fault_57_an_error_displays_the_message_escaped_and_its_accessors_return_it_unescaped() {
    let run = Run::of("57-error").await;
    let error = run.failed(ErrorKind::InvalidRequest, Outcome::Rejected).await;
    assert_eq!((error.code(), error.message()), (CODE, MESSAGE));
    assert_eq!(error.to_string(), format!("{SHOWN} (status 400)"));
    assert!(!has_unescaped(&format!("{error:?}")), "{error:?}");
    let error = Run::of("57-plain-text").await.failed(ErrorKind::PermissionDenied, Outcome::Rejected).await;
    assert_eq!(
        (error.message(), &*error.to_string()),
        ("a\u{1b}[2J\u{202e}b\tc\nd", "forbidden: a\\u{1b}[2J\\u{202e}b\tc\nd (status 403)")
    );
}

#[tokio::test]
async fn fault_57_an_error_event_is_unescaped_and_the_error_of_it_is_escaped() {
    let run = Run::of("57-error-event").await;
    let events = run.read().await.whole();
    let [StreamEvent::Error(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((&*event.code, &*event.message), (CODE, MESSAGE));
    assert!(!has_unescaped(&format!("{event:?}")));
    let check = |error: &Error| assert_eq!((error.message(), &*error.to_string()), (MESSAGE, SHOWN));
    check(&run.collect().await.unwrap_err());
    run.blocking(|client| check(&client.agents().stream("assistant", "Hello").call().unwrap().text().unwrap_err()));
}

#[tokio::test]
async fn fault_57_the_messages_of_libraries_are_escaped_too() {
    let run = Run::of("57-source").await;
    let chain = |error: &Error| {
        let sources = std::iter::successors(error.source(), |&source| source.source());
        sources.fold(String::new(), |chain, source| format!("{chain} {source} {source:?}"))
    };
    let chains: Vec<String> = vec![
        chain(&run.client.agents().list().await.unwrap_err()),
        chain(&run.client.health().await.unwrap_err()),
        chain(&run.client.agents().invoke("assistant", "Hello").await.unwrap_err()),
        run.blocking(|client| chain(&client.health().call().unwrap_err())),
    ];
    for chain in chains {
        assert!(!chain.is_empty() && !has_unescaped(&chain), "{chain}");
    }
}

/// The fields of a span may be logged. Recorded content is JSON, and is not changed.
#[tokio::test]
async fn fault_57_the_fields_of_a_span_are_escaped() {
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
    assert!(!has_unescaped(output), "{output}");
    let output: serde_json::Value = serde_json::from_str(output).unwrap();
    assert_eq!(output[0]["parts"][0]["content"], MESSAGE);
}
