//! Installs a tool's packages below `target/judges`, unless what is there is what its manifests ask for.

use std::fs;
use std::path::Path;

use super::sources;
use crate::Result;

/// Lays the `manifests` into an empty `folder` and runs `install`, unless that was done with the same manifests and the same
/// `tool`, which is a name and a version.
pub(super) fn once(folder: &Path, tool: &str, manifests: &[&str], install: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut due = format!("{tool}\n");
    for manifest in manifests {
        let path = sources().join(manifest);
        due += &fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|done| done == due) {
        return Ok(());
    }
    eprintln!("\n==> install the judges that need {tool}");
    empty(folder)?;
    for manifest in manifests {
        fs::copy(sources().join(manifest), folder.join(manifest))?;
    }
    install()?;
    // Last, so that an interrupted installation is none.
    Ok(fs::write(stamp, due)?)
}

/// Makes `folder`, with nothing in it.
pub(crate) fn empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()).into())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_package_is_pinned_and_no_registry_is_named() {
        let lock = include_str!("../../../judges/package-lock.json");
        assert!(lock.contains("\"integrity\"") && !lock.contains("\"resolved\""));
        let judges = include_str!("../../../judges/requirements.txt").lines();
        let benchmarks = include_str!("../../../sdks/python/benchmarks/requirements.txt").lines();
        for line in judges.chain(benchmarks).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(line.contains("=="), "{line}");
        }
    }
}
