//! `cargo xtask python`: builds the wheel of the Python SDK, installs it as users do, and tests it on the oldest and the newest Python here.

mod at_once;
mod inputs;
mod interpreter;
mod runs;
mod types;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use self::at_once::at_once;
pub(crate) use self::inputs::Inputs;
use self::interpreter::Interpreter;
use self::runs::Runs;
use crate::Result;
use crate::judges::Python;
use crate::server::Mock;
use crate::workspace::{empty, quietly, root, skip};

pub(crate) const NEEDED: &str = "Python 3.9 or newer, and Python 3.11 or newer, with venv and pip";

/// Tests on the oldest and the newest Python, or on the `only` one.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let interpreters = match only {
        Some(version) => vec![
            interpreter::of_version(version)
                .ok_or_else(|| format!("there is no Python {version} here: give one such as 3.12, installed"))?,
        ],
        None => oldest_and_newest()?,
    };
    test(&interpreters, Inputs::make)
}

/// As [`run`], with what the tests of Rust have made.
pub(crate) fn run_after_rust(inputs: Inputs) -> Result<()> {
    test(&oldest_and_newest()?, || Ok(inputs))
}

fn oldest_and_newest() -> Result<Vec<Interpreter>> {
    let interpreters = interpreter::oldest_and_newest();
    if !interpreters.is_empty() && interpreters.iter().all(|interpreter| interpreter.version != "3.9") {
        skip("the Python SDK on Python 3.9", "CPython 3.9 with venv and pip")?;
    }
    Ok(interpreters)
}

fn test(interpreters: &[Interpreter], inputs: impl FnOnce() -> Result<Inputs>) -> Result<()> {
    let Some(tools) = Python::prepare()?.filter(|_| !interpreters.is_empty()) else {
        return skip("the Python SDK", NEEDED);
    };
    let mock = Mock::build()?;
    let inputs = inputs()?;
    // With the clock that the tests hand in.
    let wheels = build_wheel(&tools, &["--features", "test-util"])?;
    let runs = Runs { wheels: &wheels, mock: &mock, inputs: &inputs };
    // Each is one process that computes or waits.
    let mut jobs = runs.jobs(interpreters);
    jobs.push(Box::new(|| types::check(&tools, &wheels)));
    at_once(jobs)
}

/// Builds the source distribution, and installs it as users do on a machine for which there is no wheel: pip builds it. Returns the Python
/// that has it; `None` where this machine lacks what is `NEEDED`.
pub(crate) fn source_distribution() -> Result<Option<PathBuf>> {
    let interpreters = interpreter::oldest_and_newest();
    let (Some(tools), Some(newest)) = (Python::prepare()?, interpreters.last()) else {
        return skip("the Python SDK from its sources", NEEDED).map(|()| None);
    };
    let sources = workplace().join("sdist");
    empty(&sources)?;
    let mut maturin = tools.command("maturin");
    quietly("the source distribution", maturin.args(["sdist", "--manifest-path"]).arg(sdk("Cargo.toml")).arg("--out").arg(&sources))?;
    let python = environment(newest, &format!("{}-sdist", newest.version))?;
    let archive = fs::read_dir(&sources)?.next().ok_or("maturin made no source distribution")??.path();
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet"]).arg(archive);
    quietly("pip install from sources", &mut pip)?;
    // Without the clock of the tests, as all that is released.
    let program = "import agentspec; agentspec.AgentSpecClient(); assert not hasattr(agentspec._native, '_Clock')";
    quietly("the Python SDK from its sources", Command::new(&python).args(["-c", program]))?;
    println!("python {}: the source distribution builds and installs", newest.version);
    Ok(Some(python))
}

/// A new environment of the newest Python, with the wheel as it is released and the `requirements`. Returns its Python; `None` where this
/// machine lacks what is `NEEDED`.
pub(crate) fn released_with(requirements: &Path, name: &str) -> Result<Option<PathBuf>> {
    let interpreters = interpreter::oldest_and_newest();
    let (Some(tools), Some(newest)) = (Python::prepare()?, interpreters.last()) else { return Ok(None) };
    let wheels = build_wheel(&tools, &["--release"])?;
    let python = environment(newest, name)?;
    let name = distribution()?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index", "--find-links"]).arg(wheels);
    quietly(&format!("pip install {name}"), pip.arg(&name))?;
    pip_install(&python, requirements)?;
    Ok(Some(python))
}

/// A new environment of the newest Python, with nothing in it; `None` where this machine lacks what is `NEEDED`.
pub(crate) fn new_environment(name: &str) -> Result<Option<PathBuf>> {
    interpreter::oldest_and_newest().last().map(|newest| environment(newest, name)).transpose()
}

/// The folder of what is built and installed here.
fn workplace() -> PathBuf {
    root().join("target/python")
}

pub(crate) fn sdk(path: &str) -> PathBuf {
    root().join("sdks/python").join(path)
}

/// The name by which pip knows the SDK: that of pyproject.toml.
fn distribution() -> Result<String> {
    let project = fs::read_to_string(sdk("pyproject.toml"))?;
    let name = project.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    name.map(str::to_owned).ok_or_else(|| "sdks/python/pyproject.toml has no name".into())
}

/// A folder with the wheel, and nothing else.
fn build_wheel(tools: &Python, profile: &[&str]) -> Result<PathBuf> {
    let wheels = workplace().join("dist");
    empty(&wheels)?;
    let mut maturin = tools.command("maturin");
    maturin.args(["build", "--quiet", "--manifest-path"]).arg(sdk("Cargo.toml")).arg("--out").arg(&wheels);
    maturin.args(["--interpreter", "python3"]).args(profile).env("CARGO_TARGET_DIR", root().join("target"));
    quietly("the wheel", &mut maturin)?;
    Ok(wheels)
}

/// A new environment with the wheel and nothing else, as the README says to install it. Returns its Python.
fn install(interpreter: &Interpreter, name: &str, wheels: &Path) -> Result<PathBuf> {
    let python = environment(interpreter, name)?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index", "--find-links"]).arg(wheels);
    // With the extra, which must stay there.
    let wished = format!("{}[async]", distribution()?);
    quietly(&format!("pip install {wished}"), pip.arg(&wished))?;
    Ok(python)
}

/// A new, empty environment. Returns its Python.
fn environment(interpreter: &Interpreter, name: &str) -> Result<PathBuf> {
    let folder = workplace().join(name);
    empty(&folder)?;
    quietly("venv", Command::new(&interpreter.program).args(["-m", "venv"]).arg(&folder))?;
    Ok(folder.join(if cfg!(windows) { "Scripts/python" } else { "bin/python" }))
}

/// From the index, by pip: what the requirements have the hashes of, and nothing else.
fn pip_install(python: &Path, requirements: &Path) -> Result<()> {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes", "--requirement"]);
    quietly("pip install", pip.arg(requirements)).map(drop)
}
