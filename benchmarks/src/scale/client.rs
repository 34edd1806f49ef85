//! A client: opens all streams, and reads each in a task of its own, on a runtime with as many threads as the machine has cores.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use agentspec_ext::StreamEvent;
use futures::StreamExt;
use lexopt::{Parser, ValueExt};
use rustix::time::{ClockId, clock_gettime};
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::server::agent;
use super::{Load, PAUSE, now, own, raise_limit_of_files};
use crate::Result;
use crate::clients::Clients;

/// The longest delay that is told from longer ones, in microseconds.
const LONGEST: usize = 2_000_000;
/// The shares of events whose delays are reported: the delay of that share is less.
const SHARES: [f64; 3] = [0.5, 0.99, 0.999];

/// What one client took.
#[derive(Clone, Copy)]
pub(super) struct Found {
    /// The delay from the server's write to the reader, by [`SHARES`], in microseconds.
    pub(super) delays: [u32; 3],
    /// The CPU time of opening a stream, in microseconds.
    pub(super) opening: f64,
    /// The CPU time of an event, in microseconds.
    pub(super) event: f64,
    /// The CPU time of ending a stream, in microseconds.
    pub(super) ending: f64,
    /// The memory of a stream, in bytes.
    pub(super) memory: f64,
}

impl Found {
    pub(super) const UNKNOWN: Self =
        Self { delays: [u32::MAX; 3], opening: f64::INFINITY, event: f64::INFINITY, ending: f64::INFINITY, memory: f64::INFINITY };

    pub(super) fn least(self, other: Self) -> Self {
        Self {
            delays: [0, 1, 2].map(|share| self.delays[share].min(other.delays[share])),
            opening: self.opening.min(other.opening),
            event: self.event.min(other.event),
            ending: self.ending.min(other.ending),
            memory: self.memory.min(other.memory),
        }
    }
}

/// Measures a client in a process of its own.
pub(super) fn measured(number: usize, url: &str, load: Load) -> Result<Found> {
    let numbers = [number as u64, load.streams as u64, load.events as u64, load.period].map(|number| number.to_string());
    let output = own("--scale-client").args(numbers).arg(url).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let told = String::from_utf8(output.stdout)?;
    let figures = told.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    let [median, most, nearly_all, opening, event, ending, memory] = figures[..] else {
        return Err(format!("not seven figures: {told}").into());
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "they were printed as integers")]
    let delays = [median, most, nearly_all].map(|delay| delay as u32);
    Ok(Found { delays, opening, event, ending, memory })
}

/// The role of this process: measures the client of this number, and prints what it found.
pub(crate) fn run(mut arguments: Parser) -> Result<()> {
    let mut number = || -> Result<u64> { Ok(arguments.value()?.parse()?) };
    let (client, streams, events, period) = (number()?, number()?, number()?, number()?);
    let load = Load { streams: usize::try_from(streams)?, events: usize::try_from(events)?, period };
    let url = arguments.value()?.string()?;
    raise_limit_of_files()?;
    let delays = Arc::new(Delays::new());
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let clients = Arc::new(Clients::new(&url)?);
    let resident = resident()?;
    let [opening, event, ending, held] = runtime.block_on(costs(client, load, &clients, &delays))?;
    let [median, most, nearly_all] = SHARES.map(|share| delays.within(share));
    let memory = (held - resident) / streams as f64;
    println!("{median} {most} {nearly_all} {opening:.3} {event:.3} {ending:.3} {memory:.0}");
    Ok(())
}

/// Opens, reads and ends all streams. Returns the CPU time of opening one, of an event and of ending one, and the memory of this process meanwhile.
async fn costs(client: u64, load: Load, clients: &Arc<Clients>, delays: &Arc<Delays>) -> Result<[f64; 4]> {
    let (start, before) = (Instant::now() + load.opening(), cpu_time());
    let begin = now() + u64::try_from(load.opening().as_nanos())?;
    let mut tasks = JoinSet::new();
    for _ in 0..load.streams {
        let (clients, delays) = (Arc::clone(clients), Arc::clone(delays));
        if client == 0 {
            tasks.spawn(async move { ours(&clients, load, begin, &delays).await });
        } else {
            tasks.spawn(async move { bare(&clients, load, begin, &delays).await });
        }
    }
    sleep_until(start).await;
    let opened = cpu_time();
    if delays.open.load(Ordering::Relaxed) != load.streams {
        return Err("not all streams were open in time".into());
    }
    sleep_until(start + load.duration() / 2).await;
    let held = resident()?;
    sleep_until(start + load.duration() + PAUSE / 2).await;
    let read = cpu_time();
    while let Some(read) = tasks.join_next().await {
        read??;
    }
    // The server closes the connections.
    sleep(PAUSE / 2).await;
    let ended = cpu_time();
    let (streams, events) = (load.streams as f64, (load.streams * load.events) as f64);
    Ok([(opened - before) / streams, (read - opened) / events, (ended - read) / streams, held])
}

