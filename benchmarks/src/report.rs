//! Prints Markdown tables, and which targets are met.

use std::fmt::Write;
use std::time::Duration;

/// Prints a table, the first column to the left and the others to the right.
pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    println!("| {} |", head.join(" | "));
    println!("|---|{}", "---:|".repeat(head.len() - 1));
    for row in rows {
        println!("| {} |", row.join(" | "));
    }
    println!();
}

/// A cost, and how many times another one it is.
pub(crate) fn beside(cost: &str, times: f64) -> String {
    format!("{cost} ({times:.1})")
}

pub(crate) fn microseconds(cost: Duration) -> String {
    format!("{:.1} µs", cost.as_secs_f64() * 1e6)
}

/// How many times `ours` a cost is.
pub(crate) fn times(cost: Duration, ours: Duration) -> String {
    format!("{:.2}", cost.as_secs_f64() / ours.as_secs_f64())
}

/// A required ratio, and the measured ones, each with its place.
pub(crate) struct Target {
    pub(crate) what: String,
    pub(crate) asked: Asked,
    pub(crate) found: Vec<(&'static str, f64)>,
    /// Why the target is missed, in one sentence; printed if it is.
    pub(crate) why_missed: &'static str,
}

#[derive(Clone, Copy)]
pub(crate) enum Asked {
    AtLeast(f64),
    AtMost(f64),
}

impl Asked {
    /// Returns how many times the allowed cost ours is: 1.0 or less meets the target.
    fn excess(self, found: f64) -> f64 {
        match self {
            Self::AtLeast(asked) => asked / found,
            Self::AtMost(asked) => found / asked,
        }
    }

    fn sign(self) -> String {
        match self {
            Self::AtLeast(asked) => format!("≥ {asked}"),
            Self::AtMost(asked) => format!("≤ {asked}"),
        }
    }
}

impl Target {
    fn excess(&self, found: &(&str, f64)) -> f64 {
        self.asked.excess(found.1)
    }

    fn is_missed(&self) -> bool {
        self.found.iter().any(|found| self.excess(found) > 1.0)
    }

    fn row(&self) -> Vec<String> {
        let excess = |found: &(&str, f64)| self.excess(found);
        let worst = self.found.iter().max_by(|a, b| excess(a).total_cmp(&excess(b)));
        let found = worst.map_or(String::new(), |(place, found)| named(&format!("{found:.2}"), place));
        let mut verdict = String::new();
        for missed in self.found.iter().filter(|found| excess(found) > 1.0) {
            let separator = if verdict.is_empty() { "missed by " } else { ", " };
            let percent = format!("{:.0}%", (excess(missed) - 1.0) * 100.0);
            let _ = write!(verdict, "{separator}{}", named(&percent, missed.0));
        }
        if verdict.is_empty() {
            verdict.push_str("met");
        }
        vec![self.what.clone(), self.asked.sign(), found, verdict]
    }
}

fn named(value: &str, place: &str) -> String {
    if place.is_empty() { value.to_owned() } else { format!("{value} ({place})") }
}

pub(crate) fn targets(targets: &[Target]) {
    println!("### Targets\n");
    table(&["target", "required", "measured, at worst", "result"], targets.iter().map(Target::row));
    let missed: Vec<_> = targets.iter().filter(|target| target.is_missed()).collect();
    if !missed.is_empty() {
        println!("Why targets are missed:\n");
        for target in missed {
            println!("- {} {}: {}", target.what, target.asked.sign(), target.why_missed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_names_its_worst_place_and_each_that_is_missed() {
        let target = |asked, found: &[(&'static str, f64)]| {
            let target = Target { what: "x".to_owned(), asked, found: found.to_vec(), why_missed: "" };
            format!("{}; {}", target.row()[1..].join("; "), target.is_missed())
        };
        assert_eq!(target(Asked::AtLeast(2.0), &[("a", 2.5), ("b", 2.0)]), "≥ 2; 2.00 (b); met; false");
        assert_eq!(target(Asked::AtLeast(2.0), &[("a", 1.0), ("b", 1.6)]), "≥ 2; 1.00 (a); missed by 100% (a), 25% (b); true");
        assert_eq!(target(Asked::AtMost(1.05), &[("", 1.26)]), "≤ 1.05; 1.26; missed by 20%; true");
    }
}
