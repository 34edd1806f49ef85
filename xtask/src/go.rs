//! `cargo xtask go`: checks the Go SDK, builds it for other platforms, and tests it on this machine's Go, the oldest that it claims, and the newest.

mod checks;
mod names;
mod toolchain;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use self::toolchain::Toolchain;
use crate::server::Mock;
use crate::test_output::{self, Language};
use crate::workspace::{quietly, root, skip, step};
use crate::{Result, differential};

pub(crate) const NEEDED: &str = "Go 1.25 or newer, with a C compiler";

/// The module of what packs the SDK, and compares its API.
const PACKAGING: &str = "xtask/packaging/go";

/// Variables that change what a client or a test does.
const FOREIGN: [&str; 8] = [
    "AGENTSPEC_BASE_URL",
    "AGENTSPEC_API_KEY",
    "AGENTSPEC_TOKEN",
    "AGENTSPEC_DIALECT",
    "AGENTSPEC_VECTORS",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
];

pub(crate) fn run() -> Result<()> {
    let Some(own) = Toolchain::of_machine() else { return skip("the Go SDK", NEEDED) };
    checks::run(&own)?;
    compare(&own, None)?;
    let mock = Mock::build()?;
    test_output::keep(Language::Go, || test(&own, &mock))?;
    test_on("oldest", Toolchain::oldest()?, &mock)?;
    if own.is_newest()? { Ok(()) } else { test_on("newest", Toolchain::newest()?, &mock) }
}

fn test_on(name: &str, go: Option<Toolchain>, mock: &Mock) -> Result<()> {
    match go {
        Some(go) => test(&go, mock).map(drop),
        None => skip(&format!("the Go SDK on the {name} Go"), "Python 3.9 or newer, with venv and pip"),
    }
}

/// Compares the reader of Go with the slow reader of Rust for so long.
pub(crate) fn compare_readers(seconds: u64) -> Result<()> {
    let Some(go) = Toolchain::of_machine() else { return skip("the reader of Go", NEEDED) };
    compare(&go, Some(seconds))
}

/// The reader is the test program: it needs the decoders, which the package does not export.
fn compare(go: &Toolchain, seconds: Option<u64>) -> Result<()> {
    let program = root().join("target/go/reader");
    quietly("the reader of Go", go.command().args(["test", "-c", "-o"]).arg(&program).arg("."))?;
    differential::run("Go", &[program.as_ref(), "reader".as_ref()], seconds)
}

/// Lays the module out below `proxy`, as a module proxy serves it. Returns whether this machine has what is `NEEDED`.
pub(crate) fn pack_into(version: &str, proxy: &Path) -> Result<bool> {
    let Some(go) = Toolchain::of_machine() else { return Ok(false) };
    let mut pack = go.networked();
    pack.args(["run", "."]).arg(sdk()).arg(version).arg(proxy).current_dir(root().join(PACKAGING));
    quietly("the Go module", &mut pack).map(|_| true)
}

/// Compares the exported API with that of `old`, another version of the SDK's folder. Returns each break as apidiff says it, without breaks an empty text.
pub(crate) fn breaks_since(old: &Path, workplace: &Path) -> Result<String> {
    let Some(go) = Toolchain::of_machine() else { return Err(format!("apidiff needs {NEEDED}").into()) };
    let (program, exported, module) = (workplace.join("apidiff"), workplace.join("go.export"), module()?);
    let mut build = go.networked();
    build.args(["build", "-o"]).arg(&program).arg("golang.org/x/exp/cmd/apidiff").current_dir(root().join(PACKAGING));
    quietly("apidiff", &mut build)?;
    let apidiff = || toolchain::in_environment(Command::new(&program));
    quietly("apidiff of the earlier API", apidiff().args(["-m", "-w"]).arg(&exported).arg(&module).current_dir(old))?;
    quietly("apidiff", apidiff().args(["-m", "-incompatible"]).arg(&exported).arg(&module).current_dir(sdk()))
}

/// Returns the path of the module: that of go.mod.
pub(crate) fn module() -> Result<String> {
    let text = fs::read_to_string(sdk().join("go.mod"))?;
    text.lines().find_map(|line| line.strip_prefix("module ")).map(str::to_owned).ok_or_else(|| "sdks/go/go.mod names no module".into())
}

