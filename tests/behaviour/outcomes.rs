//! The outcome of an error, whether its request was sent, rejected or may have run; and the history of its attempts.

use std::time::Duration;

use agentspec_ext::{Error, ErrorKind, Outcome, Phase};
use agentspec_mock::Answer;
use agentspec_tests::{RawServer, Then, impatient, mock};

/// Returns the attempts of an error: their status, kind, outcome, and the delay after each in seconds.
fn history(error: &Error) -> Vec<(Option<u16>, ErrorKind, Outcome, Option<u64>)> {
    let attempts = error.history().iter();
    attempts
        .map(|attempt| {
            let status = attempt.status().map(|status| status.as_u16());
            (status, attempt.kind(), attempt.outcome(), attempt.delay().map(|delay| delay.as_secs()))
        })
        .collect()
}

#[tokio::test]
async fn each_status_has_its_outcome() {
    for status in 300..600 {
        let (server, client, _) = mock().await;
        server.answer_next(Answer::status(status));
        let error = client.agents().invoke("assistant", "Hello").max_retries(0).await.unwrap_err();
        let expected = match status {
            307 | 308 | 400..500 | 503 => Outcome::Rejected,
            _ => Outcome::Unknown,
        };
        assert_eq!((error.outcome(), error.may_have_run()), (expected, expected == Outcome::Unknown), "{status}");
    }
}

#[tokio::test]
async fn every_attempt_is_in_the_history_and_the_furthest_is_the_outcome() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(503).header("retry-after", "7"));
    server.answer_next(Answer::status(504));
    server.answer_next(Answer::status(429));
    server.answer_next(Answer::status(403));
    let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.outcome()), (ErrorKind::PermissionDenied, 4, Outcome::Unknown));
    let expected = [
        (Some(503), ErrorKind::Server, Outcome::Rejected, Some(7)),
        (Some(504), ErrorKind::Server, Outcome::Unknown, Some(2)),
        (Some(429), ErrorKind::RateLimit, Outcome::Rejected, Some(4)),
        (Some(403), ErrorKind::PermissionDenied, Outcome::Rejected, None),
    ];
    assert_eq!(history(&error), expected);
}

#[tokio::test]
async fn a_value_and_a_stream_have_the_history_of_the_attempts_before_them() {
    let (server, client, _) = mock().await;
    server.answer_next(Answer::status(503));
    let response = client.agents().invoke("assistant", "Hello").send().await.unwrap();
    assert_eq!((response.attempts(), response.history().len()), (2, 1));
    assert_eq!(response.history()[0].delay(), Some(Duration::from_secs(1)));

    server.answer_next(Answer::status(503));
    server.answer_next(Answer::events("data: {\"type\": \"token\", \"content\": \"Neu\"}\n\n"));
    let stream = client.agents().stream("assistant", "Hello").await.unwrap();
    assert_eq!((stream.attempts(), stream.history()[0].status().unwrap().as_u16()), (2, 503));
    let error = stream.text().await.unwrap_err();
    let expected =
        [(Some(503), ErrorKind::Server, Outcome::Rejected, Some(1)), (Some(200), ErrorKind::Interrupted, Outcome::Partial, None)];
    assert_eq!((error.outcome(), history(&error)), (Outcome::Partial, expected.to_vec()));
}

#[tokio::test]
async fn an_invalid_call_is_not_sent() {
    let (_server, client, _) = mock().await;
    for error in [
        client.agents().invoke("..", "Hello").await.unwrap_err(),
        client.agents().invoke("assistant", "Hello").temperature(f64::NAN).await.unwrap_err(),
        client.agents().invoke("assistant", "Hello").idempotency_key("a b").await.unwrap_err(),
        impatient("nonsense").0.build().unwrap_err(),
    ] {
        assert_eq!((error.outcome(), error.attempts(), error.history().len()), (Outcome::NotSent, 0, 0), "{error}");
    }
}

#[tokio::test]
async fn a_timeout_before_the_request_is_sent_is_not_sent_and_retried() {
    let server = RawServer::start([("", Then::Hang)]).await;
    let (builder, clock) = impatient(server.url());
    clock.time_out();
    let error = builder.build().unwrap().agents().invoke("assistant", "Hello").await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout(Phase::Connect), 4));
    assert!(!error.may_have_run() && server.seen().is_empty(), "{error:?}");
}

#[tokio::test]
async fn an_error_in_a_success_and_an_unreadable_one_may_have_run() {
    let (server, client, _) = mock().await;
    for answer in [Answer::status(200).json(serde_json::json!({"error": {"code": "not_found"}})), Answer::status(200), Answer::status(204)]
    {
        server.answer_next(answer);
        assert_eq!(client.agents().invoke("assistant", "Hello").await.unwrap_err().outcome(), Outcome::Unknown);
    }
}

#[tokio::test]
async fn a_missing_route_is_distinguished_from_an_unknown_agent() {
    let (server, client, _) = mock().await;
    let error = client.agents().invoke("nobody", "Hello").await.unwrap_err();
    assert!(error.is_not_found() && !error.is_unsupported());
    for (status, body) in [(404, ""), (404, "<html>Not Found</html>"), (404, "{\"detail\": \"Not Found\"}"), (405, ""), (405, "{}")] {
        server.answer_next(Answer::status(status).body(body));
        let error = client.agents().invoke("assistant", "Hello").await.unwrap_err();
        assert!(error.is_unsupported() && error.outcome() == Outcome::Rejected, "{status} {body}: {error}");
        assert!(error.message().contains("does not know this route"), "{error}");
    }
    for (status, code) in [(404, "not_found"), (405, "method_not_allowed"), (400, "invalid_request")] {
        server.answer_next(Answer::error(status, code, "No."));
        assert!(!client.agents().list().await.unwrap_err().is_unsupported(), "{status}");
    }
    server.answer_next(Answer::status(410));
    assert!(!client.agents().list().await.unwrap_err().is_unsupported());
}
