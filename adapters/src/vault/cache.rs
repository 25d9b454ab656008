//! Keys that were unwrapped lately, so that a page of twenty values asks the database once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::id::KeyId;

use super::key::DataKey;

/// How long another process may go on opening values after a key was forgotten here. In this
/// process it stops at once.
const KEPT_FOR: TimeDelta = TimeDelta::seconds(30);

/// Keys of about a thousand cases, some megabytes.
const KEPT_AT_MOST: usize = 4096;

/// A bounded number of keys, each for a bounded time. What leaves is wiped.
#[derive(Default)]
pub(super) struct Cache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    keys: HashMap<KeyId, (Arc<DataKey>, DateTime<Utc>)>,
    /// In the order in which they came.
    order: VecDeque<KeyId>,
}

impl Cache {
    pub(super) fn get(&self, id: &KeyId, now: DateTime<Utc>) -> Option<Arc<DataKey>> {
        let kept = self.lock();
        let (key, since) = kept.keys.get(id)?;
        // A clock that was set back must not keep a key for longer.
        let fresh = (*since..*since + KEPT_FOR).contains(&now);
        fresh.then(|| Arc::clone(key))
    }

    pub(super) fn put(&self, key: Arc<DataKey>, now: DateTime<Utc>) {
        let mut kept = self.lock();
        let id = key.id.clone();
        if kept.keys.insert(id.clone(), (key, now)).is_some() {
            kept.order.retain(|other| *other != id);
        }
        kept.order.push_back(id);
        while let Some(oldest) = kept.order.front() {
            let stale = kept.keys.get(oldest).is_none_or(|(_, since)| *since + KEPT_FOR <= now);
            if !stale && kept.order.len() <= KEPT_AT_MOST {
                break;
            }
            if let Some(oldest) = kept.order.pop_front() {
                kept.keys.remove(&oldest);
            }
        }
    }

    pub(super) fn remove(&self, id: &KeyId) {
        let mut kept = self.lock();
        kept.keys.remove(id);
        kept.order.retain(|other| other != id);
    }

    /// A panic elsewhere leaves at worst a key too many or too few: go on.
    fn lock(&self) -> MutexGuard<'_, Kept> {
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

    #[test]
    fn a_key_is_kept_for_a_while_and_not_longer() {
        let cache = Cache::default();
        cache.put(key(1), at(0));
        assert!(cache.get(&key(1).id, at(29)).is_some());
        assert!(cache.get(&key(1).id, at(30)).is_none());
        assert!(cache.get(&key(1).id, at(-1)).is_none());
        cache.put(key(1), at(40));
        assert!(cache.get(&key(1).id, at(60)).is_some());
        cache.remove(&key(1).id);
        assert!(cache.get(&key(1).id, at(60)).is_none());
    }

    #[test]
    fn the_oldest_make_room() {
        let cache = Cache::default();
        for number in 0..=KEPT_AT_MOST {
            cache.put(key(number), at(0));
        }
        assert!(cache.get(&key(0).id, at(1)).is_none());
        assert!(cache.get(&key(1).id, at(1)).is_some());
        assert_eq!(cache.lock().keys.len(), KEPT_AT_MOST);
        cache.put(key(1), at(100));
        assert_eq!(cache.lock().keys.len(), 1, "what is stale is wiped when the next one comes");
        assert_eq!(cache.lock().order.len(), 1);
    }
}
