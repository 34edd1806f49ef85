//! npm, and the packages of a folder with a lock file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;
use crate::tools::{NPM, version};
use crate::workspace::quietly;

/// The oldest Node.js that the development tools support.
const OLDEST: u32 = 20;

/// A folder whose packages are installed.
pub(crate) struct Npm {
    folder: PathBuf,
}

impl Npm {
    /// Installs the packages of `folder` unless they are those of its lock file. None if there is no Node.js that is new enough.
    pub(crate) fn prepare(folder: &Path) -> Result<Option<Self>> {
        let major = version("node").and_then(|version| version.split('.').next()?.parse::<u32>().ok());
        if major.is_none_or(|major| major < OLDEST) || version(NPM).is_none() {
            return Ok(None);
        }
        let lock = fs::read_to_string(folder.join("package-lock.json"))?;
        let stamp = folder.join("node_modules/.installed");
        if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
            eprintln!("\n==> npm ci in {}", folder.display());
            quietly("npm ci", Command::new(NPM).args(["ci", "--ignore-scripts"]).current_dir(folder))?;
            // Last, so that an interrupted installation is repeated.
            fs::write(stamp, lock)?;
        }
        Ok(Some(Self { folder: folder.to_owned() }))
    }

    /// Runs a script of package.json; its output is shown if it fails.
    pub(super) fn run(&self, script: &str) -> Result<()> {
        eprintln!("\n==> npm run {script}");
        let mut command = Command::new(NPM);
        command.args(["run", "--silent", script]).current_dir(&self.folder).env("NO_COLOR", "1");
        quietly(&format!("npm run {script}"), &mut command).map(drop)
    }

    /// A file of an installed package.
    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.folder.join("node_modules").join(path)
    }
}
