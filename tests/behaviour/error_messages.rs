//! The messages of errors: that of the server if there is one, truncated to 1 KiB.

use std::error::Error as _;

use agentspec_ext::{ErrorKind, Outcome};
use agentspec_tests::{RawServer, Then, impatient};

use crate::both_clients::{both, both_collecting, both_invoking, both_listing};

const KEY: &str = "canary-7f3a91";
const LIMIT: usize = 1024;

fn answer(status: &str, media: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-type: {media}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn a_missing_route_is_named_without_secrets() {
    for (status, method) in [("404 Not Found", "POST"), ("405 Method Not Allowed", "POST")] {
        for body in ["", "{\"detail\": \"Not Found\"}", "{\"error\": \"Not Found\", \"path\": \"/x\"}", "404 page not found\n"] {
            let server = RawServer::start([(answer(status, "text/plain", body), Then::Close)]).await;
            let url = server.url().to_owned();
            let error = both_invoking(|| impatient(&url)).await;
            let expected = format!("{method} {url}/v1/agents/assistant/invoke: the server does not know this route ({status}, text/plain)");
            assert!(error.message().starts_with(&expected), "{error}");
            assert!(error.is_unsupported() && !error.message().contains("/v1 "), "{error}");
        }
    }
    let server = RawServer::start([(answer("404 Not Found", "text/plain", ""), Then::Close)]).await;
    let (builder, _) = impatient(server.url());
    let error = builder.build().unwrap().sessions().list("assistant").limit(7).await.unwrap_err();
    assert!(error.message().starts_with(&format!("GET {}/v1/agents/assistant/sessions: ", server.url())), "{error}");
    assert!(server.seen()[0].starts_with("GET /v1/agents/assistant/sessions?limit=7"), "{:?}", server.seen());
}

#[tokio::test]
async fn a_not_found_message_is_the_servers_with_the_request() {
    let server =
        RawServer::start([(answer("404 Not Found", "application/json", "{\"detail\": \"No agent 'assistant'\"}"), Then::Close)]).await;
    let error = both_invoking(|| impatient(server.url())).await;
    assert_eq!(error.message(), format!("POST {}/v1/agents/assistant/invoke: No agent 'assistant'", server.url()));
    assert_eq!((error.kind(), error.code(), error.outcome()), (ErrorKind::NotFound, "not_found", Outcome::Rejected));
}

#[tokio::test]
async fn a_base_url_that_ends_in_v1_is_named() {
    let page = answer("200 OK", "text/html", "<!doctype html>");
    let missing = answer("404 Not Found", "application/json", r#"{"error": {"code": "not_found", "message": "There is no such route."}}"#);
    for (response, is_unsupported) in [(answer("404 Not Found", "text/plain", ""), true), (page, true), (missing, false)] {
        let server = RawServer::start([(response, Then::Close)]).await;
        for base in ["/v1", "/v1/", "/team/v1"] {
            let error = both_listing(|| impatient(&format!("{}{base}", server.url()))).await;
            assert!(
                error.message().contains(": the base URL ends in /v1, which the routes already begin with: remove it there; "),
                "{error}"
            );
            assert_eq!(error.is_unsupported(), is_unsupported);
        }
        let health = impatient(&format!("{}/v1", server.url())).0.build().unwrap().health().await.unwrap_err();
        assert!(health.message().contains("the base URL ends in /v1"), "{health}");
        for base in ["", "/", "/team"] {
            let error = both_listing(|| impatient(&format!("{}{base}", server.url()))).await;
            assert!(error.is_unsupported() == is_unsupported && !error.message().contains("ends in /v1"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_web_page_in_place_of_health_or_metrics_is_named() {
    let server = RawServer::start([(answer("200 OK", "text/html", "<title>Home</title>"), Then::Close)]).await;
    let expected = "the response is a web page and not a response of the API (200 OK, text/html, with the title \"Home\"): ";
    let health =
        both(|| impatient(server.url()), async |client| client.health().await.unwrap_err(), |client| client.health().call().unwrap_err());
    let metrics =
        both(|| impatient(server.url()), async |client| client.metrics().await.unwrap_err(), |client| client.metrics().call().unwrap_err());
    for error in [health.await, metrics.await] {
        assert!(error.message().starts_with(&format!("{}: {expected}", server.url())), "{error}");
        assert!(error.is_unsupported() && error.is_decode() && error.outcome() == Outcome::Unknown);
    }
}

#[tokio::test]
async fn a_code_without_a_message_is_reported_as_such() {
    for body in ["{\"error\": \"gone\"}", "{\"error\": {\"code\": \"gone\"}}"] {
        let server = RawServer::start([(answer("404 Not Found", "application/json", body), Then::Close)]).await;
        let error = both_listing(|| impatient(server.url())).await;
        assert_eq!((error.code(), error.message()), ("gone", "the server answered 404 Not Found with a code and no message"));
        assert!(!error.is_unsupported(), "{error}");
    }
}

/// Checks every position of the cut and every form of an error body.
#[tokio::test]
async fn a_credential_across_the_cut_is_redacted_completely() {
    let assert_redacted = |text: &str, context: &str| {
        let prefixes = (4..=KEY.len()).map(|end| &KEY[..end]);
        assert!(!prefixes.into_iter().any(|prefix| text.contains(prefix)), "{context}: {text}");
    };
    for before in LIMIT - 20..LIMIT + 5 {
        let message = format!("{}{KEY}{}", "x".repeat(before), "y".repeat(2000));
        for body in [
            answer(
                "400 Bad Request",
                "application/json",
                &format!("{{\"error\": {{\"code\": \"{message}\", \"message\": \"{message}\"}}}}"),
            ),
            answer("400 Bad Request", "application/json", &format!("{{\"detail\": [{{\"msg\": \"{message}\"}}]}}")),
            answer("400 Bad Request", "text/plain", &message),
            answer(
                "200 OK",
                "text/event-stream",
                &format!("data: {{\"type\": \"error\", \"code\": \"{message}\", \"message\": \"{message}\"}}\n\n"),
            ),
        ] {
            let server = RawServer::start([(body, Then::Close)]).await;
            let (builder, _) = impatient(server.url());
            let stream = async { builder.api_key(KEY).build()?.agents().stream("assistant", "Hello").await?.text().await };
            let error = stream.await.unwrap_err();
            let context = format!("{before}, {error}");
            assert_redacted(error.message(), &context);
            assert_redacted(error.code(), &context);
            assert!(error.message().len() <= LIMIT && error.message().ends_with('…'), "{context}");
            assert!(error.code().len() <= LIMIT, "{context}");
        }
    }
}

#[tokio::test]
async fn both_clients_redact_a_credential_across_the_cut() {
    let message = format!("{}{KEY}{}", "x".repeat(LIMIT - 10), "y".repeat(2000));
    let event = format!("data: {{\"type\": \"error\", \"code\": \"a\", \"message\": \"{message}\"}}\n\n");
    let server = RawServer::start([(answer("200 OK", "text/event-stream", &event), Then::Close)]).await;
    let error = both_collecting(|| (impatient(server.url()).0.token(KEY), impatient(server.url()).1)).await;
    assert_eq!(error.message(), format!("{}[redact…", "x".repeat(LIMIT - 10)));
}

/// The message of the JSON library quotes its input.
#[tokio::test]
async fn a_credential_in_the_source_of_a_stream_error_is_redacted() {
    let event = format!("data: {{\"type\": \"done\", \"usage\": \"{KEY}\"}}\n\n");
    let server = RawServer::start([(answer("200 OK", "text/event-stream", &event), Then::Close)]).await;
    let error = both_collecting(|| (impatient(server.url()).0.api_key(KEY), impatient(server.url()).1)).await;
    let context = format!("{error:?} {}", error.source().unwrap());
    assert!(context.contains("invalid type: string \"[redacted]\"") && !context.contains(KEY), "{context}");
}

#[tokio::test]
async fn the_source_of_an_error_is_no_longer_than_a_message() {
    let long = "x".repeat(2_000_000);
    let event = format!("data: {{\"type\": \"done\", \"usage\": \"{long}\"}}\n\n");
    let body = format!("{{\"output\": \"a\", \"usage\": \"{long}\", \"agents\": \"{long}\"}}");
    let server = RawServer::start([(answer("200 OK", "text/event-stream", &event), Then::Close)]).await;
    let streamed = both_collecting(|| impatient(server.url())).await;
    let server = RawServer::start([(answer("200 OK", "application/json", &body), Then::Close)]).await;
    let listed = both_listing(|| impatient(server.url())).await;
    for error in [streamed, listed] {
        assert_eq!(error.kind(), ErrorKind::Decode);
        let source = error.source().unwrap().to_string();
        assert!(source.len() == LIMIT && source.contains("invalid type: string") && source.ends_with('…'), "{source}");
        assert!(format!("{error:?}").len() < 10_000);
    }
}
