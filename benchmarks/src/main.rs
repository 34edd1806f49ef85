//! Measures the Rust client beside others, and prints it as Markdown: `cargo xtask bench rust`, or one measurement by its name.

mod contest;
mod data;
mod decoding;
mod event;
mod measure;
mod peers;
mod report;

use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt};

use self::measure::{ALL, Measurement};

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// How much is measured.
#[derive(Clone, Copy)]
struct Settings {
    rounds: usize,
    /// By how much less data is read.
    smaller: usize,
}

const FULL: Settings = Settings { rounds: 25, smaller: 1 };
/// To see that it works; its figures mean nothing.
const QUICK: Settings = Settings { rounds: 2, smaller: 100 };

fn main() -> ExitCode {
    match parse(Parser::from_env()).and_then(|(settings, measurements)| run(settings, &measurements)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("benchmarks: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: Parser) -> Result<(Settings, Vec<&'static Measurement>)> {
    let mut settings = FULL;
    let mut measurements = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("quick") => settings = QUICK,
            Arg::Long("rounds") => settings.rounds = arguments.value()?.parse()?,
            Arg::Value(name) => {
                let names = ALL.map(|measurement| measurement.name).join(", ");
                let named = ALL.iter().find(|measurement| name == measurement.name);
                measurements.push(named.ok_or_else(|| format!("there is no measurement {}: there are {names}", name.display()))?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok((settings, if measurements.is_empty() { ALL.iter().collect() } else { measurements }))
}

fn run(settings: Settings, measurements: &[&Measurement]) -> Result<()> {
    let mut targets = Vec::new();
    for measurement in measurements {
        targets.extend((measurement.run)(settings)?);
    }
    report::targets(&targets);
    Ok(())
}
