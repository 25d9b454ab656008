//! Who speaks: what is posted about it, the same for every kind of case.

use std::collections::BTreeSet;

use axum::response::Response;
use cqrs_es::Aggregate;
use habeas_domain::ParseError;
use habeas_domain::assurance::{Method, Sensitivity};
use habeas_domain::case::{Case as _, CaseId, CaseStream, Verifies};
use habeas_domain::contact::{Channel, Contact, Provenance};
use habeas_domain::digest::Digest;
use habeas_domain::id::{ContactNo, ItemNo, PartyNo, StepNo};
use habeas_domain::people::{
    Act, Challenge, Destination, LossReason, MatchRecord, REQUESTER, RecordProof, Track,
};
use habeas_domain::place::Country;
use habeas_domain::sealed::Slot;

use super::{Answers, act, id_of};
use crate::cases::{Sealer, check_text, contact_term};
use crate::http::Api;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::Problem;
use crate::vault::{Clear, SealError};

/// A postal address longer than this is none.
const LONGEST_ADDRESS: usize = 1_000;

/// What the system of record says.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewRecord {
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

/// A record's facts, read.
struct Record {
    found: bool,
    attested: BTreeSet<ContactNo>,
    sensitivity: Sensitivity,
    /// Further contacts on the record.
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
        let attested = self.attested.iter().copied().map(ContactNo).collect();
        let found = self.found;
        out.finish(sensitivity.map(|sensitivity| Record { found, attested, sensitivity, further }))
    }
}

impl Record {
    /// The act, with further contacts sealed.
    fn act(&self, sealer: &Sealer<'_>) -> Result<Act, SealError> {
        if !self.found {
            return Ok(Act::MatchRecord(MatchRecord::NotFound));
        }
        let added = self.further.iter().map(|(channel, value)| {
            let value = sealer.seal(Slot::of_channel(*channel), value.reveal())?;
            Ok(Contact { channel: *channel, value, provenance: Provenance::Given })
        });
        Ok(Act::MatchRecord(MatchRecord::Found {
            attested: self.attested.clone(),
            added: added.collect::<Result<_, SealError>>()?,
            sensitivity: self.sensitivity,
        }))
    }
}

/// Says whether a record matches, and answers with the case.
pub(in crate::http) async fn match_record<I>(
    api: &Api,
    id: &str,
    posted: Posted<NewRecord>,
) -> Result<Response, Problem>
where
    I: CaseId<Stream: Verifies + CaseStream<Case: Answers>>,
    Problem: From<<I::Stream as Aggregate>::Error>,
{
    let posted = posted.needs(Right::Handle)?;
    let (case, _) = api.cases().get::<I>(&id_of(id)?).await?;
    let record = posted.body.read(case.home())?;
    // Before the event, as with a letter: whoever follows it finds what it brings.
    if record.found {
        api.cases().find_by(&*case, &record.further).await?;
    }
    act::<I, _>(api, id, &posted, |_, sealer| Ok(record.act(sealer)?.into())).await
}

/// Something that a party is asked to show.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewChallenge {
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

impl NewChallenge {
    /// What is asked; whether a code may go there is found out later.
    pub(in crate::http) fn read(&self) -> Result<Challenge, Problem> {
        let mut out = Problems::default();
        let method = self.method.parse("/method", &mut out, Method::parse);
        let track = track_of(self.track.as_ref(), &mut out);
        let read = method.zip(track).map(|(method, track)| Challenge {
            party: self.party.map_or(REQUESTER, PartyNo),
            track,
            item: self.item.map(ItemNo),
            method,
            contact: self.contact.map(ContactNo),
            destination: Destination::Open,
        });
        out.finish(read)
    }
}

fn track_of(text: Option<&Text>, out: &mut Problems) -> Option<Track> {
    text.map_or(Some(Track::Identity), |text| text.parse("/track", out, Track::parse))
}

/// What the person typed.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewCode {
    code: Text,
}

impl NewCode {
    /// What the person typed.
    pub(in crate::http) fn typed(&self) -> Clear<String> {
        self.code.clear()
    }
}

/// What was shown, and how it was judged.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewProof {
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

impl NewProof {
    /// What was shown.
    pub(in crate::http) fn read(&self) -> Result<RecordProof, Problem> {
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

/// What no longer holds, and why.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewRevocation {
    /// The party; the requester is 1, which is the default.
    party: Option<u16>,
    /// `identity` or `standing`.
    track: Text,
    /// `superseded`: another proof shows that it never was or is no longer so; `fraud`.
    why: Text,
}

impl NewRevocation {
    /// What no longer holds.
    pub(in crate::http) fn read(&self) -> Result<Act, Problem> {
        let mut out = Problems::default();
        let track = self.track.parse("/track", &mut out, |text| match Track::parse(text)? {
            Track::Authorisation => {
                Err(ParseError { what: "track", rule: "must be identity or standing" })
            }
            track => Ok(track),
        });
        // The other reasons come about by themselves: a last day passes, a contact denies.
        let why = self.why.parse("/why", &mut out, |text| match LossReason::parse(text)? {
            LossReason::Expired | LossReason::DeniedByContact => {
                Err(ParseError { what: "loss reason", rule: "must be superseded or fraud" })
            }
            why => Ok(why),
        });
        let party = self.party.map_or(REQUESTER, PartyNo);
        out.finish(track.zip(why)).map(|(track, why)| match track {
            Track::Identity => Act::LoseIdentity { party, why },
            Track::Standing | Track::Authorisation => Act::LoseStanding { party, why },
        })
    }
}
