//! What one rule of a pack says about time. Pure data: the packs are parsed into it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::breach::Exemption;
use crate::ground::{ExtensionGround, PauseGround};
use crate::id::RuleId;
use crate::kind::About;
use crate::text::closed_list;

closed_list!(
    /// What is owed by a time.
    Duty, "duty" {
        /// Say that it arrived.
        Acknowledge = "acknowledge",
        /// Come to an end about who speaks.
        SettleIdentity = "settle_identity",
        /// Decide, order, and tell.
        Respond = "respond",
        /// Tell of an extension.
        Extend = "extend",
        /// Carry out what was decided in the live systems.
        CarryOut = "carry_out",
        /// Put an opt-out into force.
        OptOut = "opt_out",
        /// Decide an appeal.
        Appeal = "appeal",
        /// Notify an authority of a breach.
        NotifyAuthority = "notify_authority",
        /// Notify people of a breach.
        NotifyPeople = "notify_people",
        /// Hand in a final report.
        ReportFinal = "report_final",
    }
);

closed_list!(
    /// Whose word a duty is. Each tier is met or late by itself.
    Tier, "tier" {
        /// The law's.
        Statute = "statute",
        /// The house's own, published.
        Promise = "promise",
        /// The house's own, internal.
        Target = "target",
    }
);

/// A length of time in the unit in which the rule gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Elapsed hours on the UTC time line.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    /// Working days of the clock's calendar.
    WorkingDays(u32),
    /// Months; where the target month is shorter, its last day.
    Months(u32),
}

impl Period {
    /// How long it lasts at least, whatever the calendar says.
    #[must_use]
    pub const fn at_least(self) -> chrono::TimeDelta {
        match self {
            Self::Hours(hours) => chrono::TimeDelta::hours(hours as i64),
            Self::Days(days) | Self::WorkingDays(days) => chrono::TimeDelta::days(days as i64),
            Self::Months(months) => chrono::TimeDelta::days(28 * months as i64),
        }
    }
}

closed_list!(
    /// Whether the anchor's own day (or hour) is counted.
    FirstDay, "first day" {
        /// The day of the event is left out; for hours, the rest of the event's hour is.
        Excluded = "excluded",
        /// The day of the event is day one.
        Included = "included",
        /// Hours count from the instant itself. Means `excluded` for days and months.
        Elapsed = "elapsed",
    }
);

closed_list!(
    /// What happens when the last day is a day of rest.
    Roll, "roll" {
        /// Nothing.
        None = "none",
        /// The next working day of the calendar.
        WorkingDay = "working-day",
        /// The next day that is neither a Sunday nor a holiday: a Saturday stands.
        NotSundayOrHoliday = "not-sunday-or-holiday",
    }
);

closed_list!(
    /// What a pause does to the clock.
    PauseMode, "pause mode" {
        /// The clock runs on.
        None = "none",
        /// The days from the asking to the answer do not count, both included.
        SuspendInclusive = "suspend_inclusive",
        /// The days after the asking up to the answer do not count: asked and answered on one day
        /// costs nothing.
        SuspendExclusive = "suspend_exclusive",
    }
);

closed_list!(
    /// What else must hold for a pause to stop the clock.
    PauseWhen, "pause condition" {
        /// Nothing.
        Always = "always",
        /// A clock of the law on the same item stands still on that ground, and the person was
        /// told so. This is how a promise may follow the law instead of running on alone.
        WithStatute = "with_statute",
    }
);

closed_list!(
    /// Something that a clock may wait for before it starts.
    Gate, "gate" {
        /// The identity of the requester is confirmed.
        Identity = "identity",
        /// The fee is settled.
        Fee = "fee",
    }
);

/// From where a clock counts.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The receipt.
    Receipt,
    /// The receipt, or the latest of these if we asked for them.
    LatestOf(BTreeSet<Gate>),
    /// The confirmation of identity, if it was asked for within so many working days of receipt;
    /// else the receipt (P10).
    IdentityIfAskedWithin {
        /// Working days of the clock's own calendar after the receipt.
        working_days: u32,
    },
    /// The decision on the item.
    Decision,
    /// The controller's knowledge of a breach.
    Knowledge,
    /// The assessment that a breach is notifiable.
    Assessment,
    /// The first notice to people or to an authority.
    NoticeSent,
}

