//! What asking and showing does: the record, challenges and codes, and what is shown.
//!
//! The rules are the same in every kind of case. What else follows there (clocks that waited, items
//! that may go on) is the case's own.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::actor::{Actor, Role};
use crate::assurance::Method;
use crate::contact::{Channel, Contact, Provenance};
use crate::id::{ContactNo, ItemNo, PartyNo, StepNo};

use super::command::{Challenge, Destination, MatchRecord, RecordProof, worth};
use super::party::{LossReason, Party, Standing, Step, StepFailure, StepState, Track};
use super::{People, REQUESTER, Record, Shown};

/// How long a code counts.
const CODE_MINUTES: i64 = 15;
/// Wrong answers after which a step fails.
const MAX_MISSES: u8 = 5;

/// Why nothing was asked or shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// There is no such thing in this case.
    #[error("there is no such {0} in this case")]
    Unknown(&'static str),
    /// The contact is only given: it proves nothing about the account.
    #[error("the contact is not on record, so it proves nothing about the account")]
    ContactNotOnRecord,
    /// A code travels by mail or SMS only.
    #[error("a code travels by e-mail or SMS only")]
    ChannelCannotCarryCode,
    /// Too many codes went to this destination.
    #[error("too many codes went to this destination; wait, or verify in another way")]
    TooManySends,
    /// The step is not open.
    #[error("the verification step is not open")]
    StepNotOpen,
    /// The method cannot show this.
    #[error("this method cannot show what is to be shown")]
    MethodNotForTrack,
    /// Only the portal that holds the account's session can assert it.
    #[error("only the portal that holds the account's session can assert it")]
    SessionOnlyByPortal,
    /// A machine never judges a document or a face.
    #[error("only staff can judge this")]
    JudgedByStaffOnly,
    /// Its end lies in the past.
    #[error("its end lies in the past")]
    EndOutOfRange,
}

impl Unproven {
    /// The stable code, the same in every kind of case.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown(_) => "unknown_in_case",
            Self::ContactNotOnRecord => "contact_not_on_record",
            Self::ChannelCannotCarryCode => "channel_cannot_carry_code",
            Self::TooManySends => "too_many_sends",
            Self::StepNotOpen => "step_not_open",
            Self::MethodNotForTrack => "method_not_for_track",
            Self::SessionOnlyByPortal => "session_only_by_portal",
            Self::JudgedByStaffOnly => "judged_by_staff_only",
            Self::EndOutOfRange => "end_out_of_range",
        }
    }
}

/// A decision in the making, on a case that has people in it.
pub trait Proving {
    /// The people as they will be.
    fn people(&self) -> &People;
    /// The desk's clock.
    fn now(&self) -> DateTime<Utc>;
    /// Today in the zone of the house.
    fn today(&self) -> NaiveDate;
    /// Who acts.
    fn by(&self) -> &Actor;
    /// Something happens.
    fn happens(&mut self, shown: Shown);
}

/// Says whether the identifiers match a record, and which contacts are on it.
pub(crate) fn match_record(on: &mut impl Proving, found: &MatchRecord) -> Result<(), Unproven> {
    let MatchRecord::Found { attested, added, sensitivity } = found else {
        if on.people().record != Record::NotFound {
            on.happens(Shown::RecordNotFound {});
        }
        return Ok(());
    };
    known(on, attested)?;
    let at = on.now();
    let mut no = on.people().next_contact();
    let mut numbered = Vec::with_capacity(added.len());
    for contact in added {
        let provenance = Provenance::OnRecord { at };
        numbered.push((no, Contact { provenance, ..contact.clone() }));
        no = ContactNo::after(Some(&no));
    }
    let (attested, sensitivity) = (attested.clone(), *sensitivity);
    on.happens(Shown::RecordMatched { at, attested, added: numbered, sensitivity });
    raise_codes_to_matched(on);
    Ok(())
}

/// A code that came back before the record was matched is worth more once it is.
fn raise_codes_to_matched(on: &mut impl Proving) {
    let people = on.people();
    let held = people.parties.get(&REQUESTER).map(|requester| &requester.identity);
    let codes: Vec<StepNo> = people
        .steps
        .iter()
        .filter(|(_, step)| {
            step.party == REQUESTER
                && step.track == Track::Identity
                && step.method == Method::OneTimeCode
                && step.state == StepState::Accepted
        })
        .map(|(no, _)| *no)
        .filter(|no| held.is_some_and(|held| held.contains_key(no)))
        .collect();
    for step in codes {
        confirm_identity(on, REQUESTER, step, Method::OneTimeCode, None);
    }
}

