//! `backoff.jsonl`: the delay before a retry, unless the server requests one.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::printed;
use crate::retry::Backoff;

#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(default)]
struct Input {
    retry_delay_ms: u64,
    max_retry_delay_ms: Option<u64>,
    attempt: u32,
    random: f64,
}

impl Default for Input {
    fn default() -> Self {
        Self { retry_delay_ms: 1000, max_retry_delay_ms: Some(60_000), attempt: 1, random: 0.0 }
    }
}

/// The first delay and the longest one, in milliseconds, with what they show; the delays after which attempts; and the random numbers.
type Group = (&'static str, u64, Option<u64>, &'static [u32], &'static [f64]);

const GROUPS: [Group; 11] = [
    ("the defaults", 1000, Some(60_000), &[1, 2, 3, 4, 5, 6, 7, 8], &[0.0, 0.5, 0.75]),
    ("attempts far beyond the longest delay", 1000, Some(60_000), &[31, 32, 33, 64, 65, 1024, u32::MAX], &[0.0, 0.75]),
    ("the longest delay leaves room for jitter", 500, Some(1000), &[1, 2, 3], &[0.0, 0.5, 0.75]),
    ("the longest delay is the first", 1000, Some(1000), &[1, 2], &[0.0, 0.5]),
    ("the longest delay is just above the first", 1000, Some(1100), &[1, 2], &[0.0, 0.25, 0.5]),
    ("the first delay is longer than the longest", 7_200_000, Some(60_000), &[1, 2, 9], &[0.0, 0.5]),
    ("no delay", 0, Some(60_000), &[1, 2, 40], &[0.0, 0.5]),
    ("no delay at all", 0, Some(0), &[1, 2], &[0.0, 0.5]),
    ("no longest delay", 1000, None, &[1, 2, 10, 20, 30], &[0.0, 0.5]),
    ("a delay that is no power of two", 333, Some(60_000), &[1, 2, 3], &[0.0, 0.1, 0.7]),
    ("a day", 86_400_000, Some(864_000_000), &[1, 2, 4, 5], &[0.0, 0.5]),
];

#[test]
fn backoff_vectors_are_as_printed() {
    let inputs = GROUPS.into_iter().flat_map(|(what, retry_delay_ms, max_retry_delay_ms, attempts, randoms)| {
        let pairs = attempts.iter().flat_map(|attempt| randoms.iter().map(move |random| (*attempt, *random)));
        pairs.map(move |(attempt, random)| {
            (format!("{what}: after attempt {attempt}, random {random}"), Input { retry_delay_ms, max_retry_delay_ms, attempt, random })
        })
    });
    printed::check("backoff.jsonl", inputs.collect(), |input: &Input| {
        let backoff = Backoff {
            first: Duration::from_millis(input.retry_delay_ms),
            cap: input.max_retry_delay_ms.map_or(Duration::MAX, Duration::from_millis),
        };
        json!({ "delay_ms": printed::milliseconds(backoff.delay(input.attempt, input.random)) })
    });
}
