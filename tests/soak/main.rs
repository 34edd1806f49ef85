//! Many streams at once, with random failures: every event is accounted for, and nothing leaks.
//!
//! `AGENTSPEC_SOAK_STREAMS` sets their number, and `AGENTSPEC_SOAK_SEED` the seed, which repeats a run.
#![allow(clippy::expect_used, reason = "a test may fail")]

mod account;
mod plan;
mod server;

use std::collections::BTreeMap;
use std::time::Duration;

use agentspec_tests::impatient;
use futures::future::join_all;
use peak_alloc::PeakAlloc;

use crate::account::Received;
use crate::plan::{Fate, Plan};
use crate::server::Server;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The bytes that may be held after a run in addition to those before: allocations per program, but none per stream.
const KEPT: usize = 16 << 10;

/// A time limit that only a stuck run exceeds.
const STUCK: Duration = Duration::from_secs(300);

/// Reads that many streams at once, on a runtime of its own, and returns the breaches.
fn run(seed: u64, streams: usize) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
    runtime.block_on(async { tokio::time::timeout(STUCK, read_all(seed, streams)).await.expect("no stream is stuck") })
}

async fn read_all(seed: u64, streams: usize) -> Vec<String> {
    let server = Server::start(seed, streams).await;
    let client = impatient(&server.url).0.max_retries(0).build().expect("a client");
    let reads = (0..streams as u64).map(|number| {
        let client = client.clone();
        tokio::spawn(async move {
            let plan = Plan::of(seed, number);
            let received = Received::of(client, number, &plan).await;
            (plan.fate, received.count(), received.check(&plan).map_err(|breach| format!("stream {number}, {plan:?}: {breach}")))
        })
    });
    let mut breaches = Vec::new();
    let mut fates: BTreeMap<Fate, usize> = BTreeMap::new();
    let mut events = 0;
    for read in join_all(reads).await {
        let (fate, count, result) = read.expect("no panic");
        *fates.entry(fate).or_default() += 1;
        events += count;
        breaches.extend(result.err());
    }
    // The server notices a moment after the client has dropped a stream.
    while server.dropped() < fates.get(&Fate::Dropped).copied().unwrap_or_default() {
        tokio::task::yield_now().await;
    }
    println!("{streams} streams at once, {events} events: {fates:?}");
    breaches
}

/// Returns the number of files that the program has open; 0 if the system does not say.
fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

#[test]
fn every_event_of_many_streams_with_failures_is_accounted_for_and_nothing_leaks() {
    let streams = setting("AGENTSPEC_SOAK_STREAMS").and_then(|streams| usize::try_from(streams).ok()).unwrap_or(100);
    let seed = setting("AGENTSPEC_SOAK_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("AGENTSPEC_SOAK_SEED={seed}");

    // A first run makes the allocations that a program makes once.
    assert_eq!(run(seed, 10), Vec::<String>::new());
    let (memory, files) = (MEMORY.current_usage(), open_files());
    let breaches = run(seed, streams);
    assert!(breaches.is_empty(), "{} of {streams} streams:\n{}", breaches.len(), breaches.join("\n"));
    let kept = MEMORY.current_usage().saturating_sub(memory);
    println!("{kept} bytes more than before are held; the peak was {}", MEMORY.peak_usage());
    assert!(kept < KEPT, "{kept} bytes more than before are held");
    assert_eq!(open_files(), files, "as many files are open as before");
}
