//! Keeps the newest of what happens, bounded in number and in bytes. Knows nothing of what it keeps.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// How much is kept of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) number: usize,
    pub(crate) bytes: usize,
}

impl Default for Bound {
    fn default() -> Self {
        Self { number: 10_000, bytes: 256 << 20 }
    }
}

impl Bound {
    pub(crate) fn is_passed(&self, number: usize, bytes: usize) -> bool {
        number > self.number || bytes > self.bytes
    }
}

/// Counts what is let go of one kind, and says so once.
#[derive(Debug)]
pub(crate) struct Dropped {
    what: &'static str,
    count: u64,
}

impl Dropped {
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, count: 0 }
    }

    pub(crate) fn add(&mut self, bound: Bound) {
        if self.count == 0 {
            let Bound { number, bytes } = bound;
            let what = self.what;
            let notice = format!("agentspec-mock: more than {number} {what}, or {bytes} bytes of them: from now on the oldest are let go");
            // Where nobody reads it, the count says the same.
            let _ = writeln!(io::stderr().lock(), "{notice}");
        }
        self.count += 1;
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

/// A thing's place; none is given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At(u64);

/// The newest things of one kind, in order.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    things: BTreeMap<At, (T, usize)>,
    next: u64,
    bytes: usize,
    bound: Bound,
    dropped: Dropped,
}

impl<T> Kept<T> {
    pub(crate) fn new(what: &'static str, bound: Bound) -> Self {
        Self { things: BTreeMap::new(), next: 0, bytes: 0, bound, dropped: Dropped::new(what) }
    }

    /// Adds a thing of that many bytes.
    pub(crate) fn push(&mut self, thing: T, bytes: usize) -> At {
        let at = At(self.next);
        self.next += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        self.things.insert(at, (thing, bytes));
        at
    }

    /// A thing has become larger.
    pub(crate) fn grow(&mut self, at: At, by: usize) {
        if let Some((_, bytes)) = self.things.get_mut(&at) {
            *bytes = bytes.saturating_add(by);
            self.bytes = self.bytes.saturating_add(by);
        }
    }

    /// Lets the oldest ones that may go go, while there are too many; gives them.
    #[must_use]
    pub(crate) fn trim(&mut self, may_go: impl Fn(&T) -> bool) -> Vec<T> {
        let mut gone = Vec::new();
        while self.bound.is_passed(self.things.len(), self.bytes) {
            let Some(oldest) = self.things.iter().find_map(|(at, (thing, _))| may_go(thing).then_some(*at)) else { break };
            self.dropped.add(self.bound);
            gone.extend(self.remove(oldest));
        }
        gone
    }

    pub(crate) fn remove(&mut self, at: At) -> Option<T> {
        let (thing, bytes) = self.things.remove(&at)?;
        self.bytes -= bytes;
        Some(thing)
    }

    pub(crate) fn get_mut(&mut self, at: At) -> Option<&mut T> {
        self.things.get_mut(&at).map(|(thing, _)| thing)
    }

    /// All that is kept, the oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.things.values().map(|(thing, _)| thing)
    }

    /// How many there have been.
    pub(crate) fn added(&self) -> u64 {
        self.next
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(number: usize, bytes: usize) -> Kept<&'static str> {
        Kept::new("words", Bound { number, bytes })
    }

    fn words(kept: &Kept<&'static str>) -> Vec<&'static str> {
        kept.iter().copied().collect()
    }

    #[test]
    fn the_oldest_go_where_there_are_too_many() {
        let mut kept = kept(2, 100);
        let first = kept.push("a", 1);
        kept.push("b", 1);
        assert!(kept.trim(|_| true).is_empty());
        kept.push("c", 1);
        assert_eq!(kept.trim(|_| true), ["a"]);
        assert_eq!((words(&kept), kept.get_mut(first).copied(), kept.dropped(), kept.added()), (vec!["b", "c"], None, 1, 3));
    }

    #[test]
    fn the_oldest_go_where_they_are_too_large_and_what_grows_counts() {
        let mut kept = kept(100, 10);
        let first = kept.push("a", 4);
        let second = kept.push("b", 4);
        kept.grow(second, 2);
        assert!(kept.trim(|_| true).is_empty());
        kept.grow(first, 1);
        assert_eq!(kept.trim(|_| true), ["a"]);
        kept.grow(first, 100);
        assert!(kept.trim(|_| true).is_empty(), "what is gone grows no more");
        kept.grow(second, 5);
        assert_eq!((kept.trim(|_| true), kept.bytes), (vec!["b"], 0), "one that is too large by itself goes too");
    }

    #[test]
    fn what_may_not_go_stays() {
        let mut kept = kept(1, 100);
        for word in ["a", "b", "c"] {
            kept.push(word, 1);
        }
        assert_eq!(kept.trim(|word| *word != "a"), ["b", "c"]);
        assert_eq!(words(&kept), ["a"]);
    }
}
