//! TypeScript, by the reports of api-extractor: a line of the earlier report that the present one lacks is something removed or changed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::{Found, workplace};
use crate::{Result, typescript};

pub(super) fn compare(old: &Path) -> Result<Found> {
    let reports = |name: &str, root: &Path| typescript::api_reports(&root.join("sdks/typescript"), &workplace().join(name));
    let (earlier, present) = (reports("earlier", old)?, reports("present", &crate::workspace::root())?);
    let mut breaks = String::new();
    for (entry, report) in earlier {
        let now: BTreeSet<&str> = present.iter().filter(|(name, _)| *name == entry).flat_map(|(_, report)| lines(report)).collect();
        for line in lines(&report).filter(|line| !now.contains(line)) {
            writeln!(breaks, "{entry}: {line}")?;
        }
    }
    Ok(if breaks.is_empty() { Found::Nothing } else { Found::Breaks(breaks) })
}

/// The lines of a report that declare something.
fn lines(report: &str) -> impl Iterator<Item = &str> {
    report.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//") && !line.starts_with("```"))
}
