//! Given what happened, when this is asked, then that.

mod attempts;
mod laws;
mod preparing;
mod reports;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;

use super::{
    Act, Addressee, Command, Dispatch, Event, Fence, Message, Notice, Refusal, Rendered, Template,
};
use crate::actor::{Actor, Role};
use crate::case::CaseRef;
use crate::contact::{Channel, Provenance};
use crate::digest::Digest;
use crate::id::{
    AttemptNo, ContactNo, DispatchId, ItemNo, KeyId, MessageId, PartyNo, PrincipalId, RequestId,
    TemplateName,
};
use crate::notice::NoticeKind;
use crate::place::Language;
use crate::sealed::Sealed;

/// An instant so many minutes after the message became due.
fn at(minutes: i64) -> DateTime<Utc> {
    "2026-12-01T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

fn sealed(word: &str) -> Sealed {
    Sealed { k: KeyId::derive(&["case"]), c: word.into() }
}

/// A message about these things to the requester, sensible for three days.
fn message(kinds: &[NoticeKind]) -> Message {
    Message {
        case: CaseRef::Request(RequestId::derive(&["case"])),
        notices: kinds.iter().map(|&kind| Notice { kind, items: vec![ItemNo(1)] }).collect(),
        to: Addressee::Party {
            party: PartyNo(1),
            contact: ContactNo(1),
            provenance: Provenance::OnRecord { at: at(-60) },
        },
        channel: Channel::Email,
        address: sealed("address"),
        language: Language::parse("zh").unwrap(),
        due_from: at(0),
        not_after: at(72 * 60),
    }
}

fn decision() -> Message {
    message(&[NoticeKind::Decision])
}

fn code() -> Message {
    Message { not_after: at(10), ..message(&[NoticeKind::Code]) }
}

fn by(channel: Channel) -> Message {
    Message { channel, ..decision() }
}

fn rendered() -> Rendered {
    Rendered {
        template: Template { name: TemplateName::parse("decision").unwrap(), version: 3 },
        language: Language::parse("en").unwrap(),
        text: sealed("text"),
        salt: sealed("salt"),
        digest: Digest::of(b"salted text"),
        message_id: MessageId::of(&DispatchId::derive(&["row"]), "desk.example.net").unwrap(),
    }
}

/// A dispatch as its own events tell it.
#[derive(Debug, Clone, Default)]
struct Told {
    state: Dispatch,
    events: Vec<Event>,
}

impl Told {
    fn queued(message: Message) -> Self {
        Self::default().when(-1, Act::Queue(Box::new(message)))
    }

    fn ready(message: Message) -> Self {
        Self::queued(message).when(0, Act::Render(Box::new(rendered())))
    }

    fn trying(message: Message) -> Self {
        Self::ready(message).when(0, begin(1, 1))
    }

    fn committing(message: Message) -> Self {
        Self::trying(message).when(0, commit(1, 1))
    }

    fn handed_over() -> Self {
        Self::committing(decision()).when(1, handed_over(1, 1, 1))
    }

    /// Must be accepted.
    fn when(mut self, minute: i64, act: Act) -> Self {
        let events = self.asked(minute, act).unwrap();
        for event in events {
            self.state.apply(event.clone());
            self.events.push(event);
        }
        self
    }

    fn asked(&self, minute: i64, act: Act) -> Result<Vec<Event>, Refusal> {
        let by = Actor { role: Role::Worker, id: PrincipalId::parse("courier").unwrap() };
        self.state.decide(Command { now: at(minute), by, act })
    }

    fn last(&self) -> &Event {
        self.events.last().unwrap()
    }
}

fn begin(attempt: u16, fence: i64) -> Act {
    Act::BeginAttempt { attempt: AttemptNo(attempt), fence: Fence(fence) }
}

fn commit(attempt: u16, fence: i64) -> Act {
    Act::MarkCommitPoint { attempt: AttemptNo(attempt), fence: Fence(fence) }
}

fn handed_over(attempt: u16, fence: i64, minute: i64) -> Act {
    Act::ReportHandedOver {
        attempt: AttemptNo(attempt),
        fence: Fence(fence),
        at: at(minute),
        provider: None,
        code: None,
    }
}

fn not_sent(attempt: u16, fence: i64, class: crate::delivery::NotSentClass) -> Act {
    Act::ReportNotSent { attempt: AttemptNo(attempt), fence: Fence(fence), class, code: None }
}

fn unknown(attempt: u16, fence: i64) -> Act {
    Act::ReportUnknown { attempt: AttemptNo(attempt), fence: Fence(fence) }
}
