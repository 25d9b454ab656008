//! From one state to the next. Total: an event that makes no sense for the state changes nothing,
//! since what is in the ledger is there for ever and must always fold.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::assurance::Assurance;
use crate::docket::Docket;
use crate::docket::imposed::Impositions;
use crate::id::{ItemNo, PartyNo, StepNo};
use crate::notice::{Message, Told};
use crate::people::{Held, People, REQUESTER, Standing};

use super::case::{Allegation, Case, Decided, Escalated, Linked, Phase, Round, tells_the_end};
use super::event::{Event, Reason};
use super::receipt::{Alleged, Inherited, Receipt, Speaks};
use super::{Complaint, Direction};

/// What was shown elsewhere has no step here.
const ELSEWHERE: StepNo = StepNo(0);

impl Complaint {
    pub(super) fn next(self, event: Event) -> Self {
        match self {
            Self::Absent => {
                if let Event::ComplaintReceived(receipt) = event {
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
        let allegations = receipt.allegations.iter().map(|alleged| (alleged.no, made(alleged, 0)));
        Self {
            allegations: allegations.collect(),
            people: People::of(receipt.complainant.clone()),
            receipt: receipt.into(),
            regimes: Vec::new(),
            docket: Docket::default(),
            escalated: Vec::new(),
            imposed: Impositions::default(),
            taken: None,
            reviewer: false,
            steps_taken: 0,
            measures: 0,
            letters: 0,
            child_data: None,
            links: Vec::new(),
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
        let event = match event.into_shown() {
            Ok(shown) => return self.people.follow(shown),
            Err(other) => other,
        };
        let event = match event.into_imposing() {
            Ok(imposing) => return self.imposed.follow(imposing),
            Err(other) => other,
        };
        match event {
            // A second receipt on one stream is refused by `decide`; were one there, the first stands.
            Event::ComplaintReceived(_)
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
            | Event::RecordMatched { .. }
            | Event::RecordNotFound { .. }
            | Event::ChallengeIssued { .. }
            | Event::CodeSentAgain { .. }
            | Event::CodeMissed { .. }
            | Event::StepAccepted { .. }
            | Event::StepFailed { .. }
            | Event::EvidenceDestroyed { .. }
            | Event::ContactConfirmed { .. }
            | Event::IdentityConfirmed { .. }
            | Event::IdentityLost { .. }
            | Event::StandingConfirmed { .. }
            | Event::StandingLost { .. }
            | Event::DutyImposed { .. }
            | Event::ImposedDutyMet { .. }
            | Event::ImposedDutyWithdrawn { .. }
            | Event::ImposedDutyNear { .. }
            | Event::ImposedDutyMissed { .. } => {}

            Event::RegimesChosen { regimes } => self.regimes = regimes,
            Event::CaseLinked { other, link } => {
                self.links.push(Linked { case: other, link });
            }
            Event::IdentityInherited(inherited) => self.inherit(inherited),
            Event::ComplaintTaken { by } => self.taken = Some(by),
            Event::AllegationAdded(alleged) => {
                let steps_before = usize::from(self.steps_taken);
                self.allegations.insert(alleged.no, made(&alleged, steps_before));
            }
            Event::StepRecorded { no, .. } => self.steps_taken = no,
            Event::MeasureRecorded { no, .. } => self.measures = no,
            Event::LetterRecorded { no, .. } => self.letters = no,
            Event::FindingRecorded { allegation, finding, .. } => {
                self.with(allegation, |a| a.findings.push(finding));
            }
            Event::ReviewerNamed { .. } => self.reviewer = true,
            Event::ChildDataChecked { found } => self.child_data = Some(found),
            Event::OutcomeDecided { allegation, at, outcome, remedies, reason_told, by, .. } => {
                let decided = Decided { outcome, remedies, reason_told, by, at, told: None };
                self.with(allegation, |a| a.decided = Some(decided));
            }
            Event::ExtensionOrdered { clocks, due, .. } => {
                self.docket.order_extension(None, clocks, &due);
            }
            Event::ExtensionFailed {} => self.docket.fail_extension(None),
            Event::Escalated { party, authority, direction, reference, .. } => {
                self.people.parties.extend(authority.map(|authority| (party, *authority)));
                if direction == Direction::Out {
                    self.escalated.push(Escalated { to: party, reference });
                }
            }

            Event::CallLogged { party, at, told, .. } => self.tell(Some(party), told, at),
            Event::NoticeHandedOver { message: Message { party, notices, .. }, at, .. } => {
                self.tell(party, notices, at);
            }
            Event::NoticeGivenUp { message, .. } | Event::NoticeCameBack { message, .. } => {
                self.miss(message);
            }

            Event::ComplaintAnswered { .. } => self.phase = Phase::Answered,
            Event::ComplaintClosed { .. } => self.phase = Phase::Closed,
            Event::ComplaintReopened { allegations, received, why } => {
                let until = received.earliest_in(self.receipt.received.zone);
                self.reopen(&allegations, until, why);
            }
        }
    }

    fn with(&mut self, no: ItemNo, change: impl FnOnce(&mut Allegation)) {
        if let Some(allegation) = self.allegations.get_mut(&no) {
            change(allegation);
        }
    }

    fn inherit(&mut self, Inherited { level, since, until, speaks }: Inherited) {
        if let Some(complainant) = self.people.parties.get_mut(&REQUESTER) {
            if level > Assurance::None {
                complainant.identity.insert(ELSEWHERE, Held { level, since, until });
            }
            if let Some(Speaks { until }) = speaks {
                complainant.standing = Standing::Held { step: ELSEWHERE, until };
            }
        }
    }

    /// What staff did not get, staff see to.
    fn miss(&mut self, message: Message) {
        if message.party == Some(REQUESTER) {
            self.undelivered.extend(message.notices);
        }
    }

    fn tell(&mut self, party: Option<PartyNo>, told: Vec<Told>, at: DateTime<Utc>) {
        // What others read, an authority or staff, discharges nothing that the complainant is owed.
        if party != Some(REQUESTER) {
            return;
        }
        for one in told {
            self.undelivered.remove(&one);
            if tells_the_end(one.kind) {
                let of = |no: &ItemNo| one.item.is_none_or(|item| item == *no);
                for (_, allegation) in self.allegations.iter_mut().filter(|(no, _)| of(no)) {
                    // A letter about what was decided before is none about this.
                    if let Some(decided) = allegation.decided.as_mut().filter(|d| d.at <= at) {
                        decided.told.get_or_insert(at);
                    }
                }
            }
            if !self.told.iter().any(|(known, _)| *known == one) {
                self.told.push((one, at));
            }
        }
    }

    fn reopen(&mut self, allegations: &BTreeSet<ItemNo>, until: DateTime<Utc>, why: Reason) {
        self.phase = Phase::Open;
        let steps = usize::from(self.steps_taken);
        for no in allegations {
            self.with(*no, |a| {
                let told = a.decided.take().and_then(|decided| decided.told);
                // Neither who proves late who they are nor a slip of ours changes what was looked into.
                let looked = match why {
                    Reason::LateProof | Reason::OurError => a.looked_before(),
                    Reason::NewFacts | Reason::Authority => steps + a.findings.len(),
                };
                a.before.push(Round { until, told, looked });
            });
        }
        let again = |told: &Told| {
            tells_the_end(told.kind) && told.item.is_none_or(|item| allegations.contains(&item))
        };
        self.told.retain(|(told, _)| !again(told));
    }
}

fn made(alleged: &Alleged, steps_before: usize) -> Allegation {
    Allegation {
        alleged: alleged.clone(),
        findings: Vec::new(),
        steps_before,
        decided: None,
        before: Vec::new(),
    }
}
