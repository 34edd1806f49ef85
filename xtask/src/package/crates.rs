//! The crates, packed by Cargo. `cargo xtask lint` builds each from its package alone.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Result;
use crate::lint::PUBLISHED;
use crate::workspace::{cargo, quietly, root};

/// Packs the crates into `folder`.
pub(super) fn pack(folder: &Path) -> Result<()> {
    eprintln!("\n==> cargo package");
    let target = root().join("target/package/cargo");
    let mut package = cargo();
    package.args(["package", "--quiet", "--allow-dirty", "--no-verify", "--target-dir"]).arg(&target);
    for name in PUBLISHED {
        package.args(["--package", name]);
    }
    quietly("cargo package", &mut package)?;
    for name in PUBLISHED {
        let archive = archive(name)?;
        fs::copy(target.join("package").join(&archive), folder.join(archive))?;
    }
    Ok(())
}

/// Returns the name of the file of a crate.
pub(super) fn archive(name: &str) -> Result<String> {
    Ok(format!("{name}-{}.crate", super::version()?))
}

/// Unpacks a crate of `folder` into `project`. Returns the name of its folder there.
pub(super) fn unpack(name: &str, folder: &Path, project: &Path) -> Result<String> {
    let mut tar = Command::new("tar");
    quietly("tar", tar.arg("-xzf").arg(folder.join(archive(name)?)).arg("-C").arg(project))?;
    Ok(archive(name)?.trim_end_matches(".crate").to_owned())
}
