//! `cargo xtask release VERSION`: sets the version of everything, dates the changelog, judges the APIs against the last release, and with `--dry-run`
//! does so in a copy of the workspace, packs everything there, tries it, and says what would be pushed.

mod apis;
mod changelog;
mod pushes;
mod versions;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace::{empty, output, root};
use crate::{Result, package};

/// Prepares the release in the working tree.
pub(crate) fn run(version: &str) -> Result<()> {
    prepare(&versions::parse(version)?)?;
    println!("\nThe working tree is {version}. Commit it, and tag the commit as RELEASING.md says.");
    Ok(())
}

/// Prepares the release in a copy, and packs and tries it.
pub(crate) fn rehearse(version: &str) -> Result<()> {
    let version = versions::parse(version)?;
    let folder = root().join("target").join(format!("release-{version}"));
    let source = copy(&folder)?;
    std::env::set_current_dir(&source)?;
    prepare(&version)?;
    // What is packed stays beside the copy.
    let out = folder.join("packages");
    let is_packed = package::pack_and_try(&out)?;
    if is_packed {
        pushes::print(&out)?;
    }
    Ok(())
}

fn prepare(version: &versions::Version) -> Result<()> {
    pushes::check_names()?;
    let last = apis::last_release()?;
    changelog::date(&version.to_string())?;
    versions::set(version)?;
    apis::judge(last.as_deref(), version)
}

/// Copies the files of the working tree that git knows or would add. Returns the folder of the copy.
///
/// The copy is a workspace of its own with the history of this one, and shares its folder of what is built: what is compiled of other crates is
/// compiled once.
fn copy(folder: &Path) -> Result<PathBuf> {
    empty(folder)?;
    let (from, to) = (root(), folder.join("source"));
    let git = |folder: &Path| {
        let mut git = Command::new("git");
        git.current_dir(folder);
        git
    };
    output("git clone", git(&from).args(["clone", "--quiet", "--no-checkout", "--shared", "."]).arg(&to))?;
    let listed = output("git ls-files", git(&from).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
    for file in listed.split('\0').filter(|file| !file.is_empty()) {
        let (source, copy) = (from.join(file), to.join(file));
        // One that is deleted and not committed.
        if source.symlink_metadata().is_err() {
            continue;
        }
        if let Some(parent) = copy.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(source, copy).map_err(|error| format!("{file}: {error}"))?;
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(from.join("target"), to.join("target"))?;
    Ok(to)
}
