//! Questions about time.

use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Tz;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use habeas_domain::calendar::CalendarId;
use habeas_domain::clock::{Duty, FirstDay, Period, Roll};
use habeas_domain::id::RegimeId;
use habeas_domain::kind::{ComplaintKind, ItemKind};
use habeas_domain::moment::Moment;
use habeas_domain::place::{Country, Region};

pub(super) const USAGE: &str = "\
habeas clock --from <FROM> --add <PERIOD> [OPTIONS]
       habeas clock --regime <REGIME> --duty <DUTY> --received <WHEN> [OPTIONS]";
pub(super) const EXAMPLES: &str = "\
Examples:
  habeas clock --calendar CN --from 2026-09-20 --add \"15 working days\"
  habeas clock --calendar GB-ENG --from 2026-01-30 --add \"1 month\" --roll working-day
  habeas clock --from 2026-10-01T23:10:00+08:00 --add \"4 hours\" --json
  habeas clock --regime uk --duty respond --received 2026-01-30
  habeas clock --regime house --duty respond --received 2026-11-20 --kind deletion \\
      --calendar CN --zone Asia/Shanghai --country US";

/// A clock, put together by hand or taken from a pack.
#[derive(Debug, Args)]
pub(crate) struct ClockQuestion {
    /// Whose days are worked: a country (CN), a region of it (US-CA), or a derived calendar
    /// (GB+any-part). By hand, only working days and rolls need one; by rule, it is the calendar
    /// of the controller, who is then taken to be established in that country
    #[arg(long, value_parser = CalendarId::parse)]
    pub(crate) calendar: Option<CalendarId>,
    /// In which zone days and hours begin, as in Asia/Shanghai; by rule, the controller's
    #[arg(long, default_value = "UTC", value_parser = zone)]
    pub(crate) zone: Tz,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// A clock by hand.
    #[command(flatten)]
    pub(crate) by_hand: Option<ByHand>,
    /// The rules of a pack.
    #[command(flatten)]
    pub(crate) by_rule: Option<ByRule>,
}

/// A clock, put together by hand.
#[derive(Debug, Args)]
#[group(conflicts_with = "ByRule")]
#[command(next_help_heading = "By hand")]
pub(crate) struct ByHand {
    /// From when: a date, or an instant with its offset (2026-10-01T23:10:00+08:00)
    #[arg(long, required = false, requires = "add", value_parser = Start::parse)]
    pub(crate) from: Start,
    /// How long: "72 hours", "40 days", "15 working days", "1 month"
    #[arg(long, required = false, requires = "from", value_name = "PERIOD", value_parser = Period::parse)]
    pub(crate) add: Period,
    /// Whether the day of --from counts, or for hours its hour [default: excluded; elapsed for
    /// hours, which counts from the instant itself]
    #[arg(long, requires = "from", value_parser = first_day())]
    pub(crate) first_day: Option<FirstDay>,
    /// Which later day stands for a last day that rests [default: none]
    #[arg(long, requires = "from", value_parser = roll())]
    pub(crate) roll: Option<Roll>,
}

/// The rules of a pack about one duty.
#[derive(Debug, Args)]
#[command(next_help_heading = "By rule")]
pub(crate) struct ByRule {
    /// The regime, by the name of its pack: house, gdpr, uk …
    #[arg(long, required = false, requires_all = ["duty", "received"], value_parser = RegimeId::parse)]
    pub(crate) regime: RegimeId,
    /// What is owed
    #[arg(long, required = false, requires = "regime", value_parser = duty())]
    pub(crate) duty: Duty,
    /// When the letter was received (or for a duty that counts from something else, when that
    /// happened): a date or an instant
    #[arg(long, required = false, requires = "regime", value_name = "WHEN", value_parser = Start::parse)]
    pub(crate) received: Start,
    /// What was asked for or complained about; without it, all rules about the duty
    #[arg(long, requires = "regime", value_parser = kind())]
    pub(crate) kind: Option<String>,
    /// Where the subject lives
    #[arg(long, requires = "regime", value_parser = Country::parse)]
    pub(crate) country: Option<Country>,
    /// The state, province or nation there, as in ISO 3166-2 (CA, ENG)
    #[arg(long, requires = "country", value_parser = Region::parse)]
    pub(crate) region: Option<Region>,
}

/// From when to count, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// A civil day.
    Day(NaiveDate),
    /// An instant, with the offset in which the answer is given as well.
    Instant(DateTime<FixedOffset>),
}

impl Start {
    /// What the domain makes of it.
    pub(crate) fn moment(self) -> Moment {
        match self {
            Self::Day(day) => Moment::On(day),
            Self::Instant(at) => Moment::At(at.to_utc()),
        }
    }

    /// The offset in which it was written, if it was.
    pub(crate) fn offset(self) -> Option<FixedOffset> {
        match self {
            Self::Day(_) => None,
            Self::Instant(at) => Some(*at.offset()),
        }
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        let instant = || DateTime::parse_from_rfc3339(text).ok();
        day()
            .map(Self::Day)
            .or_else(|| instant().map(Self::Instant))
            .ok_or("must be a date (2026-09-20) or an instant (2026-10-01T23:10:00+08:00)")
    }
}

fn zone(text: &str) -> Result<Tz, &'static str> {
    text.parse().map_err(|_| "must be a name of the time zone database, as in Asia/Shanghai")
}

fn duty() -> impl TypedValueParser<Value = Duty> {
    let codes = Duty::ALL.iter().map(|duty| duty.code());
    PossibleValuesParser::new(codes).try_map(|code| Duty::parse(&code))
}

fn kind() -> PossibleValuesParser {
    let asked = ItemKind::ALL.iter().map(|kind| kind.code());
    let complained = ComplaintKind::ALL.iter().map(|kind| kind.code());
    PossibleValuesParser::new(asked.chain(complained))
}

fn first_day() -> impl TypedValueParser<Value = FirstDay> {
    let codes = FirstDay::ALL.iter().map(|first_day| first_day.code());
    PossibleValuesParser::new(codes).try_map(|code| FirstDay::parse(&code))
}

fn roll() -> impl TypedValueParser<Value = Roll> {
    let codes = Roll::ALL.iter().map(|roll| roll.code());
    PossibleValuesParser::new(codes).try_map(|code| Roll::parse(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_a_date_or_an_instant_and_nothing_between() {
        assert!(matches!(Start::parse("2026-09-20"), Ok(Start::Day(_))));
        assert!(matches!(Start::parse("2026-09-20T10:00:00Z"), Ok(Start::Instant(_))));
        for text in ["", "2026-9-20", "2026-02-29", "20.09.2026", "2026-09-20T10:00:00", "today"] {
            assert!(Start::parse(text).is_err(), "{text}");
        }
    }
}
