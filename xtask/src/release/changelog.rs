//! The changelog of a release: what is under `Unreleased` gets the version and the date.

use std::fs;
use std::time::SystemTime;

use crate::Result;
use crate::workspace::root;

const FILE: &str = "CHANGELOG.md";
const UNRELEASED: &str = "## Unreleased\n";

/// Dates the changelog.
///
/// # Errors
/// It has the version already, or nothing is under `Unreleased`.
pub(super) fn date(version: &str) -> Result<()> {
    let path = root().join(FILE);
    let text = fs::read_to_string(&path).map_err(|error| format!("{FILE}: {error}"))?;
    // The date of RFC 3339, in UTC.
    let now = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    fs::write(path, dated(&text, version, now.split('T').next().unwrap_or_default())?)?;
    println!("{FILE}: what was unreleased is {version}");
    Ok(())
}

fn dated(text: &str, version: &str, date: &str) -> Result<String> {
    if text.contains(&format!("## {version} ")) {
        return Err(format!("{FILE} has {version} already: give a later version").into());
    }
    let Some((before, after)) = text.split_once(UNRELEASED) else {
        return Err(format!("{FILE} has no chapter `Unreleased`: say there what users notice").into());
    };
    let chapter = after.split("\n## ").next().unwrap_or_default();
    if !chapter.lines().any(|line| line.starts_with("- ")) {
        return Err(format!("{FILE} has nothing under `Unreleased`: say there what users notice").into());
    }
    Ok(format!("{before}{UNRELEASED}\n## {version} - {date}\n{after}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn what_was_unreleased_gets_the_version_and_the_date() {
        let text = "# Changelog\n\n## Unreleased\n\n### Added\n\n- It.\n\n## 0.1.0 - 2026-01-02\n\n- The rest.\n";
        let expected =
            "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-03-04\n\n### Added\n\n- It.\n\n## 0.1.0 - 2026-01-02\n\n- The rest.\n";
        assert_eq!(dated(text, "0.2.0", "2026-03-04").unwrap(), expected);
    }

    #[test]
    fn a_release_without_a_change_or_with_a_used_version_is_refused() {
        for (text, expected) in [
            ("## Unreleased\n\n## 0.1.0 - 2026-01-02\n\n- It.\n", "has nothing under `Unreleased`"),
            ("## 0.1.0 - 2026-01-02\n\n- It.\n", "has no chapter `Unreleased`"),
            ("## Unreleased\n\n- It.\n\n## 0.2.0 - 2026-01-02\n", "has 0.2.0 already"),
        ] {
            let message = dated(text, "0.2.0", "2026-03-04").unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
