//! A log of the newest entries, bounded in number and in bytes. Knows nothing of its entries.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

/// The limits of a log.
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
    pub(crate) fn is_exceeded(&self, number: usize, bytes: usize) -> bool {
        number > self.number || bytes > self.bytes
    }
}

/// Counts the dropped entries of one kind, and reports the first one.
#[derive(Debug)]
pub(crate) struct DropCounter {
    what: &'static str,
    count: u64,
}

impl DropCounter {
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, count: 0 }
    }

    pub(crate) fn add(&mut self, bound: Bound) {
        if self.count == 0 {
            let Bound { number, bytes } = bound;
            let what = self.what;
            let notice = format!("agentspec-mock: more than {number} {what}, or {bytes} bytes of them: the oldest are dropped from now on");
            // A failed write loses only the notice; the metrics have the count.
            let _ = writeln!(io::stderr().lock(), "{notice}");
        }
        self.count += 1;
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

/// The key of an entry. No key is used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EntryKey(u64);

/// The newest entries, in order.
#[derive(Debug)]
pub(crate) struct BoundedLog<T> {
    entries: BTreeMap<EntryKey, (T, usize)>,
    next: u64,
    bytes: usize,
    bound: Bound,
    dropped: DropCounter,
}

impl<T> BoundedLog<T> {
    pub(crate) fn new(what: &'static str, bound: Bound) -> Self {
        Self { entries: BTreeMap::new(), next: 0, bytes: 0, bound, dropped: DropCounter::new(what) }
    }

    /// Adds an entry of that many bytes.
    pub(crate) fn push(&mut self, entry: T, bytes: usize) -> EntryKey {
        let key = EntryKey(self.next);
        self.next += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        self.entries.insert(key, (entry, bytes));
        key
    }

    /// Adds to the size of an entry.
    pub(crate) fn grow(&mut self, key: EntryKey, by: usize) {
        if let Some((_, bytes)) = self.entries.get_mut(&key) {
            *bytes = bytes.saturating_add(by);
            self.bytes = self.bytes.saturating_add(by);
        }
    }

    /// Drops the oldest entries for which `may_drop` is true, down to the bound. Returns them.
    #[must_use]
    pub(crate) fn trim(&mut self, may_drop: impl Fn(&T) -> bool) -> Vec<T> {
        let mut gone = Vec::new();
        while self.bound.is_exceeded(self.entries.len(), self.bytes) {
            let Some(oldest) = self.entries.iter().find_map(|(key, (entry, _))| may_drop(entry).then_some(*key)) else { break };
            self.dropped.add(self.bound);
            gone.extend(self.remove(oldest));
        }
        gone
    }

    pub(crate) fn remove(&mut self, key: EntryKey) -> Option<T> {
        let (entry, bytes) = self.entries.remove(&key)?;
        self.bytes -= bytes;
        Some(entry)
    }

    pub(crate) fn get_mut(&mut self, key: EntryKey) -> Option<&mut T> {
        self.entries.get_mut(&key).map(|(entry, _)| entry)
    }

    /// Returns the entries, the oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.entries.values().map(|(entry, _)| entry)
    }

    /// Returns the number of all entries so far.
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

    fn kept(number: usize, bytes: usize) -> BoundedLog<&'static str> {
        BoundedLog::new("words", Bound { number, bytes })
    }

    fn words(kept: &BoundedLog<&'static str>) -> Vec<&'static str> {
        kept.iter().copied().collect()
    }

    #[test]
    fn the_oldest_are_dropped_above_the_number() {
        let mut kept = kept(2, 100);
        let first = kept.push("a", 1);
        kept.push("b", 1);
        assert!(kept.trim(|_| true).is_empty());
        kept.push("c", 1);
        assert_eq!(kept.trim(|_| true), ["a"]);
        assert_eq!((words(&kept), kept.get_mut(first).copied(), kept.dropped(), kept.added()), (vec!["b", "c"], None, 1, 3));
    }

    #[test]
    fn the_oldest_are_dropped_above_the_size_and_growth_counts() {
        let mut kept = kept(100, 10);
        let first = kept.push("a", 4);
        let second = kept.push("b", 4);
        kept.grow(second, 2);
        assert!(kept.trim(|_| true).is_empty());
        kept.grow(first, 1);
        assert_eq!(kept.trim(|_| true), ["a"]);
        kept.grow(first, 100);
        assert!(kept.trim(|_| true).is_empty(), "a dropped entry does not grow");
        kept.grow(second, 5);
        assert_eq!((kept.trim(|_| true), kept.bytes), (vec!["b"], 0), "an entry above the bound is dropped itself");
    }

    #[test]
    fn an_entry_that_may_not_be_dropped_stays() {
        let mut kept = kept(1, 100);
        for word in ["a", "b", "c"] {
            kept.push(word, 1);
        }
        assert_eq!(kept.trim(|word| *word != "a"), ["b", "c"]);
        assert_eq!(words(&kept), ["a"]);
    }
}
