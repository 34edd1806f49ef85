//! Malformed response heads: row 46. The response is read, but its end is never guessed.

use std::net::TcpListener;
use std::time::Duration;

use agentspec_client::Error as RawError;
use agentspec_ext::{ErrorKind, Outcome};
use reqwest::header::HeaderMap;

use crate::run::Run;
use crate::table::{Expected, Retried};

const REFUSED: Expected = Expected { kind: ErrorKind::Transport, outcome: Outcome::Unknown, retried: Retried::Never };
const WELL: &str = "Neural networks";

/// Returns the values of a header.
fn all<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

/// Returns the headers of the response to a POST, which are equal for both clients.
async fn headers(run: &Run) -> HeaderMap {
    let answer = run.client.agents().invoke("assistant", "Hello").send().await.unwrap();
    let other = run.blocking(|client| client.agents().invoke("assistant", "Hello").send().unwrap());
    assert_eq!((answer.value.output.as_str(), other.value.output.as_str()), (WELL, WELL));
    assert_eq!(answer.headers(), other.headers());
    run.assert_requests(1);
    answer.headers().clone()
}

#[tokio::test]
async fn fault_46_a_malformed_line_loses_nothing_of_the_response() {
    for (scenario, notes) in [
        ("46-blank-before-the-colon", ["a"].as_slice()),
        ("46-folded-line", &["a, b c"]),
        ("46-control-character", &["a b"]),
        ("46-header-twice", &["a", "b"]),
    ] {
        let headers = headers(&Run::of(scenario).await).await;
        assert_eq!(all(&headers, "X-Note"), notes, "{scenario}");
        assert_eq!(all(&headers, "content-type"), ["application/json"], "{scenario}");
    }
}

#[tokio::test]
async fn fault_46_all_values_of_a_repeated_header_are_kept_in_any_case() {
    let headers = headers(&Run::of("46-header-twice").await).await;
    assert_eq!(all(&headers, "SET-COOKIE"), ["a=1, b", "c=2"]);
}

#[tokio::test]
async fn fault_46_a_stream_with_a_malformed_head_is_read_to_its_end() {
    Run::of("46-malformed-stream").await.read().await.whole_as(["Neural", " networks", "done"]);
}

#[tokio::test]
async fn fault_46_a_connection_is_reused_after_a_malformed_head() {
    let run = Run::of("46-malformed-then-malformed").await;
    for note in ["a", "b"] {
        let answer = run.client.agents().invoke("assistant", "Hello").send().await.unwrap();
        assert_eq!((answer.value.output.as_str(), all(answer.headers(), "x-note")), (WELL, vec![note]));
    }
    assert_eq!(run.connections(), [1, 1]);
}

#[tokio::test]
async fn fault_46_the_value_of_a_malformed_header_takes_effect() {
    let run = Run::of("46-malformed-503-then-well").await;
    run.client.agents().invoke("assistant", "Hello").await.unwrap();
    assert_eq!(run.clock.delays(), [Duration::from_secs(1)], "the delay of Retry-After");
}

/// Returns the scenarios in which the headers that frame the response are malformed.
fn framing() -> impl Iterator<Item = &'static str> {
    let names = include_str!("../scenarios.yaml").lines().filter_map(|line| line.strip_suffix(':'));
    names.filter(|name| name.starts_with("46-framing-"))
}

#[tokio::test]
async fn fault_46_the_headers_that_frame_a_response_are_never_repaired() {
    assert_eq!(framing().count(), 11);
    for scenario in framing() {
        REFUSED.of(scenario).await;
    }
}

#[tokio::test]
async fn fault_46_the_raw_client_reads_malformed_heads_too() {
    let run = Run::of("46-blank-before-the-colon").await;
    let request = agentspec_client::types::InvokeRequest::new("Hello");
    assert_eq!(run.client.raw().invoke_agent("a", None, None, &request).await.unwrap().output, WELL);
    let run = Run::of("46-framing-folded-length").await;
    let error = run.client.raw().invoke_agent("a", None, None, &request).await.unwrap_err();
    assert!(matches!(error, RawError::CommunicationError(_)), "{error:?}");
    // A client that cannot connect reports that as usual.
    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = agentspec_tests::impatient(&format!("http://{unused}")).0.build().unwrap();
    let RawError::CommunicationError(error) = client.raw().list_agents(None).await.unwrap_err() else { panic!("no answer") };
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
}

/// With `http(…)`, the HTTP library's own client is used, which refuses every malformed head.
#[tokio::test]
async fn fault_46_with_http_every_malformed_head_is_refused() {
    for scenario in ["46-blank-before-the-colon", "46-folded-line", "46-control-character"].into_iter().chain(framing()) {
        REFUSED.with(scenario, |builder| builder.http(|http| http)).await;
    }
}
