//! Connections that wait for the next message.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long a connection may wait. Servers close silent ones after five minutes (RFC 5321), some
/// after one.
const LONGEST: Duration = Duration::from_secs(30);
/// How many may wait at once: as many as a campaign sends at once.
const MOST: usize = 16;

/// The connections. None is looked at while it waits: one that is too old is closed when the next
/// is taken or put.
#[derive(Debug)]
pub(super) struct Idle<T>(Mutex<Vec<(Instant, T)>>);

impl<T> Idle<T> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// The one that waits since the latest time.
    pub(super) fn take(&self, now: Instant) -> Option<T> {
        self.with_fresh(now, |waiting| waiting.pop().map(|(_, connection)| connection))
    }

    /// Lets one wait, instead of the oldest if there are too many.
    pub(super) fn put(&self, connection: T, now: Instant) {
        self.with_fresh(now, |waiting| {
            if waiting.len() == MOST {
                waiting.remove(0);
            }
            waiting.push((now, connection));
        });
    }

    /// Closes all: one was found closed by the other side, so the others will be too.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn with_fresh<R>(&self, now: Instant, act: impl FnOnce(&mut Vec<(Instant, T)>) -> R) -> R {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|(since, _)| now.duration_since(*since) < LONGEST);
        act(&mut waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_freshest_comes_first_and_old_ones_not_at_all() {
        let (idle, start) = (Idle::new(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        for (seconds, name) in [(0, "a"), (5, "b"), (10, "c")] {
            idle.put(name, at(seconds));
        }
        assert_eq!(idle.take(at(11)), Some("c"));
        assert_eq!(idle.take(at(31)), Some("b"));
        assert_eq!(idle.take(at(32)), None);
    }

    #[test]
    fn only_a_few_wait() {
        let (idle, now) = (Idle::new(), Instant::now());
        for number in 0..20 {
            idle.put(number, now);
        }
        let taken: Vec<i32> = std::iter::from_fn(|| idle.take(now)).collect();
        assert!(taken.into_iter().eq((4..20).rev()));
        idle.put(1, now);
        idle.clear();
        assert_eq!(idle.take(now), None);
    }
}
