//! A clock put together by hand: a period on a calendar.

use std::io::Write;

use habeas_domain::calendar::Calendars;
use habeas_domain::clock::{PauseMode, Period, Roll, Terms, reckon, reckon_plain};

use super::{as_data, as_words, lacks};
use crate::cli::{ByHand, ClockQuestion};

pub(super) fn run(
    hand: &ByHand,
    question: &ClockQuestion,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let terms = Terms {
        period: hand.add,
        first_day: hand.first_day.unwrap_or_else(|| hand.add.usual_first_day()),
        roll: hand.roll.unwrap_or(Roll::None),
        pause: PauseMode::None,
    };
    let (from, offset, zone) = (hand.from.moment(), hand.from.offset(), question.zone);
    let found = match &question.calendar {
        Some(id) => reckon(&terms, from, &[], zone, &*Calendars::shipped().get(id)?)?,
        None if looks_at_rest_days(&terms) => {
            return Err(lacks(
                "working days and rolls need a calendar: add --calendar CN, US-CA …",
            ));
        }
        None => reckon_plain(&terms, from, &[], zone)?,
    };
    if question.json {
        writeln!(out, "{:#}", as_data(&found, offset))?;
    } else {
        writeln!(out, "{}\n\n{}", as_words(&found, offset), found.trace)?;
    }
    Ok(())
}

const fn looks_at_rest_days(terms: &Terms) -> bool {
    match terms.period {
        Period::WorkingDays(_) => true,
        Period::Days(_) | Period::Months(_) => !matches!(terms.roll, Roll::None),
        Period::Hours(_) => false,
    }
}