async fn ours(clients: &Clients, load: Load, begin: u64, delays: &Delays) -> Result<()> {
    let mut events = clients.ours.stream(&agent(load, begin)).await?;
    let mut due = 0;
    while let Some(event) = events.next().await {
        if let StreamEvent::Token(token) = event? {
            delays.received(&token.content, &mut due)?;
        }
    }
    all_received(due, load)
}

async fn bare(clients: &Clients, load: Load, begin: u64, delays: &Delays) -> Result<()> {
    let mut body = clients.bare.ask(&agent(load, begin), "stream").await?.bytes_stream();
    let mut due = 0;
    while let Some(piece) = body.next().await {
        let piece = piece?;
        // Its place is always the same, as long as each piece is an event.
        match piece.strip_prefix(b"data: {\"type\": \"token\", \"content\": \"").and_then(|rest| rest.get(..31)) {
            Some(content) => delays.received(std::str::from_utf8(content)?, &mut due)?,
            None if piece.starts_with(b"data: {\"type\": \"done\"") => {}
            None => return Err("a piece is not an event".into()),
        }
    }
    all_received(due, load)
}

fn all_received(due: u64, load: Load) -> Result<()> {
    if due == load.events as u64 + 1 { Ok(()) } else { Err(format!("the events from {due} on are lost").into()) }
}

struct Delays {
    /// How many events had each delay.
    counts: Vec<AtomicU32>,
    /// How many streams have their first event.
    open: AtomicUsize,
}

impl Delays {
    fn new() -> Self {
        Self { counts: (0..=LONGEST).map(|_| AtomicU32::new(0)).collect(), open: AtomicUsize::new(0) }
    }

    /// Counts an event by its text: its number and the time of its write. The first of a stream is not counted.
    fn received(&self, content: &str, due: &mut u64) -> Result<()> {
        let delayed = now();
        let (number, written) = content.split_once(' ').ok_or("another event")?;
        if number.parse::<u64>()? != *due {
            return Err(format!("event {number}, not {due}").into());
        }
        *due += 1;
        if *due == 1 {
            self.open.fetch_add(1, Ordering::Relaxed);
        } else {
            let delay = usize::try_from(delayed.saturating_sub(written.parse()?) / 1000)?;
            self.counts[delay.min(LONGEST)].fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    /// The delay that this share of all events did not exceed, in microseconds.
    fn within(&self, share: f64) -> usize {
        let counts = || self.counts.iter().map(|count| u64::from(count.load(Ordering::Relaxed)));
        let mut left = counts().sum::<u64>() as f64 * share;
        counts()
            .position(|count| {
                left -= count as f64;
                left <= 0.0
            })
            .unwrap_or(LONGEST)
    }
}

/// The CPU time of this process, in microseconds.
fn cpu_time() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e6 + time.tv_nsec as f64 / 1e3
}

/// The memory of this process, in bytes.
fn resident() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status").map_err(|error| format!("/proc/self/status, of Linux: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes as f64 * 1024.0)
}

#[test]
fn the_delay_of_a_share_is_found() -> Result<()> {
    let delays = Delays::new();
    let mut due = 0;
    assert!(delays.received("1 0", &mut due).is_err(), "the first one is lost");
    for number in 0..=100 {
        delays.received(&format!("{number} {}", now() - 1000 * number * 1000), &mut due)?;
    }
    let median = delays.within(0.5);
    assert!((50_000..52_000).contains(&median) && delays.within(1.0) >= 100_000, "{median}");
    Ok(())
}
