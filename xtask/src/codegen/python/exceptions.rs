//! `agentspec.exceptions`: a class for each class of the table of errors.

use serde_json::json;

use super::super::client_codegen::contract::{Contract, Statuses};
use super::super::stamp::Stamp;
use super::super::template::render;
use crate::Result;

/// Those that inherit from Python's own of the same name.
const BUILTINS: [&str; 2] = ["ConnectionError", "TimeoutError"];
const ROOT: &str = "AgentSpecError";

pub(super) fn emit(contract: &Contract, stamp: &Stamp) -> Result<String> {
    let mut classes: Vec<(&str, &str, String)> = Vec::new();
    for row in &contract.errors {
        let mut base = ROOT;
        for class in &row.classes {
            let is_last = row.classes.last() == Some(class);
            match classes.iter_mut().find(|(name, ..)| name == class) {
                None => classes.push((class, base, if is_last { row.when.clone() } else { String::new() })),
                Some((.., when)) if is_last => {
                    let joint = if when.is_empty() { "" } else { "; or " };
                    *when = [when, joint, &row.when].concat();
                }
                Some(_) => {}
            }
            base = class;
        }
    }
    let classes: Vec<_> = classes
        .iter()
        .map(|(name, base, when)| {
            let row = contract.errors.iter().find(|row| row.classes.last().is_some_and(|class| class == name));
            let code = row.and_then(|row| row.codes().first().map(|code| json!(code).to_string()));
            json!({ "name": name, "base": base, "when": capital(when), "builtin": BUILTINS.contains(name), "code": code })
        })
        .collect();
    let class_of = |classes: &[String]| classes.last().cloned().unwrap_or_else(|| ROOT.to_owned());
    let mut kinds: Vec<_> = contract.errors.iter().map(|row| json!({ "name": row.kind, "class": class_of(&row.classes) })).collect();
    kinds.dedup();
    let told = contract.errors.iter().filter(|row| row.statuses.iter().any(|status| matches!(status, Statuses::One(_))));
    let codes = told.flat_map(|row| row.codes().into_iter().map(|code| json!({ "name": code, "class": class_of(&row.classes) })));
    let codes: Vec<_> = codes.collect();
    let context = json!({ "stamp": stamp.to_string(), "classes": classes, "kinds": kinds, "codes": codes });
    render("exceptions.py", include_str!("../templates/exceptions.py.j2"), context)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
