//! Responses of unexpected content: rows 19 and 20. What arrived of them is kept.

use agentspec_ext::{ErrorKind, Outcome};

use crate::run::Run;

#[tokio::test]
async fn fault_19_a_success_with_an_error_in_its_body_is_that_error() {
    for (scenario, kind, code, message) in [
        ("19-error-in-200", ErrorKind::RateLimit, "rate_limited", "Slow down."),
        ("19-flat-error-in-200", ErrorKind::NotFound, "not_found", "There is no such agent."),
        ("19-unknown-error-in-200", ErrorKind::Server, "out_of_cheese", "Redo from start."),
    ] {
        let errors =
            [Run::of(scenario).await.failed(kind, Outcome::Unknown).await, Run::of(scenario).await.refused(kind, Outcome::Unknown).await];
        for error in errors {
            assert_eq!((error.code(), error.message()), (code, message), "{scenario}");
            assert_eq!(error.status().unwrap(), 200, "{scenario}");
        }
        let run = Run::of(scenario).await;
        assert_eq!(run.client.agents().list().await.unwrap_err().attempts(), 1, "{scenario}: a GET is not retried either");
    }
}

#[tokio::test]
async fn fault_20_a_response_that_is_not_an_event_stream_is_refused_with_what_arrived() {
    let json = "{\"output\": \"Neural networks\", \"usage\": {\"input_tokens\": 8, \"output_tokens\": 2, \"total_tokens\": 10}}";
    let events = concat!(
        "data: {\"type\": \"token\", \"content\": \"Neural\"}\n\n",
        "data: {\"type\": \"done\", \"usage\": {\"input_tokens\": 8, \"output_tokens\": 2, \"total_tokens\": 10}}\n\n",
    );
    for (scenario, status, body, message) in [
        ("20-json-on-stream", 200, json, "application/json"),
        ("20-html-on-stream", 200, "<h1>Welcome to the proxy</h1>", "text/html"),
        ("20-events-as-plain-text", 200, events, "text/plain"),
        ("20-no-content-type-on-stream", 200, events, "no content type"),
        ("20-no-content-on-stream", 204, "", "204"),
    ] {
        let error = Run::of(scenario).await.refused(ErrorKind::Decode, Outcome::Unknown).await;
        assert_eq!(error.code(), "decode_error", "{scenario}");
        assert_eq!((error.status().unwrap().as_u16(), error.body()), (status, Some(body.as_bytes())), "{scenario}");
        assert!(error.message().contains(message), "{scenario}: {error}");
    }
}
