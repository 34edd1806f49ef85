//! Work without end that brings nothing: row 54. What else the runtime drives goes on meanwhile.

use std::pin::pin;

use agentspec_ext::{ErrorKind, Outcome, Phase};
use agentspec_mock::MockServer;
use agentspec_tests::impatient;
use futures::future::{Either, select};

use crate::fault::Fault;

const LATE: ErrorKind = ErrorKind::Timeout(Phase::Request);

/// Other calls succeed on the same thread while this one, which has no end, is under way.
async fn others_go_on<T>(endless: impl Future<Output = T>) {
    let server = MockServer::start().await;
    let client = impatient(&server.url()).0.build().unwrap();
    let others = async {
        for _ in 0..20 {
            client.agents().list().await.unwrap();
        }
    };
    assert!(matches!(select(pin!(others), pin!(endless)).await, Either::Left(_)), "what has no end has ended");
}

#[tokio::test]
async fn fault_54_empty_members_of_gzip_hold_nobody_up_and_end_by_the_timeout() {
    let fault = Fault::of("54-empty-members").await;
    let list = fault.client.agents().list().max_retries(0);
    let mut list = pin!(list.into_future());
    others_go_on(&mut list).await;
    fault.clock.time_out();
    let error = list.await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (LATE, Outcome::Unknown), "{error:?}");
}

#[tokio::test]
async fn fault_54_empty_members_in_a_stream_hold_nobody_up() {
    let fault = Fault::of("54-empty-members-of-a-stream").await;
    let stream = fault.stream().await;
    others_go_on(stream.text()).await;
    fault.closed().await;
}

#[tokio::test]
async fn fault_54_informational_answers_without_end_are_refused() {
    let error = Fault::of("54-informational-answers").await.failed(ErrorKind::TooLarge, Outcome::Unknown).await;
    assert_eq!(error.message(), "the server sends informational answers (1xx) without end");
    let fault = Fault::of("54-informational-answers").await;
    fault.refused(ErrorKind::TooLarge, Outcome::Unknown).await;
    fault.closed().await;
}

#[tokio::test]
async fn fault_54_informational_answers_before_an_answer_are_passed_over() {
    assert_eq!(Fault::of("54-some-informational-answers").await.invoke().await.unwrap().output, "Neural networks");
}
