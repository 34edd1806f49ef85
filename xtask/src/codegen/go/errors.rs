//! `zz_errors.go`: a sentinel for each class of the table of errors, and the kind of a status or code.

use serde_json::{Value, json};

use super::super::client_codegen::contract::{Code, Contract, ErrorRow, Statuses, snake_case};
use super::super::template::render;
use super::text;
use crate::Result;

const ERRORS: &str = concat!(include_str!("../templates/go/docs.go.j2"), include_str!("../templates/go/errors.go.j2"));

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let mut sentinels: Vec<Value> = Vec::new();
    for row in &contract.errors {
        for class in &row.classes {
            if !sentinels.iter().any(|known| known["class"] == **class) {
                let when: Vec<_> = contract.errors.iter().filter(|row| row.classes.last() == Some(class)).map(|row| &*row.when).collect();
                let name = sentinel(class);
                let docs = match when.as_slice() {
                    [] => format!("{name} matches errors of this class."),
                    when => format!("{name} means: {}.", text::in_go(contract, &in_go(&when.join("; or ")))),
                };
                let message = snake_case(class.trim_end_matches("Error")).replace('_', " ");
                sentinels.push(json!({ "class": class, "name": name, "docs": text::lines(&docs), "message": message }));
            }
        }
    }
    let mut kinds: Vec<_> = contract
        .errors
        .iter()
        .map(|row| {
            let ranges = row.statuses.iter().any(|statuses| matches!(statuses, Statuses::Class(_)));
            let sentinel = row.classes.last().map(|class| sentinel(class));
            json!({ "name": constant(row), "value": snake_case(&row.kind), "code": code(row), "ranges": ranges, "sentinel": sentinel })
        })
        .collect();
    kinds.dedup_by(|after, before| after["name"] == before["name"]);
    let statuses = rows(contract, |row| {
        row.statuses
            .iter()
            .filter_map(|statuses| match statuses {
                Statuses::One(status) => Some(status.to_string()),
                Statuses::Class(_) => None,
            })
            .collect()
    });
    let ranges = rows(contract, |row| {
        row.statuses
            .iter()
            .filter_map(|statuses| match statuses {
                Statuses::One(_) => None,
                Statuses::Class(class) => Some(class.to_string()),
            })
            .collect()
    });
    let codes = rows(contract, |row| {
        let has_status = row.statuses.iter().any(|statuses| matches!(statuses, Statuses::One(_)));
        if has_status { row.codes().iter().map(|code| format!("{code:?}")).collect() } else { Vec::new() }
    });
    let rest = contract.errors.iter().find(|row| row.classes.is_empty()).map(constant);
    let server = contract.errors.iter().find(|row| row.statuses.contains(&Statuses::One(500))).map(constant);
    let context = json!({
        "sentinels": sentinels, "kinds": kinds, "statuses": statuses, "ranges": ranges, "codes": codes, "rest": rest, "server": server,
        "all_statuses": statuses.iter().filter_map(|row| row["keys"].as_str()).collect::<Vec<_>>().join(", "),
        "ranged": kinds.iter().filter(|kind| kind["code"].is_string()).collect::<Vec<_>>(),
    });
    render("zz_errors.go", ERRORS, context)
}

/// Returns a case of a `switch` for each row that has keys.
fn rows(contract: &Contract, keys: impl Fn(&ErrorRow) -> Vec<String>) -> Vec<Value> {
    let rows = contract.errors.iter().map(|row| (keys(row), constant(row))).filter(|(keys, _)| !keys.is_empty());
    rows.map(|(keys, kind)| json!({ "keys": keys.join(", "), "kind": kind })).collect()
}

/// Returns the reasons of an error that Go has: not those of a client without async.
fn in_go(when: &str) -> String {
    let of_go = |part: &str| {
        let clauses: Vec<_> = part.split(", ").filter(|clause| !clause.contains("async")).collect();
        match clauses.split_last() {
            Some((last, others)) if part.contains("async") && !others.is_empty() => format!("{}, or {last}", others.join(", ")),
            _ => clauses.join(", "),
        }
    };
    when.split("; ").map(of_go).collect::<Vec<_>>().join("; ")
}

/// Returns `ErrNotFound` for the class `NotFoundError`.
pub(in crate::codegen) fn sentinel(class: &str) -> String {
    format!("Err{}", class.strip_suffix("Error").unwrap_or(class))
}

fn constant(row: &ErrorRow) -> String {
    format!("kind{}", row.kind)
}

/// None where the code is made of the status.
fn code(row: &ErrorRow) -> Option<&str> {
    match &row.code {
        Code::Fixed(code) => Some(code),
        Code::OfStatus => None,
    }
}
