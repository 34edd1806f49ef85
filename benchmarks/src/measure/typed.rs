//! From bytes to owned events. Each is made, looked at and dropped.

use std::hint::black_box;

use futures::FutureExt;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::data;
use crate::check::Check;
use crate::data::{CUTS, Events};
use crate::decoding::{Figures, Reader};
use crate::event::{Keeping, Lean};
use crate::peers::{self, EventsourceStream, Peer, SseCore, SseStream, body};
use crate::report::{Asked, Target};
use crate::{Result, Settings};

const KEEPING: &str = ", unknown fields kept";

pub(super) fn run(settings: Settings) -> Result<Vec<Target>> {
    let mut targets = Vec::new();
    for events in data(settings) {
        println!("### Typed: {}\n", events.title);
        let readers = [
            ours(&events),
            with_serde::<SseCore, Lean>(&events, ""),
            with_serde::<SseStream, Lean>(&events, ""),
            with_serde::<EventsourceStream, Lean>(&events, ""),
            with_serde::<SseCore, Keeping>(&events, KEEPING),
        ];
        let figures = Figures::measure(settings, &events, &readers)?;
        figures.print();
        targets.extend(targets_of(&events, &figures));
    }
    Ok(targets)
}

fn ours(events: &Events) -> Reader<'_> {
    Reader {
        name: "agentspec".to_owned(),
        check: Box::new(|pieces| {
            let mut check = Check::new(events);
            peers::each_event(body(pieces), |event| check.event(&event)).now_or_never().ok_or("waits")??;
            check.end()
        }),
        read: Box::new(|pieces| {
            let mut count = 0;
            let look = |event| {
                black_box(&event);
                count += 1;
                Ok(())
            };
            peers::each_event(body(pieces), look).now_or_never().ok_or("waits")??;
            Ok(count)
        }),
    }
}

fn with_serde<'a, P: Peer, E: DeserializeOwned + Serialize>(events: &'a Events, how: &str) -> Reader<'a> {
    Reader {
        name: format!("{}, serde{how}", P::NAME),
        check: Box::new(|pieces| {
            let mut check = Check::new(events);
            let compare = |_: &str, data: &str| check.event(&serde_json::from_str::<E>(data)?);
            P::each_frame(body(pieces), compare).now_or_never().ok_or("waits")??;
            check.end()
        }),
        read: Box::new(|pieces| {
            let mut count = 0;
            let look = |_: &str, data: &str| {
                black_box(&serde_json::from_str::<E>(data)?);
                count += 1;
                Ok(())
            };
            P::each_frame(body(pieces), look).now_or_never().ok_or("waits")??;
            Ok(count)
        }),
    }
}

/// Why targets are missed.
const PIECES: &str =
    "with one piece per event, each event bears the fixed cost of taking a piece, which is as much as that of reading a token.";
const VALUES: &str = "a tool result that is a list of objects costs the allocations of its `Value`, which every reader has to make.";
const ALLOCATIONS: &str = "a token takes one allocation, its text; a stream takes a few more, and a token that is cut just behind its text is \
    read twice.";

fn targets_of(events: &Events, figures: &Figures) -> Vec<Target> {
    let target =
        |what: &str, asked, found, why_missed| Target { what: format!("typed, {}: {what}", events.kind()), asked, found, why_missed };
    let best = figures.best(|name| !name.ends_with(KEEPING));
    if !events.are_tokens {
        return vec![target("the best peer ÷ ours", Asked::AtLeast(2.0), best, VALUES)];
    }
    // The cuts that bring many events at once, without a cut in most of them.
    let is_large = |cut: &str| cut == CUTS[1].name() || cut == CUTS[3].name();
    let (large, other) = best.into_iter().partition(|(cut, _)| is_large(cut));
    vec![
        target("the best peer ÷ ours", Asked::AtLeast(5.0), large, PIECES),
        target("the best peer ÷ ours", Asked::AtLeast(3.0), other, PIECES),
        target("our allocations an event", Asked::AtMost(1.0), figures.allocations(), ALLOCATIONS),
    ]
}
