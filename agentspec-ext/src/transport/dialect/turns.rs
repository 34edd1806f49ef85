//! The number of turns that a client has taken in each session, since the runtime does not tell it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// The number of sessions that are remembered. The count of a forgotten session starts again.
const CAPACITY: usize = 1024;

#[derive(Debug, Default)]
pub(super) struct TurnCounts {
    /// The sessions and their turns, the last used at the end.
    sessions: Mutex<VecDeque<(String, u64)>>,
}

impl TurnCounts {
    /// Counts a turn of a session, and returns its number; the first is 1.
    pub(super) fn next(&self, session: &str) -> u64 {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let known = sessions.iter().rposition(|(id, _)| id == session).and_then(|index| sessions.remove(index));
        if sessions.len() == CAPACITY {
            sessions.pop_front();
        }
        let (id, turns) = known.unwrap_or_else(|| (session.to_owned(), 0));
        sessions.push_back((id, turns.saturating_add(1)));
        turns.saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_turns_of_the_sessions_that_were_used_last_are_counted() {
        let counts = TurnCounts::default();
        assert_eq!([counts.next("a"), counts.next("b"), counts.next("a")], [1, 1, 2]);
        for number in 0..CAPACITY - 1 {
            counts.next(&number.to_string());
        }
        assert_eq!([counts.next("a"), counts.next("b")], [3, 1]);
    }
}
