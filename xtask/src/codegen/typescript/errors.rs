//! `generated/errors.ts`: a class for each class of the table of errors, and the kind of a status or code.

use serde_json::json;

use super::super::client_codegen::contract::{Code, Contract, ErrorRow, Statuses, snake_case};
use super::super::template::render;
use crate::Result;

const ROOT: &str = "AgentSpecError";

pub(super) fn emit(contract: &Contract) -> Result<String> {
    let mut classes: Vec<serde_json::Value> = Vec::new();
    for row in &contract.errors {
        let mut base = ROOT;
        for class in &row.classes {
            if !classes.iter().any(|known| known["name"] == **class) {
                let own = contract.errors.iter().filter(|row| row.classes.last() == Some(class));
                let own: Vec<_> = own.collect();
                let when: Vec<_> = own.iter().map(|row| row.when.as_str()).collect();
                let code = own.first().and_then(|row| row.codes().first().map(|code| (*code).to_owned()));
                classes.push(json!({ "name": class, "base": base, "when": capital(&when.join("; or ")), "code": code }));
            }
            base = class;
        }
    }
    let mut kinds: Vec<_> = Vec::new();
    for row in &contract.errors {
        let class_code = classes.iter().find(|class| class["name"] == class_of(row)).map(|class| &class["code"]);
        let own_code = code(row).filter(|code| class_code.is_none_or(|known| known != code));
        kinds.push(json!({ "name": kind(row), "class": class_of(row), "code": own_code }));
    }
    kinds.dedup_by(|after, before| after["name"] == before["name"]);
    let one = |statuses: &Statuses| match statuses {
        Statuses::One(status) => Some(*status),
        Statuses::Class(_) => None,
    };
    let class = |statuses: &Statuses| match statuses {
        Statuses::One(_) => None,
        Statuses::Class(class) => Some(*class),
    };
    let rows = |select: &dyn Fn(&Statuses) -> Option<u16>| -> Vec<_> {
        let of_row =
            |row: &ErrorRow| row.statuses.iter().filter_map(select).map(|key| json!({ "key": key, "kind": kind(row) })).collect::<Vec<_>>();
        contract.errors.iter().flat_map(of_row).collect()
    };
    let with_status = contract.errors.iter().filter(|row| row.statuses.iter().any(|statuses| one(statuses).is_some()));
    let codes = with_status.flat_map(|row| row.codes().into_iter().map(|code| json!({ "key": code, "kind": kind(row) })));
    let codes: Vec<_> = codes.collect();
    let context = json!({ "classes": classes, "kinds": kinds, "statuses": rows(&one), "ranges": rows(&class), "codes": codes });
    render("errors.ts", include_str!("../templates/typescript/errors.ts.j2"), context)
}

fn kind(row: &ErrorRow) -> String {
    snake_case(&row.kind)
}

fn class_of(row: &ErrorRow) -> &str {
    row.classes.last().map_or(ROOT, String::as_str)
}

/// None where the code is made of the status.
fn code(row: &ErrorRow) -> Option<&str> {
    match &row.code {
        Code::Fixed(code) => Some(code),
        Code::OfStatus => None,
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
