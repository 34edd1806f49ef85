//! From bytes to owned events, of one shape after the other. Each is made, looked at and dropped.

use std::hint::black_box;

use futures::FutureExt;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::check::Check;
use crate::data::{Cut, Events, REGULAR, SHAPES};
use crate::decoding::{Figures, Reader};
use crate::event::{Keeping, Lean};
use crate::peers::{self, Peer, SseCore, SseStream, body};
use crate::report::{Asked, Target, table};
use crate::{Result, Settings};

/// Ends the names of those that drop unknown fields, which ours keeps.
const DROPPING: &str = ", unknown fields dropped";

pub(super) fn run(settings: Settings) -> Result<Vec<Target>> {
    println!("### Typed: each shape of an event\n");
    let mut rows = Vec::new();
    let mut targets = Vec::new();
    for shape in &SHAPES {
        let events = &shape.events(settings.smaller);
        let readers = [
            ours(events),
            with_serde::<SseCore, Keeping>(events, ""),
            with_serde::<SseStream, Keeping>(events, ""),
            with_serde::<SseCore, Lean>(events, DROPPING),
            with_serde::<SseStream, Lean>(events, DROPPING),
        ];
        let figures = Figures::measure(settings, &REGULAR, events, &readers)?;
        let keeping = figures.best(|name| !name.ends_with(DROPPING));
        let dropping = figures.best(|name| name.ends_with(DROPPING));
        let cells = figures.ours().iter().zip(&keeping).zip(dropping);
        let cells = cells.map(|((ours, (_, keeping)), (_, dropping))| format!("{ours:.0} ({keeping:.1}, {dropping:.1})"));
        let allocations = figures.allocations()[..3].join(", ");
        rows.push([shape.name.to_owned()].into_iter().chain(cells).chain([allocations]).collect());
        let what = format!("typed, {}: the best peer ÷ ours", shape.name);
        targets.push(Target { what, asked: Asked::AtLeast(shape.asked), found: keeping, why_missed: shape.why_missed });
    }
    let cuts = REGULAR.map(Cut::name);
    table(
        &[
            &["ns an event, and the best peer's × ours, unknown fields kept, dropped"],
            &cuts[..],
            &["allocations: ours, sse-core, sse-stream"],
        ]
        .concat(),
        rows,
    );
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

fn with_serde<'a, P: Peer, E: DeserializeOwned + Serialize>(events: &'a Events, how: &'static str) -> Reader<'a> {
    Reader {
        name: format!("{}, serde{how}", P::NAME),
        check: Box::new(move |pieces| {
            let mut check = Check::new(events);
            let compare = |_: &str, data: &str| {
                let event = serde_json::from_str::<E>(data)?;
                if how == DROPPING { check.part(&event) } else { check.event(&event) }
            };
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
