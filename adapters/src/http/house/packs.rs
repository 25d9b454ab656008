//! `/v1/packs`: the rules in force, what of them nobody reviewed, and what is accepted all the same.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use habeas_domain::clock::{Duty, Rule};
use habeas_domain::house::{AcceptReason, Act};
use habeas_domain::id::{RegimeId, RuleId};
use habeas_domain::place::Language;
use habeas_domain::regime::{Pack, Rulebook};
use serde_json::Value;

use super::{house, tell, told};
use crate::desk::Effect;
use crate::http::caller::{Caller, Right};
use crate::http::case::Nothing;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::{Api, At};

/// The packs in force.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct PacksAnswer {
    /// One a regime.
    packs: Vec<PackAnswer>,
}

/// One pack.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct PackAnswer {
    /// The regime.
    regime: String,
    /// What it is called in letters, in English.
    title: String,
    /// SHA-256 of the text: the name of this edition.
    digest: String,
    /// The rules about time.
    rules: Vec<RuleAnswer>,
    /// Everything in it that nobody reviewed, by the name under which it can be accepted: rules,
    /// other rows, and single grounds of pausing.
    unreviewed: Vec<UnreviewedAnswer>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct RuleAnswer {
    /// Its name inside the pack.
    id: String,
    /// What is owed.
    duty: &'static str,
    /// `statute`, `promise` or `target`.
    tier: &'static str,
    /// The kinds of item that it is about.
    kinds: Vec<&'static str>,
    /// How long, as in `{"days": 45}`.
    #[schema(value_type = Object)]
    period: Value,
    /// The article or promise that it comes from.
    basis: String,
    /// Whether its source was read or reliably quoted.
    reviewed: bool,
    /// Whether it governs: it is reviewed, or accepted.
    governs: bool,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct UnreviewedAnswer {
    /// The name.
    name: String,
    /// Whether it was accepted, and so governs.
    accepted: bool,
}

/// Why a rule is accepted.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAcceptance {
    /// `counsel_advised`, `source_read`, `stricter` or `authority_said`.
    reason: Text,
}

/// List the packs in force.
#[utoipa::path(
    get, path = "/packs", tag = "house",
    responses((status = 200, body = PacksAnswer), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody))
)]
pub(super) async fn list(State(api): At, caller: Caller) -> Result<Response, Problem> {
    caller.needs(Right::Inspect)?;
    let book = api.cases().rules().now();
    let packs = book.all_adopted().map(|pack| PackAnswer::of(pack, &book)).collect();
    Ok(told(StatusCode::OK, PacksAnswer { packs }, Effect::AlreadySo))
}

/// Let an unreviewed rule govern as it reads now. Clocks that started before stay as they are; other
/// nodes follow with the next call that they answer.
#[utoipa::path(
    post, path = "/packs/{regime}/rules/{rule}/acceptance", tag = "house", request_body = NewAcceptance,
    params(("regime" = String, Path), ("rule" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = PackAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody))
)]
pub(super) async fn accept(
    State(api): At,
    Path((regime, rule)): Path<(String, String)>,
    posted: Posted<NewAcceptance>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Administer)?;
    let mut out = Problems::default();
    let reason = posted.body.reason.parse("/reason", &mut out, AcceptReason::parse);
    let reason = out.finish(reason)?;
    let Named { regime, rule } = Named::find(&api, &regime, &rule)?;
    let book = api.cases().rules().now();
    let digest = book.adopted(&regime).ok_or_else(Problem::not_found)?.digest;
    let done = tell(&api, &posted, |_, _| {
        let (regime, rule) = (regime.clone(), rule.clone());
        Act::AcceptRule { regime, rule, digest, reason }
    })
    .await?;
    in_force(&api, &regime, done.effect).await
}

/// Let an accepted rule only advise again.
#[utoipa::path(
    post, path = "/packs/{regime}/rules/{rule}/acceptance/withdraw", tag = "house", request_body = Nothing,
    params(("regime" = String, Path), ("rule" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = PackAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody))
)]
pub(super) async fn withdraw(
    State(api): At,
    Path((regime, rule)): Path<(String, String)>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Administer)?;
    let Named { regime, rule } = Named::find(&api, &regime, &rule)?;
    let done = tell(&api, &posted, |_, _| {
        let (regime, rule) = (regime.clone(), rule.clone());
        Act::WithdrawAcceptance { regime, rule }
    })
    .await?;
    in_force(&api, &regime, done.effect).await
}

/// Something that can be accepted.
struct Named {
    regime: RegimeId,
    rule: RuleId,
}

impl Named {
    fn find(api: &Api, regime: &str, rule: &str) -> Result<Self, Problem> {
        let regime = RegimeId::parse(regime).map_err(|_| Problem::not_found())?;
        let rule = RuleId::parse(rule).map_err(|_| Problem::not_found())?;
        if api.cases().rules().now().acceptable(&regime).contains(&rule) {
            return Ok(Self { regime, rule });
        }
        let detail = "the pack in force has nothing unreviewed of this name";
        Err(Problem::new(StatusCode::NOT_FOUND, "unknown_rule", detail))
    }
}

/// Puts what the house accepts in force here, and answers with the pack.
async fn in_force(api: &Api, regime: &RegimeId, effect: Effect) -> Result<Response, Problem> {
    let rules = api.cases().rules();
    rules.follow(&house(api).await?);
    let book = rules.now();
    let pack = book.adopted(regime).ok_or_else(Problem::not_found)?;
    Ok(told(StatusCode::OK, PackAnswer::of(pack, &book), effect))
}

impl PackAnswer {
    fn of(pack: &Pack, book: &Rulebook) -> Self {
        let accepted = |name: &RuleId| {
            book.accepted().iter().any(|(regime, row)| *regime == pack.regime && row == name)
        };
        let unreviewed = book.acceptable(&pack.regime).into_iter();
        Self {
            regime: pack.regime.to_string(),
            title: pack.title.in_language(&Language::english()).to_owned(),
            digest: pack.digest.to_string(),
            rules: pack.rules.iter().map(|rule| RuleAnswer::of(pack, rule, book)).collect(),
            unreviewed: unreviewed
                .map(|name| UnreviewedAnswer { accepted: accepted(&name), name: name.to_string() })
                .collect(),
        }
    }
}

impl RuleAnswer {
    fn of(pack: &Pack, rule: &Rule, book: &Rulebook) -> Self {
        Self {
            id: rule.id.to_string(),
            duty: Duty::code(rule.duty),
            tier: rule.tier.code(),
            kinds: rule.about.codes(),
            period: serde_json::to_value(rule.period).unwrap_or_default(),
            basis: rule.basis.clone(),
            reviewed: rule.reviewed,
            governs: book.governs(pack, rule),
        }
    }
}
