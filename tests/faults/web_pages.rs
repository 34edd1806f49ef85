//! A web page where the API's answer should be: row 49. Another server answers than the one that is meant.

use agentspec_ext::{ErrorKind, Outcome};

use crate::fault::Fault;
use crate::table::{Due, Method, Retried};

const PAGE: Due = Due { kind: ErrorKind::Decode, outcome: Outcome::Unknown, retried: Retried::Never };

#[tokio::test]
async fn fault_49_a_web_page_is_told_as_one() {
    for (scenario, form) in [
        ("49-page", "200 OK, text/html"),
        ("49-xhtml-page", "200 OK, application/xhtml+xml"),
        ("49-page-of-another-type", "200 OK, application/json"),
        ("49-page-without-a-type", "200 OK, no content type"),
        ("49-page-of-202", "202 Accepted, text/html"),
    ] {
        // A DELETE takes any 2xx for done.
        for method in [Method::Get, Method::Post, Method::Stream] {
            let fault = Fault::of(scenario).await;
            let due = format!(
                "{}: the answer is a web page, and not the API's ({form}, with the title \"Welcome\"): \
                 the base URL is probably wrong, and names another server",
                fault.server.url()
            );
            let errors =
                [method.call(&fault.client).await.unwrap_err(), fault.blocking(|client| method.call_blocking(client).unwrap_err())];
            for error in errors {
                PAGE.check(&error, method, scenario);
                assert!(error.is_unsupported() && error.is_decode(), "{scenario}, {method:?}");
                assert_eq!((error.code(), error.message()), ("decode_error", &*due), "{scenario}, {method:?}");
            }
            fault.asked(1);
        }
    }
}

#[tokio::test]
async fn fault_49_what_is_unreadable_and_no_page_is_not_told_as_one() {
    for scenario in ["21-not-json", "21-half-json", "21-empty-body", "20-events-as-plain-text", "20-json-on-stream"] {
        let error = Fault::of(scenario).await.refused(PAGE.kind, PAGE.outcome).await;
        assert!(!error.is_unsupported() && !error.message().contains("web page"), "{scenario}: {error}");
    }
}
