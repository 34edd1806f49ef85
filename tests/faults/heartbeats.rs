//! Events that say nothing: row 41.

use agentspec_ext::{ErrorKind, Outcome};

use crate::fault::Fault;

#[tokio::test]
async fn fault_41_an_event_that_says_nothing_is_passed_over() {
    let read = Fault::of("41-heartbeats").await.read().await;
    assert_eq!(read.said, ["Neural", " networks", "done"]);
    read.whole();
}

#[tokio::test]
async fn fault_41_the_end_mark_of_others_is_not_the_end() {
    for scenario in ["41-end-mark-in-place-of-done", "41-unterminated-end-mark"] {
        let read = Fault::of(scenario).await.read().await;
        read.failed(ErrorKind::Interrupted, Outcome::Partial, &["Neural", " networks"]);
    }
}
