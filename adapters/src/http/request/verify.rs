//! Who speaks: `/v1/requests/{id}/record`, `/challenges`, `/codes`, `/proofs`, `/denials`.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::ParseError;
use habeas_domain::assurance::{Method, Sensitivity};
use habeas_domain::contact::{Channel, Contact, Provenance};
use habeas_domain::digest::Digest;
use habeas_domain::id::{ContactNo, ItemNo, PartyNo, StepNo};
use habeas_domain::people::{Challenge, Destination, MatchRecord, REQUESTER, RecordProof, Track};
use habeas_domain::place::Country;
use habeas_domain::request::Act;
use habeas_domain::sealed::Slot;

use super::{Nothing, RequestAnswer, act, answered, id_of};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::requests::{check_text, contact_term};
use crate::vault::Clear;

/// A postal address longer than this is none.
const LONGEST_ADDRESS: usize = 1_000;

/// What the system of record says.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRecord {
    /// Whether a record matches the identifiers.
    found: bool,
    /// Numbers of contacts of the letter that are on the record.
    #[serde(default)]
    attested: BTreeSet<u16>,
    /// Further contacts on the record.
    #[serde(default)]
    further: Vec<NewRecordContact>,
    /// `ordinary` (default) or `high`.
    sensitivity: Option<Text>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRecordContact {
    channel: Text,
    value: Text,
}

/// Say whether a record matches, and which contacts are on it.
#[utoipa::path(
    post, path = "/requests/{id}/record", tag = "verification", request_body = NewRecord,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 412, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn match_record(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewRecord>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let id = id_of(&id)?;
    let (case, _) = api.requests().get(&id).await?;
    let home = case.receipt.subject.residence.as_ref().map(|residence| &residence.country);
    let Record { sensitivity, further } = posted.body.read(home)?;
    let attested: BTreeSet<ContactNo> =
        posted.body.attested.iter().copied().map(ContactNo).collect();
    let found = posted.body.found;
    // Before the event, as with a letter: whoever follows it finds what it brings.
    if found {
        api.requests().find_by(&case, &further).await?;
    }
    let done = api
        .requests()
        .act(&id, &posted.call, posted.expect, |_, sealer| {
            if !found {
                return Ok(Act::MatchRecord(MatchRecord::NotFound));
            }
            let added = further.iter().map(|(channel, value)| {
                let value = sealer.seal(Slot::of_channel(*channel), value.reveal())?;
                Ok(Contact { channel: *channel, value, provenance: Provenance::Given })
            });
            Ok(Act::MatchRecord(MatchRecord::Found {
                attested: attested.clone(),
                added: added.collect::<Result<_, crate::vault::SealError>>()?,
                sensitivity,
            }))
        })
        .await?;
    answered(&api, posted.caller.actor.role, done)
}

/// A record's facts, read.
struct Record {
    sensitivity: Sensitivity,
    further: Vec<(Channel, Clear<String>)>,
}

impl NewRecord {
    /// `home` is the country whose way of writing telephone numbers is meant.
    fn read(&self, home: Option<&Country>) -> Result<Record, Problem> {
        let mut out = Problems::default();
        let sensitivity = self.sensitivity.as_ref().map_or(Some(Sensitivity::Ordinary), |text| {
            text.parse("/sensitivity", &mut out, Sensitivity::parse)
        });
        let further = self.further.iter().enumerate().filter_map(|(at, contact)| {
            let pointer = format!("/further/{at}/channel");
            let channel = contact.channel.parse(&pointer, &mut out, Channel::parse)?;
            let pointer = format!("/further/{at}/value");
            contact.value.parse(&pointer, &mut out, |value| {
                contact_term(channel, value, home)
                    .map_or_else(|| check_text(value, LONGEST_ADDRESS), |term| term.map(drop))
            })?;
            Some((channel, contact.value.clear()))
        });
        let further = further.collect();
        out.finish(sensitivity.map(|sensitivity| Record { sensitivity, further }))
    }
}

/// Something that a party is asked to show.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewChallenge {
    /// The party; the requester is 1, which is the default.
    party: Option<u16>,
    /// `identity` (default), `standing` or `authorisation`.
    track: Option<Text>,
    /// `one_time_code`, `account_session`, `document`, `signed_mandate` or `in_person`.
    method: Text,
    /// Where a code goes: the number of a contact on record.
    contact: Option<u16>,
    /// For an authorisation: the portability item.
    item: Option<u16>,
}

