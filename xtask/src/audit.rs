//! `cargo xtask audit`: checks the pinned packages against the advisory databases. It needs the network, so no other command runs it. A
//! check that could not run never counts as clean.

use std::process::Command;

use crate::workspace::{root, step};
use crate::{Result, go, lint, tools};

/// The requirements that pip installs.
const REQUIREMENTS: [&str; 4] =
    ["judges/requirements.txt", "judges/packaging.txt", "sdks/python/benchmarks/requirements.txt", "sdks/python/tests/requirements.txt"];

const GOVULNCHECK: &str = "golang.org/x/vuln/cmd/govulncheck@v1.9.0";
const GOVULNCHECK_FOUND: i32 = 3;

/// The folders with a lock file of npm.
const NPM_FOLDERS: [&str; 6] =
    ["docs/site/check", "judges", "sdks/typescript", "sdks/typescript/benchmarks", "sdks/typescript/packaging", "sdks/typescript/runtimes"];

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Clean,
    Found,
    NotChecked(String),
}

pub(crate) fn run() -> Result<()> {
    let verdicts = [("crates", crates()), ("Python packages", python()), ("npm packages", npm()), ("Go's standard library", go())];
    let (report, is_clean) = report(&verdicts);
    eprintln!();
    print!("{report}");
    if is_clean { Ok(()) } else { Err("the audit is not clean: see above".into()) }
}

/// Checks the lock files of the three workspaces with cargo-deny. Fetches its database first, to distinguish a failed fetch from an advisory.
fn crates() -> Verdict {
    let deny = || tools::pinned("cargo-deny", lint::CARGO_DENY);
    let fetched = deny().and_then(|mut deny| step("fetch the advisories of crates", deny.args(["fetch", "db"])));
    if let Err(error) = fetched {
        return Verdict::NotChecked(format!("{error}; RustSec's database is a git repository, which must be reachable"));
    }
    let check = |manifest: &str| {
        let arguments = ["--manifest-path", manifest, "check", "--disable-fetch", "advisories"];
        deny().and_then(|mut deny| step(&format!("advisories of {manifest}"), deny.args(arguments)))
    };
    verdict(&["Cargo.toml", "benchmarks/Cargo.toml", "fuzz/Cargo.toml"].map(check))
}

/// Checks the Python packages with pip-audit, without an environment.
fn python() -> Verdict {
    let is_installed = Command::new("pip-audit").arg("--version").output().is_ok_and(|output| output.status.success());
    if !is_installed {
        return Verdict::NotChecked("pip-audit is not installed: install the package `pip-audit`".to_owned());
    }
    let check = |requirements: &str| {
        let mut audit = Command::new("pip-audit");
        audit.args(["--strict", "--require-hashes", "--disable-pip", "--requirement", requirements]).current_dir(root());
        run_check(&format!("advisories of {requirements}"), &mut audit)
    };
    worst(&REQUIREMENTS.map(check))
}

/// Checks the npm packages with npm.
fn npm() -> Verdict {
    let check = |folder: &str| {
        let mut npm = Command::new(tools::NPM);
        npm.args(["audit", "--package-lock-only"]).current_dir(root().join(folder));
        run_check(&format!("advisories of {folder}/package-lock.json"), &mut npm)
    };
    worst(&NPM_FOLDERS.map(check))
}

/// Checks the Go SDK, which needs the standard library alone, with govulncheck.
fn go() -> Verdict {
    match go::tool(GOVULNCHECK, &["-version"]) {
        Ok(Some(mut govulncheck)) => {
            eprintln!("\n==> advisories of the Go SDK");
            match govulncheck.arg("./...").status().map(|status| status.code()) {
                Ok(Some(0)) => Verdict::Clean,
                Ok(Some(GOVULNCHECK_FOUND)) => Verdict::Found,
                _ => Verdict::NotChecked("govulncheck failed; see the output above".to_owned()),
            }
        }
        Ok(None) => Verdict::NotChecked(format!("this machine lacks {}", go::NEEDED)),
        Err(error) => Verdict::NotChecked(error.to_string()),
    }
}

/// Returns the worst verdict: an advisory before a check that could not run.
fn worst(verdicts: &[Verdict]) -> Verdict {
    let first = |wanted: fn(&Verdict) -> bool| verdicts.iter().find(|verdict| wanted(verdict)).cloned();
    first(|verdict| *verdict == Verdict::Found).or_else(|| first(|verdict| *verdict != Verdict::Clean)).unwrap_or(Verdict::Clean)
}

