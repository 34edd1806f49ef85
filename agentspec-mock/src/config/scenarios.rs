//! Reads scenarios.

mod steps;

use super::node::{Node, Problem};
use crate::scenario::steps::{End, RawAnswer, Scenario, Scenarios, Step};

const ENDS: [(&str, End); 5] = [("keep", End::Keep), ("fin", End::Fin), ("reset", End::Reset), ("hang", End::Hang), ("pass", End::Pass)];

pub(super) fn read(node: &Node<'_>) -> Result<Scenarios, Problem> {
    let scenarios = node.entries("an object of scenarios")?.into_iter();
    let scenarios = scenarios.map(|(name, node)| {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
            return Err(node.problem("the name of a scenario is part of a URL: use only letters, digits, '-' and '_'"));
        }
        Ok((name.to_owned(), scenario(&node)?))
    });
    scenarios.collect()
}

/// Reads a scenario: a list of steps, which is its only answer, or a list of such lists.
fn scenario(node: &Node<'_>) -> Result<Scenario, Problem> {
    let list = node.list()?;
    if list.first().is_some_and(|first| first.value.is_array()) {
        return list.iter().map(answer).collect::<Result<_, _>>().map(Scenario);
    }
    Ok(Scenario(vec![answer(node)?]))
}

fn answer(node: &Node<'_>) -> Result<RawAnswer, Problem> {
    let list = node.list()?;
    if list.is_empty() {
        return Err(node.problem("must not be empty: an answer has at least one step, such as fin"));
    }
    let (after_head, rest) = match &list[..] {
        [first, rest @ ..] if first.value == "after_head" => (true, rest),
        all => (false, all),
    };
    let end = rest.last().and_then(end);
    let steps = steps::read(&rest[..rest.len() - usize::from(end.is_some())])?;
    let end = match end {
        Some(_) if matches!(steps.last(), Some(Step::Forever(_))) => {
            return Err(list[list.len() - 1].problem(steps::NEVER_PLAYED));
        }
        Some(End::Pass) if after_head || !steps.iter().all(|step| matches!(step, Step::Pause(_))) => {
            return Err(list[list.len() - 1].problem("the server itself answers the whole request: only pause_ms may precede it"));
        }
        Some(end) => end,
        // The client knows by the end of the connection that the body is complete.
        None if steps.iter().any(|step| matches!(step, Step::Head(head) if head.has_connection_close())) => End::Fin,
        None => End::Keep,
    };
    Ok(RawAnswer { after_head, steps, end })
}

fn end(node: &Node<'_>) -> Option<End> {
    ENDS.into_iter().find(|(word, _)| node.value == word).map(|(_, end)| end)
}

#[cfg(test)]
mod tests;