/// Ask a party to show something; a code is sent at once.
#[utoipa::path(
    post, path = "/requests/{id}/challenges", tag = "verification", request_body = NewChallenge,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody))
)]
pub(super) async fn challenge(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewChallenge>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let method = body.method.parse("/method", &mut out, Method::parse);
    let track = track_of(body.track.as_ref(), &mut out);
    let read = method.zip(track).map(|(method, track)| Challenge {
        party: body.party.map_or(REQUESTER, PartyNo),
        track,
        item: body.item.map(ItemNo),
        method,
        contact: body.contact.map(ContactNo),
        destination: Destination::Open,
    });
    let challenge = out.finish(read)?;
    let id = id_of(&id)?;
    let done = api.requests().challenge(&id, &posted.call, posted.expect, challenge).await?;
    answered(&api, posted.caller.actor.role, done)
}

fn track_of(text: Option<&Text>, out: &mut Problems) -> Option<Track> {
    text.map_or(Some(Track::Identity), |text| text.parse("/track", out, Track::parse))
}

/// Send a new code for an open step; the one before counts no more.
#[utoipa::path(
    post, path = "/requests/{id}/challenges/{step}/resend", tag = "verification", request_body = Nothing,
    params(("id" = String, Path), ("step" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn send_code_again(
    State(api): At,
    Path((id, step)): Path<(String, u16)>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let done = api.requests().send_code_again(&id_of(&id)?, &posted.call, StepNo(step)).await?;
    answered(&api, posted.caller.actor.role, done)
}

/// What the person typed.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCode {
    code: Text,
}

/// Give the answer to a code. A wrong one is no error: the step in the answer says how it stands.
#[utoipa::path(
    post, path = "/requests/{id}/challenges/{step}/code", tag = "verification", request_body = NewCode,
    params(("id" = String, Path), ("step" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn answer_code(
    State(api): At,
    Path((id, step)): Path<(String, u16)>,
    posted: Posted<NewCode>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let typed = posted.body.code.clear();
    let done = api
        .requests()
        .answer_code(&id_of(&id)?, &posted.call, StepNo(step), typed.reveal())
        .await?;
    answered(&api, posted.caller.actor.role, done)
}

/// What was shown, and how it was judged.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewProof {
    /// The open step that it answers; none when it came unasked.
    step: Option<u16>,
    /// The party; the requester is 1, which is the default.
    party: Option<u16>,
    /// `identity` (default), `standing` or `authorisation`.
    track: Option<Text>,
    /// `account_session`, `document`, `signed_mandate` or `in_person`.
    method: Text,
    /// Whether it convinced.
    accepted: bool,
    /// SHA-256 of the evidence as you keep it: sealed, under a key that goes with it, since the digest
    /// of clear bytes could be recognised for ever. It is to be destroyed when the step no longer
    /// shows this digest: everything is decided then.
    evidence: Option<Text>,
    /// The last day on which it holds.
    until: Option<Text>,
    /// For a session: numbers of contacts that it shows to belong to the account.
    #[serde(default)]
    attested: BTreeSet<u16>,
    /// For an authorisation: the portability item.
    item: Option<u16>,
}

/// Record what was shown: a session by its portal, all else by staff.
#[utoipa::path(
    post, path = "/requests/{id}/proofs", tag = "verification", request_body = NewProof,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
              (status = 422, body = ProblemBody))
)]
pub(super) async fn record_proof(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewProof>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    let proof = posted.body.read()?;
    act(&api, &id, &posted, |_, _| Ok(Act::RecordProof(proof.clone()))).await
}

impl NewProof {
    fn read(&self) -> Result<RecordProof, Problem> {
        let mut out = Problems::default();
        let method = self.method.parse("/method", &mut out, |text| match Method::parse(text)? {
            Method::OneTimeCode => Err(ParseError {
                what: "method",
                rule: "must be one that is shown; codes are answered",
            }),
            shown => Ok(shown),
        });
        let track = track_of(self.track.as_ref(), &mut out);
        let evidence =
            self.evidence.as_ref().map(|e| e.parse("/evidence", &mut out, Digest::parse));
        let until = self.until.as_ref().map(|until| until.day("/until", &mut out));
        let read = method.zip(track).map(|(method, track)| RecordProof {
            step: self.step.map(StepNo),
            party: self.party.map_or(REQUESTER, PartyNo),
            track,
            item: self.item.map(ItemNo),
            method,
            accepted: self.accepted,
            evidence: evidence.flatten(),
            until: until.flatten(),
            attested: self.attested.iter().copied().map(ContactNo).collect(),
        });
        out.finish(read)
    }
}

/// The contact from which it came.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDenial {
    /// The number of a contact on record.
    contact: u16,
}

/// Someone at a contact on record says that this is not their request: what has not begun stops.
#[utoipa::path(
    post, path = "/requests/{id}/denials", tag = "verification", request_body = NewDenial,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 409, body = ProblemBody))
)]
pub(super) async fn deny(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewDenial>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Relay)?;
    act(&api, &id, &posted, |body, _| Ok(Act::Deny { contact: ContactNo(body.contact) })).await
}