/// Asks a party to show something. Whether the track takes the method is asked before.
pub(crate) fn issue_challenge(
    on: &mut impl Proving,
    challenge: &Challenge,
) -> Result<(), Unproven> {
    let Challenge { party, track, item, method, contact, destination } = *challenge;
    member(on, party)?;
    let at = on.now();
    let expires = if method == Method::OneTimeCode {
        check_destination(on, party, contact, destination)?;
        Some(at + TimeDelta::minutes(CODE_MINUTES))
    } else {
        None
    };
    if let Some(step) = on.people().open_step(party, track) {
        fail(on, step, StepFailure::Superseded);
    }
    let step = on.people().next_step();
    let contact = contact.filter(|_| method == Method::OneTimeCode);
    on.happens(Shown::ChallengeIssued { step, at, party, track, item, method, contact, expires });
    Ok(())
}

/// A code goes only to a contact on record of the party, by a channel that can carry it, and not too
/// often. A contact that the letter names proves nothing about the account.
fn check_destination(
    on: &impl Proving,
    party: PartyNo,
    contact: Option<ContactNo>,
    destination: Destination,
) -> Result<(), Unproven> {
    let contact = contact
        .and_then(|no| member(on, party).ok()?.contacts.get(&no))
        .ok_or(Unproven::Unknown("contact"))?;
    if !contact.provenance.is_on_record() {
        return Err(Unproven::ContactNotOnRecord);
    }
    if !matches!(contact.channel, Channel::Email | Channel::Sms) {
        return Err(Unproven::ChannelCannotCarryCode);
    }
    if destination == Destination::Exhausted {
        return Err(Unproven::TooManySends);
    }
    Ok(())
}

/// Whether a track takes what a method shows.
pub(crate) const fn fits(track: Track, method: Method) -> bool {
    match track {
        Track::Identity => !matches!(method, Method::SignedMandate),
        Track::Standing => {
            matches!(method, Method::Document | Method::SignedMandate | Method::InPerson)
        }
        Track::Authorisation => true,
    }
}

/// Sends a new code for an open step. Past the limit the step fails, so that the person hears what
/// else can be done.
pub(crate) fn send_code_again(
    on: &mut impl Proving,
    no: StepNo,
    destination: Destination,
) -> Result<(), Unproven> {
    let step = open_step(on, no)?;
    if step.method != Method::OneTimeCode {
        return Err(Unproven::MethodNotForTrack);
    }
    if destination == Destination::Exhausted {
        fail(on, no, StepFailure::TooManySends);
    } else {
        let at = on.now();
        let expires = at + TimeDelta::minutes(CODE_MINUTES);
        on.happens(Shown::CodeSentAgain { step: no, at, expires });
    }
    Ok(())
}

/// The answer to a code, which the desk has compared; gives what was accepted by it.
pub(crate) fn answer_code(
    on: &mut impl Proving,
    no: StepNo,
    correct: bool,
) -> Result<Option<Accepted>, Unproven> {
    let step = open_step(on, no)?;
    if step.method != Method::OneTimeCode {
        return Err(Unproven::MethodNotForTrack);
    }
    if step.expires.is_none_or(|expires| on.now() > expires) {
        fail(on, no, StepFailure::Expired);
        return Ok(None);
    }
    if !correct {
        on.happens(Shown::CodeMissed { step: no });
        if step.misses + 1 >= MAX_MISSES {
            fail(on, no, StepFailure::TooManyTries);
        }
        return Ok(None);
    }
    if let Some(contact) = step.contact {
        let (party, at) = (step.party, on.now());
        on.happens(Shown::ContactConfirmed { party, contact, at });
    }
    Ok(Some(accept(on, no, &step, None)))
}

/// A step that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// The step.
    pub(crate) step: StepNo,
    /// What it shows.
    pub(crate) track: Track,
    /// What it is about, where it is about one item.
    pub(crate) item: Option<ItemNo>,
}

/// What was shown, in answer to a step or unasked, and how it was judged; gives what was accepted.
/// Whether the track takes the method is asked before.
pub(crate) fn record_proof(
    on: &mut impl Proving,
    proof: &RecordProof,
    sensitivity: crate::assurance::Sensitivity,
) -> Result<Option<Accepted>, Unproven> {
    member(on, proof.party)?;
    check_judge(on.by().role, proof.method)?;
    if proof.until.is_some_and(|until| until < on.today()) {
        return Err(Unproven::EndOutOfRange);
    }
    if let Some(no) = proof.step {
        let step = open_step(on, no)?;
        if (step.party, step.track) != (proof.party, proof.track) {
            return Err(Unproven::StepNotOpen);
        }
    }
    known(on, &proof.attested)?;
    let no = proof.step.unwrap_or_else(|| on.people().next_step());
    let (party, track, item, method) = (proof.party, proof.track, proof.item, proof.method);
    let mut step = Step::new(party, track, item, method, None);
    step.evidence = proof.evidence;
    let at = on.now();
    if proof.accepted {
        // The account's own session shows which record it is, and which contacts belong to it.
        let tells = on.people().record != Record::Matched || !proof.attested.is_empty();
        if method == Method::AccountSession && tells {
            let attested = proof.attested.clone();
            on.happens(Shown::RecordMatched { at, attested, added: Vec::new(), sensitivity });
        }
        return Ok(Some(accept(on, no, &step, proof.until)));
    }
    if proof.step.is_none() {
        let (contact, expires) = (None, None);
        let step = no;
        on.happens(Shown::ChallengeIssued {
            step,
            at,
            party,
            track,
            item,
            method,
            contact,
            expires,
        });
    }
    fail(on, no, StepFailure::NotConvincing);
    Ok(None)
}

