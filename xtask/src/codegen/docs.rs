//! Generates the tables and lists of operations and errors in the docs.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::artefact::Artefact;
use super::client_codegen::contract::{Answer, Code, Contract, ErrorRow, Operation, Statuses, pascal_case};
use super::client_codegen::rust_types::identifier;
use super::stamp::Stamp;
use super::template::render;
use super::{go, python, rust, typescript};
use crate::Result;

/// The place of a table, which decides how it links to items.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    /// In rustdoc, where names are links.
    Rustdoc,
    Markdown,
}

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<Vec<Artefact>> {
    let table = |name, template, rows: Vec<Value>| render(name, template, json!({ "rows": rows }));
    let operations = |place| table("operations.md", include_str!("templates/operations.md.j2"), operations(contract, place));
    let errors = |place| table("errors.md", include_str!("templates/errors.md.j2"), errors(contract, place));
    let listed = include_str!("templates/listed_errors.md.j2");
    let listed_errors = render("listed_errors.md", listed, json!({ "rows": self::errors(contract, Place::Markdown) }))?;
    let whole = |path, table: String| Artefact::file(path, format!("<!-- {stamp} -->\n\n{table}"));
    let region = |path, name, table: String| Artefact::region(path, name, format!("<!-- begin {name}. {stamp} -->\n\n{table}\n"));
    Ok(vec![
        whole("agentspec-ext/src/generated/operations.md", operations(Place::Rustdoc)?),
        whole("agentspec-ext/src/generated/errors.md", errors(Place::Rustdoc)?),
        region("agentspec-ext/guide/09-errors.md", "errors", errors(Place::Rustdoc)?),
        region("docs/operations.md", "operations", operations(Place::Markdown)?),
        region("docs/errors.md", "errors", listed_errors),
    ])
}

fn operations(contract: &Contract, place: Place) -> Vec<Value> {
    let row = |operation: &Operation| {
        let call = rust::call(contract, operation);
        let rust = match (place, &operation.call.group) {
            (Place::Markdown, _) => format!("`{call}`"),
            (Place::Rustdoc, Some(group)) => {
                format!("[`{call}`](crate::{}::{})", pascal_case(group), identifier(&operation.call.name))
            }
            (Place::Rustdoc, None) => format!("[`{call}`](crate::Client::{})", identifier(&operation.call.name)),
        };
        let python = format!("`{}`", python::call(contract, operation));
        let typescript = format!("`{}`", typescript::call(contract, operation));
        let go = format!("`{}`", go::call(contract, operation));
        let http = format!("`{} {}`", operation.method, operation.path);
        let (summary, gives) = (operation.summary.trim_end_matches('.'), gives(&operation.answer, place));
        json!({ "summary": summary, "rust": rust, "python": python, "typescript": typescript, "go": go, "http": http, "gives": gives })
    };
    contract.operations.iter().map(row).collect()
}

fn gives(answer: &Answer, place: Place) -> String {
    let named = |name: &str, path: &str| match place {
        Place::Rustdoc => format!("[`{name}`]({path}{name})"),
        Place::Markdown => format!("`{name}`"),
    };
    match answer {
        Answer::Nothing => "nothing".to_owned(),
        Answer::Text => "text".to_owned(),
        Answer::Json(name) => named(name, "crate::types::"),
        Answer::Events(name) => format!("a stream of {}", named(name, "crate::")),
    }
}

fn errors(contract: &Contract, place: Place) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let row = |row: &ErrorRow| {
        let predicates = rust::predicates(row).into_iter().map(|name| match place {
            Place::Rustdoc => format!("[`{name}`](crate::Error::{name})"),
            Place::Markdown => format!("`{name}`"),
        });
        let statuses: Vec<_> = row.statuses.iter().map(|status| status_text(*status, &mut seen)).collect();
        let codes = match &row.code {
            Code::Fixed(code) => format!("`{code}`"),
            Code::OfStatus => "`http_<status>`".to_owned(),
        };
        let class = row.classes.last().map_or("AgentSpecError", String::as_str);
        let sentinel = (place == Place::Markdown)
            .then(|| format!("`{}`", row.classes.last().map_or_else(|| "APIError".to_owned(), |class| go::sentinel(class))));
        let names = [format!("`{}`", row.kind)].into_iter().chain(predicates).chain([format!("`{class}`")]).chain(sentinel);
        let names: Vec<_> = names.collect();
        json!({
            "names": names.join(if place == Place::Rustdoc { "<br>" } else { ", " }), "when": row.when, "statuses": or_dash(&statuses), "codes": codes,
            "outcome": row.outcome, "retried": row.retried, "advice": row.advice,
        })
    };
    contract.errors.iter().map(row).collect()
}

/// Returns `404`, or `4xx`; `other 4xx` if an earlier row has a status of the class.
fn status_text(statuses: Statuses, seen: &mut BTreeSet<u16>) -> String {
    match statuses {
        Statuses::One(status) => {
            seen.insert(status / 100);
            status.to_string()
        }
        Statuses::Class(class) if seen.contains(&class) => format!("other {class}xx"),
        Statuses::Class(class) => format!("{class}xx"),
    }
}

fn or_dash(texts: &[String]) -> String {
    if texts.is_empty() { "–".to_owned() } else { texts.join(", ") }
}
