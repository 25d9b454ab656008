//! What was read of the vault lately, so that a page of twenty values, or a case at which many work,
//! asks the database once.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::id::KeyId;

use super::Stream;
use super::case::Names;
use super::key::DataKey;

/// How long another process may go on using a key after it was forgotten here. In this process it
/// stops at once.
const KEPT_FOR: TimeDelta = TimeDelta::seconds(30);

/// Keys of about a thousand cases, some megabytes.
const KEPT_AT_MOST: usize = 4096;

/// What was read lately. What leaves is wiped.
#[derive(Default)]
pub(super) struct Cache {
    /// Keys, unwrapped.
    pub(super) keys: Recent<KeyId, Arc<DataKey>>,
    /// The newest keys of cases, by name.
    pub(super) cases: Recent<Stream, Arc<Names>>,
    /// How often something was forgotten here.
    forgotten: AtomicU64,
}

/// The moment before the database was asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked(u64);

impl Cache {
    /// To be taken before the database is asked for what is put in later: what was read before a key
    /// was forgotten, and comes here after it, must not bring the key back.
    pub(super) fn asking(&self) -> Asked {
        Asked(self.forgotten.load(Ordering::SeqCst))
    }

    pub(super) fn put_key(&self, key: &Arc<DataKey>, asked: Asked, now: DateTime<Utc>) {
        self.keys.put(key.id.clone(), Arc::clone(key), now, || self.holds(asked));
    }

    pub(super) fn put_case(&self, case: &Stream, names: Names, asked: Asked, now: DateTime<Utc>) {
        self.cases.put(case.clone(), Arc::new(names), now, || self.holds(asked));
    }

    /// After the key is gone from the database.
    pub(super) fn forget(&self, case: &Stream, key: &KeyId) {
        // Counted before the locks are taken, and compared behind them: whoever comes first, either
        // finds the count changed or has the key taken out again.
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.cases.remove(case);
        self.keys.remove(key);
    }

    fn holds(&self, Asked(then): Asked) -> bool {
        self.forgotten.load(Ordering::SeqCst) == then
    }
}

/// A bounded number of things, each for a bounded time.
pub(super) struct Recent<K, V>(Mutex<Kept<K, V>>);

struct Kept<K, V> {
    values: HashMap<K, (V, DateTime<Utc>)>,
    /// In the order in which they came, with when; one that came again stands here twice.
    order: VecDeque<(K, DateTime<Utc>)>,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Kept { values: HashMap::new(), order: VecDeque::new() }))
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Recent<K, V> {
    pub(super) fn get(&self, key: &K, now: DateTime<Utc>) -> Option<V> {
        let kept = self.lock();
        let (value, since) = kept.values.get(key)?;
        // A clock that was set back must not keep a key for longer.
        let fresh = (*since..*since + KEPT_FOR).contains(&now);
        fresh.then(|| value.clone())
    }

    fn put(&self, key: K, value: V, now: DateTime<Utc>, holds: impl FnOnce() -> bool) {
        let mut kept = self.lock();
        if !holds() {
            return;
        }
        kept.values.insert(key.clone(), (value, now));
        kept.order.push_back((key, now));
        while let Some((key, since)) = kept.order.front() {
            let current = kept.values.get(key).is_some_and(|(_, current)| current == since);
            let stale = !current || *since + KEPT_FOR <= now;
            if !stale && kept.values.len() <= KEPT_AT_MOST {
                break;
            }
            if let Some((key, _)) = kept.order.pop_front()
                && current
            {
                kept.values.remove(&key);
            }
        }
    }

    fn remove(&self, key: &K) {
        self.lock().values.remove(key);
    }

    /// A panic elsewhere leaves at worst a value too many or too few: go on.
    fn lock(&self) -> MutexGuard<'_, Kept<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::cipher::Secret;
    use super::*;
    use crate::chance::Chance;

    fn key(number: usize) -> Arc<DataKey> {
        let id = KeyId::derive(&[&number.to_string()]);
        Arc::new(DataKey { id, cipher: Secret::draw(&Chance::seeded(1)).cipher() })
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
    }

    fn put(cache: &Recent<KeyId, Arc<DataKey>>, number: usize, second: i64) {
        cache.put(key(number).id.clone(), key(number), at(second), || true);
    }

    #[test]
    fn a_key_is_kept_for_a_while_and_not_longer() {
        let cache = Recent::default();
        put(&cache, 1, 0);
        assert!(cache.get(&key(1).id, at(29)).is_some());
        assert!(cache.get(&key(1).id, at(30)).is_none());
        assert!(cache.get(&key(1).id, at(-1)).is_none());
        put(&cache, 1, 40);
        assert!(cache.get(&key(1).id, at(60)).is_some());
        cache.remove(&key(1).id);
        assert!(cache.get(&key(1).id, at(60)).is_none());
    }

    #[test]
    fn what_was_read_before_a_key_was_forgotten_does_not_bring_it_back() {
        let (cache, case) = (Cache::default(), Stream::new("request", "req_1"));
        let asked = cache.asking();
        cache.forget(&case, &key(1).id);
        cache.put_key(&key(1), asked, at(0));
        cache.put_case(&case, Names::new(), asked, at(0));
        assert!(cache.keys.get(&key(1).id, at(0)).is_none());
        assert!(cache.cases.get(&case, at(0)).is_none());
        cache.put_key(&key(2), cache.asking(), at(0));
        cache.put_case(&case, Names::new(), cache.asking(), at(0));
        assert!(cache.keys.get(&key(2).id, at(0)).is_some());
        assert!(cache.cases.get(&case, at(0)).is_some());
        cache.forget(&case, &key(2).id);
        assert!(cache.keys.get(&key(2).id, at(0)).is_none());
        assert!(cache.cases.get(&case, at(0)).is_none());
    }

    #[test]
    fn the_oldest_make_room() {
        let cache = Recent::default();
        for number in 0..=KEPT_AT_MOST {
            put(&cache, number, 0);
        }
        assert!(cache.get(&key(0).id, at(1)).is_none());
        assert!(cache.get(&key(1).id, at(1)).is_some());
        assert_eq!(cache.lock().values.len(), KEPT_AT_MOST);
        put(&cache, 1, 100);
        assert_eq!(cache.lock().values.len(), 1, "what is stale is wiped when the next one comes");
        assert_eq!(cache.lock().order.len(), 1);
    }
}
