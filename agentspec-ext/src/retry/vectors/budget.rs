//! `budget.jsonl`: which retries the budget of a client allows to its concurrent calls.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::printed;
use crate::retry::Budget;
use crate::retry::budget::BudgetShare;

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Input {
    capacity: Capacity,
    steps: Vec<Step>,
}

/// The capacity of the bucket; null if retries are not limited.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(transparent)]
struct Capacity(Option<u32>);

/// The capacity of no row, so that each row has its own.
impl Default for Capacity {
    fn default() -> Self {
        Self(Some(u32::MAX))
    }
}

#[derive(Clone, Deserialize, Serialize)]
struct Step {
    at_ms: u64,
    call: String,
    event: Event,
}

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Event {
    Retry,
    Succeeded,
    Ended,
}
use Event::{Ended, Retry, Succeeded};

/// Returns, for each retry, whether it is allowed.
fn allowed(input: &Input) -> Vec<bool> {
    let budget = Budget::new(input.capacity.0);
    let mut calls: HashMap<&str, BudgetShare<'_>> = HashMap::new();
    let mut allowed = Vec::new();
    for Step { at_ms, call, event } in &input.steps {
        match event {
            Retry => {
                let share = calls.entry(call).or_insert_with(|| BudgetShare::new(&budget));
                allowed.push(share.allows(Duration::from_millis(*at_ms)));
            }
            Succeeded => {
                budget.succeeded();
                calls.remove(call.as_str());
            }
            Ended => drop(calls.remove(call.as_str())),
        }
    }
    allowed
}

/// Repeats a step.
fn times(count: usize, step: (u64, &'static str, Event)) -> Vec<(u64, &'static str, Event)> {
    vec![step; count]
}

#[test]
fn budget_vectors_are_as_printed() {
    let rows = [
        (
            "a caller alone is never limited",
            Some(1),
            [times(5, (0, "a", Retry)), times(1, (0, "a", Ended)), times(5, (0, "b", Retry)), times(1, (0, "b", Ended))].concat(),
        ),
        (
            "concurrent calls share the bucket, and the first one retries without it",
            Some(2),
            vec![(0, "a", Retry), (0, "b", Retry), (0, "c", Retry), (0, "d", Retry), (0, "a", Retry), (0, "b", Retry)],
        ),
        ("each retry of a call takes a token", Some(3), [times(1, (0, "a", Retry)), times(4, (0, "b", Retry))].concat()),
        (
            "a second adds a token",
            Some(1),
            vec![
                (0, "a", Retry),
                (0, "b", Retry),
                (999, "b", Retry),
                (1000, "b", Retry),
                (1000, "b", Retry),
                (1500, "b", Retry),
                (2500, "b", Retry),
                (2500, "b", Retry),
            ],
        ),
        (
            "parts of a second add up",
            Some(1),
            vec![(0, "a", Retry), (0, "b", Retry), (250, "b", Retry), (500, "b", Retry), (750, "b", Retry), (1000, "b", Retry)],
        ),
        (
            "time adds no more than the capacity",
            Some(2),
            vec![(0, "a", Retry), (3_600_000, "b", Retry), (3_600_000, "b", Retry), (3_600_000, "b", Retry)],
        ),
        (
            "a bucket that was never used is full, whatever the clock shows first",
            Some(2),
            vec![(86_400_000, "a", Retry), (86_400_000, "b", Retry), (86_400_000, "b", Retry), (86_400_000, "b", Retry)],
        ),
        (
            "a clock that goes back adds nothing",
            Some(1),
            vec![(100_000, "a", Retry), (100_000, "b", Retry), (50_000, "b", Retry), (100_000, "b", Retry), (101_000, "b", Retry)],
        ),
        (
            "successful calls add a tenth of a token each",
            Some(1),
            [
                vec![(0, "a", Retry), (0, "b", Retry)],
                times(9, (0, "c", Succeeded)),
                vec![(0, "b", Retry)],
                times(2, (0, "c", Succeeded)),
                vec![(0, "b", Retry), (0, "b", Retry)],
            ]
            .concat(),
        ),
        (
            "successes add no more than the capacity",
            Some(1),
            [times(12, (0, "c", Succeeded)), vec![(0, "a", Retry), (0, "b", Retry), (0, "b", Retry)]].concat(),
        ),
        (
            "a success that never retried leaves the exemption to the call that has it",
            Some(0),
            vec![(0, "a", Retry), (0, "b", Succeeded), (0, "c", Retry), (0, "a", Retry)],
        ),
        (
            "the exemption passes to the next call that retries once its call has ended",
            Some(0),
            vec![(0, "a", Retry), (0, "b", Retry), (0, "a", Ended), (0, "b", Retry), (0, "c", Retry), (0, "b", Retry)],
        ),
        (
            "the exemption passes on once its call has succeeded",
            Some(0),
            vec![(0, "a", Retry), (0, "b", Retry), (0, "a", Succeeded), (0, "c", Retry), (0, "b", Retry)],
        ),
        (
            "a call without the exemption keeps nothing when it ends",
            Some(1),
            vec![(0, "a", Retry), (0, "b", Retry), (0, "b", Ended), (0, "c", Retry), (0, "a", Retry)],
        ),
        (
            "a call that takes over the exemption takes no token",
            Some(1),
            vec![(0, "a", Retry), (0, "a", Ended), (0, "b", Retry), (0, "c", Retry), (0, "d", Retry)],
        ),
        (
            "a budget of 0 allows the retries of one call at a time",
            Some(0),
            vec![(0, "a", Retry), (0, "b", Retry), (10_000, "b", Retry), (10_000, "a", Retry)],
        ),
        ("without a limit every retry is allowed", None, ["a", "b", "c", "d"].map(|call| times(3, (0, call, Retry))).concat()),
    ];
    let inputs = rows.into_iter().map(|(name, capacity, steps)| {
        let steps = steps.into_iter().map(|(at_ms, call, event)| Step { at_ms, call: call.to_owned(), event }).collect();
        (name.to_owned(), Input { capacity: Capacity(capacity), steps })
    });
    printed::check("budget.jsonl", inputs.collect(), |input| json!({ "allowed": allowed(input) }));
}
