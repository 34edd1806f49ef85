//! An error response outside of the contract, such as that of a proxy: row 18. It is kept unchanged, and retried by its status.

use agentspec_ext::retry::Strict;
use agentspec_ext::{Error, ErrorKind, Outcome};

use crate::run::Run;
use crate::table::{Expected, Method, Retried};

const BAD_GATEWAY: Expected = Expected { kind: ErrorKind::Server, outcome: Outcome::Unknown, retried: Retried::Always };

async fn post(scenario: &str) -> Error {
    Method::Post.call(&Run::of(scenario).await.client).await.unwrap_err()
}

#[tokio::test]
async fn fault_18_an_error_outside_of_the_contract_is_kept_and_retried_by_its_status() {
    let json = "{\"detail\": \"no upstream\", \"errors\": [{\"code\": 7}]}";
    for (scenario, body) in [("18-html-page", "<html><h1>502 Bad Gateway</h1></html>"), ("18-other-json", json), ("18-empty-body", "")] {
        BAD_GATEWAY.of(scenario).await;
        let error = post(scenario).await;
        assert_eq!((error.code(), error.status().unwrap().as_u16()), ("http_502", 502), "{scenario}");
        assert_eq!(error.body(), Some(body.as_bytes()), "{scenario}");
    }
    assert_eq!(post("18-html-page").await.headers()["x-proxy"], "nearest");
}

#[tokio::test]
async fn fault_18_the_first_2_kib_of_a_large_page_are_kept() {
    let error = post("18-large-html-page").await;
    assert_eq!(error.body(), Some(&"<p>Bad Gateway</p>".repeat(200).as_bytes()[..2048]));
    assert_eq!(error.code(), "http_502");
}

#[tokio::test]
async fn fault_18_any_other_status_is_not_retried() {
    Expected { retried: Retried::Never, ..BAD_GATEWAY }.of("18-html-page-of-500").await;
    assert_eq!(post("18-html-page-of-500").await.code(), "internal_error");
}

#[tokio::test]
async fn fault_18_a_post_that_may_have_run_is_resent_with_the_same_key_unless_the_policy_is_strict() {
    let run = Run::of("18-html-page-then-well").await;
    assert_eq!(Method::Post.call(&run.client).await.unwrap(), 2);
    let requests = run.seen().requests;
    let keys: Vec<_> = requests.iter().map(|request| request.request.header("idempotency-key").unwrap()).collect();
    assert_eq!(keys, [keys[0]; 2]);
    Expected { retried: Retried::GetAndDelete, ..BAD_GATEWAY }.with("18-html-page", |builder| builder.retry_policy(Strict)).await;
}
