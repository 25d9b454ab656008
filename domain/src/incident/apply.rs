//! From one state to the next. Total: an event that makes no sense for the state changes nothing,
//! since what is in the ledger is there for ever and must always fold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::breach::Exemption;
use crate::clock::Duty;
use crate::docket::Docket;
use crate::docket::imposed::Impositions;
use crate::id::{ItemNo, TrackNo, VersionNo};
use crate::notice::Message;
use crate::people::{People, REQUESTER};

use super::Incident;
use super::case::{Case, Linked, Phase, is_late};
use super::correction::{NoticeSaid, ToldSaid};
use super::event::Event;
use super::receipt::Receipt;
use super::record::{Measure, Obligation, Standing};

impl Incident {
    pub(super) fn next(self, event: Event) -> Self {
        match self {
            Self::Absent => {
                if let Event::IncidentReported(receipt) = event {
                    Self::Live(Box::new(Case::open(*receipt)))
                } else {
                    Self::Absent
                }
            }
            Self::Live(mut case) => {
                case.follow(event);
                Self::Live(case)
            }
        }
    }
}

impl Case {
    /// Folds one event, and counts it if it changes the case for a person.
    pub(super) fn follow(&mut self, event: Event) {
        self.revision += u64::from(event.changes_the_case());
        self.apply(event);
    }

