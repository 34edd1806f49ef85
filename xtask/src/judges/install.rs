//! Installs a tool's packages below `target/judges`, unless what is there is what its manifests ask for.

use std::fs;
use std::path::Path;

use super::sources;
use crate::Result;
use crate::workspace::empty;

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

#[cfg(test)]
mod tests {
    #[test]
    fn no_registry_is_named() {
        let lock = include_str!("../../../judges/package-lock.json");
        assert!(lock.contains("\"integrity\"") && !lock.contains("\"resolved\""));
        for pins in PINS {
            assert!(!pins.contains("://") && !pins.contains("--index-url") && !pins.contains("--find-links"));
        }
    }

    /// What pip installs with `--require-hashes`.
    const PINS: [&str; 6] = [
        include_str!("../../../judges/requirements.txt"),
        include_str!("../../../judges/packaging.txt"),
        include_str!("../../../sdks/python/benchmarks/requirements.txt"),
        include_str!("../../../sdks/python/tests/requirements.txt"),
        include_str!("../../../judges/go/oldest.txt"),
        include_str!("../../../judges/go/newest.txt"),
    ];

    #[test]
    fn every_pinned_python_package_has_hashes() {
        for pins in PINS {
            let packages = pins.replace("\\\n", " ");
            assert!(packages.contains("=="));
            for package in packages.lines() {
                assert!(package.contains("==") && package.contains(" --hash=sha256:"), "{package}");
            }
        }
    }

    #[test]
    fn what_is_asked_for_is_what_is_pinned() {
        let asked = [
            include_str!("../../../judges/requirements.in"),
            include_str!("../../../judges/packaging.in"),
            include_str!("../../../sdks/python/benchmarks/requirements.in"),
            include_str!("../../../sdks/python/tests/requirements.in"),
            include_str!("../../../judges/go/oldest.in"),
            include_str!("../../../judges/go/newest.in"),
        ];
        for (asked, pins) in asked.into_iter().zip(PINS) {
            for package in asked.lines().filter(|line| !line.starts_with('#')) {
                assert!(pins.contains(&format!("{package} \\\n")), "{package}");
            }
        }
    }
}
