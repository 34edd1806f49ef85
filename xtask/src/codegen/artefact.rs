//! What is generated: whole files, and regions of files that are otherwise written by hand.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::stamp;
use crate::Result;

/// A generated text and where it stands.
#[derive(Debug)]
pub(super) struct Artefact {
    /// From the workspace's root.
    pub(super) path: &'static str,
    /// The region of a Markdown file; none is the whole file.
    pub(super) region: Option<&'static str>,
    pub(super) content: String,
}

impl Artefact {
    pub(super) fn file(path: &'static str, content: String) -> Self {
        Self { path, region: None, content }
    }

    /// The part of `path` from its line `<!-- begin NAME …` to its line `<!-- end NAME -->`. The content begins with the former.
    pub(super) fn region(path: &'static str, name: &'static str, content: String) -> Self {
        Self { path, region: Some(name), content }
    }

    /// Writes the file where it differs, and says so.
    pub(super) fn write(&self, root: &Path) -> Result<()> {
        let path = root.join(self.path);
        let current = fs::read_to_string(&path).unwrap_or_default();
        let due = self.due(&current)?;
        if due == current {
            println!("unchanged  {self}");
            return Ok(());
        }
        // Renamed into place, so that an interrupted run leaves no half-written source.
        let temporary = PathBuf::from(format!("{}.new", path.display()));
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| format!("{}: {error}", path.display()))?;
        fs::write(&temporary, &due).map_err(|error| format!("{}: {error}", temporary.display()))?;
        fs::rename(&temporary, &path).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("written    {self}");
        Ok(())
    }

    /// A report, where the file is not as it would be written. What it records of the contract is in no difference, for that is in each.
    pub(super) fn check(&self, root: &Path) -> Result<Option<String>> {
        let current = fs::read_to_string(root.join(self.path)).unwrap_or_default();
        let due = self.due(&current)?;
        if due == current {
            return Ok(None);
        }
        let diff = short_diff(&stamp::hidden(&current), &stamp::hidden(&due));
        let told = if diff.is_empty() { "  only the recorded version and hash differ\n" } else { &diff };
        Ok(Some(format!("stale: {self}\n{told}")))
    }

    /// The whole file as it is to be.
    fn due(&self, current: &str) -> Result<String> {
        let Some(name) = self.region else { return Ok(self.content.clone()) };
        let (begin, end) = (format!("<!-- begin {name}"), format!("<!-- end {name} -->\n"));
        let start = current.find(&begin);
        let stop = start.and_then(|start| Some(start + current[start..].find(&end)?));
        match (start, stop) {
            (Some(start), Some(stop)) => Ok([&current[..start], &self.content, &current[stop..]].concat()),
            _ => Err(format!("{}: the lines `{begin} -->` and `{}` are to stand around the generated table", self.path, end.trim()).into()),
        }
    }
}

impl std::fmt::Display for Artefact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.path)?;
        self.region.map_or(Ok(()), |region| write!(f, " ({region})"))
    }
}

fn short_diff(current: &str, due: &str) -> String {
    const LINES: usize = 20;
    let diff = TextDiff::from_lines(current, due).unified_diff().context_radius(1).to_string();
    let mut lines = diff.lines();
    let mut short = String::new();
    for line in lines.by_ref().take(LINES) {
        let _ = writeln!(short, "  {line}");
    }
    let left_out = lines.count();
    if left_out > 0 {
        let _ = writeln!(short, "  ({left_out} more lines of difference)");
    }
    short
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_long_difference_is_cut_and_says_so() {
        let text = "line\n".repeat(100);
        let diff = short_diff("", &text);
        assert!(diff.contains("more lines of difference"), "{diff}");
        assert!(diff.lines().count() < 30);
    }

    #[test]
    fn a_region_is_replaced_between_its_lines_and_the_rest_is_kept() {
        let region = Artefact::region("docs/errors.md", "errors", "<!-- begin errors: new -->\ntable\n".to_owned());
        let due = region.due("before\n<!-- begin errors: old -->\nold\n<!-- end errors -->\nafter\n").unwrap();
        assert_eq!(due, "before\n<!-- begin errors: new -->\ntable\n<!-- end errors -->\nafter\n");
        assert_eq!(region.due(&due).unwrap(), due);
    }

    #[test]
    fn a_region_that_is_not_there_is_named_with_the_lines_that_it_needs() {
        let region = Artefact::region("docs/errors.md", "errors", String::new());
        for file in ["", "<!-- begin errors -->\n", "<!-- end errors -->\n<!-- begin errors -->\n"] {
            let error = region.due(file).unwrap_err().to_string();
            assert!(error.contains("docs/errors.md: the lines `<!-- begin errors -->` and `<!-- end errors -->`"), "{error}");
        }
    }
}
