//! The idle timeouts of a stream: rows 13 to 15, and what the two timers measure. The client's time passes only when a test advances it.

use std::pin::pin;
use std::thread;
use std::time::Duration;

use agentspec_ext::{Error, ErrorKind, EventStream, Outcome, Phase, StreamEvent};
use agentspec_tests::TestClock;
use futures::future::{Either, select};
use futures::stream::FusedStream;
use futures::{StreamExt, poll};

use crate::run::{Run, label};

const SILENT: ErrorKind = ErrorKind::Timeout(Phase::Idle);

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Returns the steps of a stream in which the server's time passes only when a test advances it.
fn chunks(chunks: &[&str]) -> String {
    let steps = chunks.iter().map(|chunk| format!("  - chunk: {chunk:?}\n  - pause_ms: 3600000\n"));
    ["  - stream: chunked\n".to_owned()].into_iter().chain(steps).chain(["  - hang\n".to_owned()]).collect()
}

const TOKEN: &str = "data: {\"type\": \"token\", \"content\": \"Neural\"}\n\n";
const COMMENT: &str = ": still here\n\n";

/// Polls the stream while that time passes without data from the server.
async fn wait_for(stream: &mut EventStream, clock: &TestClock, time: Duration) -> Option<Result<StreamEvent, Error>> {
    let mut next = stream.next();
    assert!(poll!(&mut next).is_pending());
    clock.advance(time);
    // The first poll finds the time elapsed, the second one that nothing has arrived meanwhile.
    assert!(poll!(&mut next).is_pending(), "a stream does not time out at the first poll");
    match poll!(&mut next) {
        std::task::Poll::Ready(item) => item,
        std::task::Poll::Pending => None,
    }
}

/// Polls the stream until it has read bytes that complete no event.
async fn read_bytes(stream: &mut EventStream, clock: &TestClock, send: impl FnOnce()) {
    let mut next = stream.next();
    assert!(poll!(&mut next).is_pending());
    let read = pin!(clock.has_been_read(clock.readings() + 1));
    send();
    assert!(matches!(select(next, read).await, Either::Right(_)), "only bytes have arrived");
}

/// Asserts that the stream is terminated, and its connection closed.
async fn is_over(stream: &mut EventStream, run: &Run) {
    assert!(stream.is_terminated() && stream.next().await.is_none());
    run.closed().await;
    assert_eq!(run.connections().len(), 1, "a stream is not retried");
}

#[tokio::test]
async fn fault_13_a_stream_that_is_silent_for_too_long_times_out_after_its_events() {
    for (scenario, events) in [
        ("13-stall-after-events", &["Neural", " networks"][..]),
        ("13-stall-before-events", &[]),
        ("13-stall-inside-an-event", &["Neural"]),
    ] {
        let run = Run::of(scenario).await;
        let mut stream = run.stream().await;
        for event in events {
            assert_eq!(label(&stream.next().await.unwrap().unwrap()), *event);
        }
        let time_passes = async {
            loop {
                run.clock.advance(seconds(300));
                tokio::task::yield_now().await;
            }
        };
        let Either::Left((item, _)) = select(stream.next(), pin!(time_passes)).await;
        let error = item.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.code(), error.events()), (SILENT, "timeout", Some(events.len() as u64)), "{scenario}");
        let outcome = if events.is_empty() { Outcome::Unknown } else { Outcome::Partial };
        assert_eq!((error.outcome(), error.attempts()), (outcome, 1), "{scenario}");
        let noun = if events.len() == 1 { "event" } else { "events" };
        let expected = format!("no byte was received for 300 seconds, after {} {noun} of", events.len());
        assert!(error.message().contains(&expected) && error.is_connection(), "{error}");
        is_over(&mut stream, &run).await;
    }
}

#[tokio::test]
async fn fault_13_a_blocking_stream_has_the_same_timeout() {
    let run = Run::of("13-stall-after-events").await;
    let read = thread::scope(|scope| {
        let read = scope.spawn(|| run.read_blocking());
        while !read.is_finished() {
            run.clock.advance(seconds(300));
            thread::yield_now();
        }
        read.join().unwrap()
    });
    let error = read.error.expect("an error");
    assert_eq!((error.kind(), error.attempts()), (SILENT, 1), "{error:?}");
    assert_eq!(run.seen_blocking().requests.len(), 1, "a stream is not retried");
}

#[tokio::test]
async fn fault_13_a_shorter_pause_is_no_timeout() {
    Run::with("13-pause-between-events", |builder| builder.byte_idle_timeout(seconds(1))).await.read().await.whole_as([
        "Neural",
        " networks",
        "done",
    ]);
}

#[tokio::test]
async fn fault_13_the_timeout_fires_when_its_time_has_elapsed_and_not_before() {
    let run = Run::of("13-stall-after-events").await;
    let mut stream = run.stream_after(["Neural", " networks"]).await;
    assert!(wait_for(&mut stream, &run.clock, seconds(299)).await.is_none());
    assert_eq!(wait_for(&mut stream, &run.clock, seconds(1)).await.unwrap().unwrap_err().kind(), SILENT);
    is_over(&mut stream, &run).await;
}

