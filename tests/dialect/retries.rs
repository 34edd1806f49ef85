//! The default retry policy depends on the dialect.

use agentspec_ext::Dialect;
use agentspec_ext::retry::Standard;
use agentspec_mock::Answer;

use super::{builder, runtime};

#[tokio::test]
async fn a_post_is_not_sent_again_after_502_and_504_unless_a_policy_says_so() {
    let server = runtime().await;
    for (status, attempts) in [(502, 1), (504, 1), (503, 2), (429, 2)] {
        for dialect in [Dialect::Runtime, Dialect::Auto] {
            let client = builder(&server.url(), dialect).0.build().unwrap();
            // The first call of `Auto` finds out the dialect.
            client.agents().list().await.unwrap();
            server.answer_next(Answer::status(status));
            let sent = client.agents().invoke("assistant", "Hello").send().await;
            assert_eq!(sent.map_or_else(|error| error.attempts(), |answer| answer.attempts()), attempts, "{status} in {dialect}");
        }
    }
    let client = builder(&server.url(), Dialect::Runtime).0.retry_policy(Standard).build().unwrap();
    server.answer_next(Answer::status(502));
    assert_eq!(client.agents().invoke("assistant", "Hello").send().await.unwrap().attempts(), 2);
    server.answer_next(Answer::status(502));
    assert_eq!(client.agents().list().send().await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn auto_with_a_documented_server_retries_as_documented() {
    let server = agentspec_mock::MockServer::start().await;
    let client = builder(&server.url(), Dialect::Auto).0.build().unwrap();
    server.answer_next_to("invoke_agent", Answer::status(502));
    assert_eq!(client.agents().invoke("assistant", "Hello").send().await.unwrap().attempts(), 2);
}
