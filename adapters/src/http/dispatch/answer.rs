//! A message as the API answers it: masked, with every attempt.

use chrono::{DateTime, Utc};
use cqrs_es::EventEnvelope;
use habeas_domain::actor::Role;
use habeas_domain::contact::Provenance;
use habeas_domain::delivery::{DeliveryState, StatusCode};
use habeas_domain::dispatch::{Addressee, Dispatch, Event, Message, Rendered};
use habeas_domain::id::{AttemptNo, DispatchId, ItemNo};

use crate::store::StoreError;

/// A message and every attempt to deliver it.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct DispatchAnswer {
    /// The id, for machines.
    id: String,
    /// The case that it is about.
    case: String,
    /// `queued`, `handed_over`, `delivered`, `bounced`, `unknown` or `given_up`.
    state: &'static str,
    /// What it tells, in the order in which it is read.
    notices: Vec<NoticeAnswer>,
    /// Whom it is for.
    to: AddresseeAnswer,
    /// The way it goes.
    channel: &'static str,
    /// The language: the one really used once it is rendered.
    language: String,
    /// The template, once it is rendered.
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<TemplateAnswer>,
    /// Its identity on the wire, once it is rendered.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    /// It is not sent before this time.
    #[schema(value_type = String)]
    due_from: DateTime<Utc>,
    /// It makes no sense after this time.
    #[schema(value_type = String)]
    not_after: DateTime<Utc>,
    /// Attempts of machines, in order.
    attempts: Vec<AttemptAnswer>,
    /// What people carried and what was heard afterwards, in order.
    reports: Vec<ReportAnswer>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct NoticeAnswer {
    /// What is told.
    kind: &'static str,
    /// The items it is about; none when it is about the whole case.
    items: Vec<u16>,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum AddresseeAnswer {
    /// A party at a contact, with the provenance that it had.
    Party { party: u16, contact: u16, provenance: &'static str },
    /// One member of staff.
    Staff(String),
    /// Everyone in a role.
    Team(&'static str),
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct TemplateAnswer {
    /// Its name.
    name: String,
    /// Its version.
    version: u32,
}

/// One attempt.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct AttemptAnswer {
    /// Its number.
    no: u16,
    /// When a courier took the message out; none where an attempt is known from a report alone.
    #[schema(value_type = Option<String>)]
    begun: Option<DateTime<Utc>>,
    /// When everything but the last byte was accepted.
    #[schema(value_type = Option<String>)]
    committed: Option<DateTime<Utc>>,
    /// `under_way`, `handed_over`, `not_sent` or `unknown`.
    outcome: &'static str,
    /// When that was known.
    #[schema(value_type = Option<String>)]
    ended: Option<DateTime<Utc>>,
    /// Why nothing was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    /// The reply code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// When the next one is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    retry_at: Option<DateTime<Utc>>,
}

/// One report.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct ReportAnswer {
    /// `posted`, `call_unanswered`, `told_by_phone`, `delivered`, `bounced` or `given_up`.
    report: &'static str,
    /// When: an instant, or the day of posting.
    at: String,
    /// Why it came back or was given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// The status code of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Who reported it.
    by: String,
}

impl DispatchAnswer {
    /// The message of these events, if this role may see it. What stays inside the house is no
    /// concern of machines.
    pub(in crate::http) fn of(
        id: &DispatchId,
        state: &Dispatch,
        events: &[EventEnvelope<Dispatch>],
        role: Role,
    ) -> Option<Self> {
        let message = state.message()?;
        if message.to.is_of_the_house() && !role.is_staff() {
            return None;
        }
        let rendered = state.rendered();
        let mut attempts = Vec::new();
        let mut reports = Vec::new();
        for event in events {
            take_attempt(&mut attempts, &event.payload);
            let by = event.metadata.get("actor").cloned().unwrap_or_default();
            reports.extend(report(&event.payload, by));
        }
        Some(Self {
            id: id.as_str().to_owned(),
            case: message.case.stream().to_owned(),
            state: state.delivery().map_or("queued", DeliveryState::code),
            notices: notices(message),
            to: AddresseeAnswer::of(&message.to),
            channel: message.channel.code(),
            language: rendered.map_or(&message.language, |r| &r.language).to_string(),
            template: rendered.map(|Rendered { template, .. }| TemplateAnswer {
                name: template.name.to_string(),
                version: template.version,
            }),
            message_id: rendered.map(|rendered| rendered.message_id.to_string()),
            due_from: message.due_from,
            not_after: message.not_after,
            attempts,
            reports,
        })
    }
}

/// Folds a stream beside its events.
pub(in crate::http) async fn load(
    api: &crate::http::Api,
    id: &DispatchId,
) -> Result<(Dispatch, Vec<EventEnvelope<Dispatch>>), StoreError> {
    use cqrs_es::Aggregate as _;
    let events = api.desk().events::<Dispatch>(id.as_str()).await?;
    let mut state = Dispatch::default();
    for event in &events {
        state.apply(event.payload.clone());
    }
    Ok((state, events))
}

fn notices(message: &Message) -> Vec<NoticeAnswer> {
    let numbers = |items: &[ItemNo]| items.iter().map(|no| no.0).collect();
    let notices = message.notices.iter();
    notices.map(|n| NoticeAnswer { kind: n.kind.code(), items: numbers(&n.items) }).collect()
}

impl AddresseeAnswer {
    fn of(to: &Addressee) -> Self {
        match to {
            Addressee::Party { party, contact, provenance } => Self::Party {
                party: party.0,
                contact: contact.0,
                provenance: provenance_of(provenance),
            },
            Addressee::Staff(id) => Self::Staff(id.to_string()),
            Addressee::Team(role) => Self::Team(role.code()),
        }
    }
}

/// How a contact came to us, in one word.
pub(in crate::http) const fn provenance_of(provenance: &Provenance) -> &'static str {
    match provenance {
        Provenance::Given => "given",
        Provenance::OnRecord { .. } => "on_record",
        Provenance::Confirmed { .. } => "confirmed",
    }
}

impl AttemptAnswer {
    const fn new(no: AttemptNo) -> Self {
        Self {
            no: no.0,
            begun: None,
            committed: None,
            outcome: "under_way",
            ended: None,
            class: None,
            code: None,
            retry_at: None,
        }
    }
}

fn take_attempt(attempts: &mut Vec<AttemptAnswer>, event: &Event) {
    let mut of = |no: AttemptNo, change: &dyn Fn(&mut AttemptAnswer)| {
        if attempts.iter().all(|attempt| attempt.no != no.0) {
            attempts.push(AttemptAnswer::new(no));
        }
        attempts.iter_mut().filter(|attempt| attempt.no == no.0).for_each(change);
    };
    let text = |code: &Option<StatusCode>| code.as_ref().map(ToString::to_string);
    match event {
        Event::AttemptBegun { attempt, at, .. } => of(*attempt, &|a| a.begun = Some(*at)),
        Event::CommitPointReached { attempt, at } => of(*attempt, &|a| a.committed = Some(*at)),
        Event::HandedOver { attempt, at, code, .. } => of(*attempt, &|a| {
            (a.outcome, a.ended, a.code) = ("handed_over", Some(*at), text(code));
        }),
        Event::NotSent { attempt, at, class, code, retry_at } => of(*attempt, &|a| {
            (a.outcome, a.ended, a.code) = ("not_sent", Some(*at), text(code));
            (a.class, a.retry_at) = (Some(class.code()), *retry_at);
        }),
        Event::OutcomeUnknown { attempt, at, retry_at } => of(*attempt, &|a| {
            (a.outcome, a.ended, a.retry_at) = ("unknown", Some(*at), *retry_at);
        }),
        Event::Queued { .. }
        | Event::Rendered(_)
        | Event::Postponed { .. }
        | Event::GivenUp { .. }
        | Event::Posted { .. }
        | Event::CallUnanswered { .. }
        | Event::ToldByPhone { .. }
        | Event::Delivered { .. }
        | Event::Bounced { .. } => {}
    }
}

fn report(event: &Event, by: String) -> Option<ReportAnswer> {
    let (report, at, reason, code) = match event {
        Event::Posted { on, .. } => ("posted", on.to_string(), None, None),
        Event::CallUnanswered { at } => ("call_unanswered", at.to_rfc3339(), None, None),
        Event::ToldByPhone { at, .. } => ("told_by_phone", at.to_rfc3339(), None, None),
        Event::Delivered { at } => ("delivered", at.to_rfc3339(), None, None),
        Event::Bounced { at, class, code } => {
            ("bounced", at.to_rfc3339(), Some(class.code()), code.as_ref().map(ToString::to_string))
        }
        Event::GivenUp { at, reason } => ("given_up", at.to_rfc3339(), Some(reason.code()), None),
        Event::Queued { .. }
        | Event::Rendered(_)
        | Event::Postponed { .. }
        | Event::AttemptBegun { .. }
        | Event::CommitPointReached { .. }
        | Event::HandedOver { .. }
        | Event::NotSent { .. }
        | Event::OutcomeUnknown { .. } => return None,
    };
    Some(ReportAnswer { report, at, reason, code, by })
}
