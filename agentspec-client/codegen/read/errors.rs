//! Reads `x-errors`, the table of what a call can fail with.

use super::super::Result;
use super::super::contract::{Code, ErrorRow, Statuses};
use super::node::Node;

const OF_STATUS: &str = "http_<status>";

pub(super) fn read(rows: &Node<'_>) -> Result<Vec<ErrorRow>> {
    rows.items()?.iter().map(row).collect()
}

fn row(node: &Node<'_>) -> Result<ErrorRow> {
    let mut members = node.members()?;
    let kind = members.require("kind")?.prose()?;
    let classes = members.require("classes")?.texts()?;
    let statuses = match members.take("statuses") {
        Some(list) => list.items()?.iter().map(statuses).collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let codes = members.require("codes")?;
    let mut texts = codes.texts()?.into_iter();
    let code = match texts.next() {
        Some(code) if code == OF_STATUS => Code::OfStatus,
        Some(code) => Code::Fixed(code),
        None => return codes.refuse("a code is due"),
    };
    if code == Code::OfStatus && statuses.is_empty() {
        return codes.refuse(format!("{OF_STATUS} needs `statuses`"));
    }
    let when = members.require("when")?.prose()?;
    let retried = members.require("retried")?.prose()?;
    members.finish()?;
    Ok(ErrorRow { kind, classes, statuses, code, more_codes: texts.collect(), when, retried })
}

fn statuses(node: &Node<'_>) -> Result<Statuses> {
    let text = node.text()?;
    let found = match text.strip_suffix("XX") {
        Some(class) => class.parse().ok().filter(|class| (1..=5).contains(class)).map(Statuses::Class),
        None => text.parse().ok().filter(|status| (100..=599).contains(status)).map(Statuses::One),
    };
    found.map_or_else(|| node.refuse("a status is due, as in '404' or 4XX"), Ok)
}
