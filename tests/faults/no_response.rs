//! A connection that breaks before there is an answer, or brings what is none: rows 5, 6 and 8.

use agentspec_ext::{ErrorKind, Outcome};

use crate::fault::Fault;
use crate::table::{Due, Method, Retried};

const BROKEN: Due = Due { kind: ErrorKind::Transport, outcome: Outcome::Unknown, retried: Retried::GetAndDelete };
const NOT_HTTP: Due = Due { kind: ErrorKind::Transport, outcome: Outcome::Unknown, retried: Retried::Never };

/// A GET is well the second time, and a POST has no second time.
async fn is_well_again(scenario: &str) {
    let fault = Fault::of(scenario).await;
    assert_eq!(Method::Get.call(&fault.client).await.unwrap(), 2, "{scenario}");
    let fault = Fault::of(scenario).await;
    let error = fault.failed(ErrorKind::Transport, Outcome::Unknown).await;
    assert_eq!(error.attempts(), 1, "{scenario}");
}

async fn says_so(scenario: &str) {
    let fault = Fault::of(scenario).await;
    let error = fault.failed(NOT_HTTP.kind, NOT_HTTP.outcome).await;
    let (said, why) = error.message().split_once(": ").unwrap_or((error.message(), ""));
    assert_eq!((error.code(), said), ("transport_error", "the server does not speak HTTP as it should"), "{scenario}");
    let address = fault.server.url().replace("http://", "");
    let due = format!("no answer of HTTP came; if {address} speaks TLS, use https:// in the base URL, else check its port");
    let is_another = ["08-another-protocol", "08-page-without-a-head", "08-tls"].contains(&scenario);
    assert_eq!(why, if is_another { &due } else { "" }, "{scenario}");
}

#[tokio::test]
async fn fault_05_a_post_that_gets_no_answer_has_reached_the_server_once() {
    for scenario in ["05-reset-before-answer", "05-closed-before-answer"] {
        BROKEN.of(scenario).await;
        is_well_again(&format!("{scenario}-then-well")).await;
    }
}

#[tokio::test]
async fn fault_06_a_head_that_breaks_off_is_no_answer() {
    for scenario in ["06-closed-in-status-line", "06-closed-in-headers", "06-closed-before-empty-line", "06-reset-in-headers"] {
        BROKEN.of(scenario).await;
    }
    is_well_again("06-closed-in-headers-then-well").await;
}

#[tokio::test]
async fn fault_08_what_is_not_http_is_not_asked_for_again() {
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
        says_so(scenario).await;
    }
    for scenario in ["08-bad-chunk-size", "08-chunk-size-too-large", "08-bad-chunk-end"] {
        NOT_HTTP.of_whole(scenario).await;
        says_so(scenario).await;
    }
}

#[tokio::test]
async fn fault_08_a_chunk_that_is_none_interrupts_a_stream() {
    let read = Fault::of("08-stream-bad-chunk-size").await.read().await;
    read.failed(ErrorKind::Interrupted, Outcome::Partial, &["Neural", " networks"]);
}
