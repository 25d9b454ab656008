//! What an event of an incident owes.

use crate::incident::{Case, Event, Link};
use crate::people::REQUESTER;

use super::owed::{self, Owed, Owes};
use super::reach::Reach;
use super::{Addressee, NoticeKind, staff};

impl Owes for Case {
    fn owed(&self, event: &Event) -> Vec<Owed> {
        match event {
            Event::IncidentReported(_) => {
                let mut owed = accepted(self);
                owed.extend(alarm(self));
                owed
            }
            // It is graver than was thought, or it is open again.
            Event::DutyArose(arisen) if arisen.version.is_some() => alarm(self),
            // What was owed in one that was merged is owed here, once somebody has assessed it anew.
            Event::IncidentReopened { .. } | Event::CaseLinked { link: Link::Merged, .. } => {
                alarm(self)
            }
            Event::MeasurePlanned(planned) => match &planned.owner {
                Some(owner) => to(owner.clone(), NoticeKind::TaskAlarm),
                None => Vec::new(),
            },
            Event::MeasureAssigned { owner, .. } => to(owner.clone(), NoticeKind::TaskAlarm),
            Event::MeasureSlipped { measure, .. } => {
                let planned = self.measures.get(measure).map(|measure| &measure.planned);
                match planned.and_then(|planned| planned.owner.clone()) {
                    Some(owner) => to(owner, NoticeKind::TaskAlarm),
                    None => staff::tell(self, NoticeKind::TaskAlarm, None),
                }
            }
            // Silence that was over when it was recorded is no news to whoever could tell anybody.
            Event::NoticesStayed(stay) if stay.ended.is_some() => Vec::new(),
            // Silence began, or ended by itself: what waited for its end does not wait any more.
            Event::NoticesStayed(_) | Event::StayEnded { .. } => {
                staff::tell(self, NoticeKind::TrackAlarm, None)
            }
            // An authority demands something: somebody has to read it today.
            Event::DutyImposed { .. } => staff::tell(self, NoticeKind::TrackAlarm, None),
            Event::ImposedDutyNear { .. } => staff::tell(self, NoticeKind::TwoDaysLeft, None),
            Event::ImposedDutyMissed { .. } => staff::late(self, None),
            Event::DutyWarned { clock, warning } => staff::warned(self, *clock, *warning),
            Event::DutyMissed { clock, .. } => {
                let clock = self.docket.clocks.get(clock);
                staff::late(self, clock.and_then(|clock| clock.started.item))
            }
            // A message inside the house that fails owes no further message inside the house.
            Event::NoticeGivenUp { message, .. } | Event::NoticeCameBack { message, .. } => {
                let people = message.notices.iter().filter(|told| !told.kind.is_for_staff());
                people.flat_map(|told| staff::untold(self, told.kind, told.item)).collect()
            }

            // What staff did themselves, and what other events of the same command tell.
            Event::RegimesChosen { .. }
            | Event::PlacesFoundUnclear { .. }
            | Event::CaseLinked { .. }
            | Event::ClockStarted(_)
            | Event::ClockPaused { .. }
            | Event::ClockResumed { .. }
            | Event::ClockReanchored { .. }
            | Event::ClockExtended { .. }
            | Event::ClockMoved { .. }
            | Event::GoverningChanged { .. }
            | Event::ClockEnded { .. }
            | Event::IncidentTaken { .. }
            | Event::TimeStated { .. }
            | Event::ProcessorStated { .. }
            | Event::CapacityStated { .. }
            | Event::IncidentAssessed(_)
            | Event::DutyArose(_)
            | Event::DutyFellAway { .. }
            | Event::JudgedNotNotifiable { .. }
            | Event::NotNotifiableRevised { .. }
            | Event::MeasureSettled { .. }
            | Event::NoteRecorded { .. }
            | Event::AuthorityNotified(_)
            | Event::PeopleTold(_)
            | Event::NoticeCorrected { .. }
            | Event::PeopleToldCorrected { .. }
            | Event::LatenessExplained { .. }
            | Event::ImposedDutyMet { .. }
            | Event::ImposedDutyWithdrawn { .. }
            | Event::IncidentReviewed { .. }
            | Event::NoticeHandedOver { .. }
            | Event::JudgedNoBreach { .. }
            | Event::IncidentMerged { .. }
            | Event::IncidentClosed { .. } => Vec::new(),
        }
    }
}

/// Whoever reported it hears that it arrived, where they said how to reach them.
fn accepted(case: &Case) -> Vec<Owed> {
    if case.reporter().contacts.is_empty() {
        return Vec::new();
    }
    owed::tell(case, REQUESTER, NoticeKind::Acknowledgement, None, Reach::Any)
}

/// The officers, all of them, and whoever has the case.
fn alarm(case: &Case) -> Vec<Owed> {
    let kind = NoticeKind::IncidentAlarm;
    let mut owed = staff::tell(case, kind, None);
    let team = Addressee::Team(crate::actor::Role::Officer);
    if owed.iter().all(|one| one.to != team) {
        owed.push(Owed { kind, item: None, to: team, instead_of: None });
    }
    owed
}

fn to(owner: crate::id::PrincipalId, kind: NoticeKind) -> Vec<Owed> {
    vec![Owed { kind, item: None, to: Addressee::Staff(owner), instead_of: None }]
}
