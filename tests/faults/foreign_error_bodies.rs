//! Error bodies in the formats of other servers: row 45. The status decides the kind, and the message is the server's.

use agentspec_ext::{Error, ErrorKind, Outcome};

use crate::run::Run;
use crate::table::{Expected, Method, Retried};

/// Returns the error of a POST and of a stream, for both clients.
async fn refused(scenario: &str, kind: ErrorKind) -> Error {
    let error = Run::of(scenario).await.failed(kind, Outcome::Rejected).await;
    let streamed = Run::of(scenario).await.refused(kind, Outcome::Rejected).await;
    assert_eq!((error.code(), error.message()), (streamed.code(), streamed.message()), "{scenario}");
    error
}

#[tokio::test]
async fn fault_45_the_message_is_read_from_the_servers_own_format() {
    const LONG: &str = "The input is too long.";
    const EXPIRED: &str = "The key has expired.";
    let rows = [
        ("45-detail", "invalid_request", LONG),
        ("45-detail-list", "invalid_request", "body.input: field required; body.tags.0: not a text"),
        ("45-message", "invalid_request", LONG),
        ("45-problem", "forbidden", "Out of credit: It costs 50."),
        ("45-list-of-texts", "invalid_request", "The input is too long.; The agent is busy."),
        ("45-list-of-objects", "invalid_request", "a; b; c; d"),
        ("45-fields", "invalid_request", "input: is too long, is not JSON"),
        ("45-number-as-code", "invalid_request", LONG),
        ("45-text-as-error", "invalid_request", LONG),
        ("45-detail-within", "invalid_request", LONG),
        ("45-fault", "unauthorized", EXPIRED),
        ("45-capital-message", "unauthorized", EXPIRED),
        ("45-description", "invalid_token", EXPIRED),
        ("45-text-without-a-type", "invalid_request", "Client sent an HTTP request to an HTTPS server."),
        ("45-after-a-byte-order-mark", "too_long", LONG),
    ];
    for (scenario, code, message) in rows {
        let kind = match code {
            "unauthorized" | "invalid_token" => ErrorKind::Authentication,
            "forbidden" => ErrorKind::PermissionDenied,
            _ => ErrorKind::InvalidRequest,
        };
        let error = refused(scenario, kind).await;
        assert_eq!((error.code(), error.message()), (code, message), "{scenario}");
    }
}

#[tokio::test]
async fn fault_45_it_is_retried_by_its_status() {
    let rejected = Expected { kind: ErrorKind::Server, outcome: Outcome::Rejected, retried: Retried::Always };
    rejected.of("45-plain-text").await;
    Expected { kind: ErrorKind::InvalidRequest, retried: Retried::Never, ..rejected }.of("45-detail").await;
    let error = Method::Post.call(&Run::of("45-plain-text").await.client).await.unwrap_err();
    assert_eq!((error.code(), error.message()), ("http_503", "upstream connect error"));
}

#[tokio::test]
async fn fault_45_the_message_describes_a_body_without_a_text() {
    for (scenario, description) in [
        ("45-nothing", "with an empty body (no content type)"),
        ("45-nothing-readable", "with a body that contains no readable error (application/octet-stream)"),
        ("45-title-of-a-page", "with a web page (text/html, with the title \"400 The plain HTTP request was sent to HTTPS port\")"),
    ] {
        let error = refused(scenario, ErrorKind::InvalidRequest).await;
        assert_eq!(error.message(), format!("the server answered 400 Bad Request {description}"), "{scenario}");
        assert!(!error.is_unsupported(), "{scenario}");
    }
}

#[tokio::test]
async fn fault_45_a_long_message_is_cut_at_1_kib() {
    for (scenario, code, message) in
        [("45-long-message", "too_long", "ä".repeat(510) + "…"), ("45-long-text", "invalid_request", "x".repeat(1021) + "…")]
    {
        let error = refused(scenario, ErrorKind::InvalidRequest).await;
        assert_eq!((error.code(), error.message()), (code, &*message), "{scenario}");
        assert_eq!(error.to_string(), format!("{code}: {message} (status 400)"));
    }
}

#[tokio::test]
async fn fault_45_the_message_of_an_error_event_is_cut_at_1_kib_and_the_event_is_whole() {
    let events = Run::of("45-long-error-event").await.read().await.whole();
    let [agentspec_ext::StreamEvent::Error(event)] = &events[..] else { panic!("{} events", events.len()) };
    assert_eq!(event.message.len(), 8_000_000);

    let run = Run::of("45-long-error-event").await;
    let error = run.collect().await.unwrap_err();
    let other = run.blocking(|client| client.agents().stream("assistant", "Hello").call().unwrap().text().unwrap_err());
    for error in [error, other] {
        assert_eq!((error.kind(), error.code()), (ErrorKind::RateLimit, "rate_limited"));
        assert_eq!(error.message(), "x".repeat(1021) + "…");
        assert!(format!("{error:?}").len() < 5000);
    }
}

#[tokio::test]
async fn fault_45_a_success_with_such_fields_is_a_success() {
    assert_eq!(Run::of("45-success-with-a-message").await.invoke().await.unwrap().output, "Neural networks");
    assert_eq!(Method::Get.call(&Run::of("45-success-with-a-message").await.client).await.unwrap(), 1);
}
