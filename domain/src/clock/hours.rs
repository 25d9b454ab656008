//! Clocks of hours: elapsed time on the UTC line. Weekends, holidays and changes of the clock do
//! not touch them.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use super::reckon::{ClockError, within_reach};
use super::rule::{FirstDay, PauseMode};
use super::terms::{Pause, Terms};
use super::trace::Step;

const HOUR_SECONDS: i64 = 3600;

/// The due instant so many hours after the anchor, or nothing while an open pause holds the clock.
/// Pauses come in the order in which they were opened.
pub(super) fn due(
    terms: &Terms,
    hours: u32,
    anchor: DateTime<Utc>,
    zone: Tz,
    pauses: &[&Pause],
    steps: &mut Vec<Step>,
) -> Result<Option<DateTime<Utc>>, ClockError> {
    let start = start(terms.first_day, anchor, zone, steps);
    let mut due = TimeDelta::try_hours(hours.into())
        .and_then(|length| start.checked_add_signed(length))
        .ok_or(ClockError::TooFar)?;
    let end = due;
    // Everything before this is counted or left out already.
    let mut covered = start;
    let mut counted = vec![Step::HoursCounted { period: terms.period, end }];
    for &&Pause { ground, from, to } in pauses {
        match (terms.pause, to) {
            (PauseMode::None, _) => steps.push(Step::RanOn { ground, from }),
            _ if from >= due => steps.push(Step::AskedTooLate { ground, from }),
            (_, None) => {
                steps.push(Step::Held { ground, since: from });
                return Ok(None);
            }
            (_, Some(to)) => {
                let more = (to - from.max(covered)).max(TimeDelta::zero());
                due = due.checked_add_signed(more).ok_or(ClockError::TooFar)?;
                covered = covered.max(to);
                steps.push(Step::TimeLeftOut { ground, from, to, seconds: more.num_seconds() });
            }
        }
    }
    steps.append(&mut counted);
    within_reach(due.date_naive())?;
    if due != end {
        steps.push(Step::TimeMovedByPauses { from: end, to: due });
    }
    Ok(Some(due))
}

/// From when hours count. Hours are those of the zone's own clock: in a zone of +05:45 they begin
/// at a quarter past the hour of UTC.
fn start(first_day: FirstDay, at: DateTime<Utc>, zone: Tz, steps: &mut Vec<Step>) -> DateTime<Utc> {
    let local = at.with_timezone(&zone).time();
    let into_hour = TimeDelta::seconds((local.minute() * 60 + local.second()).into())
        + TimeDelta::nanoseconds(local.nanosecond().into());
    match first_day {
        FirstDay::Elapsed => {
            steps.push(Step::CountedFrom { at });
            at
        }
        // Regulation (EEC, Euratom) 1182/71 art. 3(1): the hour in which the event occurs is not
        // within the period, which holds for an event on the stroke of the hour too.
        FirstDay::Excluded => {
            let counted_from = at - into_hour + TimeDelta::seconds(HOUR_SECONDS);
            steps.push(Step::HourLeftOut { at, counted_from });
            counted_from
        }
        FirstDay::Included => {
            let counted_from = at - into_hour;
            steps.push(Step::HourIn { at, counted_from });
            counted_from
        }
    }
}
