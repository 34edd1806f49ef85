//! A web page in place of the API's response: row 49. It is the response of another server than the intended one.

use agentspec_ext::{ErrorKind, Outcome};

use crate::run::Run;
use crate::table::{Expected, Method, Retried};

const PAGE: Expected = Expected { kind: ErrorKind::Decode, outcome: Outcome::Unknown, retried: Retried::Never };

#[tokio::test]
async fn fault_49_the_error_names_a_web_page() {
    for (scenario, form) in [
        ("49-page", "200 OK, text/html"),
        ("49-xhtml-page", "200 OK, application/xhtml+xml"),
        ("49-page-of-another-type", "200 OK, application/json"),
        ("49-page-without-a-type", "200 OK, no content type"),
        ("49-page-of-202", "202 Accepted, text/html"),
    ] {
        // A DELETE accepts any 2xx.
        for method in [Method::Get, Method::Post, Method::Stream] {
            let run = Run::of(scenario).await;
            let expected = format!(
                "{}: the response is a web page and not a response of the API ({form}, with the title \"Welcome\"): \
                 the base URL probably names another server",
                run.server.url()
            );
            let errors = [method.call(&run.client).await.unwrap_err(), run.blocking(|client| method.call_blocking(client).unwrap_err())];
            for error in errors {
                PAGE.check(&error, method, scenario);
                assert!(error.is_unsupported() && error.is_decode(), "{scenario}, {method:?}");
                assert_eq!((error.code(), error.message()), ("decode_error", &*expected), "{scenario}, {method:?}");
            }
            run.assert_requests(1);
        }
    }
}

#[tokio::test]
async fn fault_49_any_other_unreadable_response_is_not_reported_as_a_page() {
    for scenario in ["21-not-json", "21-half-json", "21-empty-body", "20-events-as-plain-text", "20-json-on-stream"] {
        let error = Run::of(scenario).await.refused(PAGE.kind, PAGE.outcome).await;
        assert!(!error.is_unsupported() && !error.message().contains("web page"), "{scenario}: {error}");
    }
}
