//! A server that echoes the credential: row 50. It is redacted in errors, streams, logs and spans.

use std::error::Error as _;
use std::fmt::Write as _;

use agentspec_ext::{Client, ClientBuilder, Error, StreamEvent, blocking};
use agentspec_tests::{RawServer, Recorder, Then, impatient};
use futures::StreamExt;

use crate::run::{Run, on_a_thread};

/// The key in `scenarios.yaml`.
const KEY: &str = r#"canary/7f"3a91-Zq"#;
/// Parts of its encoded forms, which no random id can contain.
const TRACES: [&str; 8] = ["canary", "91-Zq", "91-zq", r"\u006", "2f7f%22", "7f&quot;", "N2YiM2E5", "cnkvN2Y"];
const SCENARIOS: [&str; 11] = [
    "50-everywhere",
    "50-escaped",
    "50-plain-text",
    "50-page",
    "50-redirect",
    "50-unreadable",
    "50-error-event",
    "50-error-body-as-an-event",
    "50-unreadable-event",
    "50-broken-off",
    "50-well",
];
const SETS: [fn(ClientBuilder) -> ClientBuilder; 2] = [|builder| builder.api_key(KEY), |builder| builder.token(KEY)];

/// Returns all that an error shows, including its sources.
fn all_of(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?} {} {} {:?}", error.code(), error.message(), error.history());
    let body = error.body().map(String::from_utf8_lossy);
    let _ = write!(text, " {:?} {body:?} {:?} {:?}", error.headers(), error.correlation_id(), error.sent_correlation_id());
    let _ = write!(text, " {:?} {:?} {:?}", error.steps(), error.idempotency_key(), serde_json::to_string(error.steps()));
    for source in std::iter::successors(error.source(), |&source| source.source()) {
        let _ = write!(text, " {source} {source:?}");
    }
    text
}

/// Returns all that the result of a call shows, and asserts that its id is the one that was sent.
fn shown(result: Result<String, Error>) -> String {
    result.unwrap_or_else(|error| {
        assert_eq!(error.correlation_id(), error.sent_correlation_id());
        all_of(&error)
    })
}

fn event_shown(event: &StreamEvent) -> String {
    match event {
        StreamEvent::Error(error) => format!("{event:?} {} {} {:?}", error.code, error.message, error.extra),
        other => format!("{other:?}"),
    }
}

async fn all_shown(client: &Client) -> Vec<String> {
    let mut texts = Vec::new();
    let listed = client.agents().list().send().await;
    texts.push(shown(listed.map(|response| format!("{response:?} {:?} {}", response.headers(), response.correlation_id()))));
    let invoked = client.agents().invoke("assistant", "Hello").send().await;
    texts.push(shown(invoked.map(|response| format!("{response:?} {:?} {}", response.headers(), response.correlation_id()))));
    match client.agents().stream("assistant", "Hello").await {
        Ok(mut stream) => {
            texts.push(format!("{stream:?} {:?} {}", stream.headers(), stream.correlation_id()));
            while let Some(item) = stream.next().await {
                if let Ok(StreamEvent::Error(event)) = &item {
                    texts.push(all_of(&stream.error_from_event((**event).clone())));
                }
                texts.push(shown(item.map(|event| event_shown(&event))));
            }
        }
        Err(error) => texts.push(all_of(&error)),
    }
    if let Ok(stream) = client.agents().stream("assistant", "Hello").await {
        texts.push(shown(stream.text().await));
    }
    if let Ok(stream) = client.agents().stream("assistant", "Hello").await {
        let pieces: Vec<_> = stream.text_stream().map(shown).collect().await;
        texts.extend(pieces);
    }
    texts
}

fn all_shown_blocking(client: &blocking::Client) -> Vec<String> {
    let mut texts = Vec::new();
    let listed = client.agents().list().send();
    texts.push(shown(listed.map(|response| format!("{response:?} {:?} {}", response.headers(), response.correlation_id()))));
    texts.push(shown(client.agents().invoke("assistant", "Hello").call().map(|answer| format!("{answer:?}"))));
    match client.agents().stream("assistant", "Hello").call() {
        Ok(mut stream) => {
            texts.push(format!("{stream:?} {:?} {}", stream.headers(), stream.correlation_id()));
            while let Some(item) = stream.next() {
                if let Ok(StreamEvent::Error(event)) = &item {
                    texts.push(all_of(&stream.error_from_event((**event).clone())));
                }
                texts.push(shown(item.map(|event| event_shown(&event))));
            }
        }
        Err(error) => texts.push(all_of(&error)),
    }
    if let Ok(stream) = client.agents().stream("assistant", "Hello").call() {
        texts.extend(stream.text_stream().map(shown));
    }
    texts
}

fn check(scenario: &str, texts: &[String], recorder: &Recorder) {
    let spans = recorder.all().into_iter().map(|span| format!("{span:?}"));
    for text in texts.iter().cloned().chain(spans) {
        for trace in TRACES {
            assert!(!text.contains(trace), "{scenario} shows {trace}: {text}");
        }
    }
    assert!(texts.iter().any(|text| text.contains("[redacted]")), "{scenario} echoes it: {texts:?}");
    assert!(!recorder.all().is_empty());
}

