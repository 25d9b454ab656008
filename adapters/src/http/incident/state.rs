//! Facts: when things happened and who knew, and what the house is to the data.

use axum::extract::{Path, State as Extracted};
use axum::response::Response;
use chrono::{DateTime, Utc};
use habeas_domain::ParseError;
use habeas_domain::breach::{Capacity, Operator};
use habeas_domain::incident::{Act, Fact, ProcessorFact, State};
use habeas_domain::sealed::Slot;

use super::processor::{NewProcessor, is_registered};
use super::{IncidentAnswer, act};
use crate::http::Api;
use crate::http::caller::Right;
use crate::http::case::Nothing;
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// Take the case: warnings then go to you.
#[utoipa::path(
    post, path = "/incidents/{id}/take", tag = "incidents", request_body = Nothing,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody))
)]
pub(super) async fn take(
    Extracted(api): Extracted<Api>,
    Path(id): Path<String>,
    posted: Posted<Nothing>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Decide)?;
    act(&api, &id, &posted, |_, _| Ok(Act::Take)).await
}

/// A time that is stated; none takes it back.
type Time = (Fact, Option<DateTime<Utc>>);

/// Facts that are stated or corrected together; what is left out stays as it is.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFacts {
    /// When it began. Instants with offset, as all that follow.
    occurred_from: Option<Text>,
    /// When it ended.
    occurred_to: Option<Text>,
    /// When a processor of ours found out.
    processor_learned: Option<Text>,
    /// When the processor told us.
    processor_told: Option<Text>,
    /// Which processor, and how it told us.
    processor: Option<NewProcessor>,
    /// When somebody of us suspected it.
    suspected: Option<Text>,
    /// When the house was reasonably certain: an officer judges, with a reason.
    aware: Option<Text>,
    /// Facts that are taken back, by these names; of the processor `processor`, `processor_channel` and
    /// `processor_reference`.
    #[serde(default)]
    taken_back: Vec<Text>,
    /// `controller`, `joint` or `processor`.
    capacity: Option<Text>,
    /// `critical_infrastructure`, `state_organ` or `other`.
    operator: Option<Text>,
    /// Why: demanded for corrections, and for when the house was aware.
    reason: Option<Text>,
}

/// State facts, or correct them. Clocks that count from them follow.
#[utoipa::path(
    post, path = "/incidents/{id}/facts", tag = "incidents", request_body = NewFacts,
    params(("id" = String, Path), ("Idempotency-Key" = String, Header)),
    responses((status = 200, body = IncidentAnswer), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
              (status = 409, body = ProblemBody), (status = 422, body = ProblemBody))
)]
pub(super) async fn state(
    Extracted(api): Extracted<Api>,
    Path(id): Path<String>,
    posted: Posted<NewFacts>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Handle)?;
    let body = &posted.body;
    let mut out = Problems::default();
    let (times, gone) = body.times(&mut out);
    let told = body.processor.as_ref().map(|told| told.read(&mut out)).unwrap_or_default();
    let capacity = body.capacity.as_ref();
    let capacity = capacity.map(|text| text.parse("/capacity", &mut out, Capacity::parse));
    let operator = body.operator.as_ref();
    let operator = operator.map(|text| text.parse("/operator", &mut out, Operator::parse));
    let reason = body.reason.as_ref().map(|text| text.long_or("/reason", &mut out));
    out.finish(Some(()))?;
    let reason = reason.flatten();
    is_registered(&api, &told).await?;
    act(&api, &id, &posted, |_, sealer| {
        Ok(Act::State(State {
            times: times.clone(),
            processor: gone.iter().cloned().chain(told.facts(sealer)?).collect(),
            capacity: capacity.flatten(),
            operator: operator.flatten(),
            reason: sealer.seal_given(Slot::ContentReason, reason.as_ref())?,
        }))
    })
    .await
}

/// What is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum TakenBack {
    Time(Fact),
    Processor,
    Channel,
    Reference,
}

impl TakenBack {
    fn parse(text: &str) -> Result<Self, ParseError> {
        match text {
            "processor" => Ok(Self::Processor),
            "processor_channel" => Ok(Self::Channel),
            "processor_reference" => Ok(Self::Reference),
            _ => Fact::parse(text).map(Self::Time),
        }
    }
}

impl NewFacts {
    /// Times that are stated or taken back, and what of the processor is taken back.
    fn times(&self, out: &mut Problems) -> (Vec<Time>, Vec<ProcessorFact>) {
        let stated = [
            (Fact::OccurredFrom, &self.occurred_from),
            (Fact::OccurredTo, &self.occurred_to),
            (Fact::ProcessorLearned, &self.processor_learned),
            (Fact::ProcessorTold, &self.processor_told),
            (Fact::Suspected, &self.suspected),
            (Fact::Aware, &self.aware),
        ];
        let mut times = Vec::new();
        for (fact, text) in stated {
            let at = text.as_ref().and_then(|text| text.instant(&format!("/{fact}"), out));
            times.extend(at.map(|at| (fact, Some(at))));
        }
        let told = self.processor.as_ref();
        let mut gone = Vec::new();
        for taken in out.set("/taken_back", &self.taken_back, TakenBack::parse) {
            let stated = match taken {
                TakenBack::Time(fact) => times.iter().any(|(stated, _)| *stated == fact),
                TakenBack::Processor => told.is_some_and(NewProcessor::names_it),
                TakenBack::Channel => told.is_some_and(|told| told.channel.is_some()),
                TakenBack::Reference => told.is_some_and(|told| told.reference.is_some()),
            };
            if stated {
                let rule = "must not name what is stated";
                out.add("/taken_back", ParseError { what: "taken_back", rule });
            }
            match taken {
                TakenBack::Time(fact) => times.push((fact, None)),
                TakenBack::Processor => gone.push(ProcessorFact::From(None)),
                TakenBack::Channel => gone.push(ProcessorFact::Channel(None)),
                TakenBack::Reference => gone.push(ProcessorFact::Reference(None)),
            }
        }
        (times, gone)
    }
}
