//! Go, by apidiff.

use std::path::Path;

use super::{Found, workplace};
use crate::{Result, go};

/// The constant whose value is another in each release.
const VERSION: &str = "- Version: value changed";

pub(super) fn compare(old: &Path) -> Result<Found> {
    Ok(found(&go::breaks_since(&old.join("sdks/go"), &workplace())?))
}

fn found(report: &str) -> Found {
    let breaks: Vec<_> = report.lines().filter(|line| !line.trim().is_empty() && !line.starts_with(VERSION)).collect();
    if breaks.is_empty() { Found::Nothing } else { Found::Breaks(breaks.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_alone_breaks_nothing() {
        let version = "- Version: value changed from \"0.1.0\" to \"0.1.1\"\n";
        assert!(matches!(found(version), Found::Nothing));
        let removed = format!("{version}- Client.Health: removed\n\n");
        assert!(matches!(found(&removed), Found::Breaks(breaks) if breaks == "- Client.Health: removed"));
    }
}
