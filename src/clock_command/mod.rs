//! `habeas clock`: when something is due, and why.

mod by_hand;
mod by_rule;

use std::io::Write;

use chrono::FixedOffset;
use chrono_tz::Tz;
use clap::CommandFactory;
use clap::error::ErrorKind;
use habeas_domain::clock::{Due, Reckoning};
use serde_json::{Value, json};

use crate::cli::{Cli, ClockQuestion};

/// Answers the question on `out`. A question that lacks something is a [`clap::Error`].
pub(crate) fn run(question: &ClockQuestion, out: &mut impl Write) -> anyhow::Result<()> {
    match (&question.by_hand, &question.by_rule) {
        (Some(hand), _) => by_hand::run(hand, question, out),
        (None, Some(rule)) => by_rule::run(rule, question, out),
        (None, None) => Err(lacks("say --from and --add, or --regime, --duty and --received")),
    }
}

/// A misuse that the command line itself could not find.
fn lacks(what: &str) -> anyhow::Error {
    let mut whole = Cli::command();
    whole.build();
    let clock = whole.find_subcommand("clock").cloned();
    clock.unwrap_or(whole).error(ErrorKind::MissingRequiredArgument, what).into()
}

/// What is due and how that was found, as data. An instant is written in the offset of the
/// question, or else in that of the zone.
fn as_data(found: &Reckoning, offset: Option<FixedOffset>) -> Value {
    json!({
        "due": found.due.map(|due| written(due, offset, found.zone)),
        "late_from": found.late_from,
        "provisional": found.provisional,
        "zone": found.zone,
        "calendar": found.calendar.as_ref().map(|used| &used.id),
        "trace": found.trace,
    })
}

/// What is due, with its weekday and whether it may still move.
fn as_words(found: &Reckoning, offset: Option<FixedOffset>) -> String {
    let Some(due) = found.due else { return "nothing while we wait".to_owned() };
    let weekday = match (due, offset) {
        (Due::Day(day), _) => day.format("%A"),
        (Due::Instant(at), Some(offset)) => at.with_timezone(&offset).date_naive().format("%A"),
        (Due::Instant(_), None) => due.day_in(found.zone).format("%A"),
    };
    let provisional = if found.provisional { ", provisional" } else { "" };
    format!("{} ({weekday}{provisional})", written(due, offset, found.zone))
}

fn written(due: Due, offset: Option<FixedOffset>, zone: Tz) -> String {
    match (due, offset) {
        (Due::Day(day), _) => day.to_string(),
        (Due::Instant(at), Some(offset)) => at.with_timezone(&offset).to_rfc3339(),
        (Due::Instant(at), None) => at.with_timezone(&zone).to_rfc3339(),
    }
}
