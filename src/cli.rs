//! What can be asked for on the command line.

use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Tz;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use habeas_domain::calendar::CalendarId;
use habeas_domain::clock::{FirstDay, Period, Roll};

/// A privacy desk in one binary.
#[derive(Debug, Parser)]
#[command(name = "habeas", version)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find when something is due, and say why
    #[command(after_help = CLOCK_EXAMPLES)]
    Clock(ClockQuestion),
}

const CLOCK_EXAMPLES: &str = "\
Examples:
  habeas clock --calendar CN --from 2026-09-20 --add \"15 working days\"
  habeas clock --calendar GB-ENG --from 2026-01-30 --add \"1 month\" --roll working-day
  habeas clock --from 2026-10-01T23:10:00+08:00 --add \"4 hours\" --json";

/// A clock, put together by hand.
#[derive(Debug, Args)]
pub(crate) struct ClockQuestion {
    /// Whose days are worked: a country (CN), a region of it (US-CA), or a derived calendar
    /// (GB+any-part). Only working days and rolls need one
    #[arg(long, value_parser = CalendarId::parse)]
    pub(crate) calendar: Option<CalendarId>,
    /// From when: a date, or an instant with its offset (2026-10-01T23:10:00+08:00)
    #[arg(long, value_parser = Start::parse)]
    pub(crate) from: Start,
    /// How long: "72 hours", "40 days", "15 working days", "1 month"
    #[arg(long, value_name = "PERIOD", value_parser = Period::parse)]
    pub(crate) add: Period,
    /// Whether the day of --from counts, or for hours its hour [default: excluded; elapsed for
    /// hours, which counts from the instant itself]
    #[arg(long, value_parser = first_day())]
    pub(crate) first_day: Option<FirstDay>,
    /// Which later day stands for a last day that rests
    #[arg(long, default_value = "none", value_parser = roll())]
    pub(crate) roll: Roll,
    /// In which zone days and hours begin, as in Asia/Shanghai
    #[arg(long, default_value = "UTC", value_parser = zone)]
    pub(crate) zone: Tz,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
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
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_start_is_a_date_or_an_instant_and_nothing_between() {
        assert!(matches!(Start::parse("2026-09-20"), Ok(Start::Day(_))));
        assert!(matches!(Start::parse("2026-09-20T10:00:00Z"), Ok(Start::Instant(_))));
        for text in ["", "2026-9-20", "2026-02-29", "20.09.2026", "2026-09-20T10:00:00", "today"] {
            assert!(Start::parse(text).is_err(), "{text}");
        }
    }
}
