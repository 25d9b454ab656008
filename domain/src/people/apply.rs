//! What is known of people after something was shown.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::assurance::{Assurance, Method};
use crate::contact::{Contact, Provenance};
use crate::digest::Digest;
use crate::id::{ContactNo, PartyNo, StepNo};

use super::party::{Held, LossReason, Standing, Step, StepFailure, StepState};
use super::{People, REQUESTER, Record, Shown};

impl People {
    /// Takes in what happened.
    pub fn follow(&mut self, shown: Shown) {
        match shown {
            Shown::RecordMatched { at, attested, added, .. } => {
                self.match_record(at, &attested, added);
            }
            Shown::RecordNotFound {} => self.record = Record::NotFound,
            Shown::ChallengeIssued { step, at, party, track, item, method, contact, expires } => {
                let sends = if method == Method::OneTimeCode { vec![at] } else { Vec::new() };
                let opened =
                    Step { sends, expires, ..Step::new(party, track, item, method, contact) };
                self.steps.insert(step, opened);
            }
            Shown::CodeSentAgain { step, at, expires } => self.renew_code(step, at, expires),
            Shown::CodeMissed { step } => self.miss(step),
            Shown::StepAccepted { step, party, track, item, method, contact, evidence, .. } => {
                let unasked = Step::new(party, track, item, method, contact);
                self.accept_step(step, unasked, evidence);
            }
            Shown::StepFailed { step, why, .. } => self.fail_step(step, why),
            Shown::EvidenceDestroyed { step } => self.drop_evidence(step),
            Shown::ContactConfirmed { party, contact, at } => {
                self.confirm_contact(party, contact, at);
            }
            Shown::IdentityConfirmed { party, step, level, since, until, .. } => {
                self.confirm_identity(party, step, level, since, until);
            }
            Shown::IdentityLost { party, .. } => self.lose_identity(party),
            Shown::StandingConfirmed { party, step, until } => {
                self.confirm_standing(party, step, until);
            }
            Shown::StandingLost { party, at, why } => self.lose_standing(party, at, why),
        }
    }

    fn match_record(
        &mut self,
        at: DateTime<Utc>,
        attested: &BTreeSet<ContactNo>,
        added: Vec<(ContactNo, Contact)>,
    ) {
        self.record = Record::Matched;
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

    fn renew_code(&mut self, step: StepNo, at: DateTime<Utc>, expires: DateTime<Utc>) {
        self.with_step(step, |step| {
            step.sends.push(at);
            step.expires = Some(expires);
        });
    }

    fn miss(&mut self, step: StepNo) {
        self.with_step(step, |step| step.misses = step.misses.saturating_add(1));
    }

    /// Proof may answer an open step or come unasked; the method that convinced is the one kept.
    fn accept_step(&mut self, no: StepNo, unasked: Step, evidence: Option<Digest>) {
        let method = unasked.method;
        let step = self.steps.entry(no).or_insert(unasked);
        step.method = method;
        step.evidence = evidence;
        step.state = StepState::Accepted;
    }

    fn fail_step(&mut self, no: StepNo, why: StepFailure) {
        self.with_step(no, |step| step.state = StepState::Failed(why));
    }

    fn drop_evidence(&mut self, no: StepNo) {
        self.with_step(no, |step| step.evidence = None);
    }

    fn with_step(&mut self, no: StepNo, change: impl FnOnce(&mut Step)) {
        if let Some(step) = self.steps.get_mut(&no) {
            change(step);
        }
    }

    fn confirm_contact(&mut self, party: PartyNo, no: ContactNo, at: DateTime<Utc>) {
        if let Some(contact) = self.parties.get_mut(&party).and_then(|p| p.contacts.get_mut(&no)) {
            contact.provenance = Provenance::Confirmed { at };
        }
    }

    fn confirm_identity(
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

    fn lose_identity(&mut self, party: PartyNo) {
        if let Some(party) = self.parties.get_mut(&party) {
            party.identity.clear();
        }
    }

    fn confirm_standing(&mut self, party: PartyNo, step: StepNo, until: Option<NaiveDate>) {
        if let Some(party) = self.parties.get_mut(&party) {
            party.standing = Standing::Held { step, until };
        }
    }

    fn lose_standing(&mut self, party: PartyNo, at: DateTime<Utc>, why: LossReason) {
        if let Some(party) = self.parties.get_mut(&party) {
            party.standing = Standing::Lost { at, why };
        }
    }
}
