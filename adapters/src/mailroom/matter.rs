//! What a message is about: the command that owes it, and the case as it then stood.

use chrono::{DateTime, Utc};
use cqrs_es::EventEnvelope;
use habeas_domain::case::{Case as _, CaseId as _, CaseRef, CaseStream};
use habeas_domain::complaint::Complaint;
use habeas_domain::docket::OrderedExtension;
use habeas_domain::id::StepNo;
use habeas_domain::incident::Incident;
use habeas_domain::notice::{OwedMessage, Owes, messages};
use habeas_domain::people::People;
use habeas_domain::request::Request;

use super::{Mailroom, MailroomError};
use crate::letters::Source;
use crate::outbox::Claimed;
use crate::store::{Metadata, StoreError};

/// What one message is about.
#[derive(Debug)]
pub struct Matter {
    /// The case and the command.
    pub(super) of: Of,
    /// When the command was carried out.
    pub(super) at: DateTime<Utc>,
    /// The message.
    pub(super) owed: OwedMessage,
}

/// The case that a message is about.
#[derive(Debug)]
pub(super) enum Of {
    Request(Part<Request>),
    Complaint(Part<Complaint>),
    Incident(Part<Incident>),
}

/// A case of one kind around one command.
#[derive(Debug)]
pub(super) struct Part<A: CaseStream> {
    /// The case, folded through the events below and no further.
    pub(super) then: Box<A::Case>,
    /// The events of the command that owes the message.
    pub(super) events: Vec<A::Event>,
    /// The case as it stands by now.
    pub(super) now: Box<A::Case>,
}

/// One command of a case: what it did, and the case right after it.
pub(super) struct Step<A: CaseStream> {
    pub(super) case: Box<A::Case>,
    pub(super) events: Vec<A::Event>,
    pub(super) command: String,
    pub(super) at: DateTime<Utc>,
}

/// Some commands of a case, and the case as it stands after all of them.
pub(super) type Steps<A> = (Vec<Step<A>>, Option<Box<<A as CaseStream>::Case>>);

impl Mailroom {
    /// What a message is about.
    ///
    /// [`StoreError::Inconsistent`] when the case does not owe it: the row is not the notifier's.
    pub async fn matter(&self, claimed: &Claimed) -> Result<Matter, MailroomError> {
        let (of, at, owed) = match &claimed.case {
            CaseRef::Request(_) => {
                let (part, at, owed) = self.part::<Request>(claimed).await?;
                (Of::Request(part), at, owed)
            }
            CaseRef::Complaint(_) => {
                let (part, at, owed) = self.part::<Complaint>(claimed).await?;
                (Of::Complaint(part), at, owed)
            }
            CaseRef::Incident(_) => {
                let (part, at, owed) = self.part::<Incident>(claimed).await?;
                (Of::Incident(part), at, owed)
            }
        };
        Ok(Matter { of, at, owed })
    }

    async fn part<A>(
        &self,
        claimed: &Claimed,
    ) -> Result<(Part<A>, DateTime<Utc>, OwedMessage), MailroomError>
    where
        A: CaseStream<Case: Owes>,
    {
        let id = claimed.case.stream();
        let history = self.desk().events::<A>(id).await?;
        let wanted = |command: &str, _| command == claimed.command;
        let (steps, now) = steps(id, history, wanted)?;
        let step = steps.into_iter().next().ok_or_else(|| damaged(claimed))?;
        let now = now.ok_or_else(|| damaged(claimed))?;
        let owed = messages(&step.events, &*step.case)
            .into_iter()
            .find(|message| message.key == claimed.key)
            .ok_or_else(|| damaged(claimed))?;
        Ok((Part { then: step.case, events: step.events, now }, step.at, owed))
    }
}

fn damaged(claimed: &Claimed) -> StoreError {
    StoreError::inconsistent("dispatch", "command", &claimed.id)
}

impl Matter {
    /// The case.
    pub(super) fn case(&self) -> CaseRef {
        match &self.of {
            Of::Request(part) => part.then.id().case(),
            Of::Complaint(part) => part.then.id().case(),
            Of::Incident(part) => part.then.id().case(),
        }
    }

    /// What letters are written from.
    pub(super) fn source(&self) -> Source<'_> {
        match &self.of {
            Of::Request(part) => Source::Request { case: &part.then, events: &part.events },
            Of::Complaint(part) => Source::Complaint { case: &part.then, events: &part.events },
            Of::Incident(part) => Source::Incident { case: &part.then, events: &part.events },
        }
    }

    /// Who was in the case when the message became owed.
    pub(super) fn people(&self) -> &People {
        match &self.of {
            Of::Request(part) => part.then.people(),
            Of::Complaint(part) => part.then.people(),
            Of::Incident(part) => part.then.people(),
        }
    }

    /// Who is in it by now.
    pub(super) fn people_now(&self) -> &People {
        match &self.of {
            Of::Request(part) => part.now.people(),
            Of::Complaint(part) => part.now.people(),
            Of::Incident(part) => part.now.people(),
        }
    }

    /// Extensions whose notice is on its way.
    pub(super) fn extensions(&self) -> &[OrderedExtension] {
        match &self.of {
            Of::Request(part) => &part.then.docket.extensions,
            Of::Complaint(part) => &part.then.docket.extensions,
            Of::Incident(part) => &part.then.docket.extensions,
        }
    }

    /// The verification step that the command issued or sent again.
    pub(super) fn step(&self) -> Option<StepNo> {
        use habeas_domain::{complaint, request};
        match &self.of {
            Of::Request(part) => part.events.iter().find_map(|event| match event {
                request::Event::ChallengeIssued { step, .. }
                | request::Event::CodeSentAgain { step, .. } => Some(*step),
                _ => None,
            }),
            Of::Complaint(part) => part.events.iter().find_map(|event| match event {
                complaint::Event::ChallengeIssued { step, .. }
                | complaint::Event::CodeSentAgain { step, .. } => Some(*step),
                _ => None,
            }),
            // Nobody is asked who they are for an incident.
            Of::Incident(_) => None,
        }
    }
}

/// The wanted commands of a case, by name and the sequence of their last event, in order; and the
/// case as it stands after all of them.
pub(super) fn steps<A: CaseStream>(
    id: &str,
    history: Vec<EventEnvelope<A>>,
    wanted: impl Fn(&str, usize) -> bool,
) -> Result<Steps<A>, StoreError> {
    let mut commands: Vec<(Metadata, usize, Vec<A::Event>)> = Vec::new();
    for EventEnvelope { sequence, payload, metadata, .. } in history {
        let row = format!("{}/{id}#{sequence}", A::TYPE);
        let metadata = Metadata::from_map(&metadata, &row)?;
        match commands.last_mut().filter(|(last, ..)| last.command == metadata.command) {
            Some((_, last, events)) => {
                *last = sequence;
                events.push(payload);
            }
            None => commands.push((metadata, sequence, vec![payload])),
        }
    }
    let mut state = A::default();
    let mut steps = Vec::new();
    for (Metadata { command, at, .. }, last, events) in commands {
        for event in &events {
            state.apply(event.clone());
        }
        if wanted(&command, last)
            && let Some(case) = state.live()
        {
            steps.push(Step { case: Box::new(case.clone()), events, command, at });
        }
    }
    Ok((steps, state.into_live()))
}
