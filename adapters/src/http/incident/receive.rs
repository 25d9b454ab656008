//! `POST /v1/incidents`.

use axum::extract::State;
use axum::response::Response;
use habeas_domain::breach::{Capacity, Operator};
use habeas_domain::contact::Intake;
use habeas_domain::id::IncidentId;
use habeas_domain::incident::{Fact, Source, Times};
use habeas_domain::kind::Relation;
use habeas_domain::place::Language;

use super::IncidentAnswer;
use super::place::NewAffected;
use super::processor::{NewProcessor, is_registered};
use crate::cases::{IncidentReport, LetterWriter};
use crate::http::At;
use crate::http::caller::Right;
use crate::http::case::created;
use crate::http::case::letter::{NewReceived, NewWriter, right_to_open};
use crate::http::field::{Problems, Text};
use crate::http::posted::Posted;
use crate::http::problem::{Problem, ProblemBody};

/// Word of an incident, from whoever has it.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewIncident {
    /// `staff`, `user`, `processor`, `system` or `authority`.
    source: Text,
    /// The reporter's own number for it.
    external_ref: Option<Text>,
    /// `portal`, `form`, `email`, `letter`, `phone`, `chat`, `counter` or `own_motion`.
    channel: Text,
    received: NewReceived,
    /// Why it is entered late; demanded of what clerks enter later than the next working day.
    late_reason: Option<Text>,
    /// What happened.
    summary: Text,
    /// Who reports it. Without a contact nobody is answered.
    reporter: Option<NewWriter>,
    /// When it began, where that is known: never after word of it came, or after anybody knew. Instants with
    /// offset, as all that follow.
    occurred_from: Option<Text>,
    /// When it ended.
    occurred_to: Option<Text>,
    /// When a processor of ours found out.
    processor_learned: Option<Text>,
    /// When the processor told us.
    processor_told: Option<Text>,
    /// Which processor told us, and how.
    processor: Option<NewProcessor>,
    /// When somebody of us suspected it.
    suspected: Option<Text>,
    /// What the house is to the data: `controller` (default), `joint` or `processor`. Anything else than the
    /// default is an officer's to judge: of others it is refused with `officer_only`.
    capacity: Option<Text>,
    /// What sort of operator it is: `critical_infrastructure`, `state_organ` or `other` (default). An officer's
    /// to judge in the same way.
    operator: Option<Text>,
    /// Where the people live, as far as the report says.
    #[serde(default)]
    affected: Vec<NewAffected>,
}

/// Report that something happened to personal data. The clocks run from here, and the officers are
/// alarmed.
#[utoipa::path(
    post, path = "/incidents", tag = "incidents", request_body = NewIncident,
    params(("Idempotency-Key" = String, Header, description = "new for each report")),
    responses(
        (status = 201, body = IncidentAnswer, headers(("Location" = String), ("ETag" = String))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 422, body = ProblemBody),
        (status = 503, body = ProblemBody),
    )
)]
pub(super) async fn receive(
    State(api): At,
    posted: Posted<NewIncident>,
) -> Result<Response, Problem> {
    let posted = posted.needs(Right::Receive)?;
    let mut out = Problems::default();
    let read = posted.body.read(&mut out);
    let report = out.finish(read)?;
    let relation = Some(report.reporter.relation).filter(|_| posted.body.reporter.is_some());
    posted.caller.needs(right_to_open(report.intake, relation))?;
    is_registered(&api, &report.processor).await?;
    let done = api.cases().report_incident(&posted.call, &report).await?;
    created::<IncidentId>(&api, &posted.caller.actor, done, "/v1/incidents").await
}

impl NewIncident {
    /// Every part is read before any is missed, so that all problems are found at once.
    fn read(&self, out: &mut Problems) -> Option<IncidentReport> {
        let source = self.source.parse("/source", out, source_of);
        let intake = self.channel.parse("/channel", out, Intake::parse);
        let received = self.received.read(out);
        let reporter = match &self.reporter {
            Some(writer) => writer.read("/reporter", out),
            None => Some(nobody()),
        };
        let times = self.times(out);
        let processor = self.processor.as_ref().map(|told| told.read(out)).unwrap_or_default();
        let capacity = self.capacity.as_ref();
        let capacity = capacity.map_or(Some(Capacity::Controller), |text| {
            text.parse("/capacity", out, Capacity::parse)
        });
        let operator = self.operator.as_ref();
        let operator = operator
            .map_or(Some(Operator::Other), |text| text.parse("/operator", out, Operator::parse));
        let affected = NewAffected::read_all(&self.affected, "/affected", out);
        Some(IncidentReport {
            intake: intake?,
            received: received?,
            late_reason: self.late_reason.as_ref().map(Text::clear),
            source: source?,
            from: None,
            dispatch: None,
            reporter: reporter?,
            summary: self.summary.clear(),
            external_ref: self.external_ref.as_ref().map(Text::clear),
            times,
            processor,
            capacity: capacity?,
            operator: operator?,
            affected,
        })
    }

    fn times(&self, out: &mut Problems) -> Times {
        let fields = [
            (Fact::OccurredFrom, &self.occurred_from),
            (Fact::OccurredTo, &self.occurred_to),
            (Fact::ProcessorLearned, &self.processor_learned),
            (Fact::ProcessorTold, &self.processor_told),
            (Fact::Suspected, &self.suspected),
        ];
        let read = fields.into_iter().filter_map(|(fact, text)| {
            Some((fact, text.as_ref()?.instant(&format!("/{fact}"), out)?))
        });
        read.collect()
    }
}

/// What the desk finds by itself has doors of its own.
fn source_of(text: &str) -> Result<Source, habeas_domain::ParseError> {
    let source = Source::parse(text)?;
    match source {
        Source::Complaint | Source::Dispatch => Err(habeas_domain::ParseError {
            what: "source",
            rule: "must be staff, user, processor, system or authority",
        }),
        Source::Staff | Source::User | Source::Processor | Source::System | Source::Authority => {
            Ok(source)
        }
    }
}

/// Nobody said who they are.
fn nobody() -> LetterWriter {
    LetterWriter {
        relation: Relation::Reporter,
        name: None,
        language: Language::english(),
        contacts: Vec::new(),
    }
}
