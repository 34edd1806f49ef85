//! The server's record of each request: whether it was read completely, and the response.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::plan::{Piece, Plan};
use crate::wire::Truth;

/// A request of which at least the head was read.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) is_post: bool,
    pub(crate) is_whole: bool,
    /// `None` until something is sent.
    pub(crate) answer: Option<Truth>,
    pieces: Vec<Piece>,
}

/// The requests of each call, by its `X-Correlation-ID`.
#[derive(Default)]
pub(crate) struct Record {
    calls: Mutex<HashMap<String, Vec<Seen>>>,
}

impl Record {
    /// Returns the number of requests of this call so far.
    pub(crate) fn attempts(&self, id: &str) -> usize {
        self.calls().get(id).map_or(0, Vec::len)
    }

    /// Records a request, and returns its number among those of the call.
    pub(crate) fn begin(&self, id: &str, line: String, is_post: bool, plan: &Plan) -> usize {
        let mut calls = self.calls();
        let seen = calls.entry(id.to_owned()).or_default();
        seen.push(Seen { line, is_post, is_whole: false, answer: None, pieces: plan.pieces.iter().copied().collect() });
        seen.len() - 1
    }

    pub(crate) fn mark_whole(&self, id: &str, number: usize) {
        self.change(id, number, |seen| seen.is_whole = true);
    }

    pub(crate) fn answered(&self, id: &str, number: usize, truth: Truth) {
        self.change(id, number, |seen| seen.answer = Some(truth));
    }

    fn change(&self, id: &str, number: usize, change: impl FnOnce(&mut Seen)) {
        if let Some(seen) = self.calls().get_mut(id).and_then(|seen| seen.get_mut(number)) {
            change(seen);
        }
    }

    pub(crate) fn of(&self, id: &str) -> Vec<Seen> {
        self.calls().get(id).cloned().unwrap_or_default()
    }

    /// Counts how often each piece was played.
    pub(crate) fn pieces(&self) -> BTreeMap<Piece, usize> {
        let mut counts = BTreeMap::new();
        for piece in self.calls().values().flatten().flat_map(|seen| &seen.pieces) {
            *counts.entry(*piece).or_default() += 1;
        }
        counts
    }

    fn calls(&self) -> MutexGuard<'_, HashMap<String, Vec<Seen>>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = if self.is_whole { "completely" } else { "partially" };
        write!(f, "{} read {read}, answered {:?}, with {:?}", self.line, self.answer, self.pieces)
    }
}