    pub(super) fn open(receipt: Receipt) -> Self {
        Self {
            people: People::of(receipt.reporter.clone()),
            times: receipt.times.clone(),
            processor: receipt.processor.clone(),
            capacity: receipt.capacity,
            operator: receipt.operator,
            receipt: receipt.into(),
            regimes: Vec::new(),
            unclear: BTreeSet::new(),
            assessments: Vec::new(),
            obligations: BTreeMap::new(),
            docket: Docket::default(),
            measures: BTreeMap::new(),
            notified: BTreeMap::new(),
            told_enough: BTreeMap::new(),
            told_people: BTreeMap::new(),
            explained: BTreeSet::new(),
            stays: BTreeMap::new(),
            imposed: Impositions::default(),
            notes: 0,
            reviewed: None,
            taken: None,
            links: Vec::new(),
            merged_into: None,
            told: Vec::new(),
            undelivered: BTreeSet::new(),
            phase: Phase::Open,
            revision: 1,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm an event, each a line or a call")]
    fn apply(&mut self, event: Event) {
        let event = match event.into_tick() {
            Ok(tick) => return self.docket.follow(tick),
            Err(other) => other,
        };
        let event = match event.into_imposing() {
            Ok(imposing) => return self.imposed.follow(imposing),
            Err(other) => other,
        };
        match event {
            // A second report on one stream is refused by `decide`; were one there, the first stands.
            Event::IncidentReported(_)
            // Taken in above.
            | Event::ClockStarted(_)
            | Event::ClockPaused { .. }
            | Event::ClockResumed { .. }
            | Event::ClockReanchored { .. }
            | Event::ClockExtended { .. }
            | Event::ClockMoved { .. }
            | Event::GoverningChanged { .. }
            | Event::DutyWarned { .. }
            | Event::DutyMissed { .. }
            | Event::ClockEnded { .. }
            | Event::DutyImposed { .. }
            | Event::ImposedDutyMet { .. }
            | Event::ImposedDutyWithdrawn { .. }
            | Event::ImposedDutyNear { .. }
            | Event::ImposedDutyMissed { .. } => {}

            Event::RegimesChosen { regimes } => self.regimes = regimes,
            Event::PlacesFoundUnclear { places } => self.unclear = places,
            Event::CaseLinked { other, link } => self.links.push(Linked { case: other, link }),
            Event::IncidentTaken { by } => self.taken = Some(by),
            Event::TimeStated { fact, after, .. } => match after {
                Some(at) => {
                    self.times.insert(fact, at);
                }
                None => {
                    self.times.remove(&fact);
                }
            },
            Event::ProcessorStated { after, .. } => self.processor = after,
            Event::CapacityStated { after, .. } => (self.capacity, self.operator) = after,
            Event::IncidentAssessed(assessment) => {
                let (at, version) = (assessment.made, Some(assessment.version));
                self.assessments.push((*assessment).into());
                self.judged(at, version);
            }

            Event::DutyArose(arisen) => {
                let standing = Standing::Owed;
                self.obligations.insert(arisen.no, Obligation { arisen: *arisen, standing });
            }
            Event::DutyFellAway { duty, version } => {
                self.stand(duty, Standing::FellAway { version });
            }
            Event::JudgedNotNotifiable { duty, version, exemption, .. } => {
                self.spare(duty, version, exemption);
            }
            Event::NotNotifiableRevised { duty, known, .. } => {
                self.stand(duty, Standing::Owed);
                if let Some(one) = self.obligations.get_mut(&duty) {
                    one.arisen.known = known.or(one.arisen.known);
                }
            }

            Event::MeasurePlanned(planned) => {
                let no = planned.no;
                let measure = Measure { planned, slipped: false, settled: None, done: false };
                self.measures.insert(no, measure);
            }
            Event::MeasureAssigned { measure, owner, due } => self.with(measure, |m| {
                m.planned.owner = Some(owner);
                // Another date is another promise.
                m.slipped &= m.planned.due == due;
                m.planned.due = due;
            }),
            Event::MeasureSettled { measure, done, at, .. } => self.with(measure, |m| {
                m.settled = Some(at);
                m.done = done;
            }),
            Event::MeasureSlipped { measure, .. } => self.with(measure, |m| m.slipped = true),
            Event::NoteRecorded { no, .. } => self.notes = no,

            Event::AuthorityNotified(notice) => {
                if notice.late_reason.is_some() {
                    self.explain(&notice.duties, notice.at);
                }
                for duty in &notice.duties {
                    self.done(*duty, notice.at, notice.version);
                }
                self.notified.insert(notice.no, (*notice).into());
            }
            Event::PeopleTold(told) => {
                if told.late_reason.is_some() || told.explained {
                    self.explain(&told.duties, told.at);
                }
                for duty in told.duties.iter().filter(|_| told.complete) {
                    self.done(*duty, told.at, told.version);
                }
                self.told_people.insert(told.no, (*told).into());
            }
            Event::NoticeCorrected { notice, after, .. } => self.correct_notice(notice, after),
            Event::PeopleToldCorrected { told, after, .. } => self.correct_told(told, after),
            Event::LatenessExplained { duty, .. } => {
                self.explained.insert(duty);
            }
            Event::NoticesStayed(stay) => {
                self.stays.insert(stay.no, stay);
            }
            Event::StayEnded { stay, at } => {
                if let Some(stay) = self.stays.get_mut(&stay) {
                    stay.ended = Some(at);
                }
            }
            Event::IncidentReviewed { at, .. } => self.reviewed = Some(at),

            Event::NoticeHandedOver { message, .. } => self.tell(message),
            Event::NoticeGivenUp { message, .. } | Event::NoticeCameBack { message, .. } => {
                // What staff did not get, staff see to.
                if message.party == Some(REQUESTER) {
                    self.undelivered.extend(message.notices);
                }
            }

            Event::JudgedNoBreach { at, .. } => {
                let version = self.version();
                self.judged(at, version);
                self.phase = Phase::NotABreach;
            }
            Event::IncidentMerged { into, .. } => {
                (self.phase, self.merged_into) = (Phase::Merged, Some(into));
            }
            Event::IncidentClosed { .. } => self.phase = Phase::Closed,
            Event::IncidentReopened { .. } => {
                (self.phase, self.merged_into) = (Phase::Open, None);
            }
        }
    }

    /// Somebody said what it is.
    fn judged(&mut self, at: DateTime<Utc>, version: Option<VersionNo>) {
        let waits = |one: &&mut Obligation| {
            one.arisen.duty == Duty::Respond && one.standing == Standing::Owed
        };
        for one in self.obligations.values_mut().filter(waits) {
            one.standing = Standing::Done { at, version };
        }
    }

    fn stand(&mut self, no: ItemNo, standing: Standing) {
        if let Some(one) = self.obligations.get_mut(&no) {
            one.standing = standing;
        }
    }

    /// Nobody need be told by this duty; where somebody was already, no more than that.
    fn spare(&mut self, no: ItemNo, version: Option<VersionNo>, exemption: Option<Exemption>) {
        let done = |one: &Obligation| matches!(one.standing, Standing::Done { .. });
        if self.obligations.get(&no).is_some_and(done) {
            self.told_enough.insert(no, version);
        } else {
            self.stand(no, Standing::NotNotifiable { version, exemption });
        }
    }

    /// A duty is done once: what is said later adds to it.
    fn done(&mut self, no: ItemNo, at: DateTime<Utc>, version: Option<VersionNo>) {
        if self.obligations.get(&no).is_some_and(|one| one.standing == Standing::Owed) {
            self.stand(no, Standing::Done { at, version });
        }
    }

    fn correct_notice(&mut self, no: TrackNo, said: NoticeSaid) {
        let version = self.version_at(said.at);
        let Some(notice) = self.notified.get_mut(&no).map(Arc::make_mut) else { return };
        (notice.contents, notice.reference) = (said.contents, said.reference);
        let before = std::mem::replace(&mut notice.duties, said.duties.clone());
        if notice.at != said.at {
            (notice.at, notice.version) = (said.at, version);
        } else if before == said.duties {
            return;
        }
        for duty in before.union(&said.duties) {
            self.done_anew(*duty, !before.contains(duty));
        }
    }

    fn correct_told(&mut self, no: TrackNo, said: ToldSaid) {
        let version = self.version_at(said.at);
        let Some(told) = self.told_people.get_mut(&no).map(Arc::make_mut) else { return };
        (told.from, told.means, told.people) = (said.from, said.means, said.people);
        let before = std::mem::replace(&mut told.complete, said.complete);
        if told.at != said.at {
            (told.at, told.version) = (said.at, version);
        } else if before == said.complete {
            return;
        }
        for duty in told.duties.clone() {
            self.done_anew(duty, said.complete && !before);
        }
    }

    /// What is said of some notice of this duty has changed: it was done by the first one that was given, or
    /// by none after all. Why it was late says nothing of how late it is now.
    fn done_anew(&mut self, no: ItemNo, newly: bool) {
        let notices = self.notified.values().filter(|one| one.duties.contains(&no));
        let waves =
            self.told_people.values().filter(|one| one.complete && one.duties.contains(&no));
        let all = notices.map(|one| (one.at, one.version));
        let first = all.chain(waves.map(|one| (one.at, one.version))).min();
        let Some(one) = self.obligations.get_mut(&no) else { return };
        let standing = match (one.standing, first) {
            (Standing::Done { .. }, Some((at, version))) => Standing::Done { at, version },
            (Standing::Owed, Some((at, version))) if newly => Standing::Done { at, version },
            (Standing::Done { .. }, None) => Standing::Owed,
            (other, _) => other,
        };
        let later = match (one.standing, standing) {
            (Standing::Done { at: before, .. }, Standing::Done { at, .. }) => at > before,
            (before, after) => before != after,
        };
        one.standing = standing;
        if later {
            self.explained.remove(&no);
        }
    }

    /// A notice says why the duties are late that it serves and that are late by then.
    fn explain(&mut self, duties: &BTreeSet<ItemNo>, at: DateTime<Utc>) {
        let late = |no: &&ItemNo| {
            self.docket.clocks.values().any(|clock| {
                clock.started.item == Some(**no) && clock.is_open() && is_late(clock, at)
            })
        };
        let late: Vec<ItemNo> = duties.iter().filter(late).copied().collect();
        self.explained.extend(late);
    }

    fn with(&mut self, no: TrackNo, change: impl FnOnce(&mut Measure)) {
        if let Some(measure) = self.measures.get_mut(&no) {
            change(measure);
        }
    }

    fn tell(&mut self, message: Message) {
        if message.party != Some(REQUESTER) {
            return;
        }
        for one in message.notices {
            self.undelivered.remove(&one);
            if !self.told.contains(&one) {
                self.told.push(one);
            }
        }
    }
}
