//! Programs of the machine, and Cargo's tools of a pinned version: the installed one, or one installed below `target/tools`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::workspace::{cargo, root, step};

pub(crate) const NPX: &str = if cfg!(windows) { "npx.cmd" } else { "npx" };
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// The names by which Chromium is installed.
const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The name by which this machine has Chromium.
pub(crate) fn chromium() -> Option<&'static str> {
    CHROMIUM.into_iter().find(|name| version(name).is_some())
}

/// Returns the version of an installed program, as in `20.19.0`; `None` if it does not run.
pub(crate) fn version(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| version.trim().trim_start_matches('v').to_owned())
}

/// The program `name` of exactly this `version`, started in the workspace's root.
///
/// # Errors
/// It could not be installed, or it does not run.
pub(crate) fn pinned(name: &str, version: &str) -> Result<Command> {
    pinned_with(name, version, &[])
}

/// As [`pinned`], with further arguments for `cargo install`.
pub(crate) fn pinned_with(name: &str, version: &str, arguments: &[&str]) -> Result<Command> {
    let tools = root().join("target/tools");
    let candidates = [PathBuf::from(name), tools.join("bin").join(name)];
    if !candidates.iter().any(|program| is_pinned(program, name, version)) {
        let install = ["install", "--locked", name, "--version", version, "--root"];
        step(&format!("install {name}"), cargo().args(install).arg(&tools).args(arguments))?;
    }
    let program = candidates.iter().find(|program| is_pinned(program, name, version));
    let mut command = Command::new(program.ok_or_else(|| format!("{name} was installed and does not run"))?);
    command.current_dir(root());
    Ok(command)
}

fn is_pinned(program: &Path, name: &str, version: &str) -> bool {
    let told = Command::new(program).arg("--version").output();
    told.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).trim().replace(" v", " ") == format!("{name} {version}"))
}
