//! Who may no longer speak: `/v1/requests/{id}/revocations`.

use axum::extract::{Path, State};
use axum::response::Response;
use habeas_domain::ParseError;
use habeas_domain::id::PartyNo;
use habeas_domain::people::{LossReason, REQUESTER, Track};
use habeas_domain::request::Act;

use super::{RequestAnswer, act};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// What no longer holds, and why.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRevocation {
    /// The party; the requester is 1, which is the default.
    party: Option<u16>,
    /// `identity` or `standing`.
    track: Text,
    /// `superseded`: another proof shows that it never was or is no longer so; `fraud`.
    why: Text,
}

/// Say that identity or standing no longer holds: what would show or destroy something stops.
#[utoipa::path(
    post, path = "/requests/{id}/revocations", tag = "verification", request_body = NewRevocation,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = RequestAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn revoke(
    State(api): At,
    Path(id): Path<String>,
    posted: Posted<NewRevocation>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let revoked = posted.body.read()?;
    act(&api, &id, &posted, |_, _| Ok(revoked.clone())).await
}

impl NewRevocation {
    fn read(&self) -> Result<Act, Problem> {
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
