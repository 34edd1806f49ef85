//! Generated texts: whole files, and regions of files that are otherwise hand-written.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::stamp;
use crate::Result;

/// A generated text and its place.
#[derive(Debug)]
pub(super) struct Artefact {
    /// The path of the file, relative to the workspace root.
    pub(super) path: &'static str,
    /// The region of a Markdown file; None for the whole file.
    pub(super) region: Option<&'static str>,
    pub(super) content: String,
}

impl Artefact {
    pub(super) fn file(path: &'static str, content: String) -> Self {
        Self { path, region: None, content }
    }

    /// Creates the region of `path` from the line `<!-- begin NAME …` to the line `<!-- end NAME -->`. The content includes the first line.
    pub(super) fn region(path: &'static str, name: &'static str, content: String) -> Self {
        Self { path, region: Some(name), content }
    }

    /// Writes the file if it differs, and prints what it did.
    pub(super) fn write(&self, root: &Path) -> Result<()> {
        let path = root.join(self.path);
        let current = fs::read_to_string(&path).unwrap_or_default();
        let expected = self.expected(&current)?;
        if expected == current {
            println!("unchanged  {self}");
            return Ok(());
        }
        // Renamed into place, so that an interrupted run leaves no half-written source.
        let temporary = PathBuf::from(format!("{}.new", path.display()));
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| format!("{}: {error}", path.display()))?;
        fs::write(&temporary, &expected).map_err(|error| format!("{}: {error}", temporary.display()))?;
        fs::rename(&temporary, &path).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("written    {self}");
        Ok(())
    }

    /// Returns a report if the file is stale. The diff omits the recorded version and hash, which differ in every file.
    pub(super) fn check(&self, root: &Path) -> Result<Option<String>> {
        let current = fs::read_to_string(root.join(self.path)).unwrap_or_default();
        let expected = self.expected(&current)?;
        if expected == current {
            return Ok(None);
        }
        let diff = short_diff(&stamp::removed_from(&current), &stamp::removed_from(&expected));
        let difference = if diff.is_empty() { "  only the recorded version and hash differ\n" } else { &diff };
        Ok(Some(format!("stale: {self}\n{difference}")))
    }

    /// Returns the expected content of the whole file.
    fn expected(&self, current: &str) -> Result<String> {
        let Some(name) = self.region else { return Ok(self.content.clone()) };
        let (begin, end) = (format!("<!-- begin {name}"), format!("<!-- end {name} -->\n"));
        let start = current.find(&begin);
        let stop = start.and_then(|start| Some(start + current[start..].find(&end)?));
        match (start, stop) {
            (Some(start), Some(stop)) => Ok([&current[..start], &self.content, &current[stop..]].concat()),
            _ => Err(format!("{}: the lines `{begin} -->` and `{}` must enclose the generated table", self.path, end.trim()).into()),
        }
    }
}

impl std::fmt::Display for Artefact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.path)?;
        self.region.map_or(Ok(()), |region| write!(f, " ({region})"))
    }
}

fn short_diff(current: &str, expected: &str) -> String {
    const LINES: usize = 20;
    let diff = TextDiff::from_lines(current, expected).unified_diff().context_radius(1).to_string();
    let mut lines = diff.lines();
    let mut short = String::new();
    for line in lines.by_ref().take(LINES) {
        let _ = writeln!(short, "  {line}");
    }
    let left_out = lines.count();
    if left_out > 0 {
        let _ = writeln!(short, "  ({left_out} more lines of the diff)");
    }
    short
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_long_diff_is_truncated_with_a_note() {
        let text = "line\n".repeat(100);
        let diff = short_diff("", &text);
        assert!(diff.contains("more lines of the diff"), "{diff}");
        assert!(diff.lines().count() < 30);
    }

    #[test]
    fn a_region_is_replaced_between_its_lines_and_the_rest_is_kept() {
        let region = Artefact::region("docs/errors.md", "errors", "<!-- begin errors: new -->\ntable\n".to_owned());
        let expected = region.expected("before\n<!-- begin errors: old -->\nold\n<!-- end errors -->\nafter\n").unwrap();
        assert_eq!(expected, "before\n<!-- begin errors: new -->\ntable\n<!-- end errors -->\nafter\n");
        assert_eq!(region.expected(&expected).unwrap(), expected);
    }

    #[test]
    fn the_error_for_a_missing_region_names_the_lines_that_it_needs() {
        let region = Artefact::region("docs/errors.md", "errors", String::new());
        for file in ["", "<!-- begin errors -->\n", "<!-- end errors -->\n<!-- begin errors -->\n"] {
            let error = region.expected(file).unwrap_err().to_string();
            assert!(error.contains("docs/errors.md: the lines `<!-- begin errors -->` and `<!-- end errors -->`"), "{error}");
        }
    }
}
