//! Rate limits.

use std::time::Duration;

use agentspec_mock::{Answer, MockServer};
use agentspec_tests::Checked;

use crate::client::{Reply, call, get};

const HOUR: Duration = Duration::from_secs(3600);

async fn by(server: &MockServer, header: &str, credential: &str) -> Reply {
    call(server, "GET", "/v1/agents").header(header, credential).send().await
}

fn retry_after(reply: &Reply) -> u64 {
    reply.header("retry-after").parse().unwrap()
}

#[tokio::test]
async fn a_request_above_the_limit_is_a_429_with_retry_after() {
    let server = MockServer::builder().rate_limit(2, HOUR).start().await.unwrap().checked();
    assert_eq!(get(&server, "/v1/agents").await.status, 200);
    assert_eq!(get(&server, "/nowhere").await.status, 404, "it is not under /v1/");
    assert_eq!(get(&server, "/v1/nowhere").await.status, 404);
    let refused = get(&server, "/v1/agents").await;
    refused.is_error(429, "rate_limited", "More than 2 requests in 3600 s: try again in 3");
    assert!((3_500..=3_600).contains(&retry_after(&refused)), "{refused:?}");

    server.advance(HOUR / 2);
    let refused = get(&server, "/v1/agents").await;
    assert!((1_700..=1_800).contains(&retry_after(&refused)), "{refused:?}");
    server.advance(HOUR / 2);
    assert_eq!(get(&server, "/v1/agents").await.status, 200);
}

#[tokio::test]
async fn each_credential_has_its_own_limit() {
    let builder = MockServer::builder().api_key("one").api_key("other").token("one").rate_limit(1, HOUR);
    let server = builder.start().await.unwrap();
    for (header, credential) in [("X-API-Key", "one"), ("X-API-Key", "other"), ("Authorization", "Bearer one")] {
        assert_eq!(by(&server, header, credential).await.status, 200);
        by(&server, header, credential).await.is_error(429, "rate_limited", "More than 1 request in");
    }
    by(&server, "X-API-Key", "wrong").await.is_error(401, "unauthorized", "");
}

#[tokio::test]
async fn health_and_metrics_have_no_limit() {
    let server = MockServer::builder().rate_limit(1, HOUR).start().await.unwrap().checked();
    for _ in 0..3 {
        assert_eq!(get(&server, "/healthz").await.status, 200);
        assert_eq!(get(&server, "/v1/metrics").await.status, 200);
    }
    server.answer_next(Answer::status(503));
    assert_eq!(get(&server, "/v1/agents").await.status, 503, "a scripted answer is not counted");
    assert_eq!(get(&server, "/v1/agents").await.status, 200);
    assert_eq!(get(&server, "/v1/agents").await.status, 429);
}
