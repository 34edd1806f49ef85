//! A key or token is neither recorded nor logged, by this crate or by the HTTP library, at any level.

use std::sync::{Mutex, Once, PoisonError};

use agentspec_ext::{Client, ClientBuilder};
use agentspec_mock::{Answer, Received};
use agentspec_tests::{Recorder, impatient, mock};
use futures::StreamExt;
use log::{LevelFilter, Log, Metadata, Record};
use serde_json::json;
use tokio::net::TcpListener;

const CANARY: &str = "canary-7f3a9c";

/// Collects the records of `log`, which the HTTP library emits.
struct Logged(Mutex<Vec<String>>);

static LOGGED: Logged = Logged(Mutex::new(Vec::new()));

impl Log for Logged {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

fn log_all() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&LOGGED).unwrap();
        log::set_max_level(LevelFilter::Trace);
    });
}

/// Creates clients with the canary as a key and as a token.
fn with_canary(builder: fn(ClientBuilder) -> ClientBuilder, url: &str) -> [Client; 2] {
    let client = |set: fn(ClientBuilder) -> ClientBuilder| builder(set(impatient(url).0)).build().unwrap();
    [client(|builder| builder.api_key(CANARY)), client(|builder| builder.token(CANARY))]
}

fn check(recorder: &Recorder) {
    for recorded in recorder.all() {
        let text = format!("{recorded:?}");
        assert!(!text.contains(CANARY), "{text}");
    }
    for line in LOGGED.0.lock().unwrap().iter() {
        assert!(!line.contains(CANARY), "{line}");
    }
}

#[tokio::test]
async fn a_credential_is_never_recorded() {
    log_all();
    let (server, _, _) = mock().await;
    let recorder = Recorder::default();
    let recording = recorder.record();
    for client in with_canary(|builder| builder.trace_content(true), &server.url()) {
        client.agents().invoke("assistant", "Hello").await.unwrap();
        client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap();
        // The server echoes the credential.
        server.answer_next(Answer::error(503, CANARY, CANARY).header("x-echo", CANARY));
        server.answer_next(Answer::error(401, CANARY, CANARY).header("x-correlation-id", CANARY));
        client.agents().invoke("assistant", "Hello").await.unwrap_err();
        let failed = json!({"type": "error", "code": CANARY, "message": CANARY});
        server.answer_next(Answer::events(format!("data: {failed}\n\n")));
        client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap_err();
        server.answer_next(Answer::events(format!("data: {CANARY}\n\n")));
        client.agents().stream("assistant", "Hello").await.unwrap().text().await.unwrap_err();
    }
    drop(recording);
    let (key, token) = (Some(CANARY), format!("Bearer {CANARY}"));
    let is_sent = |request: &Received| request.header("x-api-key") == key || request.header("authorization") == Some(&*token);
    assert!(server.received().iter().all(is_sent), "the canary was sent with each request");
    let foreign = recorder.all().iter().filter(|recorded| recorded.target != "agentspec_ext").count();
    assert!(foreign > 0, "the HTTP library records something");
    assert!(!LOGGED.0.lock().unwrap().is_empty(), "the HTTP library logs something");
    check(&recorder);
}

#[tokio::test]
async fn a_credential_is_never_recorded_over_http2() {
    log_all();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // On a thread of its own, so that the server's records are not taken for the client's.
    let listener = listener.into_std().unwrap();
    let server = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            let mut seen = 0;
            for _ in 0..2 {
                let (connection, _) = listener.accept().await.unwrap();
                let mut connection = h2::server::handshake(connection).await.unwrap();
                while let Some(Ok((request, mut respond))) = connection.accept().await {
                    seen += request.headers().values().filter(|value| value.as_bytes().ends_with(CANARY.as_bytes())).count();
                    let head = http::Response::builder().header("content-type", "text/event-stream").body(()).unwrap();
                    let done =
                        "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 1, \"output_tokens\": 1, \"total_tokens\": 2}}\n\n";
                    respond.send_response(head, false).unwrap().send_data(done.into(), true).unwrap();
                }
            }
            seen
        })
    });
    let recorder = Recorder::default();
    let recording = recorder.record();
    for client in with_canary(|builder| builder.http(reqwest::ClientBuilder::http2_prior_knowledge), &url) {
        let mut events = client.agents().stream("assistant", "Hello").await.unwrap();
        events.next().await.unwrap().unwrap();
        drop((events, client));
        // The connection closes when its last owner is dropped.
        tokio::task::yield_now().await;
    }
    let seen = tokio::task::spawn_blocking(|| server.join().unwrap()).await.unwrap();
    drop(recording);
    assert_eq!(seen, 2, "the canary was sent");
    assert!(recorder.all().iter().any(|recorded| recorded.target.starts_with("h2")), "the HTTP/2 library records something");
    check(&recorder);
}
