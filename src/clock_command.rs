//! `habeas clock`: when something is due, and why.

use std::io::Write;

use anyhow::Context;
use chrono::FixedOffset;
use chrono_tz::Tz;
use clap::CommandFactory;
use clap::error::ErrorKind;
use habeas_domain::calendar::Calendars;
use habeas_domain::clock::{Due, PauseMode, Period, Roll, Terms, reckon, reckon_plain};
use habeas_domain::moment::Moment;
use serde_json::json;

use crate::cli::{Cli, ClockQuestion, Start};

/// Answers the question on `out`. A question that lacks a calendar is a [`clap::Error`].
pub(crate) fn run(question: &ClockQuestion, out: &mut impl Write) -> anyhow::Result<()> {
    let &ClockQuestion { add: period, roll, zone, .. } = question;
    let first_day = question.first_day.unwrap_or_else(|| period.usual_first_day());
    let terms = Terms { period, first_day, roll, pause: PauseMode::None };
    let (from, offset) = match question.from {
        Start::Day(day) => (Moment::On(day), None),
        Start::Instant(at) => (Moment::At(at.to_utc()), Some(*at.offset())),
    };
    let found = match &question.calendar {
        Some(id) => reckon(&terms, from, &[], zone, &*Calendars::shipped().get(id)?)?,
        None if needs_calendar(&terms) => return Err(lacks_calendar().into()),
        None => reckon_plain(&terms, from, &[], zone)?,
    };
    // Nobody pauses here, and only an open pause leaves nothing due.
    let due = found.due.context("nothing is due")?;
    let (due, weekday) = written(due, offset, zone);
    if question.json {
        let answer = json!({
            "due": due,
            "late_from": found.late_from,
            "provisional": found.provisional,
            "zone": found.zone,
            "calendar": question.calendar,
            "trace": found.trace,
        });
        writeln!(out, "{answer:#}")?;
    } else {
        let provisional = if found.provisional { ", provisional" } else { "" };
        writeln!(out, "{due} ({weekday}{provisional})\n\n{}", found.trace)?;
    }
    Ok(())
}

const fn needs_calendar(terms: &Terms) -> bool {
    match terms.period {
        Period::WorkingDays(_) => true,
        Period::Days(_) | Period::Months(_) => !matches!(terms.roll, Roll::None),
        Period::Hours(_) => false,
    }
}

fn lacks_calendar() -> clap::Error {
    let why = "working days and rolls need a calendar: add --calendar CN, US-CA, GB+any-part …";
    let mut whole = Cli::command();
    whole.build();
    let clock = whole.find_subcommand("clock").cloned();
    clock.unwrap_or(whole).error(ErrorKind::MissingRequiredArgument, why)
}

/// What is due and its weekday. An instant is written in the offset of the question, or else in
/// that of the zone.
fn written(due: Due, offset: Option<FixedOffset>, zone: Tz) -> (String, String) {
    const WEEKDAY: &str = "%A";
    match (due, offset) {
        (Due::Day(day), _) => (day.to_string(), day.format(WEEKDAY).to_string()),
        (Due::Instant(at), Some(offset)) => {
            let at = at.with_timezone(&offset);
            (at.to_rfc3339(), at.format(WEEKDAY).to_string())
        }
        (Due::Instant(at), None) => {
            let at = at.with_timezone(&zone);
            (at.to_rfc3339(), at.format(WEEKDAY).to_string())
        }
    }
}
