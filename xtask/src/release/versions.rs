//! The version of everything that is published, and each place that has it.

use std::fmt;
use std::fs;
use std::path::Path;

use crate::workspace::root;
use crate::{Result, package};

/// A version of a release, as in `0.2.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u64, u64, u64);

/// The places, each a file and the text around the version there. `{}` is the version, `{minor}` its first two parts.
const PLACES: &[(&str, &str)] = &[
    ("Cargo.toml", "[workspace.package]\nversion = \"{}\""),
    ("Cargo.toml", "path = \"agentspec-client\", version = \"{}\""),
    ("Cargo.toml", "path = \"agentspec-doctor\", version = \"{}\""),
    ("Cargo.toml", "path = \"agentspec-ext\", version = \"{}\""),
    ("Cargo.toml", "path = \"agentspec-mock\", version = \"{}\""),
    ("agentspec-ext/guide/13-telemetry.md", "agentspec-ext = { version = \"{minor}\""),
    ("agentspec-ext/guide/14-testing.md", "agentspec-ext = { version = \"{minor}\""),
    ("agentspec-ext/guide/14-testing.md", "agentspec-mock = \"{minor}\""),
    ("agentspec-ext/src/testing.rs", "agentspec-ext = { version = \"{minor}\""),
    ("agentspec-mock/npm/package.json", "\"name\": \"agentspec-mock\",\n  \"version\": \"{}\""),
    ("sdks/typescript/package.json", "\"name\": \"@agentspec/sdk\",\n  \"version\": \"{}\""),
    ("sdks/typescript/package-lock.json", "\"name\": \"@agentspec/sdk\",\n  \"version\": \"{}\""),
    ("sdks/typescript/package-lock.json", "\"name\": \"@agentspec/sdk\",\n      \"version\": \"{}\""),
    ("sdks/typescript/src/version.ts", "VERSION = \"{}\""),
    ("sdks/typescript/README.md", "agentspec-sdk-{}.tgz"),
    ("sdks/go/version.go", "const Version = \"{}\""),
    ("sdks/go/README.md", "github.com/szaher/agentspec/sdk@v{}"),
    ("README.md", "agentspec-sdk-{}.tgz"),
    ("README.md", "github.com/szaher/agentspec/sdk@v{}"),
    ("SECURITY.md", "at present {minor},"),
];

/// The lock files that have crates of this workspace.
const LOCKS: [&str; 3] = ["Cargo.lock", "benchmarks/Cargo.lock", "fuzz/Cargo.lock"];

impl Version {
    /// Returns whether a release after `earlier` announces a break by it: by the first part that is not 0, as Cargo's rules have it.
    pub(super) fn announces_break_since(self, earlier: Self) -> bool {
        self.0 > earlier.0 || (self.0 == 0 && earlier.0 == 0 && self.1 > earlier.1)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Reads a version, with a `v` before it or without.
pub(super) fn parse(text: &str) -> Result<Version> {
    let parts: Vec<&str> = text.strip_prefix('v').unwrap_or(text).split('.').collect();
    let number = |part: &str| part.parse::<u64>().ok().filter(|number| number.to_string() == part);
    match &parts[..] {
        [major, minor, patch] => {
            number(major).zip(number(minor)).zip(number(patch)).map(|((major, minor), patch)| Version(major, minor, patch))
        }
        _ => None,
    }
    .ok_or_else(|| format!("{text:?} is no version of a release: give three numbers, as in 0.2.0").into())
}

/// Sets the version everywhere.
///
/// # Errors
/// It is not later than the present one and not the present one itself, or a place does not have the present one.
pub(super) fn set(to: &Version) -> Result<()> {
    let from = parse(&package::version()?)?;
    if *to < from {
        return Err(format!("the workspace is {from} already: give a later version than that, or {from} itself").into());
    }
    let folder = root();
    for (file, text) in PLACES {
        change(&folder.join(file), |contents| replaced(contents, text, from, *to))?;
    }
    for file in LOCKS {
        change(&folder.join(file), |contents| Some(with_versions(contents, from, *to)))?;
    }
    println!("{to}: set in {} places and {} lock files", PLACES.len(), LOCKS.len());
    Ok(())
}

fn change(path: &Path, changed: impl FnOnce(&str) -> Option<String>) -> Result<()> {
    let contents = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let missing = || format!("{}: a place of the version is not there: xtask/src/release/versions.rs lists the places", path.display());
    Ok(fs::write(path, changed(&contents).ok_or_else(missing)?)?)
}

/// Returns the contents with the later version; `None` if they do not have the earlier one in that place.
fn replaced(contents: &str, text: &str, from: Version, to: Version) -> Option<String> {
    let of = |version: Version| text.replace("{}", &version.to_string()).replace("{minor}", &format!("{}.{}", version.0, version.1));
    contents.contains(&of(from)).then(|| contents.replace(&of(from), &of(to)))
}

/// Returns a lock file with the later version of this workspace's crates.
fn with_versions(lock: &str, from: Version, to: Version) -> String {
    let mut is_own = false;
    let line = |line: &str| {
        let changed = if is_own && line == format!("version = \"{from}\"") { format!("version = \"{to}\"\n") } else { format!("{line}\n") };
        is_own = line.starts_with("name = \"agentspec-");
        changed
    };
    lock.lines().map(line).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    const ANY: Version = Version(7, 8, 9);

    #[test]
    fn a_version_has_three_numbers() {
        assert_eq!(parse("0.2.0").unwrap(), Version(0, 2, 0));
        assert_eq!(parse("v10.0.3").unwrap().to_string(), "10.0.3");
        for wrong in ["", "1", "1.2", "1.2.3.4", "1.2.x", "01.2.3", "0.2.0-rc.1", "+1.2.3"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_place_has_the_present_version() {
        let from = parse(&package::version().unwrap()).unwrap();
        for (file, text) in PLACES {
            let contents = fs::read_to_string(root().join(file)).unwrap();
            assert!(replaced(&contents, text, from, ANY).is_some(), "{file}: {text:?} has not {from}");
        }
    }

    #[test]
    fn no_crate_of_the_workspace_keeps_its_version_in_a_lock_file() {
        let from = parse(&package::version().unwrap()).unwrap();
        for file in LOCKS {
            let changed = with_versions(&fs::read_to_string(root().join(file)).unwrap(), from, ANY);
            assert!(changed.contains(&format!("name = \"agentspec-ext\"\nversion = \"{ANY}\"\n")), "{file}");
            assert!(!changed.contains(&format!("name = \"agentspec-client\"\nversion = \"{from}\"\n")), "{file}");
        }
    }

    #[test]
    fn a_break_is_announced_as_cargo_has_it() {
        for (from, to, announces) in
            [("0.1.0", "0.2.0", true), ("0.1.0", "0.1.1", false), ("1.0.0", "1.1.0", false), ("1.9.0", "2.0.0", true)]
        {
            assert_eq!(parse(to).unwrap().announces_break_since(parse(from).unwrap()), announces, "{from} to {to}");
        }
    }
}
