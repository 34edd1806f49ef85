//! Endless work without data: row 54. Other tasks of the runtime proceed meanwhile.

use std::pin::pin;

use agentspec_ext::{ErrorKind, Outcome, Phase};
use agentspec_mock::MockServer;
use agentspec_tests::impatient;
use futures::future::{Either, select};

use crate::run::Run;

const LATE: ErrorKind = ErrorKind::Timeout(Phase::Request);

/// Asserts that other calls succeed on the same thread while this endless one is pending.
async fn others_proceed<T>(endless: impl Future<Output = T>) {
    let server = MockServer::start().await;
    let client = impatient(&server.url()).0.build().unwrap();
    let others = async {
        for _ in 0..20 {
            client.agents().list().await.unwrap();
        }
    };
    assert!(matches!(select(pin!(others), pin!(endless)).await, Either::Left(_)), "the endless call has ended");
}

#[tokio::test]
async fn fault_54_empty_gzip_members_do_not_block_others_and_end_by_the_timeout() {
    let run = Run::of("54-empty-members").await;
    let list = run.client.agents().list().max_retries(0);
    let mut list = pin!(list.into_future());
    others_proceed(&mut list).await;
    run.clock.time_out();
    let error = list.await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (LATE, Outcome::Unknown), "{error:?}");
}

#[tokio::test]
async fn fault_54_empty_gzip_members_in_a_stream_do_not_block_others() {
    let run = Run::of("54-empty-members-of-a-stream").await;
    let stream = run.stream().await;
    others_proceed(stream.text()).await;
    run.closed().await;
}

#[tokio::test]
async fn fault_54_endless_informational_responses_are_refused() {
    let error = Run::of("54-informational-answers").await.failed(ErrorKind::TooLarge, Outcome::Unknown).await;
    assert_eq!(error.message(), "the server sends informational responses (1xx) without end");
    let run = Run::of("54-informational-answers").await;
    run.refused(ErrorKind::TooLarge, Outcome::Unknown).await;
    run.closed().await;
}

#[tokio::test]
async fn fault_54_informational_responses_before_a_response_are_ignored() {
    assert_eq!(Run::of("54-some-informational-answers").await.invoke().await.unwrap().output, "Neural networks");
}