/// A `go` command in the folder of another module, which gets every module from the folder `proxy`.
pub(crate) fn from_proxy(proxy: &Path, folder: &Path) -> Result<Command> {
    let Some(go) = Toolchain::of_machine() else { return Err("the Go that packed is gone".into()) };
    let mut command = go.command();
    let address = format!("file://{}", proxy.to_string_lossy().replace('\\', "/"));
    command.current_dir(folder).env("GOPROXY", address).env("GOSUMDB", "off").env("GOFLAGS", "-modcacherw");
    command.env("GOMODCACHE", folder.join("modules")).env("GONOPROXY", "none");
    Ok(command)
}

fn sdk() -> PathBuf {
    root().join("sdks/go")
}

/// Runs all tests with the race detector. Returns the result of each as cargo reports its own.
fn test(go: &Toolchain, mock: &Mock) -> Result<String> {
    eprintln!("\n==> go test -race, {}", go.version());
    let mut command = go.command();
    command.args(["test", "-race", "-count=1", "-timeout=20m", "-json", "./..."]);
    with_mock(&mut command, mock);
    let name = format!("the tests of the Go SDK, {}", go.version());
    let output = command.output().map_err(|error| format!("{name}: cannot be started: {error}"))?;
    let run = names::read(&String::from_utf8_lossy(&output.stdout), &sdk())?;
    if !output.status.success() {
        let printed = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{name}: failed ({})\n{}{printed}", output.status, run.failures).into());
    }
    if run.passed == 0 {
        return Err(format!("{name}: none was run\n{}", run.report).into());
    }
    println!("{}: {} tests, 0 failures", go.version(), run.passed);
    Ok(run.report)
}

/// Gives a command of the SDK's tests the mock server, and nothing of the user's environment that changes what a client does.
fn with_mock(command: &mut Command, mock: &Mock) {
    command.env("AGENTSPEC_MOCK", mock.program()).env("AGENTSPEC_ROOT", root());
    for variable in FOREIGN {
        command.env_remove(variable).env_remove(variable.to_lowercase());
    }
}

/// Returns the fuzz targets with their packages.
fn fuzz_targets(go: &Toolchain) -> Result<Vec<(String, String)>> {
    let packages = quietly("go list", go.command().args(["list", "./..."]))?;
    let mut targets = Vec::new();
    for package in packages.lines() {
        let listed = quietly("go test -list", go.command().args(["test", "-list", "^Fuzz", package]))?;
        targets.extend(listed.lines().filter(|line| line.starts_with("Fuzz")).map(|target| (package.to_owned(), target.to_owned())));
    }
    Ok(targets)
}

/// Runs each fuzz target for this time. An input that fails is written to `testdata/fuzz` of its package, where it is a test from then on.
pub(crate) fn fuzz(seconds: u64) -> Result<()> {
    let Some(go) = Toolchain::of_machine() else { return skip("the fuzz targets of the Go SDK", NEEDED) };
    let mock = Mock::build()?;
    let targets = fuzz_targets(&go)?;
    if targets.is_empty() {
        return Err("the Go SDK has no fuzz target".into());
    }
    for (package, target) in targets {
        let mut command = go.command();
        command.args(["test", "-run=^$", &format!("-fuzz=^{target}$"), &format!("-fuzztime={seconds}s"), &package]);
        with_mock(&mut command, &mock);
        step(&format!("fuzz {target} of {package} for {seconds} seconds"), &mut command)?;
    }
    Ok(())
}

/// Returns the command of the benchmark, a module of its own with its peers; `None` if there is no Go.
pub(crate) fn benchmark() -> Option<Command> {
    let mut bench = Toolchain::of_machine()?.networked();
    bench.args(["run", "."]).current_dir(sdk().join("benchmarks"));
    Some(bench)
}

/// A program of a Go `package` with its version, run in the SDK's folder; `told` makes it say its version. `None` if there is no Go.
pub(crate) fn tool(package: &str, told: &[&str]) -> Result<Option<Command>> {
    let Some(go) = Toolchain::of_machine() else { return Ok(None) };
    let mut tool = go.tool(package, told)?;
    tool.current_dir(sdk());
    Ok(Some(tool))
}
