//! The runtimes: all tests on three versions of Node.js, the portable ones on Bun and Deno, a worker in workerd, and a page in Chromium.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::npm::Npm;
use super::sdk;
use crate::Result;
use crate::server::Mock;
use crate::test_output::{self, Language};
use crate::tools::chromium;
use crate::workspace::{quietly, root, skip};

/// The compiled tests.
const TESTS: &str = "build/tests";

/// The tests that need nothing that only Node.js has: the vectors, and calls and conversations with the mock server.
const PORTABLE: [&str; 15] = [
    "calls",
    "clock",
    "config",
    "dialect",
    "error-bodies",
    "errors",
    "handle",
    "retry",
    "secret",
    "secrets-sweep",
    "testing",
    "vectors",
    "vectors-calls",
    "vectors-printed",
    "watch",
];

pub(super) fn test(mock: &Mock) -> Result<()> {
    test_output::keep(Language::TypeScript, || on_node("Node.js of this machine", Path::new("node"), &[], mock))?;
    let is_known = cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu"));
    let packages = if is_known { Npm::prepare(&sdk().join("runtimes"))? } else { None };
    let Some(packages) = packages else {
        return skip("the TypeScript SDK on other runtimes", "Linux on x86-64, for which npm has their binaries");
    };
    on_node("the oldest Node.js", &packages.file("node-oldest/bin/node"), &[], mock)?;
    on_node("the newest Node.js", &packages.file("node-newest/bin/node"), &["--unhandled-rejections=strict"], mock)?;
    portable("Bun", &packages.file("bun/bin/bun"), &["test"], mock)?;
    portable("Deno", &packages.file("deno/deno"), &["test", "--allow-all", "--no-check", "--no-config"], mock)?;
    at_the_edge(&packages.file("workerd/bin/workerd"), mock)
}

/// Runs a worker that calls the mock server.
fn at_the_edge(workerd: &Path, mock: &Mock) -> Result<()> {
    let mut command = Command::new("node");
    command.arg("edge/run.mjs").arg(workerd);
    let printed = quietly("the TypeScript SDK in workerd", with_mock(&mut command, mock))?;
    println!("workerd: {}", printed.trim());
    Ok(())
}

/// Opens a page that calls the mock server from another origin.
pub(super) fn test_in_browser(mock: &Mock) -> Result<()> {
    let Some(chromium) = chromium() else {
        return skip("the TypeScript SDK in a browser", "Chromium");
    };
    let mut command = Command::new("node");
    command.args(["browser/run.mjs", chromium]);
    let printed = quietly("the TypeScript SDK in Chromium", with_mock(&mut command, mock))?;
    println!("Chromium: {}", printed.trim());
    Ok(())
}

/// All tests, reported as cargo reports its own. Returns what they printed.
fn on_node(name: &str, node: &Path, flags: &[&str], mock: &Mock) -> Result<String> {
    let mut command = Command::new(node);
    command.args(flags).args(["--test", "--test-reporter", "./tests/reporter.mjs"]).args(test_files()?);
    let printed = quietly(&format!("the tests of the TypeScript SDK, {name}"), with_mock(&mut command, mock))?;
    let passed = printed.lines().filter(|line| line.starts_with("test ") && line.ends_with(" ... ok")).count();
    if passed == 0 {
        return Err(format!("the tests of the TypeScript SDK, {name}: none was run\n{printed}").into());
    }
    println!("{name}: {passed} tests, 0 failures");
    Ok(printed)
}

/// The portable tests, by the runtime's own runner.
fn portable(name: &str, program: &Path, arguments: &[&str], mock: &Mock) -> Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).args(PORTABLE.map(|test| format!("./{TESTS}/{test}.test.js")));
    quietly(&format!("the tests of the TypeScript SDK, {name}"), with_mock(&mut command, mock))?;
    println!("{name}: the tests of {} files, 0 failures", PORTABLE.len());
    Ok(())
}

fn with_mock<'a>(command: &'a mut Command, mock: &Mock) -> &'a mut Command {
    command.current_dir(sdk()).env("AGENTSPEC_MOCK", mock.program()).env("AGENTSPEC_ROOT", root()).env("NO_COLOR", "1");
    for variable in ["AGENTSPEC_BASE_URL", "AGENTSPEC_API_KEY", "AGENTSPEC_TOKEN", "AGENTSPEC_DIALECT", "NODE_OPTIONS"] {
        command.env_remove(variable);
    }
    command
}

fn test_files() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(sdk().join(TESTS))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.js") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
