//! A map that cannot grow without end: limited in entries and in bytes, and what was not
//! used for longest goes first.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

#[derive(Debug)]
pub(crate) struct Bounded<K, V> {
    max_entries: usize,
    max_bytes: usize,
    entries: HashMap<K, Entry<V>>,
    /// Key by when it was last used; ticks are unique.
    by_use: BTreeMap<u64, K>,
    tick: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<K: Hash + Eq + Clone, V> Bounded<K, V> {
    pub(crate) fn new(max_entries: usize, max_bytes: usize) -> Self {
        Self { max_entries, max_bytes, entries: HashMap::new(), by_use: BTreeMap::new(), tick: 0, bytes: 0 }
    }

    /// Counts as use.
    pub(crate) fn get(&mut self, key: &K) -> Option<&V> {
        let entry = self.entries.get_mut(key)?;
        self.tick += 1;
        self.by_use.remove(&entry.used);
        self.by_use.insert(self.tick, key.clone());
        entry.used = self.tick;
        Some(&entry.value)
    }

    /// Replaces what was there. A value larger than the whole map is not kept.
    pub(crate) fn insert(&mut self, key: K, value: V, bytes: usize) {
        self.remove(&key);
        if bytes > self.max_bytes {
            return;
        }
        self.tick += 1;
        self.bytes += bytes;
        self.by_use.insert(self.tick, key.clone());
        self.entries.insert(key, Entry { value, bytes, used: self.tick });
        while self.entries.len() > self.max_entries || self.bytes > self.max_bytes {
            let Some((_, oldest)) = self.by_use.pop_first() else { break };
            if let Some(gone) = self.entries.remove(&oldest) {
                self.bytes -= gone.bytes;
            }
        }
    }

    pub(crate) fn remove(&mut self, key: &K) {
        if let Some(gone) = self.entries.remove(key) {
            self.by_use.remove(&gone.used);
            self.bytes -= gone.bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let mut map = Bounded::new(2, 100);
        map.insert("a", 1, 1);
        map.insert("b", 2, 1);
        assert_eq!(map.get(&"a"), Some(&1));

        map.insert("c", 3, 1);

        assert_eq!((map.get(&"a").copied(), map.get(&"b").copied(), map.get(&"c").copied()), (Some(1), None, Some(3)));
    }

    #[test]
    fn bytes_are_limited_and_given_back() {
        let mut map = Bounded::new(10, 10);
        map.insert("a", 1, 6);
        map.insert("a", 2, 6);
        map.insert("b", 3, 4);
        assert_eq!((map.get(&"a").copied(), map.get(&"b").copied()), (Some(2), Some(3)));

        map.insert("c", 4, 10);
        assert_eq!((map.get(&"a").copied(), map.get(&"b").copied(), map.get(&"c").copied()), (None, None, Some(4)));

        map.insert("huge", 5, 11);
        assert_eq!((map.get(&"huge").copied(), map.get(&"c").copied()), (None, Some(4)));
    }
}
