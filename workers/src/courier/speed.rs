//! How fast messages may leave.

use chrono::{DateTime, TimeDelta, Utc};

/// So many messages a minute: a few at once, then evenly. Kept by one courier in memory; several
/// nodes have as many times the speed.
#[derive(Debug)]
pub struct Speed {
    /// Microseconds between two messages.
    each: i64,
    /// What may leave at once after a pause, in messages' time.
    at_once: i64,
    /// From when on the next one may leave; behind the time when nothing left lately.
    free: Option<DateTime<Utc>>,
}

/// So many leave at once after a pause, unless it is said otherwise.
const AT_ONCE: i64 = 16;

impl Speed {
    /// At most this many a minute (at least one).
    #[must_use]
    pub fn per_minute(most: u32) -> Self {
        Self { each: 60_000_000 / i64::from(most.max(1)), at_once: AT_ONCE, free: None }
    }

    /// As fast as it goes.
    #[must_use]
    pub const fn unbounded() -> Self {
        Self { each: 0, at_once: AT_ONCE, free: None }
    }

    /// The same with so many at once after a pause.
    #[must_use]
    pub const fn in_groups_of(mut self, messages: i64) -> Self {
        self.at_once = messages;
        self
    }

    /// How many may leave now.
    pub(crate) fn room(&mut self, now: DateTime<Utc>) -> u32 {
        if self.each == 0 {
            return u32::MAX;
        }
        let earliest = now - TimeDelta::microseconds(self.each * (self.at_once - 1));
        let free = self.free.map_or(earliest, |free| free.max(earliest));
        self.free = Some(free);
        let ahead = (now - free).num_microseconds().unwrap_or(i64::MAX);
        if ahead < 0 { 0 } else { u32::try_from(ahead / self.each.max(1) + 1).unwrap_or(u32::MAX) }
    }

    /// So many leave.
    pub(crate) fn take(&mut self, messages: u32) {
        let spent = TimeDelta::microseconds(self.each * i64::from(messages));
        self.free = self.free.map(|free| free + spent);
    }

    /// When the next one may leave.
    pub(crate) fn next(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.free.unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_leave_at_once_and_the_rest_evenly() {
        let mut speed = Speed::per_minute(60);
        let start = DateTime::UNIX_EPOCH;
        assert_eq!(speed.room(start), 16);
        speed.take(16);
        assert_eq!(speed.room(start), 0);
        assert_eq!(speed.next(start), start + TimeDelta::seconds(1));
        assert_eq!(speed.room(start + TimeDelta::seconds(3)), 3);
        speed.take(1);
        assert_eq!(speed.room(start + TimeDelta::seconds(3)), 2);
        assert_eq!(speed.room(start + TimeDelta::hours(1)), 16, "a pause saves up no flood");
    }
}
