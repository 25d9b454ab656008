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
    /// Below how many none leaves.
    least: i64,
    /// From when on the next one may leave; behind the time when nothing left lately.
    free: Option<DateTime<Utc>>,
}

/// So many leave at once after a pause, unless it is said otherwise.
const AT_ONCE: i64 = 16;

/// What is worth waiting for, in microseconds: of what leaves in groups, a group of as many as may leave in it.
const WAITED_FOR: i64 = 1_000_000;

impl Speed {
    /// At most this many a minute (at least one).
    #[must_use]
    pub fn per_minute(most: u32) -> Self {
        Self { each: 60_000_000 / i64::from(most.max(1)), at_once: AT_ONCE, least: 1, free: None }
    }

    /// As fast as it goes.
    #[must_use]
    pub const fn unbounded() -> Self {
        Self { each: 0, at_once: AT_ONCE, least: 1, free: None }
    }

    /// The same with so many at once after a pause, and none before as many may leave as do so in a second:
    /// each group costs the same to take in hand, however few are in it.
    #[must_use]
    pub fn in_groups_of(mut self, messages: i64) -> Self {
        self.at_once = messages;
        self.least = (WAITED_FOR / self.each.max(1)).clamp(1, messages);
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
        let room = if ahead < 0 { 0 } else { ahead / self.each.max(1) + 1 };
        if room < self.least { 0 } else { u32::try_from(room).unwrap_or(u32::MAX) }
    }

    /// So many leave.
    pub(crate) fn take(&mut self, messages: u32) {
        let spent = TimeDelta::microseconds(self.each * i64::from(messages));
        self.free = self.free.map(|free| free + spent);
    }

    /// When the next one may leave, or the next group.
    pub(crate) fn next(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let whole = TimeDelta::microseconds(self.each * (self.least - 1));
        self.free.map_or(now, |free| free + whole)
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

    #[test]
    fn a_group_waits_until_it_is_worth_it() {
        let start = DateTime::UNIX_EPOCH;
        let groups = |per_minute| Speed::per_minute(per_minute).in_groups_of(50);
        for (per_minute, first, a_second_later) in
            [(30, 50, 0), (60, 50, 1), (600, 50, 10), (3_000, 50, 50), (30_000, 50, 50)]
        {
            let mut speed = groups(per_minute);
            assert_eq!(speed.room(start), first);
            speed.take(50);
            assert_eq!(speed.room(start + TimeDelta::milliseconds(20)), 0, "{per_minute}");
            let next = start + TimeDelta::seconds(1);
            assert_eq!(speed.room(next), a_second_later, "{per_minute}");
        }
        let mut speed = groups(600);
        speed.room(start);
        speed.take(50);
        assert_eq!(speed.next(start), start + TimeDelta::seconds(1));
        speed.room(speed.next(start));
        speed.take(4);
        assert!(speed.room(start + TimeDelta::seconds(1)) == 0, "six are not worth it");
        assert_eq!(speed.next(start), start + TimeDelta::milliseconds(1_400));
    }
}