/// Asserts that what the server sends after the first token resets the byte timer, and not the event timer.
async fn resets_only_the_byte_timer(scenario: &str) {
    let run = Run::with(scenario, |builder| builder.byte_idle_timeout(seconds(10)).event_idle_timeout(seconds(25))).await;
    let mut stream = run.stream_after(["Neural"]).await;
    let advance = || run.server.advance(Duration::from_millis(20));
    // The bytes that arrived with the first event, or right after it, are read first.
    read_bytes(&mut stream, &run.clock, advance).await;
    for _ in 0..2 {
        assert!(wait_for(&mut stream, &run.clock, seconds(9)).await.is_none(), "{scenario}");
        read_bytes(&mut stream, &run.clock, advance).await;
    }
    let error = wait_for(&mut stream, &run.clock, seconds(7)).await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.outcome(), error.events()), (SILENT, Outcome::Partial, Some(1)), "{scenario}");
    assert!(error.message().contains("no event was received for 25 seconds"), "{error}");
    is_over(&mut stream, &run).await;
}

#[tokio::test]
async fn fault_14_bytes_without_events_reset_only_the_byte_timer() {
    for scenario in ["14-comments-alone", "14-unknown-fields-alone"] {
        resets_only_the_byte_timer(scenario).await;
    }
}

#[tokio::test]
async fn fault_41_heartbeats_reset_only_the_byte_timer() {
    resets_only_the_byte_timer("41-heartbeats-alone").await;
}

#[tokio::test]
async fn fault_14_without_bytes_the_byte_timer_fires_first() {
    let run = Run::scripted(&chunks(&[TOKEN, COMMENT])).await;
    let mut stream = run.stream_after(["Neural"]).await;
    assert!(wait_for(&mut stream, &run.clock, seconds(299)).await.is_none());
    read_bytes(&mut stream, &run.clock, || run.server.advance(seconds(3600))).await;
    assert!(wait_for(&mut stream, &run.clock, seconds(299)).await.is_none());
    let error = wait_for(&mut stream, &run.clock, seconds(1)).await.unwrap().unwrap_err();
    assert!(error.is_timeout() && error.message().contains("no byte was received for 300 seconds"), "{error}");
    is_over(&mut stream, &run).await;
}

#[tokio::test]
async fn fault_14_an_event_resets_both_timers() {
    let run = Run::scripted(&chunks(&[TOKEN; 4])).await;
    let mut stream = run.stream_after(["Neural"]).await;
    for _ in 0..3 {
        assert!(wait_for(&mut stream, &run.clock, seconds(299)).await.is_none());
        run.server.advance(seconds(3600));
        assert_eq!(label(&stream.next().await.unwrap().unwrap()), "Neural");
    }
    assert!(wait_for(&mut stream, &run.clock, seconds(299)).await.is_none());
    assert_eq!(wait_for(&mut stream, &run.clock, seconds(1)).await.unwrap().unwrap_err().events(), Some(4));
}

#[tokio::test]
async fn fault_15_a_stream_that_keeps_sending_has_no_timeout() {
    let run = Run::with("15-long-stream", |builder| builder.timeout(Duration::from_millis(500))).await;
    let mut stream = run.stream_after(["1 "]).await;
    run.clock.time_out();
    let mut text = vec!["1 ".to_owned()];
    loop {
        let mut next = stream.next();
        if poll!(&mut next).is_pending() {
            run.clock.advance(seconds(60));
        }
        run.server.advance(Duration::from_millis(20));
        let Some(event) = next.await else { break };
        text.push(label(&event.unwrap()));
    }
    let numbers = (1..=50).map(|number| format!("{number} "));
    assert_eq!(text, numbers.chain(["done".to_owned()]).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_time_of_a_slow_reader_does_not_count() {
    let run = Run::scripted(&chunks(&[TOKEN, TOKEN])).await;
    let mut stream = run.stream_after(["Neural"]).await;
    run.clock.advance(seconds(3600));
    assert!(wait_for(&mut stream, &run.clock, seconds(299)).await.is_none());
    run.server.advance(seconds(3600));
    assert_eq!(label(&stream.next().await.unwrap().unwrap()), "Neural");
    run.clock.advance(seconds(3600));
    assert!(wait_for(&mut stream, &run.clock, seconds(299)).await.is_none());
}

#[tokio::test]
async fn none_is_no_limit() {
    let run = Run::with("13-stall-after-events", |builder| builder.byte_idle_timeout(None).event_idle_timeout(None)).await;
    let mut stream = run.stream_after(["Neural", " networks"]).await;
    let readings = run.clock.readings();
    assert!(wait_for(&mut stream, &run.clock, Duration::MAX / 2).await.is_none());
    assert_eq!(run.clock.readings(), readings, "nothing is measured");

    let run = Run::with("13-stall-after-events", |builder| builder.byte_idle_timeout(None)).await;
    let mut stream = run.stream_after(["Neural", " networks"]).await;
    let error = wait_for(&mut stream, &run.clock, seconds(900)).await.unwrap().unwrap_err();
    assert!(error.message().contains("no event was received for 900 seconds"), "{error}");
}
