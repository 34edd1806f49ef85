//! What each language has for the same thing: `docs/languages.md`, and the rows of the operations that tests hold against the languages.
//!
//! An operation's rows follow from the contract. Those of everything else are `sdks/surface.json`, written by hand.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::artefact::Artefact;
use super::python;
use super::shared::contract::{Contract, Field, Record, Shape, pascal_case};
use super::shared::rust_types::identifier;
use super::stamp::Stamp;
use super::template::render;
use crate::Result;

const PAGE: &str = "docs/languages.md";
const SURFACE: &str = include_str!("../../../sdks/surface.json");

/// A row of a table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rust: String,
    python: Option<String>,
    /// Why Python has none.
    #[serde(default)]
    why: String,
}

/// The rows of the operations, for the tests and for the page.
pub(super) fn operations(contract: &Contract, stamp: &Stamp) -> Result<Vec<Artefact>> {
    let rows = rows(contract);
    let lines = rows.iter().map(|row| format!("{{\"rust\": {}, \"python\": {}}}", json!(row.rust), json!(row.python)));
    let lines = lines.collect::<Vec<_>>().join(",\n    ");
    let file = format!("{{\n  \"generated\": {},\n  \"rows\": [\n    {lines}\n  ]\n}}\n", json!(stamp.to_string()));
    Ok(vec![
        Artefact::file("sdks/operations.json", file),
        Artefact::region(PAGE, "operations", format!("<!-- begin operations. {stamp} -->\n\n{}\n", table(&rows)?)),
    ])
}

/// The rest of the page.
pub(super) fn rest() -> Result<Artefact> {
    let rows: Vec<Row> = serde_json::from_str(SURFACE).map_err(|error| format!("sdks/surface.json: {error}"))?;
    let begin = "<!-- begin surface. Generated from sdks/surface.json by `cargo xtask codegen`. Not to be edited. -->";
    Ok(Artefact::region(PAGE, "surface", format!("{begin}\n\n{}\n", table(&rows)?)))
}

fn table(rows: &[Row]) -> Result<String> {
    let cells = rows.iter().map(|row| {
        let python = row.python.as_ref().map_or_else(|| format!("– ({})", row.why), |python| format!("`{python}`"));
        json!({ "rust": row.rust, "python": python })
    });
    render("languages.md", include_str!("templates/languages.md.j2"), json!({ "rows": cells.collect::<Vec<_>>() }))
}

/// Each operation, and each setter of what is optional in it: the setters of several operations are one in Rust.
fn rows(contract: &Contract) -> Vec<Row> {
    let mut seen = BTreeSet::new();
    let rows = contract.operations.iter().flat_map(|operation| {
        let python = python::method(operation);
        let class = operation.call.group.as_ref().map_or_else(|| "Client".to_owned(), |group| pascal_case(group));
        let call = (format!("{class}::{}", identifier(&operation.call.name)), python.clone());
        let parameters = operation.parameters.iter().filter(|parameter| !parameter.required);
        let parameters = parameters.map(|parameter| (&parameter.name, identifier(&parameter.name)));
        let fields = contract.body_fields(operation).iter().filter(|field| !field.is_required);
        let fields = fields.flat_map(|field| setters(contract, field).into_iter().map(move |setter| (&field.name, setter)));
        let setters =
            parameters.chain(fields).map(|(name, setter)| (format!("Call::{setter}"), format!("{python}({}=)", python::identifier(name))));
        [call].into_iter().chain(setters).collect::<Vec<_>>()
    });
    let rows = rows.filter(|(rust, _)| seen.insert(rust.clone()));
    rows.map(|(rust, python)| Row { rust, python: Some(python), why: String::new() }).collect()
}

/// The names of the setters of an optional field of a body: one of free names has a second setter, for a map of them.
fn setters(contract: &Contract, field: &Field) -> Vec<String> {
    let shape = field.ty.named().and_then(|name| contract.schema(name)).map(|schema| &schema.shape);
    let mut setters = vec![identifier(&field.name)];
    if let Some(Shape::Map(_) | Shape::Record(Record { is_open: true, .. })) = shape {
        setters.push(format!("{}_map", field.name));
    }
    setters
}
