//! `docs/languages.md`: what each language has for the same thing, from `sdks/surface.json`, which tests hold against the languages.

use serde::Deserialize;
use serde_json::json;

use super::artefact::Artefact;
use super::template::render;
use crate::Result;

const SURFACE: &str = include_str!("../../../sdks/surface.json");

/// A row of the table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rust: String,
    python: Option<String>,
    /// Why Python has none.
    #[serde(default)]
    why: String,
}

pub(super) fn emit() -> Result<Artefact> {
    let rows: Vec<Row> = serde_json::from_str(SURFACE).map_err(|error| format!("sdks/surface.json: {error}"))?;
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let python = row.python.as_ref().map_or_else(|| format!("– ({})", row.why), |python| format!("`{python}`"));
            json!({ "rust": row.rust, "python": python })
        })
        .collect();
    let table = render("languages.md", include_str!("templates/languages.md.j2"), json!({ "rows": rows }))?;
    Ok(Artefact::file("docs/languages.md", table))
}