/// A machine asserts a session that it holds itself; it never judges a document or a face.
const fn check_judge(role: Role, method: Method) -> Result<(), Unproven> {
    let is_staff = matches!(role, Role::Clerk | Role::Officer | Role::Approver);
    match method {
        Method::OneTimeCode => Err(Unproven::MethodNotForTrack),
        Method::AccountSession if matches!(role, Role::Portal) => Ok(()),
        Method::AccountSession => Err(Unproven::SessionOnlyByPortal),
        Method::Document | Method::SignedMandate | Method::InPerson if is_staff => Ok(()),
        Method::Document | Method::SignedMandate | Method::InPerson => {
            Err(Unproven::JudgedByStaffOnly)
        }
    }
}

fn accept(on: &mut impl Proving, no: StepNo, step: &Step, until: Option<NaiveDate>) -> Accepted {
    let Step { party, track, item, method, contact, evidence, .. } = *step;
    let by = on.by().clone();
    on.happens(Shown::StepAccepted { step: no, party, track, item, method, contact, evidence, by });
    match track {
        Track::Identity => confirm_identity(on, party, no, method, until),
        Track::Standing => on.happens(Shown::StandingConfirmed { party, step: no, until }),
        Track::Authorisation => {}
    }
    Accepted { step: no, track, item }
}

fn confirm_identity(
    on: &mut impl Proving,
    party: PartyNo,
    step: StepNo,
    method: Method,
    until: Option<NaiveDate>,
) {
    let people = on.people();
    let level = worth(method, people.record == Record::Matched);
    let known = people.parties.get(&party).and_then(|party| party.identity.get(&step));
    if known.is_none_or(|held| held.level < level) {
        let since = on.now();
        on.happens(Shown::IdentityConfirmed { party, step, method, level, since, until });
    }
}

/// Identity no longer holds.
pub(crate) fn lose_identity(
    on: &mut impl Proving,
    party: PartyNo,
    why: LossReason,
) -> Result<(), Unproven> {
    if !member(on, party)?.identity.is_empty() {
        let at = on.now();
        on.happens(Shown::IdentityLost { party, at, why });
    }
    Ok(())
}

/// Standing no longer holds.
pub(crate) fn lose_standing(
    on: &mut impl Proving,
    party: PartyNo,
    why: LossReason,
) -> Result<(), Unproven> {
    if matches!(member(on, party)?.standing, Standing::Held { .. }) {
        let at = on.now();
        on.happens(Shown::StandingLost { party, at, why });
    }
    Ok(())
}

/// What the desk kept of the evidence of a judged step is gone.
pub(crate) fn evidence_destroyed(on: &mut impl Proving, no: StepNo) -> Result<(), Unproven> {
    let step = on.people().steps.get(&no).ok_or(Unproven::Unknown("step"))?;
    if step.state == StepState::Open {
        return Err(Unproven::StepNotOpen);
    }
    if step.evidence.is_some() {
        on.happens(Shown::EvidenceDestroyed { step: no });
    }
    Ok(())
}

fn member(on: &impl Proving, no: PartyNo) -> Result<&Party, Unproven> {
    on.people().parties.get(&no).ok_or(Unproven::Unknown("party"))
}

fn known(on: &impl Proving, contacts: &BTreeSet<ContactNo>) -> Result<(), Unproven> {
    let known = contacts.iter().all(|no| on.people().contact(*no).is_some());
    if known { Ok(()) } else { Err(Unproven::Unknown("contact")) }
}

fn open_step(on: &impl Proving, no: StepNo) -> Result<Step, Unproven> {
    let step = on.people().steps.get(&no).ok_or(Unproven::Unknown("step"))?;
    if step.state == StepState::Open { Ok(step.clone()) } else { Err(Unproven::StepNotOpen) }
}

fn fail(on: &mut impl Proving, step: StepNo, why: StepFailure) {
    let by = on.by().clone();
    on.happens(Shown::StepFailed { step, why, by });
}
