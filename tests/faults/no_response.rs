//! A connection that breaks before the response, or responds with something other than HTTP: rows 5, 6 and 8.

use agentspec_ext::{ErrorKind, Outcome};

use crate::run::Run;
use crate::table::{Expected, Method, Retried};

const BROKEN: Expected = Expected { kind: ErrorKind::Transport, outcome: Outcome::Unknown, retried: Retried::GetAndDelete };
const NOT_HTTP: Expected = Expected { kind: ErrorKind::Transport, outcome: Outcome::Unknown, retried: Retried::Never };

/// A GET succeeds the second time, and a POST is not retried.
async fn only_a_get_recovers(scenario: &str) {
    let run = Run::of(scenario).await;
    assert_eq!(Method::Get.call(&run.client).await.unwrap(), 2, "{scenario}");
    let run = Run::of(scenario).await;
    let error = run.failed(ErrorKind::Transport, Outcome::Unknown).await;
    assert_eq!(error.attempts(), 1, "{scenario}");
}

async fn is_reported(scenario: &str) {
    let run = Run::of(scenario).await;
    let error = run.failed(NOT_HTTP.kind, NOT_HTTP.outcome).await;
    let (message, why) = error.message().split_once(": ").unwrap_or((error.message(), ""));
    assert_eq!((error.code(), message), ("transport_error", "the response is not valid HTTP"), "{scenario}");
    let address = run.server.url().replace("http://", "");
    let expected = format!("if {address} speaks TLS, use https:// in the base URL, otherwise check its port");
    let is_another = ["08-another-protocol", "08-page-without-a-head", "08-tls"].contains(&scenario);
    assert_eq!(why, if is_another { &expected } else { "" }, "{scenario}");
}

#[tokio::test]
async fn fault_05_a_post_without_a_response_reaches_the_server_once() {
    for scenario in ["05-reset-before-answer", "05-closed-before-answer"] {
        BROKEN.of(scenario).await;
        only_a_get_recovers(&format!("{scenario}-then-well")).await;
    }
}

#[tokio::test]
async fn fault_06_a_truncated_head_is_not_a_response() {
    for scenario in ["06-closed-in-status-line", "06-closed-in-headers", "06-closed-before-empty-line", "06-reset-in-headers"] {
        BROKEN.of(scenario).await;
    }
    only_a_get_recovers("06-closed-in-headers-then-well").await;
}

#[tokio::test]
async fn fault_08_a_response_that_is_not_http_is_not_retried() {
    for scenario in [
        "08-another-protocol",
        "08-page-without-a-head",
        "08-tls",
        "08-bad-status",
        "08-header-without-a-colon",
        "08-bad-length",
        "08-two-lengths",
    ] {
        NOT_HTTP.of(scenario).await;
        is_reported(scenario).await;
    }
    for scenario in ["08-bad-chunk-size", "08-chunk-size-too-large", "08-bad-chunk-end"] {
        NOT_HTTP.of_whole(scenario).await;
        is_reported(scenario).await;
    }
}

#[tokio::test]
async fn fault_08_an_invalid_chunk_interrupts_a_stream() {
    let read = Run::of("08-stream-bad-chunk-size").await.read().await;
    read.failed(ErrorKind::Interrupted, Outcome::Partial, &["Neural", " networks"]);
}
