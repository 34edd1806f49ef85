//! The table of the targets of all languages, made from their chapters of the document.

use crate::Result;

use super::targets::with_chapter;

const NAME: &str = "All languages";

/// The heads of tables of targets, and which of their columns are shown: what is measured, beside what, how much, the target, and the result.
const HEADS: [(&str, [Option<usize>; 5]); 3] = [
    ("| target | required | measured, at worst | result |", [Some(0), None, Some(2), Some(1), Some(3)]),
    ("| target: the cost of | ÷ ours, required | measured | result |", [Some(0), None, Some(2), Some(1), Some(3)]),
    ("| measured | ours | beside | theirs | ratio | target | result |", [Some(0), Some(2), Some(4), Some(5), Some(6)]),
];

/// Returns the document with this table, made anew.
pub(super) fn with_overview(document: &str) -> Result<String> {
    let mut rows = Vec::new();
    for chapter in document.split("\n## ").skip(1).filter(|chapter| !chapter.starts_with(NAME)) {
        let language = chapter.lines().next().unwrap_or_default();
        let mut columns = None;
        for line in chapter.lines() {
            columns = match columns {
                Some(columns) if line.starts_with('|') => {
                    if !line.starts_with("|---") {
                        rows.push(row(language, line, columns)?);
                    }
                    Some(columns)
                }
                _ => HEADS.iter().find(|(head, _)| *head == line).map(|(_, columns)| columns),
            };
        }
    }
    let text = include_str!("overview.md").replace("{rows}", &rows.join("\n"));
    Ok(with_chapter(document, NAME, &text))
}

fn row(language: &str, line: &str, columns: &[Option<usize>; 5]) -> Result<String> {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let cell = |column: &Option<usize>| match column {
        Some(column) => cells.get(*column).copied().ok_or_else(|| format!("a row lacks a column: {line}")),
        None => Ok("–"),
    };
    let shown = columns.iter().map(cell).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("| {language} | {} |", shown.join(" | ")))
}

#[test]
fn targets_of_all_chapters_are_in_one_table() {
    let chapter =
        |name: &str, head: &str, row: &str| format!("\n## {name}\n\n{head}\n|---|---|\n{row}\n\ntext\n\n| other |\n|---|\n| table |\n");
    let rust = chapter("Rust", HEADS[0].0, "| a | ≥ 2 | 2.10 | met |");
    let go = chapter("Go", HEADS[2].0, "| b | 1 ns | peer | 3 ns | 3.00 | ≥ 4 | missed by 33% |");
    let document = with_overview(&format!("# All\n{rust}{go}")).unwrap_or_default();
    let table = document.split("## All languages").nth(1).unwrap_or_default();
    assert!(table.contains("| Rust | a | – | 2.10 | ≥ 2 | met |\n| Go | b | peer | 3.00 | ≥ 4 | missed by 33% |\n"), "{document}");
    assert!(!table.contains("other") && !table.contains("table |"), "{document}");
    assert_eq!(with_overview(&document).unwrap_or_default(), document, "it is replaced");
}
