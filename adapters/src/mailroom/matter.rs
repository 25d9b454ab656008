//! What a message is about: the command that owes it, and the case as it then stood.

use chrono::{DateTime, Utc};
use cqrs_es::{Aggregate as _, EventEnvelope};
use habeas_domain::id::RequestId;
use habeas_domain::notice::{OwedMessage, messages};
use habeas_domain::request::{Case, Event, Request};

use super::{Mailroom, MailroomError};
use crate::outbox::Claimed;
use crate::store::{Metadata, StoreError};

/// What one message is about.
#[derive(Debug)]
pub struct Matter {
    /// The case, folded through the events below and no further.
    pub(super) case: Box<Case>,
    /// The events of the command that owes the message.
    pub(super) events: Vec<Event>,
    /// When the command was carried out.
    pub(super) at: DateTime<Utc>,
    /// The case as it stands by now.
    pub(super) now: Box<Case>,
    /// The message.
    pub(super) owed: OwedMessage,
}

/// One command of a request: what it did, and the case right after it.
pub(super) struct Step {
    pub(super) case: Box<Case>,
    pub(super) events: Vec<Event>,
    pub(super) command: String,
    pub(super) at: DateTime<Utc>,
}

impl Mailroom {
    /// What a message is about.
    ///
    /// [`StoreError::Inconsistent`] when the request does not owe it: the row is not the notifier's.
    pub async fn matter(&self, claimed: &Claimed) -> Result<Matter, MailroomError> {
        let damaged = || StoreError::inconsistent("dispatch", "command", &claimed.id);
        let history = self.desk().events::<Request>(claimed.request.as_str()).await?;
        let wanted = |command: &str, _| command == claimed.command;
        let (steps, now) = steps(&claimed.request, history, wanted)?;
        let step = steps.into_iter().next().ok_or_else(damaged)?;
        let now = now.ok_or_else(damaged)?;
        let owed = messages(&step.events, &step.case)
            .into_iter()
            .find(|message| message.key == claimed.key)
            .ok_or_else(damaged)?;
        Ok(Matter { case: step.case, events: step.events, at: step.at, now, owed })
    }
}

/// The wanted commands of a request, by name and the sequence of their last event, in order; and the
/// case as it stands after all of them.
pub(super) fn steps(
    id: &RequestId,
    history: Vec<EventEnvelope<Request>>,
    wanted: impl Fn(&str, usize) -> bool,
) -> Result<(Vec<Step>, Option<Box<Case>>), StoreError> {
    let mut commands: Vec<(Metadata, usize, Vec<Event>)> = Vec::new();
    for EventEnvelope { sequence, payload, metadata, .. } in history {
        let row = format!("{}/{id}#{sequence}", Request::TYPE);
        let metadata = Metadata::from_map(&metadata, &row)?;
        match commands.last_mut().filter(|(last, ..)| last.command == metadata.command) {
            Some((_, last, events)) => {
                *last = sequence;
                events.push(payload);
            }
            None => commands.push((metadata, sequence, vec![payload])),
        }
    }
    let mut request = Request::default();
    let mut steps = Vec::new();
    for (Metadata { command, at, .. }, last, events) in commands {
        for event in &events {
            request.apply(event.clone());
        }
        if wanted(&command, last)
            && let Request::Live(case) = &request
        {
            steps.push(Step { case: case.clone(), events, command, at });
        }
    }
    let now = match request {
        Request::Live(case) => Some(case),
        Request::Absent => None,
    };
    Ok((steps, now))
}
