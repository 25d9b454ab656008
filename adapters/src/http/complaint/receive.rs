//! `POST /v1/complaints`.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use habeas_domain::ParseError;
use habeas_domain::contact::Intake;
use habeas_domain::id::{ComplaintId, ItemNo, RequestId};
use habeas_domain::kind::{ComplaintKind, Relation};
use habeas_domain::reference::Reference;
use habeas_domain::request::Request;

use super::ComplaintAnswer;
use crate::cases::{ComplainedAbout, ComplaintLetter};
use crate::http::caller::Right;
use crate::http::case::created;
use crate::http::case::letter::{NewReceived, NewSubject, NewWriter, right_to_open};
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At};

/// A complaint, a report, a question or a suggestion as a portal hands it in.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewComplaint {
    /// `infringement_report`, `clue`, `child_data_report`, `third_party_risk`, `outcome`,
    /// `identification`, `question` or `suggestion`.
    kind: Text,
    /// The portal's own ticket number.
    external_ref: Option<Text>,
    /// `portal`, `form`, `email`, `letter`, `phone`, `chat` or `counter`.
    channel: Text,
    received: NewReceived,
    /// Why it is entered late; demanded of what clerks enter later than the next working day.
    late_reason: Option<Text>,
    /// The request that it is about; owed of a complaint about an outcome.
    about: Option<NewAbout>,
    /// Whose data it is about, where it is about anybody's. Without it, and about a request, it is the
    /// subject there.
    subject: Option<NewSubject>,
    /// Who writes. Without it, and about a request, it is whoever asked there, with the same contacts
    /// and what they have shown.
    complainant: Option<NewWriter>,
    /// What is alleged, each on its own; none means the whole letter.
    #[serde(default)]
    allegations: Vec<NewAlleged>,
    /// The words of the letter.
    statement: Option<Text>,
}

/// The request that a complaint is about: one that is here, or one that is forgotten.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAbout {
    /// Its id.
    request: Option<Text>,
    /// Which of its items; none means those that were refused, or else all that are decided.
    #[serde(default)]
    items: BTreeSet<u16>,
    /// The reference of a forgotten one, as people type it. Where its stream is here the complaint is linked
    /// with it; else, as of a case of before this installation, the reference is kept as it is named.
    forgotten: Option<Text>,
}

#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAlleged {
    /// In the words of the letter.
    words: Text,
    /// The item of the request.
    item: Option<u16>,
}

/// Take a letter in that is no request.
#[utoipa::path(
    post, path = "/complaints", tag = "complaints", request_body = NewComplaint,
    params(("Idempotency-Key" = String, Header, description = "new for each letter")),
    responses(
        (status = 201, body = ComplaintAnswer, headers(("Location" = String), ("ETag" = String))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 503, body = ProblemBody),
    )
)]
pub(super) async fn receive(
    State(api): At,
    posted: Posted<NewComplaint>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Receive)?;
    let letter = posted.body.letter()?;
    let relation = match &letter.complainant {
        Some(complainant) => Some(complainant.relation),
        None => asked_by(&api, &letter).await?,
    };
    posted.caller.needs(right_to_open(letter.intake, relation))?;
    let done = api.cases().complain(&posted.call, &letter).await?;
    created::<ComplaintId>(&api, &posted.caller.actor, done, "/v1/complaints").await
}

/// What whoever asked is to the subject, where the complaint is opened from a request that is here.
async fn asked_by(api: &Api, letter: &ComplaintLetter) -> Result<Option<Relation>, Problem> {
    let Some(ComplainedAbout::Request { case, .. }) = &letter.about else { return Ok(None) };
    let (request, _) = api.desk().fold::<Request>(case.as_str()).await?;
    Ok(request.case().map(|case| case.requester().relation))
}

impl NewComplaint {
    fn letter(&self) -> Result<ComplaintLetter, Problem> {
        let mut problems = Problems::default();
        let read = self.read(&mut problems);
        problems.finish(read)
    }

    /// Every part is read before any is missed, so that all problems are found at once.
    fn read(&self, out: &mut Problems) -> Option<ComplaintLetter> {
        let kind = self.kind.parse("/kind", out, ComplaintKind::parse);
        let intake = self.channel.parse("/channel", out, Intake::parse);
        let received = self.received.read(out);
        let about = self.about.as_ref().and_then(|about| about.read(out));
        let subject = self.subject.as_ref().and_then(|subject| subject.read(out));
        let complainant = self.complainant.as_ref().and_then(|who| who.read("/complainant", out));
        let allegations = self.allegations.iter();
        Some(ComplaintLetter {
            intake: intake?,
            received: received?,
            late_reason: self.late_reason.as_ref().map(Text::clear),
            kind: kind?,
            about,
            subject,
            complainant,
            allegations: allegations
                .map(|alleged| (alleged.words.clear(), alleged.item.map(ItemNo)))
                .collect(),
            statement: self.statement.as_ref().map(Text::clear),
            external_ref: self.external_ref.as_ref().map(Text::clear),
        })
    }
}

impl NewAbout {
    fn read(&self, out: &mut Problems) -> Option<ComplainedAbout> {
        match (&self.request, &self.forgotten) {
            (Some(request), None) => {
                let case = request.parse("/about/request", out, RequestId::parse)?;
                let items = self.items.iter().copied().map(ItemNo).collect();
                Some(ComplainedAbout::Request { case, items })
            }
            (None, Some(reference)) => reference
                .parse("/about/forgotten", out, Reference::parse_typed)
                .map(ComplainedAbout::Forgotten),
            (Some(_), Some(_)) | (None, None) => {
                let rule = "must have either request or forgotten";
                out.add("/about", ParseError { what: "about", rule });
                None
            }
        }
    }
}
