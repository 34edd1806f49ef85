//! `cargo xtask publish crates` and `npm`: pushes what `cargo xtask package` has packed, except what is published already. The workflow of a release runs
//! them; with `--dry-run` the registries' own programs say what they would do.

use std::path::Path;
use std::process::Command;

use crate::lint::PUBLISHED;
use crate::package::{self, Folders};
use crate::tools::NPM;
use crate::workspace::{cargo, quietly, root, step};
use crate::{Result, tools};

/// The registry of a package manager. Python's index has an action of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Registry {
    Crates,
    Npm,
}

impl Registry {
    pub(crate) fn named(name: Option<&str>) -> Result<Self> {
        match name {
            Some("crates") => Ok(Self::Crates),
            Some("npm") => Ok(Self::Npm),
            _ => Err("publish needs crates or npm, as in cargo xtask publish npm --dry-run".into()),
        }
    }
}

pub(crate) fn run(registry: Registry, is_rehearsal: bool) -> Result<()> {
    let rehearsal = if is_rehearsal { &["--dry-run"][..] } else { &[] };
    match registry {
        Registry::Crates => crates(rehearsal),
        Registry::Npm => npm(&root().join("target/package/out"), rehearsal),
    }
}

/// Cargo publishes each after those that it depends on.
fn crates(rehearsal: &[&str]) -> Result<()> {
    let version = package::version()?;
    let is_new = |name: &&&str| {
        let told = cargo().args(["info", "--quiet", "--registry", "crates-io", &format!("{name}@{version}")]).output();
        !told.is_ok_and(|told| told.status.success())
    };
    let mut publish = cargo();
    publish.arg("publish").args(rehearsal);
    let new: Vec<_> = PUBLISHED.iter().filter(is_new).collect();
    if new.is_empty() {
        println!("crates.io has all crates of {version}");
        return Ok(());
    }
    for name in new {
        publish.args(["--package", name]);
    }
    step("cargo publish", &mut publish)
}

/// The packages of the platforms before the main package, which depends on them.
fn npm(out: &Path, rehearsal: &[&str]) -> Result<()> {
    if tools::version(NPM).is_none() {
        return Err("publish needs npm 11.5 or newer, which has trusted publishing".into());
    }
    let mut archives = package::files(&Folders::below(out).npm, ".tgz")?;
    if archives.is_empty() {
        return Err(format!("{} has no package of npm: run cargo xtask package", out.display()).into());
    }
    // The main package's name is the start of the others', and the shortest.
    archives.sort_by_key(|archive| std::cmp::Reverse(archive.as_os_str().len()));
    for archive in archives {
        let name = quietly("npm pack", Command::new(NPM).args(["pack", "--dry-run", "--json"]).arg(&archive))?;
        let packed: serde_json::Value = serde_json::from_str(&name)?;
        let id = packed[0]["id"].as_str().ok_or("npm names no package")?.to_owned();
        let is_published =
            Command::new(NPM).args(["view", &id, "version"]).output().is_ok_and(|told| told.status.success() && !told.stdout.is_empty());
        if is_published {
            println!("npm has {id}");
            continue;
        }
        step(&format!("npm publish {id}"), Command::new(NPM).args(["publish", "--access", "public"]).args(rehearsal).arg(&archive))?;
    }
    Ok(())
}
