//! Which room uses which, where, and the circles among them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The arrows from room to room, each with the places that make it.
#[derive(Default)]
pub(super) struct Graph {
    arrows: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl Graph {
    /// Notes that `from` uses `to` at `place`, a file and a line. A room may use itself.
    pub(super) fn add(&mut self, from: &str, to: &str, place: String) {
        if from != to {
            self.arrows.entry(from.to_owned()).or_default().entry(to.to_owned()).or_default().insert(place);
        }
    }

    /// Each circle with the places that make its arrows; empty where there is none.
    pub(super) fn circles(&self) -> String {
        let reached: BTreeMap<&str, BTreeSet<&str>> = self.arrows.keys().map(|room| (room.as_str(), self.reached_from(room))).collect();
        let mut told = BTreeSet::new();
        let mut text = String::new();
        for (room, reaches) in &reached {
            if !reaches.contains(room) || told.contains(room) {
                continue;
            }
            let circle: BTreeSet<&str> =
                reaches.iter().copied().filter(|other| reached.get(other).is_some_and(|back| back.contains(room))).collect();
            _ = writeln!(text, "circle of {}:", circle.iter().copied().collect::<Vec<_>>().join(", "));
            for from in &circle {
                for (to, places) in self.arrows[*from].iter().filter(|(to, _)| circle.contains(to.as_str())) {
                    let places: Vec<&str> = places.iter().map(String::as_str).collect();
                    _ = writeln!(text, "  {from} -> {to}: {}", places.join(", "));
                }
            }
            told.extend(circle);
        }
        text
    }

    /// All rooms that `room` uses, by way of others too; itself where it is in a circle.
    fn reached_from(&self, room: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut left = vec![room];
        while let Some(room) = left.pop() {
            for to in self.arrows.get(room).into_iter().flat_map(BTreeMap::keys) {
                if reached.insert(to.as_str()) {
                    left.push(to);
                }
            }
        }
        reached
    }
}