closed_list!(
    /// Whose calendar a clock uses. Where a source gives several, the earliest due moment is owed.
    CalendarSource, "calendar source" {
        /// The calendar that settings name for the controller.
        Controller = "controller",
        /// The calendar of the subject's country, without its region.
        SubjectCountry = "subject_country",
        /// The calendar of the subject's region; without one, the pack's default.
        SubjectRegion = "subject_region",
        /// The establishment that settings name in the pack's area; else the subject's country.
        Establishment = "establishment",
        /// The pack's default calendar.
        Fixed = "fixed",
    }
);

closed_list!(
    /// The event that ends a duty.
    Discharge, "discharge" {
        /// The notice was handed over for an address with no known bounce.
        HandedOver = "handed_over",
        /// The notice was delivered.
        Delivered = "delivered",
        /// The thing itself was done.
        Done = "done",
    }
);

/// How a clock may be extended, once.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Extension {
    /// The whole period from the anchor once extended (three months, not "two more").
    pub total: Period,
    /// The grounds that the rule allows.
    pub grounds: BTreeSet<ExtensionGround>,
    /// Where the rule says so.
    pub basis: String,
}

/// One rule of a pack.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rule {
    /// Its name inside the pack.
    pub id: RuleId,
    /// What is owed.
    pub duty: Duty,
    /// Whose word it is.
    pub tier: Tier,
    /// What it is about. Duties of a whole request (acknowledge, settle identity) are owed when any
    /// item of it is of such a kind.
    pub about: About,
    /// From where it counts.
    pub anchor: Anchor,
    /// How long.
    pub period: Period,
    /// Whether the anchor's own day counts.
    pub first_day: FirstDay,
    /// What happens when the last day is a day of rest.
    pub roll: Roll,
    /// Whose calendar counts; the earliest is owed.
    pub calendars: Vec<CalendarSource>,
    /// What a pause does.
    pub pause: PauseMode,
    /// The grounds on which it may pause.
    pub pause_grounds: BTreeSet<PauseGround>,
    /// Further grounds whose source was not read: the clock runs on until an administrator
    /// accepts the ground by name ([`RuleId::with_ground`]).
    pub pause_advised: BTreeSet<PauseGround>,
    /// What else must hold for a pause.
    pub pause_when: PauseWhen,
    /// How it may be extended.
    pub extension: Option<Extension>,
    /// What ends it.
    pub discharge: Discharge,
    /// By which exemptions of the law people need not be told of a breach.
    pub exemptions: BTreeSet<Exemption>,
    /// The article or promise it comes from.
    pub basis: String,
    /// Whether the source was read or reliably quoted (not: whether counsel approved it).
    pub reviewed: bool,
    /// First day on which the rule is in force, for receipts from then on.
    pub effective_from: NaiveDate,
    /// Last day on which it is in force.
    pub effective_to: Option<NaiveDate>,
}

impl Rule {
    /// Whether it depends on how grave a breach is.
    #[must_use]
    pub fn asks_how_grave(&self) -> bool {
        match &self.about {
            About::Breach(tests) => tests.iter().any(|test| test.severity.is_some()),
            About::Items(_) | About::Complaints(_) => false,
        }
    }

    /// Whether it is an answer that is owed for good.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.duty == Duty::Respond && self.effective_to.is_none() && self.reviewed
    }
}

impl Duty {
    /// Whether it is owed for a personal-data breach.
    #[must_use]
    pub const fn is_of_a_breach(self) -> bool {
        matches!(self, Self::NotifyAuthority | Self::NotifyPeople | Self::ReportFinal)
    }

    /// Whether the duty is owed once for the case and not for each item.
    #[must_use]
    pub const fn is_of_the_case(self) -> bool {
        matches!(self, Self::Acknowledge | Self::SettleIdentity)
    }
}
