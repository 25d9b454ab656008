//! What follows by itself: duties that end, a case that is answered, and which clock governs.

use chrono::{DateTime, NaiveDate, Utc};

use crate::clock::Duty;
use crate::complaint::Outcome;
use crate::complaint::case::tells_the_end;
use crate::complaint::case::{Allegation, Case, Phase};
use crate::complaint::event::Event;
use crate::docket::{Docket, EndKind, Tick};
use crate::notice::NoticeKind;

use super::Draft;

impl Draft<'_> {
    pub(super) fn derive(&mut self) {
        self.end_duties();
        self.answer();
        self.ticks(self.case.docket.changes());
    }

    fn end_duties(&mut self) {
        let today = self.today();
        let open = self.case.docket.clocks.iter().filter(|(_, clock)| clock.is_open());
        let ended: Vec<Tick> = open
            .filter_map(|(no, clock)| {
                let from = clock.anchor.earliest_in(clock.due.zone);
                match end_of(&self.case, (clock.started.duty, from), self.now, today) {
                    End::NotYet => None,
                    End::At(at) => Some(Docket::met(*no, clock, at)),
                    End::FellAway => {
                        Some(Tick::ClockEnded { clock: *no, at: self.now, how: EndKind::FellAway })
                    }
                }
            })
            .collect();
        self.ticks(ended);
    }

    fn answer(&mut self) {
        if self.case.phase == Phase::Open
            && let Some(at) = answered_at(&self.case)
        {
            self.push(Event::ComplaintAnswered { at });
        }
    }
}

/// Whether a duty has ended.
enum End {
    NotYet,
    At(DateTime<Utc>),
    FellAway,
}

fn end_of(
    case: &Case,
    (duty, from): (Duty, DateTime<Utc>),
    now: DateTime<Utc>,
    today: NaiveDate,
) -> End {
    if case.allegations.values().all(is_withdrawn) {
        return End::FellAway;
    }
    let when = |at: Option<DateTime<Utc>>| at.map_or(End::NotYet, End::At);
    match duty {
        Duty::Acknowledge => when(accepted_at(case)),
        Duty::Respond | Duty::Appeal => when(answered_since(case, from)),
        Duty::SettleIdentity => {
            if case.is_settled(today) {
                End::At(now)
            } else {
                when(answered_at(case))
            }
        }
        // No other duty is one of a complaint.
        Duty::Extend
        | Duty::CarryOut
        | Duty::OptOut
        | Duty::NotifyAuthority
        | Duty::NotifyPeople
        | Duty::ReportFinal => End::NotYet,
    }
}

fn is_withdrawn(allegation: &Allegation) -> bool {
    allegation.decided.as_ref().is_some_and(|decided| decided.outcome == Outcome::Withdrawn)
}

/// When it was first said that the complaint arrived.
pub(super) fn accepted_at(case: &Case) -> Option<DateTime<Utc>> {
    let says = |kind| kind == NoticeKind::Acknowledgement || tells_the_end(kind);
    case.told.iter().filter(|(told, _)| says(told.kind)).map(|(_, at)| *at).min()
}

/// When the last outcome was told; where nobody can be told, when it was decided.
fn answered_at(case: &Case) -> Option<DateTime<Utc>> {
    let ends = case.allegations.values().map(|allegation| {
        let decided = allegation.decided.as_ref()?;
        if case.is_anonymous() { Some(decided.at) } else { decided.told }
    });
    let ends: Option<Vec<_>> = ends.collect();
    ends?.into_iter().max()
}

/// The same by a clock that counts from then.
fn answered_since(case: &Case, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if case.is_anonymous() {
        return answered_at(case);
    }
    let ends = case.allegations.values().map(|allegation| allegation.told_since(from));
    let ends: Option<Vec<_>> = ends.collect();
    ends?.into_iter().max()
}
