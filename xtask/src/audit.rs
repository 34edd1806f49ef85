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
        audit.args(["--strict", "--require-hashes", "--disable-pip", "--requirement", requirements]).current_dir(root());
        ask(&format!("advisories of {requirements}"), &mut audit)
    };
    let verdicts = REQUIREMENTS.map(check);
    let worst = |wanted: fn(&Verdict) -> bool| verdicts.iter().find(|verdict| wanted(verdict)).cloned();
    worst(|verdict| *verdict == Verdict::Found).or_else(|| worst(|verdict| *verdict != Verdict::Clean)).unwrap_or(Verdict::Clean)
}

/// What npm installs, by npm itself.
fn npm() -> Verdict {
    let mut npm = Command::new(judges::NPM);
    npm.args(["audit", "--package-lock-only"]).current_dir(root().join("judges"));
    ask("advisories of judges/package-lock.json", &mut npm)
}

/// Asks by a tool that fails alike where it finds something and where nobody answers: what it says tells.
fn ask(name: &str, command: &mut Command) -> Verdict {
    eprintln!("\n==> {name}");
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return Verdict::NotChecked(format!("{name}: cannot be started: {error}")),
    };
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    eprintln!("{said}");
    told(name, output.status.success(), &said)
}

fn told(name: &str, is_clean: bool, said: &str) -> Verdict {
    // pip-audit passes over what its index does not know, and has found nothing then.
    match is_clean && !said.contains("could not be audited") {
        true => Verdict::Clean,
        // Both tools count them by this word.
        false if said.replace("No known vulnerabilities", "").contains("vulnerabilit") => Verdict::Found,
        false => Verdict::NotChecked(format!("{name}: the database did not answer; what was said instead is above")),
    }
}

fn verdict(checks: &[Result<()>]) -> Verdict {
    if checks.iter().all(Result::is_ok) { Verdict::Clean } else { Verdict::Found }
}

/// A line for each, and whether all are clean.
fn report(verdicts: &[(&str, Verdict)]) -> (String, bool) {
    let line = |(what, verdict): &(&str, Verdict)| match verdict {
        Verdict::Clean => format!("clean        {what}\n"),
        Verdict::Found => format!("NOT CLEAN    {what}: an advisory was found; it is told above\n"),
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
    fn a_tool_that_fails_without_a_finding_has_checked_nothing() {
        assert_eq!(told("npm", true, "found 0 vulnerabilities"), Verdict::Clean);
        assert_eq!(told("npm", false, "3 high severity vulnerabilities"), Verdict::Found);
        assert_eq!(told("pip", false, "Found 1 known vulnerability in 1 package"), Verdict::Found);
        assert!(matches!(told("pip", true, "could not be audited: x (1)\nNo known vulnerabilities found"), Verdict::NotChecked(_)));
        assert!(matches!(told("npm", false, "npm error audit endpoint returned an error"), Verdict::NotChecked(_)));
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
