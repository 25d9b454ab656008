//! When a case is due, as lists show it.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use habeas_domain::clock::{Duty, Tier};
use habeas_domain::docket::imposed::Impositions;
use habeas_domain::docket::{Clock, ClockNo};
use habeas_domain::id::RegimeId;
use sqlx::query_builder::Separated;
use sqlx::{Database, Encode, Type};

use super::read::Place;
use crate::store::StoreError;

/// What rows without a due moment are sorted by: behind all others.
pub(super) const NEVER: DateTime<Utc> =
    NaiveDate::from_ymd_opt(9999, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc();

/// The clock that governs: of the duties that are owed, the earliest due one that runs, or while none runs the
/// earliest that stands still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The first instant at which it is late.
    pub late_from: DateTime<Utc>,
    /// The day on which it is due in its zone.
    pub day: NaiveDate,
    /// Its zone.
    pub zone: Tz,
    /// What is owed.
    pub duty: Duty,
    /// The regime it comes from.
    pub regime: RegimeId,
    /// Whose word it is.
    pub tier: Tier,
    /// Whether it reaches into a year whose official calendar is not published.
    pub provisional: bool,
    /// Whether its time stands still, so that it cannot become late now.
    pub stands: bool,
}

impl Due {
    /// Whether it is late at this time.
    #[must_use]
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        !self.stands && self.late_from <= now
    }
}

impl Due {
    /// The due moment of a clock.
    pub(super) fn of(clock: &Clock) -> Self {
        let due = &clock.due;
        Self {
            late_from: due.late_from,
            day: due.due.day_in(due.zone),
            zone: due.zone,
            duty: clock.started.duty,
            regime: clock.started.regime.clone(),
            tier: clock.started.tier,
            provisional: due.provisional,
            // What was found to be late before it was stopped is still late.
            stands: !clock.is_running() && clock.late.is_none(),
        }
    }
}

impl Due {
    /// What authorities imposed by dates of their own, and what is not done yet: no pack knows of it.
    pub(super) fn imposed<By>(imposed: &Impositions<By>, zone: Tz) -> impl Iterator<Item = Self> {
        imposed.open().map(move |duty| Self {
            late_from: duty.late_from,
            day: duty.due.day_in(zone),
            zone,
            duty: duty.duty,
            regime: RegimeId::by_authority(),
            tier: Tier::Statute,
            provisional: false,
            stands: false,
        })
    }

    /// The most urgent of a clock that governs and of those.
    pub(super) fn first(
        governing: Option<Self>,
        imposed: impl Iterator<Item = Self>,
    ) -> Option<Self> {
        governing.into_iter().chain(imposed).min_by_key(|due| (due.stands, due.late_from))
    }
}

/// The most urgent of clocks that govern.
pub(super) fn most_urgent<'c>(
    clocks: impl Iterator<Item = (ClockNo, &'c Clock)>,
) -> Option<&'c Clock> {
    let urgency = |(no, clock): &(ClockNo, &Clock)| {
        (!clock.is_running() && clock.late.is_none(), clock.due.late_from, *no)
    };
    clocks.min_by_key(urgency).map(|(_, clock)| clock)
}

impl Due {
    /// Binds `due_order` and the columns of [`StoredDue`], in their order.
    pub(super) fn bind<'q, DB>(due: Option<&'q Self>, b: &mut Separated<'_, 'q, DB, &'static str>)
    where
        DB: Database,
        DateTime<Utc>: Encode<'q, DB> + Type<DB>,
        Option<DateTime<Utc>>: Encode<'q, DB> + Type<DB>,
        Option<NaiveDate>: Encode<'q, DB> + Type<DB>,
        Option<&'q str>: Encode<'q, DB> + Type<DB>,
        Option<bool>: Encode<'q, DB> + Type<DB>,
    {
        b.push_bind(due.map_or(NEVER, |due| due.late_from));
        b.push_bind(due.map(|due| due.late_from)).push_bind(due.map(|due| due.day));
        b.push_bind(due.map(|due| due.zone.name())).push_bind(due.map(|due| due.duty.code()));
        b.push_bind(due.map(|due| due.regime.as_str())).push_bind(due.map(|due| due.tier.code()));
        b.push_bind(due.map(|due| due.provisional)).push_bind(due.map(|due| due.stands));
    }
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct StoredDue {
    late_from: Option<DateTime<Utc>>,
    due_on: Option<NaiveDate>,
    due_zone: Option<String>,
    due_duty: Option<String>,
    due_regime: Option<String>,
    due_tier: Option<String>,
    due_provisional: Option<bool>,
    due_stands: Option<bool>,
}

impl StoredDue {
    pub(super) fn read(&self, at: Place<'_>) -> Result<Option<Due>, StoreError> {
        let Some(late_from) = self.late_from else { return Ok(None) };
        let text = |column, stored: &Option<String>| {
            at.take(column, stored.clone().ok_or("is missing beside late_from"))
        };
        Ok(Some(Due {
            late_from,
            day: at.take("due_on", self.due_on.ok_or(()))?,
            zone: at.take("due_zone", text("due_zone", &self.due_zone)?.parse::<Tz>())?,
            duty: at.take("due_duty", Duty::parse(&text("due_duty", &self.due_duty)?))?,
            regime: at
                .take("due_regime", RegimeId::parse(&text("due_regime", &self.due_regime)?))?,
            tier: at.take("due_tier", Tier::parse(&text("due_tier", &self.due_tier)?))?,
            provisional: at.take("due_provisional", self.due_provisional.ok_or(()))?,
            stands: at.take("due_stands", self.due_stands.ok_or(()))?,
        }))
    }
}
