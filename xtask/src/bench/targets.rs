//! The table of a language's targets, and its chapter of the document.

use std::fmt::Write as _;

use serde_json::Value;

use crate::Result;

/// The start of a chapter.
const HEADING: &str = "\n## ";

/// Returns the table of the lines that a benchmark printed, and why targets are missed.
pub(super) fn table(printed: &str) -> Result<String> {
    let mut table = "| measured | ours | beside | theirs | ratio | target | result |\n|---|---:|---|---:|---:|---:|---|\n".to_owned();
    let mut reasons = String::new();
    let lines: Vec<&str> = printed.lines().filter(|line| line.starts_with('{')).collect();
    if lines.is_empty() {
        return Err("the benchmark printed no measurement".into());
    }
    for line in lines {
        let row: Value = serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))?;
        let text = |key: &str| row[key].as_str().unwrap_or("–").replace('|', "\\|");
        let number = |key: &str| row[key].as_f64();
        let measured = number("measured").ok_or_else(|| format!("no `measured`: {line}"))?;
        let (target, sign, distance) = match (number("least"), number("most")) {
            (Some(least), None) => (least, '≥', least / measured),
            (None, Some(most)) => (most, '≤', measured / most),
            _ => return Err(format!("a target is `least` or `most`: {line}").into()),
        };
        let is_met = distance <= 1.0;
        let result = if is_met { "met".to_owned() } else { format!("missed by {:.0}%", (distance - 1.0) * 100.0) };
        let what = text("what");
        writeln!(
            table,
            "| {what} | {} | {} | {} | {measured:.2} | {sign} {target} | {result} |",
            text("ours"),
            text("with"),
            text("theirs")
        )?;
        if !is_met {
            let why = row["why"].as_str().unwrap_or("not explained yet");
            writeln!(reasons, "- {what}, beside {}: {why}", text("with"))?;
        }
    }
    if !reasons.is_empty() {
        write!(table, "\nWhy targets are missed:\n\n{reasons}")?;
    }
    Ok(table)
}

/// Returns the document with this chapter in place of the one of the language, or behind the others.
pub(super) fn with_chapter(document: &str, language: &str, chapter: &str) -> String {
    let heading = format!("{HEADING}{language}\n");
    let Some(start) = document.find(&heading) else { return format!("{}\n\n{}\n", document.trim_end(), chapter.trim()) };
    let rest = &document[start + heading.len()..];
    let next = rest.find(HEADING).map_or("", |next| &rest[next..]);
    format!("{}\n\n{}\n{next}", document[..start].trim_end(), chapter.trim())
}

/// Returns the document with this text before its chapters.
pub(super) fn with_head(document: &str, head: &str) -> String {
    let chapters = document.find(HEADING).map_or("", |start| &document[start..]);
    format!("{}\n{chapters}", head.trim_end())
}

#[test]
fn a_table_says_which_targets_are_met_and_why_others_are_not() {
    let printed = r#"
not a measurement
{"what": "Tokens", "with": "peer", "ours": "10 ns", "theirs": "50 ns", "measured": 5.0, "least": 4, "why": "never shown"}
{"what": "Size", "with": null, "ours": "20 KB", "measured": 20, "most": 16, "why": "it does more"}
"#;
    let told = table(printed).unwrap_or_default();
    assert!(told.contains("| Tokens | 10 ns | peer | 50 ns | 5.00 | ≥ 4 | met |\n"), "{told}");
    assert!(told.contains("| Size | 20 KB | – | – | 20.00 | ≤ 16 | missed by 25% |\n"), "{told}");
    assert!(told.contains("it does more") && !told.contains("never shown"), "{told}");
    for wrong in ["", r#"{"measured": 1}"#, r#"{"least": 1}"#, r#"{"measured": 1, "least": 1, "most": 1}"#] {
        assert!(table(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_chapter_replaces_that_of_its_language_alone() {
    let document = "# All\n\n## Rust\n\nfast\n\n## Go\n\nold\n\n## TypeScript\n\nts\n";
    let replaced = with_chapter(document, "Go", "## Go\n\nnew\n");
    assert_eq!(replaced, document.replace("old", "new"));
    assert_eq!(with_chapter("# All\n\n## Rust\n\nfast\n", "Go", "## Go\n\nnew\n"), "# All\n\n## Rust\n\nfast\n\n## Go\n\nnew\n");
    assert_eq!(with_head(document, "# New\n"), document.replace("# All", "# New"));
}
