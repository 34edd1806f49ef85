//! `cargo xtask package`: packs everything as it is published into `target/package/out`, installs it from there into empty projects, and has each hold
//! the conversation of the examples with the mock server.

mod crates;
mod licences;
mod npm;
pub(crate) mod platforms;
mod projects;
mod wheels;

use std::fs;
use std::path::{Path, PathBuf};

use self::platforms::Platform;
use crate::judges::Python;
use crate::lint::PUBLISHED;
use crate::workspace::{empty, root, skip};
use crate::{Result, go, typescript};

const NEEDED: &str = "Node.js 20, Go 1.25 and Python 3.11 or newer, with npm, venv and pip";

/// Where everything is packed.
pub(crate) struct Folders {
    pub(crate) crates: PathBuf,
    pub(crate) pypi: PathBuf,
    pub(crate) npm: PathBuf,
    /// As a module proxy serves it.
    pub(crate) go: PathBuf,
}

impl Folders {
    pub(crate) fn below(out: &Path) -> Self {
        let [crates, pypi, npm, go] = ["crates", "pypi", "npm", "go"].map(|name| out.join(name));
        Self { crates, pypi, npm, go }
    }
}

/// Packs and tries everything.
pub(crate) fn run() -> Result<()> {
    pack_and_try(&root().join("target/package/out")).map(drop)
}

/// Packs everything into `out`, and tries it. Returns whether this machine has what is `NEEDED`.
pub(crate) fn pack_and_try(out: &Path) -> Result<bool> {
    let Some(tools) = Python::packaging()? else { return skip("packages", NEEDED).map(|()| false) };
    let folders = Folders::below(out);
    for folder in [out, &folders.crates, &folders.pypi, &folders.npm, &folders.go] {
        empty(folder)?;
    }
    crates::pack(&folders.crates)?;
    wheels::build_sources(&tools, &folders.pypi)?;
    if !typescript::pack_into(&folders.npm)? || !go::pack_into(&format!("v{}", version()?), &folders.go)? {
        return skip("packages", NEEDED).map(|()| false);
    }
    npm::pack_mock(&folders.npm)?;
    let platforms = Platform::buildable()?;
    for platform in &platforms {
        wheels::build(&tools, platform, &folders.pypi)?;
        npm::pack_program(&tools, platform, &folders.pypi, &folders.npm)?;
    }
    let Some(own) = platforms.iter().find(|platform| platform.runs_here()) else {
        return Err("none of the platforms that are published is this one: xtask/src/package/platforms.rs lists them".into());
    };
    let talked = projects::talk(&folders, own);
    projects::remove();
    talked?;
    println!("\n{} has what is published:", out.display());
    for file in list(out)? {
        println!("  {}", file.strip_prefix(out).unwrap_or(&file).display());
    }
    Ok(true)
}

/// Returns the version of everything that is published.
pub(crate) fn version() -> Result<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml"))?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    line.map(str::to_owned).ok_or_else(|| "Cargo.toml has no version".into())
}

/// Returns the names under which everything is published, each from the place that has it.
pub(crate) fn names() -> Result<Vec<String>> {
    let mut names: Vec<String> = PUBLISHED.iter().map(ToString::to_string).collect();
    for project in wheels::PROJECTS {
        names.push(wheels::distribution(project)?);
    }
    names.extend([projects::typescript_name()?, npm::main_name()?, go::module()?]);
    Ok(names)
}

/// Returns the files directly in `folder` whose names end so, sorted.
pub(crate) fn files(folder: &Path, end: &str) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<_> = entries.into_iter().map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with(end)).collect();
    files.sort();
    Ok(files)
}

/// Returns all files below `folder`, sorted.
fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for path in files(folder, "")? {
        if path.is_dir() { all.extend(list(&path)?) } else { all.push(path) }
    }
    Ok(all)
}

/// Returns the file of that name below `folder`.
fn find(folder: &Path, name: &str) -> Result<PathBuf> {
    let found = list(folder)?.into_iter().find(|path| path.file_name().is_some_and(|found| found == name));
    found.ok_or_else(|| format!("{} has no {name}", folder.display()).into())
}
