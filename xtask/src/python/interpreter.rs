//! Which Pythons are on this machine.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

/// Prints a version that the SDK runs on, and that can make environments: the wheel is for the interpreter of python.org, with its lock.
const PROBE: &str = "import ensurepip, sys, sysconfig, venv
assert sys.version_info >= (3, 9) and sys.implementation.name == 'cpython' and not sysconfig.get_config_var('Py_GIL_DISABLED')
print('%d.%d' % sys.version_info[:2])";
const MINORS: std::ops::RangeInclusive<u32> = 9..=30;

#[derive(Clone, Debug)]
pub(super) struct Interpreter {
    /// As in `3.9`.
    pub(super) version: String,
    pub(super) program: PathBuf,
}

/// The oldest and the newest of those on the path and among pyenv's; one where there is but one.
pub(super) fn oldest_and_newest() -> Vec<Interpreter> {
    let found = found();
    let ends = [found.first_key_value(), found.last_key_value()];
    let mut ends: Vec<_> = ends.into_iter().flatten().map(|(_, interpreter)| interpreter.clone()).collect();
    ends.dedup_by(|one, other| one.version == other.version);
    ends
}

/// The one of this version, as in `3.12`.
pub(super) fn of_version(version: &str) -> Option<Interpreter> {
    found().into_values().find(|interpreter| interpreter.version == version)
}

/// By minor version.
fn found() -> BTreeMap<u32, Interpreter> {
    let mut found = BTreeMap::new();
    for program in candidates() {
        if let Some((minor, interpreter)) = probe(program) {
            found.entry(minor).or_insert(interpreter);
        }
    }
    found
}

fn candidates() -> Vec<PathBuf> {
    let named = MINORS.map(|minor| format!("python3.{minor}")).chain(["python3".to_owned(), "python".to_owned()]);
    let home = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let pyenv = home("PYENV_ROOT").or_else(|| Some(home("HOME")?.join(".pyenv"))).map(|root| root.join("versions"));
    let versions = pyenv.and_then(|versions| versions.read_dir().ok()).into_iter().flatten().flatten();
    named.map(PathBuf::from).chain(versions.map(|version| version.path().join("bin/python"))).collect()
}

fn probe(program: PathBuf) -> Option<(u32, Interpreter)> {
    let output = Command::new(&program).args(["-c", PROBE]).output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    let minor = version.split_once('.')?.1.parse().ok()?;
    output.status.success().then_some((minor, Interpreter { version, program }))
}