/// Runs a tool that fails the same way for an advisory and for an unreachable database. The output distinguishes the two.
fn run_check(name: &str, command: &mut Command) -> Verdict {
    eprintln!("\n==> {name}");
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return Verdict::NotChecked(format!("{name}: cannot be started: {error}")),
    };
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    eprintln!("{text}");
    verdict_from(name, output.status.success(), &text)
}

fn verdict_from(name: &str, is_clean: bool, text: &str) -> Verdict {
    // pip-audit skips packages that its index does not know, and still succeeds.
    match is_clean && !text.contains("could not be audited") {
        true => Verdict::Clean,
        // Both tools use this word in their summary.
        false if text.replace("No known vulnerabilities", "").contains("vulnerabilit") => Verdict::Found,
        false => Verdict::NotChecked(format!("{name}: the database could not be queried; see the output above")),
    }
}

fn verdict(checks: &[Result<()>]) -> Verdict {
    if checks.iter().all(Result::is_ok) { Verdict::Clean } else { Verdict::Found }
}

/// Returns a line per check, and whether all are clean.
fn report(verdicts: &[(&str, Verdict)]) -> (String, bool) {
    let line = |(what, verdict): &(&str, Verdict)| match verdict {
        Verdict::Clean => format!("clean        {what}\n"),
        Verdict::Found => format!("NOT CLEAN    {what}: an advisory was found; see above\n"),
        Verdict::NotChecked(reason) => format!("NOT CHECKED  {what}: {reason}\n"),
    };
    (verdicts.iter().map(line).collect(), verdicts.iter().all(|(_, verdict)| *verdict == Verdict::Clean))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_check_that_could_not_run_is_not_clean() {
        let not_checked = Verdict::NotChecked("the database cannot be reached".to_owned());
        for (verdict, line, is_clean) in [
            (Verdict::Clean, "clean        crates\n", true),
            (Verdict::Found, "NOT CLEAN    crates: an advisory was found", false),
            (not_checked, "NOT CHECKED  crates: the database cannot be reached\n", false),
        ] {
            let (report, clean) = report(&[("npm packages", Verdict::Clean), ("crates", verdict)]);
            assert!(report.contains(line) && clean == is_clean, "{report}");
        }
    }

    #[test]
    fn a_tool_that_fails_without_an_advisory_has_not_checked() {
        assert_eq!(verdict_from("npm", true, "found 0 vulnerabilities"), Verdict::Clean);
        assert_eq!(verdict_from("npm", false, "3 high severity vulnerabilities"), Verdict::Found);
        assert_eq!(verdict_from("pip", false, "Found 1 known vulnerability in 1 package"), Verdict::Found);
        assert!(matches!(verdict_from("pip", true, "could not be audited: x (1)\nNo known vulnerabilities found"), Verdict::NotChecked(_)));
        assert!(matches!(verdict_from("npm", false, "npm error audit endpoint returned an error"), Verdict::NotChecked(_)));
    }

    #[test]
    fn one_check_that_fails_is_enough() {
        assert_eq!(verdict(&[Ok(()), Ok(())]), Verdict::Clean);
        assert_eq!(verdict(&[Ok(()), Err("one".into())]), Verdict::Found);
    }

    #[test]
    fn the_tests_that_security_md_names_exist() {
        let promises = include_str!("../../SECURITY.md");
        let named = promises.split('`').skip(1).step_by(2).filter(|name| name.contains('/'));
        let missing: Vec<&str> = named.filter(|name| !root().join(name).exists()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn an_advisory_is_worse_than_a_check_that_could_not_run() {
        let not_checked = || Verdict::NotChecked("no network".to_owned());
        assert_eq!(worst(&[Verdict::Clean, Verdict::Clean]), Verdict::Clean);
        assert_eq!(worst(&[Verdict::Clean, not_checked()]), not_checked());
        assert_eq!(worst(&[Verdict::Clean, not_checked(), Verdict::Found]), Verdict::Found);
    }

    #[test]
    fn every_lock_file_of_npm_is_checked() {
        let mut folders = vec![root()];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            if folder.join("package-lock.json").exists() {
                found.push(folder.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"));
            }
            let entries = fs::read_dir(folder).unwrap().map(std::result::Result::unwrap);
            let is_ours = |entry: &fs::DirEntry| {
                let name = entry.file_name();
                entry.file_type().unwrap().is_dir() && name != "node_modules" && name != "target" && name != ".git"
            };
            folders.extend(entries.filter(is_ours).map(|entry| entry.path()));
        }
        found.sort();
        assert_eq!(found, NPM_FOLDERS);
    }

    #[test]
    fn every_requirements_file_exists() {
        for requirements in REQUIREMENTS {
            assert!(root().join(requirements).exists(), "{requirements}");
        }
    }
}
