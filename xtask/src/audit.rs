//! `cargo xtask audit`: asks the databases of advisories for what is known of the pinned packages. It needs the network, so
//! nothing else runs it; what could not be asked is never taken for clean.

use std::process::Command;

use crate::workspace::{root, step};
use crate::{Result, judges, lint, tools};

/// What pip installs here.
const REQUIREMENTS: [&str; 3] =
    ["judges/requirements.txt", "sdks/python/benchmarks/requirements.txt", "sdks/python/tests/requirements.txt"];

/// Whether an advisory is known, or why nobody could be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Clean,
    Found,
    NotChecked(String),
}

pub(crate) fn run() -> Result<()> {
    let verdicts = [("crates", crates()), ("Python packages", python()), ("npm packages", npm())];
    let (report, is_clean) = report(&verdicts);
    eprintln!();
    print!("{report}");
    if is_clean { Ok(()) } else { Err("the audit is not clean: see above".into()) }
}

/// The lock files of the three workspaces, by cargo-deny. Its database is a git repository, which is fetched first: so it is
/// known whether that or the crates failed.
fn crates() -> Verdict {
    let deny = || tools::pinned("cargo-deny", lint::CARGO_DENY);
    let fetched = deny().and_then(|mut deny| step("fetch the advisories of crates", deny.args(["fetch", "db"])));
    if let Err(error) = fetched {
        return Verdict::NotChecked(format!("{error}; the database of RustSec is a git repository, which this machine must reach"));
    }
    let check = |manifest: &str| {
        let arguments = ["--manifest-path", manifest, "check", "--disable-fetch", "advisories"];
        deny().and_then(|mut deny| step(&format!("advisories of {manifest}"), deny.args(arguments)))
    };
    verdict(&["Cargo.toml", "benchmarks/Cargo.toml", "fuzz/Cargo.toml"].map(check))
}

/// What pip installs, by pip-audit, which makes no environment of it.
fn python() -> Verdict {
    let is_there = Command::new("pip-audit").arg("--version").output().is_ok_and(|told| told.status.success());
    if !is_there {
        return Verdict::NotChecked("pip-audit is not installed: install the package of that name".to_owned());
    }
    let check = |requirements: &str| {
        let mut audit = Command::new("pip-audit");
        audit.args(["--require-hashes", "--disable-pip", "--requirement", requirements]).current_dir(root());
        step(&format!("advisories of {requirements}"), &mut audit)
    };
    verdict(&REQUIREMENTS.map(check))
}

/// What npm installs, by npm itself.
fn npm() -> Verdict {
    let npm = |arguments: &[&str]| {
        let mut npm = Command::new(judges::NPM);
        npm.args(arguments).current_dir(root().join("judges"));
        npm
    };
    if let Err(error) = step("reach the registry of npm", &mut npm(&["ping"])) {
        return Verdict::NotChecked(error.to_string());
    }
    verdict(&[step("advisories of judges/package-lock.json", &mut npm(&["audit", "--package-lock-only"]))])
}

fn verdict(checks: &[Result<()>]) -> Verdict {
    if checks.iter().all(Result::is_ok) { Verdict::Clean } else { Verdict::Found }
}

/// A line for each, and whether all are clean.
fn report(verdicts: &[(&str, Verdict)]) -> (String, bool) {
    let line = |(what, verdict): &(&str, Verdict)| match verdict {
        Verdict::Clean => format!("clean        {what}\n"),
        Verdict::Found => format!("NOT CLEAN    {what}: an advisory was found, or the database did not answer; it is told above\n"),
        Verdict::NotChecked(reason) => format!("NOT CHECKED  {what}: {reason}\n"),
    };
    (verdicts.iter().map(line).collect(), verdicts.iter().all(|(_, verdict)| *verdict == Verdict::Clean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_asked_is_not_clean() {
        let not_checked = Verdict::NotChecked("the database cannot be reached".to_owned());
        for (verdict, told, is_clean) in [
            (Verdict::Clean, "clean        crates\n", true),
            (Verdict::Found, "NOT CLEAN    crates: an advisory was found", false),
            (not_checked, "NOT CHECKED  crates: the database cannot be reached\n", false),
        ] {
            let (report, clean) = report(&[("npm packages", Verdict::Clean), ("crates", verdict)]);
            assert!(report.contains(told) && clean == is_clean, "{report}");
        }
    }

    #[test]
    fn one_check_that_fails_is_enough() {
        assert_eq!(verdict(&[Ok(()), Ok(())]), Verdict::Clean);
        assert_eq!(verdict(&[Ok(()), Err("one".into())]), Verdict::Found);
    }

    #[test]
    fn the_tests_that_security_md_names_are_there() {
        let promises = include_str!("../../SECURITY.md");
        let named = promises.split('`').skip(1).step_by(2).filter(|name| name.contains('/'));
        let missing: Vec<&str> = named.filter(|name| !root().join(name).exists()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_file_is_there() {
        for requirements in REQUIREMENTS {
            assert!(root().join(requirements).exists(), "{requirements}");
        }
    }
}
