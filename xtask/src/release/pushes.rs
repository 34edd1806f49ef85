//! What would be pushed, where, and under which name: each file that was packed.

use std::fs;
use std::path::Path;

use crate::lint::PUBLISHED;
use crate::package::{Folders, platforms::PLATFORMS};
use crate::workspace::root;
use crate::{Result, go, package};

/// Checks that RELEASING.md lists each name.
pub(super) fn check_names() -> Result<()> {
    let list = fs::read_to_string(root().join("RELEASING.md")).map_err(|error| format!("RELEASING.md: {error}"))?;
    match package::names()?.into_iter().find(|name| !list.contains(&format!("| `{name}` |"))) {
        Some(name) => Err(format!("RELEASING.md does not list the name {name}").into()),
        None => Ok(()),
    }
}

/// Prints what would be pushed, in the order of RELEASING.md, and which platforms are missing.
pub(super) fn print(out: &Path) -> Result<()> {
    let folders = Folders::below(out);
    let version = package::version()?;
    println!("\nWould be pushed, in this order:");
    for name in PUBLISHED {
        println!("  crates.io  {name} {version}");
    }
    for (registry, folder) in [("PyPI", &folders.pypi), ("npm", &folders.npm)] {
        for file in package::files(folder, "")? {
            let name = file.file_name().unwrap_or_default().display();
            println!("  {registry:<9}  {name} ({} kB)", fs::metadata(&file)?.len().div_ceil(1000));
        }
    }
    println!("  git tag    v{version} here, and for Go the tag that makes {}@v{version}", go::module()?);
    let packed = package::files(&folders.pypi, ".whl")?;
    let missing: Vec<&str> =
        PLATFORMS.iter().filter(|platform| !packed.iter().any(|wheel| platform.is_of(wheel))).map(|platform| platform.target).collect();
    if !missing.is_empty() {
        println!("Built by the workflow of a release, on machines of their own: {}", missing.join(", "));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    #[test]
    fn the_list_of_names_has_each() {
        super::check_names().unwrap();
    }
}
