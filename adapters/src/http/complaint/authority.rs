//! Authorities in a complaint: what went to them or came from them, and what they impose.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::ParseError;
use habeas_domain::complaint::{self, Act, Direction};
use habeas_domain::contact::{Channel, Contact, Provenance};
use habeas_domain::id::{ContactNo, PartyNo, TrackNo};
use habeas_domain::kind::Relation;
use habeas_domain::people::{Party, Standing};
use habeas_domain::place::Language;
use habeas_domain::sealed::Slot;

use super::{ComplaintAnswer, act};
use crate::cases::{Sealer, contact_term};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::imposed::{NewMeeting, NewWithdrawal, demand};
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::vault::{Clear, SealError};

/// What went to an authority, or came from one.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEscalation {
    /// The authority, when this is the first that is heard of it.
    authority: Option<NewAuthority>,
    /// The authority by its number, where it is a party already; one of the two is given.
    party: Option<u16>,
    /// `out`: it went there; `in`: it came from there.
    direction: Text,
    /// The number under which the authority has it.
    reference: Text,
    /// When.
    at: Text,
}

/// An authority.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAuthority {
    /// Its name.
    name: Text,
    /// BCP 47, as in `en` or `zh`.
    language: Text,
    /// How it can be reached.
    #[serde(default)]
    contacts: Vec<NewAuthorityContact>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAuthorityContact {
    /// `email`, `sms`, `post` or `phone`.
    channel: Text,
    value: Text,
}

/// The longest name of an authority, in characters.
const NAME_MAX: usize = 200;
/// The most contacts of an authority.
const CONTACTS_MAX: usize = 20;

/// Whom it went to, or came from, read.
enum Authority {
    New { name: Clear<String>, language: Language, contacts: Vec<(Channel, Clear<String>)> },
    Known(PartyNo),
}

/// Record that it went to an authority, or came from one. The complainant is told of what went there.
#[utoipa::path(
    post, path = "/complaints/{id}/escalations", tag = "complaints", request_body = NewEscalation,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 422, body = ProblemBody))
)]
pub(super) async fn escalate(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewEscalation>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let authority = body.whose(&mut out);
    let direction = body.direction.parse("/direction", &mut out, Direction::parse);
    let reference = body.reference.long_or("/reference", &mut out);
    let at = body.at.instant("/at", &mut out);
    let ((authority, direction), (reference, at)) =
        out.finish(authority.zip(direction).zip(reference.zip(at)))?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::Escalate {
            authority: authority.sealed(sealer)?,
            direction,
            reference: sealer.seal(Slot::ContentMessage, reference.reveal())?,
            at,
        })
    })
    .await
}

impl NewEscalation {
    fn whose(&self, out: &mut Problems) -> Option<Authority> {
        match (&self.authority, self.party) {
            (Some(authority), None) => authority.read(out),
            (None, Some(party)) => Some(Authority::Known(PartyNo(party))),
            (Some(_), Some(_)) | (None, None) => {
                let rule = "must be given, or else its party";
                out.add("/authority", ParseError { what: "authority", rule });
                None
            }
        }
    }
}

impl NewAuthority {
    fn read(&self, out: &mut Problems) -> Option<Authority> {
        let name = self.name.long_or("/authority/name", out);
        if self.name.clear().reveal().chars().count() > NAME_MAX {
            let rule = "must have at most 200 characters";
            out.add("/authority/name", ParseError { what: "name", rule });
        }
        if self.contacts.len() > CONTACTS_MAX {
            let rule = "must be at most 20";
            out.add("/authority/contacts", ParseError { what: "contacts", rule });
        }
        let language = self.language.parse("/authority/language", out, Language::parse);
        let contacts = self.contacts.iter().enumerate().filter_map(|(at, contact)| {
            let at = format!("/authority/contacts/{at}");
            let channel = contact.channel.parse(&format!("{at}/channel"), out, Channel::parse)?;
            let pointer = format!("{at}/value");
            contact.value.parse(&pointer, out, |value| {
                contact_term(channel, value, None).map_or(Ok(()), |term| term.map(drop))
            })?;
            Some((channel, contact.value.long_or(&pointer, out)?))
        });
        let contacts = contacts.collect();
        Some(Authority::New { name: name?, language: language?, contacts })
    }
}

impl Authority {
    fn sealed(&self, sealer: &Sealer<'_>) -> Result<complaint::Authority, SealError> {
        let (name, language, contacts) = match self {
            Self::New { name, language, contacts } => (name, language, contacts),
            Self::Known(party) => return Ok(complaint::Authority::Known(*party)),
        };
        let numbered = (1..).map(ContactNo).zip(contacts);
        let contacts = numbered.map(|(no, (channel, value))| {
            let value = sealer.seal(Slot::of_channel(*channel), value.reveal())?;
            Ok((no, Contact { channel: *channel, value, provenance: Provenance::Given }))
        });
        Ok(complaint::Authority::New(Box::new(Party {
            relation: Relation::Authority,
            name: Some(sealer.seal(Slot::ContactName, name.reveal())?),
            language: language.clone(),
            contacts: contacts.collect::<Result<_, SealError>>()?,
            identity: BTreeMap::new(),
            standing: Standing::NotShown,
        })))
    }
}

/// A duty with the date that the authority gave.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDuty {
    /// The authority: a party of the case.
    party: u16,
    /// `acknowledge`, `respond`, `carry_out`, `report_final` …
    duty: Text,
    /// The due day, or an instant with its offset.
    due: Text,
    /// What is to be done, in the authority's words.
    demand: Text,
}

/// Record a duty that an authority imposed.
#[utoipa::path(
    post, path = "/complaints/{id}/duties", tag = "complaints", request_body = NewDuty,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn impose(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewDuty>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let demand = demand((&body.duty, &body.due, &body.demand), &mut out);
    let (duty, due, demand) = out.finish(demand)?;
    act(&api, &id, &posted, |body, sealer| {
        let demand = sealer.seal(Slot::ContentLetter, demand.reveal())?;
        Ok(Act::Impose { by: PartyNo(body.party), duty, due, demand })
    })
    .await
}

/// Record that an imposed duty was done.
#[utoipa::path(
    post, path = "/complaints/{id}/duties/{no}/met", tag = "complaints", request_body = NewMeeting,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn meet(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewMeeting>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let at = posted.body.read()?;
    act(&api, &id, &posted, |_, _| Ok(Act::MeetImposed { no: TrackNo(no), at })).await
}

/// Say that an imposed duty is not owed: it was recorded by mistake, or the authority took it back. An officer
/// does.
#[utoipa::path(
    post, path = "/complaints/{id}/duties/{no}/withdrawn", tag = "complaints", request_body = NewWithdrawal,
    params(("id" = String, Path), ("no" = u16, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = ComplaintAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn withdraw(
    State(api): At,
    Path((id, no)): Path<(String, u16)>,
    posted: Posted<NewWithdrawal>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    let reason = posted.body.read()?;
    act(&api, &id, &posted, |_, sealer| {
        let reason = sealer.seal(Slot::ContentReason, reason.reveal())?;
        Ok(Act::WithdrawImposed { no: TrackNo(no), reason })
    })
    .await
}
