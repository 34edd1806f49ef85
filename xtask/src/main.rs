//! What a developer of this workspace runs: `cargo xtask --help`.

mod result;
mod server;
mod test_output;
mod tools;
mod workspace;

mod audit;
mod bench;
mod codegen;
mod compat;
mod differential;
mod fault_report;
mod fuzz;
mod go;
mod judges;
mod layers;
mod lint;
mod msrv;
mod nightly;
mod python;
mod test;
mod typescript;
mod vectors;

use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt};

use self::result::Result;

const HELP: &str = "\
Usage: cargo xtask <command>

  codegen            write the generated files from openapi.yaml
  codegen --check    fail if the checked-in files differ from that
  vectors            write the vectors that the Rust core prints (tests/vectors), from the code
  vectors --check    fail if the checked-in files differ from that
  test               run every test, the examples, the tests of the Python, the TypeScript and the Go SDK, and the judges
  fault-report       write docs/faults.md, the tests of each fault, from the latest output of the tests of each language
  fault-report --check
                     fail if the checked-in file differs from that
  python             build the wheel of the Python SDK, install it, and test it
  typescript         check and build the TypeScript SDK, and test it on Node.js, Bun, Deno and Chromium
  go                 check the Go SDK, build it for other platforms, and test it on this machine's Go and on the oldest that it supports
  judges             run third-party tools that check openapi.yaml, the mock server and the clients
  lint               run codegen --check, the check for import circles, rustfmt, clippy and rustdoc; build the crates separately and as packages; check licences and sources
  ci                 run test, then lint
  audit              check the pinned dependencies for advisories, over the network
  nightly            run the long tests: the benchmarks' own, fuzzing, in Rust and Go (--fuzz-seconds N per target, default 60), the soak, the Python SDK built from its sources, the hostile server (--hostile-seconds N per language, default 60), and the readers of other languages on generated streams (--differential-seconds N per language, default 60)
  bench              run the benchmarks of the Rust client and of the SDKs, and write docs/benchmarks.md
  bench rust         run the benchmarks of the Rust client, and print the result
  bench typescript   run the benchmarks of the TypeScript SDK, and write its chapter of docs/benchmarks.md
  bench go           run the benchmarks of the Go SDK, and write its chapter of docs/benchmarks.md
  compat --base REV  list the changes since the git revision REV that break clients: in openapi.yaml, and in the published crates
";

const NO_BASE: &str = "compat needs --base, the git revision to compare with, as in cargo xtask compat --base origin/main";

enum Command {
    Codegen(codegen::Mode),
    Vectors(codegen::Mode),
    Test,
    FaultReport(codegen::Mode),
    Python,
    TypeScript,
    Go,
    Judges,
    Lint,
    Ci,
    Audit,
    Nightly(nightly::Seconds),
    Bench(bench::Part),
    Compat { base: String },
    Help,
}

