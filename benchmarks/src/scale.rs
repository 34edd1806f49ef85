//! Many streams at once through one client, beside bare reqwest: `cargo xtask bench scale`. The server and each client are processes of their own, so
//! that the CPU time and the memory are those of one of them.

mod client;
mod server;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use self::client::Found;
pub(crate) use self::client::run as client;
pub(crate) use self::server::run as server;
use crate::data::grouped;
use crate::report::{self, Asked, Target, table};
use crate::{Error, Result, Settings};

/// A client, by what its program is asked for.
const NAMES: [&str; 2] = ["agentspec", "reqwest, bytes alone"];

/// Streams that are open at once, each with this many events, one every `period`.
#[derive(Clone, Copy)]
struct Load {
    streams: usize,
    events: usize,
    /// In microseconds.
    period: u64,
}

impl Load {
    /// How long opening all streams may take.
    fn opening(self) -> Duration {
        Duration::from_secs(3) + Duration::from_micros(300 * self.streams as u64)
    }

    /// How long the streams write their events.
    fn duration(self) -> Duration {
        Duration::from_micros(self.period * (self.events as u64 + 1))
    }
}

/// How long the streams stay open after their last events, so that no event waits for the end of another stream.
const PAUSE: Duration = Duration::from_millis(500);

/// For 10 seconds where streams are few, and 20 where they are many. More than 100,000 events a second are more than two cores write and read one by one.
const LOADS: [Load; 4] = [
    Load { streams: 10, events: 1_000, period: 10_000 },
    Load { streams: 100, events: 1_000, period: 10_000 },
    Load { streams: 1_000, events: 2_000, period: 10_000 },
    Load { streams: 10_000, events: 200, period: 100_000 },
];
/// The load that the target is for.
const ASKED: usize = 1_000;
const ROUNDS: usize = 2;

const WHY_MISSED: &str = "a stream of ours holds its decoder, its idle timer and what an error of it would tell, 2 KiB more. Opening it takes about 7 KiB \
     for a while, for the call with its attempt and for the request by which reqwest makes the connection; if many streams are opened at once, the allocator \
     keeps a part of that.";

/// Measures both clients, and prints the chapter.
pub(crate) fn run(settings: Settings) -> Result<()> {
    let server = Server::start()?;
    let rounds = ROUNDS.min(settings.rounds);
    let mut rows = Vec::new();
    let mut targets = Vec::new();
    for load in LOADS.map(|load| Load { events: load.events / settings.smaller, streams: load.streams.div_ceil(settings.smaller), ..load })
    {
        let found = compete(rounds, &server.url, load)?;
        for (name, found) in NAMES.iter().zip(&found) {
            rows.push(row(load, name, found));
        }
        if load.streams == ASKED.div_ceil(settings.smaller) {
            targets = targets_of(load, &found);
        }
    }
    let head = [
        "",
        "streams",
        "events a second of each",
        "delay, median",
        "99 %",
        "99.9 %",
        "CPU: opening a stream",
        "an event",
        "ending a stream",
        "memory a stream",
    ];
    println!("The least of {rounds} rounds.\n");
    table(&head, rows);
    report::targets(&targets);
    Ok(())
}

/// The least of all rounds, of each client; another one begins each round.
fn compete(rounds: usize, url: &str, load: Load) -> Result<[Found; 2]> {
    let mut least = [Found::UNKNOWN; 2];
    for round in 0..rounds {
        for turn in 0..NAMES.len() {
            let number = (round + turn) % NAMES.len();
            eprintln!("{}: {} streams, round {}", NAMES[number], load.streams, round + 1);
            least[number] = least[number].least(client::measured(number, url, load)?);
        }
    }
    Ok(least)
}

fn row(load: Load, name: &str, found: &Found) -> Vec<String> {
    let microseconds = |value: f64| if value < 1000.0 { format!("{value:.0} µs") } else { format!("{:.1} ms", value / 1000.0) };
    let delays = found.delays.map(|delay| microseconds(f64::from(delay)));
    let rate = 1_000_000 / load.period;
    [name.to_owned(), grouped(load.streams), rate.to_string()]
        .into_iter()
        .chain(delays)
        .chain([microseconds(found.opening), format!("{:.2} µs", found.event), microseconds(found.ending)])
        .chain([format!("{:.1} KiB", found.memory / 1024.0)])
        .collect()
}

fn targets_of(load: Load, [ours, bare]: &[Found; 2]) -> Vec<Target> {
    let what = format!("{} streams: our memory a stream ÷ that of reqwest's bytes", grouped(load.streams));
    vec![Target { what, asked: Asked::AtMost(1.1), found: vec![("", ours.memory / bare.memory)], why_missed: WHY_MISSED }]
}

/// The server's process.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Result<Self> {
        let mut process = own("--scale-server").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let told = process.stdout.take().ok_or("the server has no output")?;
        let url = BufReader::new(told).lines().next().ok_or("the server did not start")??;
        Ok(Self { process, url })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// This program in another role.
fn own(role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap_or_default());
    command.arg(role);
    command
}

/// Lets this process open as many connections as the system allows.
fn raise_limit_of_files() -> Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).map_err(Error::from)
}

/// The time in nanoseconds that all processes of this machine share.
fn now() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_nsec.unsigned_abs()
}
