//! The measurements, by their names. Each prints its tables and returns its targets.

mod call;
mod end_to_end;
mod first_event;
mod framing;
mod idle_memory;
mod typed;

use tokio::runtime::{Builder, Runtime};

use crate::data::Events;
use crate::report::Target;
use crate::{Result, Settings};

pub(crate) struct Measurement {
    pub(crate) name: &'static str,
    pub(crate) run: fn(Settings) -> Result<Vec<Target>>,
}

pub(crate) const ALL: [Measurement; 6] = [
    Measurement { name: "framing", run: framing::run },
    Measurement { name: "typed", run: typed::run },
    Measurement { name: "end-to-end", run: end_to_end::run },
    Measurement { name: "first-event", run: first_event::run },
    Measurement { name: "idle-memory", run: idle_memory::run },
    Measurement { name: "call", run: call::run },
];

fn tokens(settings: Settings) -> Events {
    Events::tokens(100_000 / settings.smaller)
}

/// What is decoded.
fn data(settings: Settings) -> [Events; 2] {
    [tokens(settings), Events::tool_results(2_400 / settings.smaller)]
}

/// One thread for all of a client, so that its CPU time is the client's.
pub(crate) fn runtime() -> Result<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}
