//! Record, verification steps, identity and standing.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::assurance::{Assurance, Sensitivity};
use crate::contact::{Contact, Provenance};
use crate::digest::Digest;
use crate::id::{ContactNo, PartyNo, StepNo};
use crate::request::case::{Case, REQUESTER, Record};
use crate::request::party::{Held, LossReason, Standing, Step, StepFailure, StepState};

impl Case {
    pub(super) fn match_record(
        &mut self,
        at: DateTime<Utc>,
        attested: &BTreeSet<ContactNo>,
        added: Vec<(ContactNo, Contact)>,
        sensitivity: Sensitivity,
    ) {
        self.record = Record::Matched;
        self.subject.sensitivity = sensitivity;
        for party in self.parties.values_mut() {
            for (no, contact) in &mut party.contacts {
                if attested.contains(no) && contact.provenance == Provenance::Given {
                    contact.provenance = Provenance::OnRecord { at };
                }
            }
        }
        if let Some(requester) = self.parties.get_mut(&REQUESTER) {
            requester.contacts.extend(added);
        }
    }

    pub(super) fn renew_code(&mut self, step: StepNo, at: DateTime<Utc>, expires: DateTime<Utc>) {
        self.with_step(step, |step| {
            step.sends.push(at);
            step.expires = Some(expires);
        });
    }

    pub(super) fn miss(&mut self, step: StepNo) {
        self.with_step(step, |step| step.misses = step.misses.saturating_add(1));
    }

    /// Proof may answer an open step or come unasked; the method that convinced is the one kept.
    pub(super) fn accept_step(&mut self, no: StepNo, unasked: Step, evidence: Option<Digest>) {
        let method = unasked.method;
        let step = self.steps.entry(no).or_insert(unasked);
        step.method = method;
        step.evidence = evidence;
        step.state = StepState::Accepted;
    }

    pub(super) fn fail_step(&mut self, no: StepNo, why: StepFailure) {
        self.with_step(no, |step| step.state = StepState::Failed(why));
    }

    pub(super) fn drop_evidence(&mut self, no: StepNo) {
        self.with_step(no, |step| step.evidence = None);
    }

    fn with_step(&mut self, no: StepNo, change: impl FnOnce(&mut Step)) {
        if let Some(step) = self.steps.get_mut(&no) {
            change(step);
        }
    }

    pub(super) fn confirm_contact(&mut self, party: PartyNo, no: ContactNo, at: DateTime<Utc>) {
        if let Some(contact) = self.parties.get_mut(&party).and_then(|p| p.contacts.get_mut(&no)) {
            contact.provenance = Provenance::Confirmed { at };
        }
    }

    pub(super) fn confirm_identity(
        &mut self,
        party: PartyNo,
        step: StepNo,
        level: Assurance,
        since: DateTime<Utc>,
        until: Option<NaiveDate>,
    ) {
        if let Some(party) = self.parties.get_mut(&party) {
            party.identity.insert(step, Held { level, since, until });
        }
    }

    pub(super) fn lose_identity(&mut self, party: PartyNo) {
        if let Some(party) = self.parties.get_mut(&party) {
            party.identity.clear();
        }
    }

    pub(super) fn confirm_standing(
        &mut self,
        party: PartyNo,
        step: StepNo,
        until: Option<NaiveDate>,
    ) {
        if let Some(party) = self.parties.get_mut(&party) {
            party.standing = Standing::Held { step, until };
        }
    }

    pub(super) fn lose_standing(&mut self, party: PartyNo, at: DateTime<Utc>, why: LossReason) {
        if let Some(party) = self.parties.get_mut(&party) {
            party.standing = Standing::Lost { at, why };
        }
    }
}