#[tokio::test]
async fn fault_50_a_credential_that_the_server_echoes_is_shown_nowhere() {
    for scenario in SCENARIOS {
        for set in SETS {
            let run = Run::with(scenario, |builder| set(builder).trace_content(true).max_retries(0)).await;
            let recorder = Recorder::default();
            let recording = recorder.record();
            let texts = all_shown(&run.client).await;
            drop(recording);
            check(scenario, &texts, &recorder);
            let recorder = Recorder::default();
            let texts = run.blocking(|client| {
                let _recording = recorder.record();
                all_shown_blocking(client)
            });
            check(scenario, &texts, &recorder);
        }
    }
}

/// A body is cut at 2 KiB, in whichever form it contains the credential, and where the connection breaks.
#[tokio::test]
async fn fault_50_a_body_that_is_cut_within_the_credential_shows_no_part_of_it() {
    const FORMS: [&str; 3] = [KEY, r"\u0063\u0061nary\/7f\u00223a91-Zq", "canary%2F7f%223a91-Zq"];
    let shows_no_part = |error: &Error, context: &str| {
        let body = String::from_utf8_lossy(error.body().unwrap()).into_owned();
        let rest = body.trim_start_matches('x').trim_end_matches('y');
        assert!("[redacted]".starts_with(rest) && body.len() <= Error::BODY_LIMIT, "{context}: {rest}");
        assert!(!format!("{error:?}").contains("cana"), "{context}: {error:?}");
    };
    for form in FORMS {
        for before in (Error::BODY_LIMIT - 40..Error::BODY_LIMIT + 3).chain([0, Error::BODY_LIMIT + (4 << 10) - 9]) {
            let body = format!("{}{form}{}", "x".repeat(before), "y".repeat(9000));
            let head = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/octet-stream\r\nconnection: close\r\n\r\n";
            let server = RawServer::start([(format!("{head}{body}"), Then::Close)]).await;
            let client = impatient(server.url()).0.api_key(KEY).build().unwrap();
            let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
            shows_no_part(&error, &format!("{form} after {before}"));
            let builder = impatient(server.url()).0.api_key(KEY);
            let other = tokio::task::spawn_blocking(move || {
                on_a_thread(|| {
                    blocking::ClientBuilder::from(builder).build().unwrap().agents().invoke("assistant", "Hello").call().unwrap_err()
                })
            });
            assert_eq!(other.await.unwrap().body(), error.body());
        }
    }
    for status in ["200 OK", "500 Internal Server Error"] {
        for end in 4..KEY.len() {
            let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n");
            let server = RawServer::start([(format!("{head}xx{}", &KEY[..end]), Then::Close)]).await;
            let client = impatient(server.url()).0.api_key(KEY).build().unwrap();
            let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
            shows_no_part(&error, &format!("{status} broken off after {end}"));
        }
    }
}

#[tokio::test]
async fn fault_50_the_clients_own_words_are_not_redacted() {
    for (key, message) in [("connection", "connection lost"), ("http", "no http here"), ("went", "it went away")] {
        let client = impatient("http://127.0.0.1:1").0.api_key(key).max_retries(0).build().unwrap();
        let error = client.agents().list().await.unwrap_err();
        assert_eq!(error.code(), "connection_error");
        assert!(error.message().starts_with("no connection to 127.0.0.1:1: it was refused"), "{error}");
        let answer = format!("HTTP/1.1 418 Teapot\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n{message}");
        let server = RawServer::start([(answer, Then::Close)]).await;
        let error = impatient(server.url()).0.api_key(key).build().unwrap().agents().list().await.unwrap_err();
        assert_eq!((error.code(), error.message()), ("http_418", &*message.replace(key, "[redacted]")));
    }
}

#[tokio::test]
async fn fault_50_a_credential_of_four_bytes_or_more_is_redacted() {
    for (key, expected) in [("abcd", "no [redacted]!"), ("abc", "no abc!")] {
        let answer = format!("HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nno {key}!");
        let server = RawServer::start([(answer, Then::Close)]).await;
        let error = impatient(server.url()).0.token(key).build().unwrap().agents().list().await.unwrap_err();
        assert_eq!(error.message(), expected);
    }
}

#[tokio::test]
async fn fault_50_the_location_of_a_redirect_is_shown_without_its_password() {
    for target in
        ["//me:s3cret@example.com/a", "\\\\me:s3cret@example.com/a", "/\\me:s3cret@example.com/a?b=s3cret", "https:me:s3cret@example.com"]
    {
        let answer = format!("HTTP/1.1 302 Found\r\nlocation: {target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        let server = RawServer::start([(answer, Then::Close)]).await;
        let error = impatient(server.url()).0.build().unwrap().agents().list().await.unwrap_err();
        assert!(error.message().contains("example.com/") && !format!("{error} {error:?}").contains("s3cret"), "{error}");
    }
}

/// An agent's output is data, and is delivered unchanged; only what is recorded of it is redacted.
#[tokio::test]
async fn fault_50_content_that_is_recorded_shows_no_credential() {
    let events = format!("data: {}\n\n", serde_json::json!({"type": "token", "content": format!("<{KEY}>")}));
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n{events}");
    let server = RawServer::start([(answer, Then::Close)]).await;
    let client = impatient(server.url()).0.api_key(KEY).trace_content(true).build().unwrap();
    let recorder = Recorder::default();
    let recording = recorder.record();
    let mut stream = client.agents().stream("assistant", KEY).await.unwrap();
    let Some(Ok(StreamEvent::Token(token))) = stream.next().await else { panic!("a token") };
    assert_eq!(token.content, format!("<{KEY}>"));
    drop((stream, recording));
    let call = format!("{:?}", recorder.calls());
    assert!(call.contains("<[redacted]>") && !call.contains("canary"), "{call}");
}
