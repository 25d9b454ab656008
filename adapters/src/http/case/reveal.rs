//! Opening personal fields of a case.

use axum::response::Response;
use cqrs_es::Aggregate;
use habeas_domain::ParseError;
use habeas_domain::case::{CaseId, CaseStream};

use super::id_of;
use crate::cases::reveal::Revealed;
use crate::cases::{Field, Of, Shown, Wish};
use crate::http::caller::sees_confidential;
use crate::http::field::{Problems, Text};
use crate::http::opening::{NewOpening, text_of};
use crate::http::posted::Posted;
use crate::http::problem::Problem;
use crate::http::{Api, unkept};

/// What is to be opened, and why.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewReveal {
    /// `case_work`, `verification`, `contact`, `lookup`, `audit`, `authority`, `legal_claim` or
    /// `fault`. An auditor opens for `audit` alone.
    purpose: Text,
    /// The same in own words; kept sealed.
    note: Option<Text>,
    /// `name`, `contacts`, `identifiers`, `statement`, `external_ref`, `details`, `reasons`,
    /// `messages` or `notes`; at least one.
    fields: Vec<Text>,
}

/// Fields in clear.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct RevealAnswer {
    /// The case, or campaign.
    id: String,
    /// What was opened. Who opened it, and what for, is on record.
    values: Vec<ValueAnswer>,
}

/// One value in clear.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct ValueAnswer {
    /// The field, as it was asked for.
    field: &'static str,
    /// What it is there, as in `contact.email`.
    slot: &'static str,
    /// The party whose it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<u16>,
    /// The number of the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<u16>,
    /// The item or allegation.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<u16>,
    /// The sort of identifier.
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    identifier: Option<&'static str>,
    /// The sequence of the event that holds it, as the timeline counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<usize>,
    /// The value; `[forgotten: key …]` once its key is gone.
    value: String,
}

impl std::fmt::Debug for ValueAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} [personal]", self.slot)
    }
}

/// Opens what is wished, and answers with it.
pub(in crate::http) async fn revealed<I>(
    api: &Api,
    id: &str,
    posted: &Posted<NewReveal>,
) -> Result<Response, Problem>
where
    I: CaseId<Stream: CaseStream<Case: Revealed>>,
    Problem: From<<I::Stream as Aggregate>::Error>,
{
    let id: I = id_of(id)?;
    let wish = posted.body.read(posted)?;
    let shown = api.cases().reveal(api.record(), &id, &posted.call, &wish).await?;
    Ok(answered(id.text(), &shown))
}

/// Answers with what was opened.
pub(in crate::http) fn answered(id: &str, shown: &[Shown]) -> Response {
    let values = shown.iter().map(ValueAnswer::of).collect();
    unkept(RevealAnswer { id: id.to_owned(), values })
}

impl NewReveal {
    /// Reads it, as far as the caller may wish it.
    pub(in crate::http) fn read(&self, posted: &Posted<Self>) -> Result<Wish, Problem> {
        let mut out = Problems::default();
        let opening = NewOpening::read(&self.purpose, self.note.as_ref(), &mut out);
        let fields = out.set("/fields", &self.fields, Field::parse);
        if self.fields.is_empty() {
            out.add("/fields", ParseError { what: "fields", rule: "must name at least one" });
        }
        let NewOpening { purpose, note } = out.finish(opening)?;
        let role = posted.caller.actor.role;
        NewOpening::may_open(role, purpose)?;
        Ok(Wish { fields, purpose, note, confidential: sees_confidential(role) })
    }
}

impl ValueAnswer {
    fn of(shown: &Shown) -> Self {
        let Of { party, contact, item, identifier, event } = shown.of;
        Self {
            field: shown.field.code(),
            slot: shown.slot.code(),
            party: party.map(|no| no.0),
            contact: contact.map(|no| no.0),
            item: item.map(|no| no.0),
            identifier: identifier.map(habeas_domain::kind::IdentifierType::code),
            event,
            value: text_of(&shown.value),
        }
    }
}
