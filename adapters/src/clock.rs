//! The one place where time is taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

/// Tells the time, in whole microseconds: PostgreSQL keeps no more, and both engines must store the
/// same instant. A clone tells the same time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands until it is moved: tests, and the demo's months in seconds.
    Simulated(Simulated),
}

impl Clock {
    /// The time now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Simulated(clock) => clock.now(),
        }
    }
}

impl From<Simulated> for Clock {
    fn from(clock: Simulated) -> Self {
        Self::Simulated(clock)
    }
}

/// A clock moved by hand. A clone is a handle on the same clock, so the test that holds one moves
/// the time of everyone who was given another.
#[derive(Debug, Clone)]
pub struct Simulated(Arc<AtomicI64>);

impl Simulated {
    /// A clock that stands at this instant.
    #[must_use]
    pub fn at(start: DateTime<Utc>) -> Self {
        Self(Arc::new(AtomicI64::new(start.timestamp_micros())))
    }

    /// Where it stands.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let micros = self.0.load(Ordering::SeqCst);
        DateTime::from_timestamp_micros(micros).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Moves it on, or back by a negative span, less than a microsecond left out.
    pub fn advance(&self, by: TimeDelta) {
        let micros = by.num_microseconds().unwrap_or(i64::MAX);
        // The closure always answers, so the update cannot fail.
        let _ = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| {
            Some(now.saturating_add(micros))
        });
    }

    /// Puts it at this instant.
    pub fn set(&self, to: DateTime<Utc>) {
        self.0.store(to.timestamp_micros(), Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_clock_tells_less_than_a_microsecond() {
        assert_eq!(Clock::System.now().timestamp_subsec_nanos() % 1_000, 0);
        let odd = DateTime::from_timestamp(1_790_000_000, 123_456_789).unwrap();
        assert_eq!(Simulated::at(odd).now().timestamp_subsec_nanos(), 123_456_000);
    }

    #[test]
    fn who_holds_a_handle_moves_the_time_of_all() {
        let hand = Simulated::at(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
        let clock = Clock::from(hand.clone());
        hand.advance(TimeDelta::days(30));
        assert_eq!(clock.now().timestamp(), 1_790_000_000 + 30 * 86_400);
        hand.set(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        assert_eq!(clock.now().timestamp(), 1_800_000_000);
    }
}
