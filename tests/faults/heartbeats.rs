//! Events without content: row 41.

use agentspec_ext::{ErrorKind, Outcome};

use crate::run::Run;

#[tokio::test]
async fn fault_41_an_event_without_content_is_ignored() {
    Run::of("41-heartbeats").await.read().await.whole_as(["Neural", " networks", "done"]);
}

#[tokio::test]
async fn fault_41_the_end_marker_of_other_apis_is_not_the_end() {
    for scenario in ["41-end-mark-in-place-of-done", "41-unterminated-end-mark"] {
        let read = Run::of(scenario).await.read().await;
        read.failed(ErrorKind::Interrupted, Outcome::Partial, &["Neural", " networks"]);
    }
}
