//! From a server on the loopback to owned events: the CPU time of the client's thread, on which all of the client runs.

use std::hint::black_box;

use bytes::Bytes;
use serde::Serialize;
use tokio::runtime::Runtime;

use super::{runtime, tokens};
use crate::check::Check;
use crate::clients::{Clients, StreamClient};
use crate::contest::{Contender, Cost, compete};
use crate::data::{Cut, Events};
use crate::report::{Asked, Target, beside, table};
use crate::server::{self, Answer};
use crate::{Result, Settings};

/// How the server writes.
struct Case {
    name: &'static str,
    /// The agent that answers so.
    agent: &'static str,
    cut: Cut,
    is_short: bool,
    /// How many times the CPU of bare reqwest ours may be.
    asked: f64,
    /// Why that is missed.
    why_missed: &'static str,
}

const CASES: [Case; 2] = [
    Case {
        name: "writes of 16 KiB",
        agent: "large",
        cut: Cut::Every { name: "16 KiB", bytes: 16 << 10 },
        is_short: true,
        asked: 5.0,
        why_missed: "decoding an event alone costs about three times as much as reading its bytes, and each event is then handed out by a poll of \
            the stream.",
    },
    Case {
        name: "a write an event",
        agent: "small",
        cut: Cut::PerEvent,
        is_short: false,
        asked: 1.1,
        why_missed: "an event is decoded, each wait polls the idle timer and reads the clock, and the bytes pass through the connection that normalizes \
            heads. What remains is the library's: the connection is a task of its own, which each chunk wakes, and which wakes the reader.",
    },
];

pub(super) fn run(settings: Settings) -> Result<Vec<Target>> {
    let events = tokens(settings);
    println!("### End to end: {}\n", events.title);
    let answers = CASES.iter().map(|case| (case.agent, Answer::stream(&case.cut.cut(&events))));
    let clients = Clients::new(&server::start(answers.collect())?)?;
    let runtime = runtime()?;
    let mut names = Vec::new();
    let mut costs = Vec::new();
    for case in &CASES {
        let mut contenders = contenders(&runtime, &clients, case, &events)?;
        names = contenders.iter().map(|contender| contender.name.clone()).collect();
        let rounds = if case.is_short { settings.more_rounds() } else { settings.rounds };
        costs.push(compete(rounds, &mut contenders)?);
    }
    print(&events, &names, &costs);
    let target = |(case, costs): (&Case, &Vec<Cost>)| Target {
        what: format!("end to end, {}: our CPU ÷ that of reqwest's bytes alone", case.name),
        asked: Asked::AtMost(case.asked),
        found: vec![("", costs[0].cpu.as_secs_f64() / costs[1].cpu.as_secs_f64())],
        why_missed: case.why_missed,
    };
    Ok(CASES.iter().zip(&costs).map(target).collect())
}

/// Ours is the first, bare reqwest the second.
fn contenders<'a>(runtime: &'a Runtime, clients: &'a Clients, case: &'a Case, events: &Events) -> Result<[Contender<'a>; 6]> {
    let bytes = |found: Vec<Bytes>| if found.concat() == events.frames().concat() { Ok(()) } else { Err("other bytes".into()) };
    Ok([
        contender(runtime, &clients.ours, case.agent, |found| same(events, &found))?,
        contender(runtime, &clients.bare, case.agent, bytes)?,
        contender(runtime, &clients.patient, case.agent, |found| same(events, &found))?,
        contender(runtime, &clients.sse_core, case.agent, |found| same(events, &found))?,
        contender(runtime, &clients.sse_stream, case.agent, |found| same(events, &found))?,
        contender(runtime, &clients.eventsource_stream, case.agent, |found| same(events, &found))?,
    ])
}

fn contender<'a, C: StreamClient>(
    runtime: &'a Runtime,
    client: &'a C,
    agent: &'a str,
    check: impl Fn(Vec<C::Item>) -> Result<()>,
) -> Result<Contender<'a>> {
    let mut found = Vec::new();
    let collect = |item| {
        found.push(item);
        Ok(())
    };
    let read = runtime.block_on(client.each(agent, collect));
    read.and_then(|()| check(found)).map_err(|error| format!("{}: {error}", client.name()))?;
    let look = |item| {
        black_box(&item);
        Ok(())
    };
    Ok(Contender::new(client.name(), move || Cost::of(|| runtime.block_on(client.each(agent, look)))))
}

fn same(events: &Events, found: &[impl Serialize]) -> Result<()> {
    let mut check = Check::new(events);
    found.iter().try_for_each(|event| check.event(event))?;
    check.end()
}

fn print(events: &Events, names: &[String], costs: &[Vec<Cost>]) {
    let count = events.payloads.len() as f64;
    let cell = |costs: &[Cost], number: usize| {
        let nanoseconds = |cost: &Cost| cost.cpu.as_nanos() as f64 / count;
        let (own, bare) = (nanoseconds(&costs[number]), nanoseconds(&costs[1]));
        beside(&format!("{own:.0}"), own / bare)
    };
    let row = |(number, name): (usize, &String)| {
        let cells = costs.iter().map(|costs| cell(costs, number));
        [name.clone()].into_iter().chain(cells).collect()
    };
    table(&["ns of CPU an event, and × bytes alone", CASES[0].name, CASES[1].name], names.iter().enumerate().map(row));
}
