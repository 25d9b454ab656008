//! What was shown, what it is worth, and what happens when it falls away.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use crate::actor::Role;
use crate::assurance::Method;
use crate::ground::HoldGround;
use crate::id::{ContactNo, ItemNo, PartyNo, StepNo};
use crate::moment::Moment;
use crate::request::Phase;
use crate::request::case::{REQUESTER, Record};
use crate::request::command::{RecordProof, worth};
use crate::request::event::{Event, ReopenReason};
use crate::request::item::Outcome;
use crate::request::party::Track;
use crate::request::party::{LossReason, Standing, Step, StepFailure, StepState};
use crate::request::refusal::Refusal;
use crate::request::track::{Hold, HoldEnd, Items};

use super::Draft;
use super::run::is_owed_from_receipt;

/// When a hold that a denial places is looked at.
const DENIAL_REVIEW_DAYS: u64 = 14;

impl Draft<'_> {
    pub(super) fn record_proof(&mut self, proof: &RecordProof) -> Result<(), Refusal> {
        self.party(proof.party)?;
        self.check_track(proof.track, proof.item, proof.method)?;
        self.check_judge(proof.method)?;
        if proof.until.is_some_and(|until| until < self.today()) {
            return Err(Refusal::EndOutOfRange);
        }
        if let Some(no) = proof.step {
            let step = self.open_step(no)?;
            if (step.party, step.track) != (proof.party, proof.track) {
                return Err(Refusal::StepNotOpen);
            }
        }
        if !proof.attested.iter().all(|no| self.case.contact(*no).is_some()) {
            return Err(Refusal::Unknown("contact"));
        }
        let no = proof.step.unwrap_or_else(|| self.next_step());
        let (party, track, item) = (proof.party, proof.track, proof.item);
        let mut step = Step::new(party, track, item, proof.method, None);
        step.evidence = proof.evidence;
        if proof.accepted {
            if proof.method == Method::AccountSession {
                self.attest_by_session(&proof.attested);
            }
            return self.accept(no, &step, proof.until);
        }
        if proof.step.is_none() {
            let (at, method, contact, expires) = (self.now, proof.method, None, None);
            self.push(Event::ChallengeIssued {
                step: no,
                at,
                party,
                track,
                item,
                method,
                contact,
                expires,
            });
        }
        self.fail(no, StepFailure::NotConvincing);
        Ok(())
    }

    /// A machine asserts a session that it holds itself; it never judges a document or a face.
    fn check_judge(&self, method: Method) -> Result<(), Refusal> {
        let is_staff = matches!(self.by.role, Role::Clerk | Role::Officer | Role::Approver);
        match method {
            Method::OneTimeCode => Err(Refusal::MethodNotForTrack),
            Method::AccountSession if self.by.role == Role::Portal => Ok(()),
            Method::AccountSession => Err(Refusal::SessionOnlyByPortal),
            Method::Document | Method::SignedMandate | Method::InPerson if is_staff => Ok(()),
            Method::Document | Method::SignedMandate | Method::InPerson => {
                Err(Refusal::JudgedByStaffOnly)
            }
        }
    }

    /// The account's own session shows which record it is, and which contacts belong to it.
    fn attest_by_session(&mut self, attested: &BTreeSet<ContactNo>) {
        if self.case.record != Record::Matched || !attested.is_empty() {
            self.push(Event::RecordMatched {
                at: self.now,
                attested: attested.clone(),
                added: Vec::new(),
                sensitivity: self.case.subject.sensitivity,
            });
        }
    }

    pub(super) fn accept(
        &mut self,
        no: StepNo,
        step: &Step,
        until: Option<NaiveDate>,
    ) -> Result<(), Refusal> {
        let Step { party, track, item, method, contact, evidence, .. } = step.clone();
        let by = self.by.clone();
        self.push(Event::StepAccepted {
            step: no,
            party,
            track,
            item,
            method,
            contact,
            evidence,
            by,
        });
        match track {
            Track::Identity => self.confirm_identity(party, no, method, until),
            Track::Standing => self.push(Event::StandingConfirmed { party, step: no, until }),
            Track::Authorisation => {
                if let Some(item) = item {
                    self.push(Event::RecipientAuthorised { item, step: no });
                }
            }
        }
        self.settle()
    }

    pub(super) fn confirm_identity(
        &mut self,
        party: PartyNo,
        step: StepNo,
        method: Method,
        until: Option<NaiveDate>,
    ) {
        let level = worth(method, self.case.record == Record::Matched);
        let known = self.case.parties.get(&party).and_then(|p| p.identity.get(&step));
        if known.is_none_or(|held| held.level < level) {
            let since = self.now;
            self.push(Event::IdentityConfirmed { party, step, method, level, since, until });
        }
    }

    pub(super) fn lose_identity(&mut self, no: PartyNo, why: LossReason) -> Result<(), Refusal> {
        if !self.party(no)?.identity.is_empty() {
            self.push(Event::IdentityLost { party: no, at: self.now, why });
        }
        Ok(())
    }

    pub(super) fn lose_standing(&mut self, no: PartyNo, why: LossReason) -> Result<(), Refusal> {
        if matches!(self.party(no)?.standing, Standing::Held { .. }) {
            self.push(Event::StandingLost { party: no, at: self.now, why });
        }
        Ok(())
    }

    /// Someone at a contact on record pressed "this was not me": everything that has not begun
    /// stops, whoever the requester seemed to be.
    pub(super) fn deny(&mut self, no: ContactNo) -> Result<(), Refusal> {
        let (_, contact) = self.case.contact(no).ok_or(Refusal::Unknown("contact"))?;
        if !contact.provenance.is_on_record() {
            return Err(Refusal::ContactNotOnRecord);
        }
        if self.case.is_stopped_by(no) {
            return Ok(());
        }
        self.push(Event::DeniedByContact { contact: no });
        self.lose_identity(REQUESTER, LossReason::DeniedByContact)?;
        // Nothing is left to be held up; an officer hears of it all the same.
        if self.case.phase == Phase::Closed {
            return Ok(());
        }
        let review = self.today() + Days::new(DENIAL_REVIEW_DAYS);
        self.place_hold(Hold {
            items: Items::new(),
            categories: BTreeSet::new(),
            ground: HoldGround::PartyObjects,
            confidential: false,
            end: HoldEnd::Review(review),
            reason: None,
        })
    }

    pub(super) fn evidence_destroyed(&mut self, no: StepNo) -> Result<(), Refusal> {
        let step = self.case.steps.get(&no).ok_or(Refusal::Unknown("step"))?;
        if step.state == StepState::Open {
            return Err(Refusal::StepNotOpen);
        }
        if step.evidence.is_some() {
            self.push(Event::EvidenceDestroyed { step: no });
        }
        Ok(())
    }

    /// Proof that comes after the explained outcome opens the same case again: it is the new
    /// receipt from which new clocks count, and the old ones stay as they were.
    pub(super) fn reopen_for_late_proof(&mut self, settled: &[ItemNo]) -> Result<(), Refusal> {
        let items: Items = settled
            .iter()
            .copied()
            .filter(|no| {
                self.case.items.get(no).and_then(|item| item.stage.decided()).is_some_and(|d| {
                    d.decision.parts.iter().any(|part| {
                        matches!(
                            part.outcome,
                            Outcome::IdentityNotConfirmed | Outcome::StandingNotShown
                        )
                    })
                })
            })
            .collect();
        if items.is_empty() {
            return Ok(());
        }
        let received = Moment::At(self.now);
        let why = ReopenReason::LateProof;
        self.push(Event::Reopened { why, items: items.clone(), received });
        for item in items {
            self.start_item_clocks(item, received, is_owed_from_receipt)?;
        }
        Ok(())
    }
}
