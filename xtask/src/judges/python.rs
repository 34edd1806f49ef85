//! The judges that run on Python.

use std::path::PathBuf;
use std::process::Command;

use super::{install, workplace};
use crate::Result;
use crate::workspace::quietly;

pub(super) const NEEDED: &str = "Python 3.11 or newer, with venv and pip";

/// Fails where Python is too old or comes without what installs packages; else prints its version.
const PROBE: &str = "import ensurepip, platform, sys, venv; print(platform.python_version()); sys.exit(sys.version_info < (3, 11))";

/// A virtual environment with the packages of a file of requirements of `judges/`.
pub(crate) struct Python {
    programs: PathBuf,
}

impl Python {
    /// Installs what is not installed; `None` where this machine lacks what is `NEEDED`.
    pub(crate) fn prepare() -> Result<Option<Self>> {
        Self::with("python", "requirements.txt")
    }

    /// As [`prepare`](Self::prepare), with the packages of `judges/packaging.txt`.
    pub(crate) fn packaging() -> Result<Option<Self>> {
        Self::with("packaging", "packaging.txt")
    }

    fn with(name: &str, requirements: &str) -> Result<Option<Self>> {
        let Some((system, version)) = ["python3", "python"].into_iter().find_map(|name| Some((name, probe(name)?))) else {
            return Ok(None);
        };
        let folder = workplace().join(name);
        let programs = folder.join(if cfg!(windows) { "venv/Scripts" } else { "venv/bin" });
        let python = Self { programs };
        install::once(&folder, &format!("Python {version}"), &[requirements], || {
            quietly("venv", Command::new(system).args(["-m", "venv", "venv"]).current_dir(&folder))?;
            let pip = ["-m", "pip", "--disable-pip-version-check", "--no-input"];
            let install = ["install", "--quiet", "--require-hashes", "--requirement", requirements];
            quietly("pip install", python.command("python").args(pip).args(install).current_dir(&folder))?;
            quietly("pip check", python.command("python").args(pip).arg("check")).map(drop)
        })?;
        Ok(Some(python))
    }

    /// The path of a program of the environment.
    pub(crate) fn program(&self, program: &str) -> PathBuf {
        self.programs.join(program)
    }

    /// Puts the programs of the environment first on the path of `command`.
    pub(crate) fn first_on_path<'c>(&self, command: &'c mut Command) -> Result<&'c mut Command> {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(self.programs.clone()).chain(std::env::split_paths(&rest));
        Ok(command.env("PATH", std::env::join_paths(all)?))
    }

    /// A program of the environment, started so that it leaves nothing beside its sources.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.program(program));
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1").env_remove("PYTHONPATH").env_remove("PYTHONHOME");
        command
    }
}

fn probe(program: &str) -> Option<String> {
    let output = Command::new(program).args(["-c", PROBE]).output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| version.trim().to_owned())
}
