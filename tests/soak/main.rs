//! Many streams at once, with random failures: every event is accounted for, and nothing is left behind.
//!
//! `AGENTSPEC_SOAK_STREAMS` says how many, and `AGENTSPEC_SOAK_SEED` with which seed, so that a run can be had again.
#![allow(clippy::expect_used, reason = "a test may fail")]

mod account;
mod plan;
mod server;

use std::collections::BTreeMap;
use std::time::Duration;

use agentspec_tests::impatient;
use futures::future::join_all;
use peak_alloc::PeakAlloc;

use crate::account::Came;
use crate::plan::{Fate, Plan};
use crate::server::Server;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How many bytes more may be held after a run: what a library keeps for the whole program, and never something of every stream.
const KEPT: usize = 16 << 10;

/// Nothing waits so long, unless it waits for ever.
const STUCK: Duration = Duration::from_secs(300);

/// Reads so many streams at once, on a runtime of its own, and returns what is wrong.
fn run(seed: u64, streams: usize) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("a runtime");
    runtime.block_on(async { tokio::time::timeout(STUCK, read_all(seed, streams)).await.expect("no stream waits for ever") })
}

async fn read_all(seed: u64, streams: usize) -> Vec<String> {
    let server = Server::start(seed, streams).await;
    let client = impatient(&server.url).0.max_retries(0).build().expect("a client");
    let reads = (0..streams as u64).map(|number| {
        let client = client.clone();
        tokio::spawn(async move {
            let plan = Plan::of(seed, number);
            let came = Came::of(client, number, &plan).await;
            (plan.fate, came.count(), came.check(&plan).map_err(|breach| format!("stream {number}, {plan:?}: {breach}")))
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
    // The server sees a stream closed a moment after the client has closed it.
    while server.given_up() < fates.get(&Fate::GivenUp).copied().unwrap_or_default() {
        tokio::task::yield_now().await;
    }
    println!("{streams} streams at once, {events} events: {fates:?}");
    breaches
}

/// How many files the program has open; 0 where the system does not tell.
fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

#[test]
fn every_event_of_many_streams_with_failures_is_accounted_for_and_nothing_is_left_behind() {
    let streams = setting("AGENTSPEC_SOAK_STREAMS").and_then(|streams| usize::try_from(streams).ok()).unwrap_or(100);
    let seed = setting("AGENTSPEC_SOAK_SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("AGENTSPEC_SOAK_SEED={seed}");

    // What a program makes once is made by then.
    assert_eq!(run(seed, 10), Vec::<String>::new());
    let (memory, files) = (MEMORY.current_usage(), open_files());
    let breaches = run(seed, streams);
    assert!(breaches.is_empty(), "{} of {streams} streams:\n{}", breaches.len(), breaches.join("\n"));
    let kept = MEMORY.current_usage().saturating_sub(memory);
    println!("{kept} bytes more are held than before, and at most {} were at once", MEMORY.peak_usage());
    assert!(kept < KEPT, "{kept} bytes more are held than before");
    assert_eq!(open_files(), files, "as many files are open as before");
}
