//! The judges that run on Node.js.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{install, workplace};
use crate::Result;
use crate::tools::{NPM, version};
use crate::workspace::quietly;

pub(crate) const NEEDED: &str = "Node.js 20.19 or newer of 20, or 22.12 or newer, with npm";

/// Node.js, with the packages of `judges/package-lock.json`.
pub(crate) struct Node {
    folder: PathBuf,
}

impl Node {
    /// Installs what is not installed; `None` where this machine lacks what is `NEEDED`.
    pub(crate) fn prepare() -> Result<Option<Self>> {
        let node = version("node").filter(|version| is_enough(version));
        let (Some(node), Some(npm)) = (node, version(NPM)) else { return Ok(None) };
        let folder = workplace().join("node");
        install::once(&folder, &format!("Node.js {node} and npm {npm}"), &["package.json", "package-lock.json", ".npmrc"], || {
            quietly("npm ci", Command::new(NPM).arg("ci").current_dir(&folder)).map(drop)
        })?;
        Ok(Some(Self { folder }))
    }

    /// The folder above `node_modules`: a script that imports packages must be below it.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A package's program, by the path of its script.
    pub(crate) fn package(&self, script: &str) -> Command {
        self.script(&self.folder.join("node_modules").join(script))
    }

    pub(super) fn script(&self, script: &Path) -> Command {
        let mut command = Command::new("node");
        command.arg(script).current_dir(&self.folder);
        command.env("NO_COLOR", "1").env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        command
    }
}

fn is_enough(version: &str) -> bool {
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let (major, minor) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    matches!((major, minor), (20, 19..) | (22, 12..) | (23.., _))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_enough_by_its_first_two_numbers() {
        for (version, enough) in [
            ("20.20.2", true),
            ("20.19.0", true),
            ("22.12.0", true),
            ("24.0.0", true),
            ("21.7.0", false),
            ("22.1.0", false),
            ("20.18.9", false),
            ("8.99.0", false),
        ] {
            assert_eq!(is_enough(version), enough, "{version}");
        }
    }
}
