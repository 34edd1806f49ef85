//! Where the workspace is, and how a command is run in it.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Result;

/// The folder of the contract: the nearest one above the current folder, else that of the workspace in which xtask was built.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let here = std::env::current_dir().unwrap_or_default();
    let nearest = here.ancestors().find(|folder| folder.join("openapi.yaml").exists() && folder.join("xtask").exists());
    nearest.or_else(|| own.parent()).unwrap_or(own).to_owned()
}

/// Cargo, started in the workspace's root.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs `command` with its output shown.
///
/// # Errors
/// It could not be started, or it failed.
pub(crate) fn step(name: &str, command: &mut Command) -> Result<()> {
    eprintln!("\n==> {name}");
    let status = command.status().map_err(|error| format!("{name}: cannot be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name}: failed ({status})").into()) }
}

/// As [`step`], and returns what it printed to the standard output.
///
/// # Errors
/// As [`step`].
pub(crate) fn shown(name: &str, command: &mut Command) -> Result<String> {
    eprintln!("\n==> {name}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| format!("{name}: cannot be started: {error}"))?;
    let printed = child.stdout.take().map_or(Ok(Vec::new()), |output| copied(output, io::stdout()));
    let status = child.wait()?;
    if status.success() { Ok(String::from_utf8_lossy(&printed?).into_owned()) } else { Err(format!("{name}: failed ({status})").into()) }
}

/// All of `from`, shown as it comes.
fn copied(mut from: impl Read, mut to: impl Write) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            return Ok(all);
        }
        all.extend_from_slice(&piece[..read]);
        to.write_all(&piece[..read])?;
        to.flush()?;
    }
}

/// Runs `command` and returns what it printed.
///
/// # Errors
/// It could not be started, it failed, or it printed something that is not UTF-8.
pub(crate) fn output(name: &str, command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| format!("{name}: cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name}: failed ({})\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// As [`output`], without an input; its error shows all that was printed.
///
/// # Errors
/// It could not be started, or it failed.
pub(crate) fn quietly(name: &str, command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{name}: cannot be started: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(printed.into_owned());
    }
    Err(format!("{name}: failed ({})\n{printed}{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}

/// Makes `folder`, with nothing in it.
pub(crate) fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()).into())
}

/// Says that `what` is not run because the machine lacks `needed`.
///
/// # Errors
/// The environment variable `CI` is set: there, nothing may be missing.
pub(crate) fn skip(what: &str, needed: &str) -> Result<()> {
    if std::env::var_os("CI").is_some_and(|value| !value.is_empty()) {
        return Err(format!("{what}: this machine lacks {needed}").into());
    }
    eprintln!("\n==> SKIPPED: {what}: this machine lacks {needed}");
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_kept_whole() {
        let printed = "test a::fault_01_x ... ok\n".repeat(1000);
        let mut terminal = Vec::new();
        assert_eq!(copied(printed.as_bytes(), &mut terminal).unwrap(), printed.as_bytes());
        assert_eq!(terminal, printed.as_bytes());
    }
}
