//! Collects the changes. A change that affects several operations is one line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::spot::{Direction, Spot};

/// Whether clients of the old contract still work.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Verdict {
    Breaking,
    Compatible,
}

/// A change: its place and its description.
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
    /// The changes by their home and text.
    changes: BTreeMap<(String, String), Uses>,
    texts: BTreeSet<String>,
}

/// The places that a change affects.
#[derive(Debug, Default)]
struct Uses {
    spots: BTreeSet<Spot>,
    verdicts: BTreeMap<Direction, Verdict>,
}

impl Report {
    pub(crate) fn add(&mut self, spot: &Spot, verdict: Verdict, text: impl Into<String>) {
        let uses = self.changes.entry((spot.home(), text.into())).or_default();
        uses.spots.insert(spot.clone());
        let worst = uses.verdicts.entry(spot.direction()).or_insert(verdict);
        *worst = verdict.min(*worst);
    }

    /// Records that a description, an example or a similar text differs.
    pub(crate) fn add_text(&mut self, spot: &Spot, key: &str) {
        self.texts.insert(format!("{} {key}", spot.home()));
    }

    /// Returns the number of texts that differ.
    pub(crate) fn texts(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn count(&self, verdict: Verdict) -> usize {
        self.lines().iter().filter(|line| line.verdict == verdict).count()
    }

    /// Returns the changes, breaking ones first.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self.changes.iter().map(|((home, text), uses)| uses.line(home, text)).collect();
        lines.sort();
        lines
    }
}

impl Uses {
    fn line(&self, home: &str, text: &str) -> Line {
        let verdict = self.verdicts.values().copied().min().unwrap_or(Verdict::Breaking);
        let mut spots = self.spots.iter();
        match (spots.next(), spots.next()) {
            (Some(spot), None) => Line { verdict, place: spot.place().to_owned(), text: spot.describe(text) },
            _ => Line { verdict, place: home.to_owned(), text: format!("{text}, in {}", self.directions()) },
        }
    }

    fn directions(&self) -> &'static str {
        match (self.verdicts.get(&Direction::Request), self.verdicts.get(&Direction::Response)) {
            (Some(_), None) => "requests",
            (None, _) => "responses",
            (Some(Verdict::Breaking), Some(Verdict::Compatible)) => "requests; compatible in responses",
            (Some(Verdict::Compatible), Some(Verdict::Breaking)) => "responses; compatible in requests",
            (Some(_), Some(_)) => "requests and responses",
        }
    }
}
