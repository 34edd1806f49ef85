//! Reads `x-errors`, the table of the errors of a call.

use super::super::Result;
use super::super::contract::{Code, ErrorRow, Statuses};
use super::names;
use super::node::Node;

const OF_STATUS: &str = "http_<status>";

pub(super) fn read(table: &Node<'_>) -> Result<Vec<ErrorRow>> {
    let mut rows: Vec<ErrorRow> = Vec::new();
    for node in table.items()? {
        let row = row(&node)?;
        for other in &rows {
            check_conflict(&node, &row, other)?;
        }
        rows.push(row);
    }
    if rows.iter().filter(|row| row.classes.is_empty()).count() != 1 {
        return table.refuse("expected one row without classes, for the statuses that no other row has");
    }
    if !rows.iter().any(|row| row.statuses.contains(&Statuses::One(500))) {
        return table.refuse("expected a row with the status 500, for the codes that no other row has");
    }
    Ok(rows)
}

/// Checks that two rows do not contradict each other.
fn check_conflict(node: &Node<'_>, row: &ErrorRow, other: &ErrorRow) -> Result<()> {
    if row.kind == other.kind && row.classes != other.classes {
        return node.refuse(format!("all rows of {} must have the same classes", row.kind));
    }
    if row.statuses.iter().any(|status| other.statuses.contains(status)) {
        return node.refuse(format!("one of its statuses is also in a row of {}", other.kind));
    }
    match row.codes().into_iter().find(|code| other.codes().contains(code)) {
        Some(code) => node.refuse(format!("the code {code} is also in a row of {}", other.kind)),
        None => Ok(()),
    }
}

fn row(node: &Node<'_>) -> Result<ErrorRow> {
    let mut members = node.members()?;
    let kind = members.require("kind")?;
    let kind = names::pascal(&kind, kind.text()?)?.to_owned();
    let classes = members.require("classes")?;
    let classes = classes.items()?.iter().map(|class| Ok(names::pascal(class, class.text()?)?.to_owned())).collect::<Result<Vec<_>>>()?;
    let statuses = match members.take("statuses") {
        Some(list) => list.items()?.iter().map(statuses).collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let codes = members.require("codes")?;
    let (code, more_codes) = read_codes(&codes)?;
    check_code(&codes, &code, &statuses, classes.is_empty())?;
    let when = members.require("when")?.line()?;
    let outcome = members.require("outcome")?.line()?;
    let retried = members.require("retried")?.line()?;
    let advice = members.require("advice")?.line()?;
    members.finish()?;
    Ok(ErrorRow { kind, classes, statuses, code, more_codes, when, outcome, retried, advice })
}

fn read_codes(node: &Node<'_>) -> Result<(Code, Vec<String>)> {
    let items = node.items()?;
    let Some((first, more)) = items.split_first() else { return node.refuse("expected a code") };
    let code = |item: &Node<'_>| Ok(names::snake(item, item.text()?)?.to_owned());
    let first = if first.text()? == OF_STATUS { Code::OfStatus } else { Code::Fixed(code(first)?) };
    Ok((first, more.iter().map(code).collect::<Result<_>>()?))
}

/// Checks that an explicit status has a code of its own, and that only ranges use the code made from the status.
fn check_code(codes: &Node<'_>, code: &Code, statuses: &[Statuses], is_other: bool) -> Result<()> {
    let ranges = statuses.iter().filter(|status| matches!(status, Statuses::Class(_))).count();
    match code {
        Code::OfStatus if statuses.is_empty() => codes.refuse(format!("{OF_STATUS} needs `statuses`")),
        Code::OfStatus if ranges < statuses.len() => codes.refuse("an explicit status needs a code of its own"),
        Code::Fixed(_) if is_other => codes.refuse(format!("the row without classes must have the code {OF_STATUS}")),
        Code::Fixed(_) if ranges > 0 => codes.refuse(format!("a range of statuses must have the code {OF_STATUS}")),
        _ => Ok(()),
    }
}

fn statuses(node: &Node<'_>) -> Result<Statuses> {
    let text = node.text()?;
    let found = match text.strip_suffix("XX") {
        Some(class) => class.parse().ok().filter(|class| (1..=5).contains(class)).map(Statuses::Class),
        None => text.parse().ok().filter(|status| (100..=599).contains(status)).map(Statuses::One),
    };
    found.map_or_else(|| node.refuse("expected a status, as in '404' or 4XX"), Ok)
}
