//! What was found, gathered: a change that many operations meet is one line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::spot::{Direction, Spot};

/// Whether clients of the old contract still work.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Verdict {
    Breaking,
    Compatible,
}

/// One change: where, and what is now different.
#[derive(Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Line {
    pub(crate) verdict: Verdict,
    pub(crate) place: String,
    pub(crate) text: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Breaking => "breaking",
            Verdict::Compatible => "compatible",
        };
        write!(f, "{verdict:<10}  {}  {}", self.place, self.text)
    }
}

#[derive(Debug, Default)]
pub(crate) struct Report {
    /// By the home of the change and its text.
    changes: BTreeMap<(String, String), Met>,
    texts: BTreeSet<String>,
}

/// Where a change is met.
#[derive(Debug, Default)]
struct Met {
    spots: BTreeSet<Spot>,
    verdicts: BTreeMap<Direction, Verdict>,
}

impl Report {
    pub(crate) fn add(&mut self, spot: &Spot, verdict: Verdict, text: impl Into<String>) {
        let met = self.changes.entry((spot.home(), text.into())).or_default();
        met.spots.insert(spot.clone());
        let worst = met.verdicts.entry(spot.direction()).or_insert(verdict);
        *worst = verdict.min(*worst);
    }

    /// Notes that a description, an example or the like differs.
    pub(crate) fn add_text(&mut self, spot: &Spot, key: &str) {
        self.texts.insert(format!("{} {key}", spot.home()));
    }

    /// How many texts differ.
    pub(crate) fn texts(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        self.lines().iter().filter(|line| line.verdict == verdict).count()
    }

    /// The changes, breaking ones first.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self.changes.iter().map(|((home, text), met)| met.line(home, text)).collect();
        lines.sort();
        lines
    }
}

impl Met {
    fn line(&self, home: &str, text: &str) -> Line {
        let verdict = self.verdicts.values().copied().min().unwrap_or(Verdict::Breaking);
        let mut spots = self.spots.iter();
        match (spots.next(), spots.next()) {
            (Some(spot), None) => Line { verdict, place: spot.place().to_owned(), text: spot.tell(text) },
            _ => Line { verdict, place: home.to_owned(), text: format!("{text}, in {}", self.directions()) },
        }
    }

    fn directions(&self) -> &'static str {
        match (self.verdicts.get(&Direction::Request), self.verdicts.get(&Direction::Response)) {
            (Some(_), None) => "requests",
            (None, _) => "responses",
            (Some(Verdict::Breaking), Some(Verdict::Compatible)) => "requests; in responses it breaks nothing",
            (Some(Verdict::Compatible), Some(Verdict::Breaking)) => "responses; in requests it breaks nothing",
            (Some(_), Some(_)) => "requests and responses",
        }
    }
}
