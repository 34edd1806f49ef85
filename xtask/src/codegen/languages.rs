//! What each language has for the same thing: `docs/languages.md`, and the rows of the operations that tests hold against the languages.
//!
//! The rows of operations and events follow from the contract. Those of everything else are `sdks/surface.json`, written by hand.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::json;

use super::artefact::Artefact;
use super::client_codegen::contract::{Contract, Operation, Shape, pascal_case};
use super::client_codegen::rust_types::identifier;
use super::stamp::Stamp;
use super::template::render;
use super::{go, python, typescript};
use crate::Result;

const PAGE: &str = "docs/languages.md";
const SURFACE: &str = include_str!("../../../sdks/surface.json");

/// A row of a table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rust: String,
    python: Option<String>,
    typescript: Option<String>,
    go: Option<String>,
    /// Why a language has none.
    #[serde(default)]
    why: BTreeMap<String, String>,
}

impl Row {
    /// The form of a language, or why it has none.
    fn cell(&self, language: &str, form: Option<&String>) -> Result<String> {
        match (form, self.why.get(language)) {
            (Some(form), None) => Ok(format!("`{form}`")),
            (None, Some(why)) => Ok(format!("– ({why})")),
            _ => Err(format!("sdks/surface.json: `{}`: expected either a form in `{language}` or a reason in `why`", self.rust).into()),
        }
    }
}

/// The rows of operations and events, for the tests and for the page.
pub(super) fn operations(contract: &Contract, stamp: &Stamp) -> Result<Vec<Artefact>> {
    let rows = rows(contract);
    let line = |row: &Row| {
        let (rust, python, typescript, go) = (json!(row.rust), json!(row.python), json!(row.typescript), json!(row.go));
        format!("{{\"rust\": {rust}, \"python\": {python}, \"typescript\": {typescript}, \"go\": {go}}}")
    };
    let lines = rows.iter().map(line).collect::<Vec<_>>().join(",\n    ");
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
        let (python, typescript) = (row.cell("python", row.python.as_ref())?, row.cell("typescript", row.typescript.as_ref())?);
        Ok(json!({ "rust": row.rust, "python": python, "typescript": typescript, "go": row.cell("go", row.go.as_ref())? }))
    });
    render("languages.md", include_str!("templates/languages.md.j2"), json!({ "rows": cells.collect::<Result<Vec<_>>>()? }))
}

/// Each operation, its call on a handle of a session, and the setters of what is optional in it, which operations share by their names; and
/// the constructor of each event.
fn rows(contract: &Contract) -> Vec<Row> {
    let mut seen = BTreeSet::new();
    let rows = contract.operations.iter().flat_map(|operation| {
        let (python, typescript, name) = (python::method(operation), typescript::method(operation), &operation.call.name);
        let class = operation.call.group.as_ref().map_or_else(|| "Client".to_owned(), |group| pascal_case(group));
        let call = [format!("{class}::{}", identifier(name)), python.clone(), typescript.clone(), go::method(operation)];
        let on_handle = operation.turn_rule().map(|_| {
            let (python, typescript) = (python::identifier(name), typescript::camel_case(name));
            let [python, typescript, go] = [python, typescript, go::go_name(name)].map(|name| format!("SessionHandle.{name}"));
            [format!("SessionHandle::{}", identifier(name)), python, typescript, go]
        });
        let setters = setters(contract, operation).into_iter().map(|(name, setter)| {
            let (python_name, typescript_name) = (python::identifier(name), typescript::camel_case(name));
            let go = format!("{}.{}", operation.request.as_deref().unwrap_or_default(), go::go_name(name));
            [format!("Call::{setter}"), format!("{python}({python_name}=)"), format!("{typescript}({{ {typescript_name} }})"), go]
        });
        [call].into_iter().chain(on_handle).chain(setters).collect::<Vec<_>>()
    });
    let constructors = contract.events().iter().map(|event| {
        [format!("{}::new", event.name), format!("types.{}", event.name), typescript::event_name(event), go::event_constant(event)]
    });
    let rows = rows.chain(constructors).filter(|[rust, ..]| seen.insert(rust.clone()));
    let row = |[rust, python, typescript, go]: [String; 4]| Row {
        rust,
        python: Some(python),
        typescript: Some(typescript),
        go: Some(go),
        why: BTreeMap::new(),
    };
    rows.map(row).collect()
}

/// What is optional in a call, each with the name of its setter; a map has a second one. Those of a message are in `sdks/surface.json`.
fn setters<'c>(contract: &'c Contract, operation: &'c Operation) -> Vec<(&'c str, String)> {
    let parameters = operation.optional_parameters().map(|parameter| (parameter.name.as_str(), identifier(&parameter.name)));
    let fields = contract.body_fields(operation).iter().filter(|field| !field.is_required && !operation.sends_message());
    let fields = fields.flat_map(|field| {
        let schema = field.ty.named().and_then(|name| contract.schema(name));
        let of_all = schema.is_some_and(|schema| matches!(schema.shape, Shape::Map(_))).then(|| format!("{}_map", field.name));
        [identifier(&field.name)].into_iter().chain(of_all).map(|setter| (field.name.as_str(), setter))
    });
    parameters.chain(fields).collect()
}
