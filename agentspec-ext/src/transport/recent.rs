//! The ids of a client's recent calls, to recognize a response that belongs to another call.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

use crate::ids::Ids;

/// The number of calls that are remembered.
const CAPACITY: usize = 1024;

#[derive(Debug, Default)]
pub(super) struct RecentCalls {
    /// Hashes the ids, since an id may have any length.
    hasher: RandomState,
    calls: Mutex<VecDeque<RecentCall>>,
}

#[derive(Debug)]
struct RecentCall {
    correlation_id: u64,
    idempotency_key: Option<u64>,
}

impl RecentCalls {
    pub(super) fn record(&self, ids: &Ids) {
        let call = RecentCall {
            correlation_id: self.hasher.hash_one(&ids.correlation_id),
            idempotency_key: ids.sent_idempotency_key().map(|key| self.hasher.hash_one(key)),
        };
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() == CAPACITY {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    /// Returns whether a correlation id is that of another call than the one with these ids. A call with the same idempotency key is not another call,
    /// since a server may repeat its response.
    pub(super) fn belongs_to_another(&self, correlation_id: &str, ids: &Ids) -> bool {
        if *correlation_id == *ids.correlation_id {
            return false;
        }
        let (id_hash, key) = (self.hasher.hash_one(correlation_id), ids.sent_idempotency_key().map(|key| self.hasher.hash_one(key)));
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let mut matching = calls.iter().filter(|call| call.correlation_id == id_hash).peekable();
        matching.peek().is_some() && matching.all(|call| key.is_none() || call.idempotency_key != key)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn the_ids_of_other_calls_are_remembered_for_a_while() {
        let recent = RecentCalls::default();
        let post = |id: &str, key: &str| Ids::new(id.into(), Some(key.into()));
        let get = |id: &str| Ids::new(id.into(), None);
        let calls = [post("a", "1"), post("b", "2"), get("c"), post("d", "1")];
        for ids in &calls {
            recent.record(ids);
        }
        let [a, b, c, d] = &calls;
        for (id, ids, expected) in [
            ("a", a, false),
            ("b", a, true),
            ("a", b, true),
            ("c", a, true),
            ("a", c, true),
            ("a", d, false),
            ("the-servers-own", a, false),
            ("", a, false),
        ] {
            assert_eq!(recent.belongs_to_another(id, ids), expected, "{id} for {}", ids.correlation_id);
        }
        for number in 0..CAPACITY {
            recent.record(&get(&format!("{number}")));
        }
        assert!(!recent.belongs_to_another("b", a) && recent.belongs_to_another("5", a));
        assert_eq!(recent.calls.lock().unwrap().len(), CAPACITY);
    }
}
