//! Generates the error table: maps a status or a code to a kind, and a kind to its code.

use serde_json::json;

use super::super::client_codegen::contract::{Code, Contract, ErrorRow, Statuses};
use super::super::template::render;
use crate::Result;

/// Generates the table. The row without classes covers all other statuses, and the row with the status 500 all other codes.
pub(super) fn emit(contract: &Contract) -> Result<String> {
    let rows = &contract.errors;
    let row = |matches: &dyn Fn(&&ErrorRow) -> bool, lacking| rows.iter().find(matches).ok_or(lacking);
    let other = row(&|row| row.classes.is_empty(), "openapi.yaml: x-errors: expected a row without classes")?;
    let failed = row(&|row| row.statuses.contains(&Statuses::One(500)), "openapi.yaml: x-errors: expected a row with the status 500")?;
    let kind_of = |row: &ErrorRow, pattern: String| json!({ "kind": row.kind, "pattern": pattern });
    let patterns = |row: &ErrorRow| row.statuses.iter().copied().map(status_pattern).collect::<Vec<_>>().join(" | ");

    let (exact, classes): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| row.statuses.iter().all(|status| matches!(status, Statuses::One(_))));
    let statuses = exact.iter().chain(&classes).filter(|row| !row.statuses.is_empty() && row.kind != other.kind);
    let statuses: Vec<_> = statuses.map(|row| kind_of(row, patterns(row))).collect();

    let with_codes = exact.iter().filter(|row| !row.statuses.is_empty() && row.kind != failed.kind);
    let codes: Vec<_> =
        with_codes.map(|row| kind_of(row, row.codes().iter().map(|code| format!("{code:?}")).collect::<Vec<_>>().join(" | "))).collect();

    let has_both = |row: &&&ErrorRow| rows.iter().any(|other| other.kind == row.kind && other.code == Code::OfStatus);
    let fixed = |row: &&ErrorRow| match &row.code {
        Code::Fixed(code) => Some(json!({ "kind": row.kind, "pattern": patterns(row), "code": code })),
        Code::OfStatus => None,
    };
    let by_status = rows.iter().filter(|row| row.code == Code::OfStatus && row.kind != other.kind);
    let by_status: Vec<_> = by_status.map(|row| kind_of(row, patterns(row))).collect();
    let context = json!({
        "statuses": statuses, "other": other.kind, "codes": codes, "failed": failed.kind, "by_status": by_status,
        "before": exact.iter().filter(has_both).filter_map(fixed).collect::<Vec<_>>(),
        "fixed": exact.iter().filter_map(fixed).collect::<Vec<_>>(),
    });
    render("error_kind.rs", include_str!("../templates/error_kind.rs.j2"), context)
}

fn status_pattern(statuses: Statuses) -> String {
    match statuses {
        Statuses::One(status) => status.to_string(),
        Statuses::Class(class) => format!("{class}00..={class}99"),
    }
}
