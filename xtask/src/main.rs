//! What a developer of this workspace runs: `cargo xtask --help`.

mod arguments;
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
mod docs;
mod fault_report;
mod fuzz;
mod go;
mod instructions;
mod judges;
mod layers;
mod lint;
mod msrv;
mod nightly;
mod package;
mod publish;
mod python;
mod release;
mod test;
mod typescript;
mod vectors;
mod workflows;

use std::process::ExitCode;

use lexopt::Parser;

use self::arguments::Given;
use self::instructions::Counts;
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
  rust               run the tests and examples of the Rust crates
  python             build the wheel of the Python SDK, install it, and test it on the oldest and the newest Python here (--only VERSION: on that one)
  typescript         check and build the TypeScript SDK, and test it on Node.js, Bun, Deno, workerd and Chromium
  go                 check the Go SDK, build it for other platforms, and test it on this machine's Go, the oldest that it supports, and the newest
  judges             run third-party tools that check openapi.yaml, the mock server and the clients
  docs               build the site of the documents, and check its links, its tabs and its search in Chromium
  lint               run codegen --check, the check for import circles, rustfmt, clippy, rustdoc and the workflows; build the crates separately and as packages; check licences and sources
  ci                 run test, then lint
  package            pack everything as it is published, install it from there into empty projects, and have each talk to the mock server
  release VERSION    set the version of everything, date the changelog, and compare the APIs with those of the last release
  release VERSION --dry-run
                     do so in a copy, pack and try everything there, and list what would be pushed
  publish crates     push the crates, except those that are published (--dry-run: push nothing)
  publish npm        push the npm packages of target/package/out, except those that are published (--dry-run: push nothing)
  audit              check the pinned dependencies for advisories, over the network
  instructions       count the instructions of decoding, a plain call and a stream by callgrind, and fail if a count differs by more than 3 % from that in benchmarks/instructions.json
  instructions --accept
                     write the counts to that file
  nightly            run the long tests: the benchmarks' own, the counts of instructions, fuzzing, in Rust and Go (--fuzz-seconds N per target, default 60), the soak, calls on connections that end, the Python SDK built from its sources, the hostile server (--hostile-seconds N per language, default 60), and the readers of other languages on generated streams (--differential-seconds N per language, default 60)
  bench              run the benchmarks of the Rust client and of the SDKs, and write docs/benchmarks.md
  bench rust         run the benchmarks of the Rust client, and write its chapter of docs/benchmarks.md
  bench python       run the benchmarks of the Python SDK, and write its chapter of docs/benchmarks.md
  bench scale        run the benchmark of many streams at once, and write its chapter of docs/benchmarks.md
  bench typescript   run the benchmarks of the TypeScript SDK, and write its chapter of docs/benchmarks.md
  bench go           run the benchmarks of the Go SDK, and write its chapter of docs/benchmarks.md
  compat --base REV  list the changes since the git revision REV that break clients: in openapi.yaml, and in the published crates
";

const NO_VERSION: &str = "release needs a version, as in cargo xtask release 0.2.0 --dry-run";

const NO_BASE: &str = "compat needs --base, the git revision to compare with, as in cargo xtask compat --base origin/main";

fn main() -> ExitCode {
    match command(Parser::from_env()).and_then(|command| command()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

type Command = Box<dyn FnOnce() -> Result<()>>;

fn command(parser: Parser) -> Result<Command> {
    let Some((name, mut given)) = Given::parse(parser)? else {
        return Ok(Box::new(|| {
            print!("{HELP}");
            Ok(())
        }));
    };
    let command: Command = match &*name {
        "codegen" => {
            let mode = given.mode();
            Box::new(move || codegen::run(mode))
        }
        "vectors" => {
            let mode = given.mode();
            Box::new(move || vectors::run(mode))
        }
        "fault-report" => {
            let mode = given.mode();
            Box::new(move || fault_report::run(mode))
        }
        "test" => Box::new(test::run),
        "rust" => Box::new(test::rust_alone),
        "python" => {
            let only = given.value("only");
            Box::new(move || python::run(only.as_deref()))
        }
        "typescript" => Box::new(typescript::run),
        "go" => Box::new(go::run),
        "judges" => Box::new(judges::run),
        "docs" => Box::new(docs::run),
        "lint" => Box::new(lint::run),
        "ci" => Box::new(|| test::run().and_then(|()| lint::run())),
        "package" => Box::new(package::run),
        "release" => {
            let version = given.part().ok_or(NO_VERSION)?;
            let is_rehearsal = given.flag("dry-run");
            Box::new(move || if is_rehearsal { release::rehearse(&version) } else { release::run(&version) })
        }
        "publish" => {
            let registry = publish::Registry::named(given.part().as_deref())?;
            let is_rehearsal = given.flag("dry-run");
            Box::new(move || publish::run(registry, is_rehearsal))
        }
        "audit" => Box::new(audit::run),
        "instructions" => {
            let counts = if given.flag("accept") { Counts::Accept } else { Counts::Compare };
            Box::new(move || instructions::run(counts))
        }
        "nightly" => {
            let seconds = nightly::Seconds {
                fuzz: given.seconds("fuzz-seconds", fuzz::SECONDS)?,
                hostile: given.seconds("hostile-seconds", nightly::HOSTILE_SECONDS)?,
                differential: given.seconds("differential-seconds", differential::SECONDS)?,
            };
            Box::new(move || nightly::run(seconds))
        }
        "bench" => {
            let part = bench::Part::named(given.part().as_deref())?;
            Box::new(move || bench::run(part))
        }
        "compat" => {
            let base = given.value("base").ok_or(NO_BASE)?;
            Box::new(move || compat::run(&base))
        }
        _ => return Err(format!("there is no command {name:?}; see cargo xtask --help").into()),
    };
    given.finish(&name)?;
    Ok(command)
}
