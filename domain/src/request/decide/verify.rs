//! Who speaks: the record, challenges and codes.

use chrono::TimeDelta;

use crate::assurance::Method;
use crate::contact::{Channel, Contact, Provenance};
use crate::ground::PauseGround;
use crate::id::{ContactNo, ItemNo, PartyNo, StepNo};
use crate::kind::ItemKind;
use crate::request::case::{REQUESTER, Record};
use crate::request::command::{Challenge, Destination, MatchRecord};
use crate::request::event::Event;
use crate::request::party::{Step, StepFailure, StepState, Track};
use crate::request::refusal::Refusal;

use super::Draft;

/// How long a code counts.
const CODE_MINUTES: i64 = 15;
/// Wrong answers after which a step fails.
const MAX_MISSES: u8 = 5;

impl Draft<'_> {
    pub(super) fn match_record(&mut self, found: &MatchRecord) -> Result<(), Refusal> {
        let MatchRecord::Found { attested, added, sensitivity } = found else {
            if self.case.record != Record::NotFound {
                self.push(Event::RecordNotFound {});
            }
            return Ok(());
        };
        if !attested.iter().all(|no| self.case.contact(*no).is_some()) {
            return Err(Refusal::Unknown("contact"));
        }
        let mut no = self.case.next_contact();
        let mut numbered = Vec::with_capacity(added.len());
        for contact in added {
            let provenance = Provenance::OnRecord { at: self.now };
            numbered.push((no, Contact { provenance, ..contact.clone() }));
            no = ContactNo::after(Some(&no));
        }
        self.push(Event::RecordMatched {
            at: self.now,
            attested: attested.clone(),
            added: numbered,
            sensitivity: *sensitivity,
        });
        self.raise_codes_to_matched();
        self.settle()
    }

    /// A code that came back before the record was matched is worth more once it is.
    fn raise_codes_to_matched(&mut self) {
        let codes: Vec<StepNo> = self
            .case
            .steps
            .iter()
            .filter(|(_, step)| {
                step.party == REQUESTER
                    && step.track == Track::Identity
                    && step.method == Method::OneTimeCode
                    && step.state == StepState::Accepted
            })
            .map(|(no, _)| *no)
            .filter(|no| self.case.requester().identity.contains_key(no))
            .collect();
        for step in codes {
            self.confirm_identity(REQUESTER, step, Method::OneTimeCode, None);
        }
    }

    pub(super) fn issue_challenge(&mut self, challenge: &Challenge) -> Result<(), Refusal> {
        let Challenge { party, track, item, method, contact, destination } = *challenge;
        self.party(party)?;
        self.check_track(track, item, method)?;
        let expires = if method == Method::OneTimeCode {
            self.check_destination(party, contact, destination)?;
            Some(self.now + TimeDelta::minutes(CODE_MINUTES))
        } else {
            None
        };
        if let Some(step) = self.case.open_step(party, track) {
            self.fail(step, StepFailure::Superseded);
        }
        let step = self.next_step();
        let contact = contact.filter(|_| method == Method::OneTimeCode);
        let at = self.now;
        self.push(Event::ChallengeIssued {
            step,
            at,
            party,
            track,
            item,
            method,
            contact,
            expires,
        });
        if party == REQUESTER && track != Track::Authorisation {
            let unsettled = self.unsettled_items();
            self.hold_up(&unsettled, PauseGround::Identity)?;
        }
        Ok(())
    }

    fn unsettled_items(&self) -> Vec<ItemNo> {
        let today = self.today();
        let items = self.case.items.values().filter(|item| !self.case.is_settled(item, today));
        items.map(|item| item.asked.no).collect()
    }

    /// A code goes only to a contact on record of the party, by a channel that can carry it, and
    /// not too often. A contact that the letter names proves nothing about the account.
    fn check_destination(
        &self,
        party: PartyNo,
        contact: Option<ContactNo>,
        destination: Destination,
    ) -> Result<(), Refusal> {
        let contact = contact
            .and_then(|no| self.party(party).ok()?.contacts.get(&no))
            .ok_or(Refusal::Unknown("contact"))?;
        if !contact.provenance.is_on_record() {
            return Err(Refusal::ContactNotOnRecord);
        }
        if !matches!(contact.channel, Channel::Email | Channel::Sms) {
            return Err(Refusal::ChannelCannotCarryCode);
        }
        if destination == Destination::Exhausted {
            return Err(Refusal::TooManySends);
        }
        Ok(())
    }

    pub(super) fn check_track(
        &self,
        track: Track,
        item: Option<ItemNo>,
        method: Method,
    ) -> Result<(), Refusal> {
        let fits = match track {
            Track::Identity => method != Method::SignedMandate,
            Track::Standing => {
                matches!(method, Method::Document | Method::SignedMandate | Method::InPerson)
            }
            Track::Authorisation => true,
        };
        if !fits {
            return Err(Refusal::MethodNotForTrack);
        }
        if track == Track::Authorisation {
            let item = self.item(item.ok_or(Refusal::Unknown("item"))?)?;
            if item.asked.kind != ItemKind::Portability {
                return Err(Refusal::MethodNotForTrack);
            }
        }
        Ok(())
    }

    pub(super) fn next_step(&self) -> StepNo {
        StepNo::after(self.case.steps.keys().next_back())
    }

    pub(super) fn open_step(&self, no: StepNo) -> Result<Step, Refusal> {
        let step = self.case.steps.get(&no).ok_or(Refusal::Unknown("step"))?;
        if step.state == StepState::Open { Ok(step.clone()) } else { Err(Refusal::StepNotOpen) }
    }

    pub(super) fn fail(&mut self, step: StepNo, why: StepFailure) {
        self.push(Event::StepFailed { step, why, by: self.by.clone() });
    }

    /// Past the limit the step fails, so that the person hears what else can be done.
    pub(super) fn send_code_again(
        &mut self,
        no: StepNo,
        destination: Destination,
    ) -> Result<(), Refusal> {
        let step = self.open_step(no)?;
        if step.method != Method::OneTimeCode {
            return Err(Refusal::MethodNotForTrack);
        }
        if destination == Destination::Exhausted {
            self.fail(no, StepFailure::TooManySends);
        } else {
            let expires = self.now + TimeDelta::minutes(CODE_MINUTES);
            self.push(Event::CodeSentAgain { step: no, at: self.now, expires });
        }
        Ok(())
    }

    pub(super) fn answer_code(&mut self, no: StepNo, correct: bool) -> Result<(), Refusal> {
        let step = self.open_step(no)?;
        if step.method != Method::OneTimeCode {
            return Err(Refusal::MethodNotForTrack);
        }
        if step.expires.is_none_or(|expires| self.now > expires) {
            self.fail(no, StepFailure::Expired);
        } else if !correct {
            self.push(Event::CodeMissed { step: no });
            if step.misses + 1 >= MAX_MISSES {
                self.fail(no, StepFailure::TooManyTries);
            }
        } else {
            if let Some(contact) = step.contact {
                let (party, at) = (step.party, self.now);
                self.push(Event::ContactConfirmed { party, contact, at });
            }
            self.accept(no, &step, None)?;
        }
        Ok(())
    }
}
