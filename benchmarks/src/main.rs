//! Measures the Rust client beside others, and prints it as Markdown: `cargo xtask bench rust`, or one measurement by its name. For `cargo xtask
//! instructions`, `--works` prints the names of the works whose instructions are counted, and `--work NAME` does one. `--scale` measures many streams at
//! once, for `cargo xtask bench scale`.

mod about;
mod allocation;
mod check;
mod clients;
mod contest;
mod data;
mod decoding;
mod event;
mod instructions;
mod measure;
mod peers;
mod report;
mod scale;
mod server;

use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt};

use self::instructions::Work;
use self::measure::{ALL, Measurement};

type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T, E = Error> = std::result::Result<T, E>;

/// How much is measured.
#[derive(Clone, Copy)]
struct Settings {
    rounds: usize,
    /// By how much less data is read.
    smaller: usize,
}

impl Settings {
    /// For runs that are short and depend on another thread: fewer of them are undisturbed.
    fn more_rounds(self) -> usize {
        4 * self.rounds
    }
}

const FULL: Settings = Settings { rounds: 25, smaller: 1 };
/// To see that it works; its figures mean nothing.
const QUICK: Settings = Settings { rounds: 2, smaller: 100 };

/// What the program does.
enum Task {
    Measure(Settings, Vec<&'static Measurement>),
    /// Prints the names of all works.
    ListWorks,
    DoWork(&'static Work),
    /// Measures many streams at once.
    Scale(Settings),
    ScaleServer,
    ScaleClient(Parser),
}

fn main() -> ExitCode {
    match parse(Parser::from_env()).and_then(perform) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("benchmarks: {error}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<()> {
    match task {
        Task::Measure(settings, measurements) => run(settings, &measurements),
        Task::ListWorks => {
            for work in &instructions::ALL {
                println!("{}", work.name);
            }
            Ok(())
        }
        Task::DoWork(work) => {
            println!("{}", work.run()?);
            Ok(())
        }
        Task::Scale(settings) => scale::run(settings),
        Task::ScaleServer => scale::server(),
        Task::ScaleClient(arguments) => scale::client(arguments),
    }
}

fn parse(mut arguments: Parser) -> Result<Task> {
    let mut settings = FULL;
    let mut measurements = Vec::new();
    let mut is_scale = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("quick") => settings = QUICK,
            Arg::Long("rounds") => settings.rounds = arguments.value()?.parse()?,
            Arg::Long("scale") => is_scale = true,
            Arg::Long("scale-server") => return Ok(Task::ScaleServer),
            Arg::Long("scale-client") => return Ok(Task::ScaleClient(arguments)),
            Arg::Long("works") => return Ok(Task::ListWorks),
            Arg::Long("work") => {
                let name = arguments.value()?;
                let found = instructions::ALL.iter().find(|work| name == work.name);
                return found.map(Task::DoWork).ok_or_else(|| format!("there is no work {}: see --works", name.display()).into());
            }
            Arg::Value(name) => {
                let found = ALL.iter().find(|measurement| name == measurement.name);
                let names = || ALL.map(|measurement| measurement.name).join(", ");
                measurements.push(found.ok_or_else(|| format!("there is no measurement {}: there are {}", name.display(), names()))?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if is_scale {
        return Ok(Task::Scale(settings));
    }
    Ok(Task::Measure(settings, if measurements.is_empty() { ALL.iter().collect() } else { measurements }))
}

fn run(settings: Settings, measurements: &[&Measurement]) -> Result<()> {
    println!("{}; the least of {} rounds, of short runs {}.\n", about::versions()?, settings.rounds, settings.more_rounds());
    let mut targets = Vec::new();
    for measurement in measurements {
        targets.extend((measurement.run)(settings)?);
    }
    if !targets.is_empty() {
        report::targets(&targets);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measurement_runs_and_finds_the_same_events_in_all_contenders() -> Result<()> {
        run(QUICK, &ALL.iter().collect::<Vec<_>>())
    }

    #[test]
    fn all_work_can_be_done() -> Result<()> {
        instructions::ALL.iter().try_for_each(|work| work.run().map(drop).map_err(|error| format!("{}: {error}", work.name).into()))
    }

    #[test]
    fn a_measurement_is_asked_for_by_its_name() -> Result<()> {
        let measured = |arguments: &[&str]| match parse(Parser::from_args(arguments))? {
            Task::Measure(settings, measurements) => Ok((settings, measurements)),
            _ => Err(Error::from("no measurement")),
        };
        let (settings, measurements) = measured(&["typed", "--rounds", "3", "call"])?;
        assert_eq!(settings.rounds, 3);
        assert_eq!(measurements.iter().map(|measurement| measurement.name).collect::<Vec<_>>(), ["typed", "call"]);
        assert_eq!(measured(&["--quick"])?.1.len(), ALL.len());
        assert!(measured(&["typing"]).is_err_and(|error| error.to_string().contains("framing, typed")));
        assert!(matches!(parse(Parser::from_args(["--work", "call by GET"]))?, Task::DoWork(work) if work.name == "call by GET"));
        assert!(parse(Parser::from_args(["--work", "sleep"])).is_err());
        Ok(())
    }
}
