//! The measurements, by their names. Each prints its tables and returns its targets.

mod framing;
mod typed;

use crate::data::Events;
use crate::report::Target;
use crate::{Result, Settings};

pub(crate) struct Measurement {
    pub(crate) name: &'static str,
    pub(crate) run: fn(Settings) -> Result<Vec<Target>>,
}

pub(crate) const ALL: [Measurement; 2] =
    [Measurement { name: "framing", run: framing::run }, Measurement { name: "typed", run: typed::run }];

/// What is decoded.
fn data(settings: Settings) -> [Events; 2] {
    [Events::tokens(100_000 / settings.smaller), Events::tool_results(2_400 / settings.smaller)]
}
