//! mypy, stubtest and pyright over the Python SDK, its tests and examples, and the blocks of its documents.

use std::path::{Path, PathBuf};

use super::{distribution, sdk, workplace};
use crate::Result;
use crate::judges::{Node, Python};
use crate::workspace::{empty, quietly, skip};

/// The oldest Python that the SDK runs on.
const OLDEST: &str = "3.9";
/// The oldest that the pytest of the judges runs on: mypy reads it with the plugin.
const OLDEST_OF_PYTEST: &str = "3.10";

pub(super) fn check(tools: &Python, wheels: &Path) -> Result<()> {
    let blocks = blocks(tools)?;
    mypy(tools, OLDEST, &["--strict"], &[sdk("python/agentspec"), sdk("tests")])?;
    mypy(tools, OLDEST_OF_PYTEST, &["--strict"], &[sdk("python/_agentspec_pytest")])?;
    // The functions of the documents have no annotations everywhere, which --strict would ask of them.
    mypy(tools, OLDEST, &["--check-untyped-defs"], &[blocks])?;
    // What the examples are made with is not installed here.
    mypy(tools, OLDEST, &["--check-untyped-defs", "--ignore-missing-imports"], &[sdk("examples")])?;
    println!("mypy: the Python SDK, its tests and examples, and the blocks of its documents, 0 problems");
    stubtest(tools, wheels)?;
    match Node::prepare()? {
        Some(node) => pyright(&node, tools),
        None => skip("pyright", crate::judges::NODE_NEEDED),
    }
}

/// The blocks of the documents, each a module.
fn blocks(tools: &Python) -> Result<PathBuf> {
    let folder = workplace().join("blocks");
    empty(&folder)?;
    quietly("the blocks of the documents", tools.command("python").arg(sdk("tests/document.py")).arg(&folder))?;
    Ok(folder)
}

fn mypy(tools: &Python, version: &str, mode: &[&str], paths: &[PathBuf]) -> Result<()> {
    let mut mypy = tools.command("mypy");
    mypy.args(mode).args(["--python-version", version, "--config-file=", "--cache-dir"]).arg(workplace().join("mypy"));
    mypy.args(paths).env("MYPYPATH", sdk("python"));
    quietly("mypy", &mut mypy).map(drop)
}

/// The stub of the native module is held against the module.
fn stubtest(tools: &Python, wheels: &Path) -> Result<()> {
    let installed = workplace().join("stubtest");
    empty(&installed)?;
    let mut pip = tools.command("python");
    pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index", "--find-links"]).arg(wheels);
    quietly("pip install --target", pip.arg("--target").arg(&installed).arg(distribution()?))?;
    let mut stubtest = tools.command("python");
    stubtest
        .args(["-m", "mypy.stubtest", "--ignore-disjoint-bases", "agentspec._native"])
        .env("PYTHONPATH", &installed)
        .current_dir(workplace());
    quietly("stubtest", &mut stubtest)?;
    println!("stubtest: agentspec._native, 0 problems");
    Ok(())
}

fn pyright(node: &Node, tools: &Python) -> Result<()> {
    let mut pyright = node.package("pyright/index.js");
    // That Python has pytest, which the fixture is made with.
    pyright.arg("--project").arg(sdk("pyrightconfig.json")).arg("--pythonpath").arg(tools.program("python"));
    quietly("pyright", &mut pyright)?;
    println!("pyright: the Python SDK, its tests, and the blocks of its documents, 0 problems");
    Ok(())
}
