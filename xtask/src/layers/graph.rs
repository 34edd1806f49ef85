//! The graph of imports between modules, and its cycles.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The edges between modules, each with its locations in the code.
#[derive(Default)]
pub(super) struct Graph {
    edges: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl Graph {
    /// Records that `from` uses `to` at `place`, a file and a line. Ignores a module that uses itself.
    pub(super) fn add(&mut self, from: &str, to: &str, place: String) {
        if from != to {
            self.edges.entry(from.to_owned()).or_default().entry(to.to_owned()).or_default().insert(place);
        }
    }

    /// Describes each cycle with the locations of its edges. Empty if there is none.
    pub(super) fn cycles(&self) -> String {
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            self.edges.keys().map(|module| (module.as_str(), self.reached_from(module))).collect();
        let mut reported = BTreeSet::new();
        let mut text = String::new();
        for (module, reaches) in &reached {
            if !reaches.contains(module) || reported.contains(module) {
                continue;
            }
            let cycle: BTreeSet<&str> =
                reaches.iter().copied().filter(|other| reached.get(other).is_some_and(|back| back.contains(module))).collect();
            _ = writeln!(text, "cycle of {}:", cycle.iter().copied().collect::<Vec<_>>().join(", "));
            for from in &cycle {
                for (to, places) in self.edges[*from].iter().filter(|(to, _)| cycle.contains(to.as_str())) {
                    let places: Vec<&str> = places.iter().map(String::as_str).collect();
                    _ = writeln!(text, "  {from} -> {to}: {}", places.join(", "));
                }
            }
            reported.extend(cycle);
        }
        text
    }

    /// Returns all modules that `module` uses, directly or indirectly; includes itself if it is in a cycle.
    fn reached_from(&self, module: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut left = vec![module];
        while let Some(module) = left.pop() {
            for to in self.edges.get(module).into_iter().flat_map(BTreeMap::keys) {
                if reached.insert(to.as_str()) {
                    left.push(to);
                }
            }
        }
        reached
    }
}
