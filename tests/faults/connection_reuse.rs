//! Connection reuse: only that of a stream which was read to the end of its body is reused.

use std::pin::pin;
use std::time::Duration;

use futures::future::{Either, select};
use futures::{StreamExt, poll};
use tokio::task::yield_now;

use crate::run::Run;

#[tokio::test]
async fn the_connection_of_a_stream_that_was_read_to_its_end_is_reused() {
    let run = Run::of("16-one-event-a-chunk").await;
    run.read_async().await.whole();
    assert_eq!(run.collect().await.unwrap(), "Neural networks");
    run.read_async().await.whole();
    let connections = run.connections();
    assert_eq!(connections, [connections[0]; 3]);
    assert_eq!(run.seen().connections[0].closed, None);
}

#[tokio::test]
async fn the_connection_is_reused_if_data_follows_the_end() {
    for scenario in ["28-token-after-done", "28-garbage-after-done", "29-error-event"] {
        let run = Run::of(scenario).await;
        run.read_async().await.whole();
        run.read_async().await.whole();
        let connections = run.connections();
        assert_eq!(connections, [connections[0]; 2], "{scenario}");
    }
}

#[tokio::test]
async fn fault_28_an_endless_body_is_not_read_for_ever() {
    let run = Run::of("28-endless-after-done").await;
    run.read_async().await.whole();
    run.closed().await;
    run.read_async().await.whole();
    let connections = run.connections();
    assert_ne!(connections[0], connections[1]);
}

#[tokio::test]
async fn fault_28_the_end_of_a_body_is_waited_for_a_tenth_of_a_second() {
    let run = Run::with("28-hang-after-done", |builder| builder.byte_idle_timeout(None).event_idle_timeout(None)).await;
    let mut stream = run.stream_after(["Neural", " networks", "done"]).await;
    let mut next = stream.next();
    assert!(poll!(&mut next).is_pending());
    run.clock.advance(Duration::from_millis(99));
    assert!(poll!(&mut next).is_pending());
    run.clock.advance(Duration::from_millis(1));
    assert!(next.await.is_none());
    run.closed().await;

    let time_passes = async {
        loop {
            run.clock.advance(Duration::from_millis(100));
            yield_now().await;
        }
    };
    let Either::Left((text, _)) = select(pin!(run.collect()), pin!(time_passes)).await;
    assert_eq!(text.unwrap(), "Neural networks");
    let connections = run.connections();
    assert_ne!(connections[0], connections[1]);
}

#[tokio::test]
async fn the_connection_of_a_failed_stream_is_not_reused() {
    for scenario in ["21-malformed-event", "10-stream-cut-in-a-chunk"] {
        let run = Run::of(scenario).await;
        assert!(run.read_async().await.error.is_some());
        assert!(run.read_async().await.error.is_some());
        let connections = run.connections();
        assert_ne!(connections[0], connections[1], "{scenario}");
    }
}