fn main() -> ExitCode {
    let result = parse(Parser::from_env()).and_then(|command| match command {
        Command::Codegen(mode) => codegen::run(mode),
        Command::Vectors(mode) => vectors::run(mode),
        Command::Test => test::run(),
        Command::FaultReport(mode) => fault_report::run(mode),
        Command::Python => python::run(),
        Command::TypeScript => typescript::run(),
        Command::Go => go::run(),
        Command::Judges => judges::run(),
        Command::Lint => lint::run(),
        Command::Audit => audit::run(),
        Command::Ci => test::run().and_then(|()| lint::run()),
        Command::Nightly(seconds) => nightly::run(seconds),
        Command::Bench(part) => bench::run(part),
        Command::Compat { base } => compat::run(&base),
        Command::Help => {
            print!("{HELP}");
            Ok(())
        }
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: Parser) -> Result<Command> {
    let mut command = None;
    let mut part = None;
    let mut check = false;
    let mut base = None;
    let mut fuzz_seconds = None;
    let mut hostile_seconds = None;
    let mut differential_seconds = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
            Arg::Long("check") => check = true,
            Arg::Long("base") => base = Some(arguments.value().map_err(|_| NO_BASE)?.to_string_lossy().into_owned()),
            Arg::Long("fuzz-seconds") => fuzz_seconds = Some(arguments.value()?.parse()?),
            Arg::Long("hostile-seconds") => hostile_seconds = Some(arguments.value()?.parse()?),
            Arg::Long("differential-seconds") => differential_seconds = Some(arguments.value()?.parse()?),
            Arg::Value(name) if command.is_none() => command = Some(name.to_string_lossy().into_owned()),
            Arg::Value(name) if command.as_deref() == Some("bench") && part.is_none() => part = Some(name.to_string_lossy().into_owned()),
            other => return Err(format!("{}; see cargo xtask --help", other.unexpected()).into()),
        }
    }
    if let Some(name) = command.as_deref().filter(|name| *name != "nightly") {
        let options =
            [("fuzz-seconds", fuzz_seconds), ("hostile-seconds", hostile_seconds), ("differential-seconds", differential_seconds)];
        for (option, seconds) in options {
            if seconds.is_some() {
                return Err(format!("{name} has no --{option}: it belongs to nightly").into());
            }
        }
    }
    match (command.as_deref(), check, base) {
        (Some("compat"), false, Some(base)) => Ok(Command::Compat { base }),
        (Some("compat"), false, None) => Err(NO_BASE.into()),
        (Some(name), _, Some(_)) if name != "compat" => Err(format!("{name} has no --base: it belongs to compat").into()),
        (Some("codegen"), true, _) => Ok(Command::Codegen(codegen::Mode::Check)),
        (Some("codegen"), false, _) => Ok(Command::Codegen(codegen::Mode::Write)),
        (Some("vectors"), true, _) => Ok(Command::Vectors(codegen::Mode::Check)),
        (Some("vectors"), false, _) => Ok(Command::Vectors(codegen::Mode::Write)),
        (Some("fault-report"), true, _) => Ok(Command::FaultReport(codegen::Mode::Check)),
        (Some("fault-report"), false, _) => Ok(Command::FaultReport(codegen::Mode::Write)),
        (Some(name), true, _) => Err(format!("{name} has no --check: it belongs to codegen, vectors and fault-report").into()),
        (Some("test"), false, _) => Ok(Command::Test),
        (Some("python"), false, _) => Ok(Command::Python),
        (Some("typescript"), false, _) => Ok(Command::TypeScript),
        (Some("go"), false, _) => Ok(Command::Go),
        (Some("judges"), false, _) => Ok(Command::Judges),
        (Some("lint"), false, _) => Ok(Command::Lint),
        (Some("ci"), false, _) => Ok(Command::Ci),
        (Some("audit"), false, _) => Ok(Command::Audit),
        (Some("nightly"), false, _) => Ok(Command::Nightly(nightly::Seconds {
            fuzz: fuzz_seconds.unwrap_or(fuzz::SECONDS),
            hostile: hostile_seconds.unwrap_or(nightly::HOSTILE_SECONDS),
            differential: differential_seconds.unwrap_or(differential::SECONDS),
        })),
        (Some("bench"), false, _) => match part.as_deref() {
            None => Ok(Command::Bench(bench::Part::All)),
            Some("rust") => Ok(Command::Bench(bench::Part::Rust)),
            Some("typescript") => Ok(Command::Bench(bench::Part::TypeScript)),
            Some("go") => Ok(Command::Bench(bench::Part::Go)),
            Some(other) => Err(format!("bench has no part {other:?}: it has rust, typescript and go").into()),
        },
        (Some(name), false, _) => Err(format!("there is no command {name:?}; see cargo xtask --help").into()),
        (None, _, _) => Err("give a command; see cargo xtask --help".into()),
    }
}
