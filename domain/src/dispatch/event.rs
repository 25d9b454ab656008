//! What happens to one message.

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::Role;
use crate::case::CaseRef;
use crate::contact::{Channel, Provenance};
use crate::delivery::{BounceClass, GiveUpReason, NotSentClass, PostponeReason, StatusCode};
use crate::digest::Digest;
use crate::id::{
    AttemptNo, ContactNo, DispatchId, ItemNo, MessageId, PartyNo, PrincipalId, TemplateName,
};
use crate::notice;
use crate::notice::NoticeKind;
use crate::notice::Told;
use crate::place::Language;
use crate::sealed::Sealed;

/// One notice inside a message, and the items of the request that it is about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Notice {
    /// What is told.
    pub kind: NoticeKind,
    /// The items it is about; none when it is about the whole case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemNo>,
}

/// Whom a message is for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// A party of the case, at one of its contact points.
    Party {
        /// The party.
        party: PartyNo,
        /// The contact point.
        contact: ContactNo,
        /// How that contact point came to us, as it was when the message was queued.
        provenance: Provenance,
    },
    /// One member of staff.
    Staff(PrincipalId),
    /// The mailbox of everyone in a role.
    Team(Role),
}

impl Addressee {
    /// Whether the message stays inside the house.
    #[must_use]
    pub const fn is_of_the_house(&self) -> bool {
        match self {
            Self::Party { .. } => false,
            Self::Staff(_) | Self::Team(_) => true,
        }
    }
}

/// What is to be told, to whom, where and when.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    /// The case it is about.
    pub case: CaseRef,
    /// What is told; at least one, and a code alone.
    pub notices: Vec<Notice>,
    /// Whom it is for.
    pub to: Addressee,
    /// The way it goes.
    pub channel: Channel,
    /// The address or number there, as it was when the message was queued.
    pub address: Sealed,
    /// The language to write in, if there is a template in it.
    pub language: Language,
    /// It is not sent before this time.
    pub due_from: DateTime<Utc>,
    /// It makes no sense after this time.
    pub not_after: DateTime<Utc>,
}

impl Message {
    /// What the case is told of it once it was handed over, given up, or came back.
    #[must_use]
    pub fn for_case(&self, dispatch: DispatchId) -> notice::Message {
        let (party, contact) = match &self.to {
            Addressee::Party { party, contact, .. } => (Some(*party), Some(*contact)),
            Addressee::Staff(_) | Addressee::Team(_) => (None, None),
        };
        let told = |notice: &Notice| -> Vec<Told> {
            let kind = notice.kind;
            if notice.items.is_empty() {
                return vec![Told { kind, item: None }];
            }
            notice.items.iter().map(|item| Told { kind, item: Some(*item) }).collect()
        };
        let notices = self.notices.iter().flat_map(told).collect();
        notice::Message { dispatch, notices, party, contact }
    }

    /// Whether people carry it and not a machine.
    #[must_use]
    pub const fn is_by_hand(&self) -> bool {
        matches!(self.channel, Channel::Post | Channel::Phone)
    }
}

/// Which template a message was rendered from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Template {
    /// Its name.
    pub name: TemplateName,
    /// Its version, counted from 1.
    pub version: u32,
}

/// The bytes of a message, made once. Every attempt sends exactly these.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rendered {
    /// What it was made from.
    pub template: Template,
    /// The language really used.
    pub language: Language,
    /// The bytes, sealed.
    pub text: Sealed,
    /// The salt of the digest, sealed: in clear, it would let anyone try out eight-digit codes.
    pub salt: Sealed,
    /// SHA-256 over the length-prefixed salt and bytes. Whoever is shown both can check them.
    pub digest: Digest,
    /// Its identity on the wire.
    pub message_id: MessageId,
}

/// The token of a lease on a dispatch: each new holder has a higher one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Fence(pub i64);

/// What happened to one message.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Event {
    /// It is owed and waits for its time.
    Queued {
        /// What, to whom, where and when.
        message: Message,
        /// Whether it is sent again when it is unknown whether it went out. False for codes.
        duplicate_ok: bool,
    },
    /// Its bytes were made.
    Rendered(Rendered),
    /// It waits longer than its schedule says.
    Postponed {
        /// Until when.
        until: DateTime<Utc>,
        /// Why.
        reason: PostponeReason,
    },
    /// A courier took it out.
    AttemptBegun {
        /// The number of the attempt.
        attempt: AttemptNo,
        /// The lease under which it is made.
        fence: Fence,
        /// When.
        at: DateTime<Utc>,
    },
    /// Everything but the last byte was accepted; the last byte goes next. Without this event an
    /// attempt certainly sent nothing; with it, silence means that nobody knows.
    CommitPointReached {
        /// The attempt.
        attempt: AttemptNo,
        /// When.
        at: DateTime<Utc>,
    },
    /// The relay or gateway took it.
    HandedOver {
        /// The attempt.
        attempt: AttemptNo,
        /// When it answered.
        at: DateTime<Utc>,
        /// What it calls the message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider: Option<Sealed>,
        /// Its reply code. None where handing over was concluded from a later report.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<StatusCode>,
    },
    /// The attempt certainly sent nothing.
    NotSent {
        /// The attempt.
        attempt: AttemptNo,
        /// When that was known.
        at: DateTime<Utc>,
        /// Why.
        class: NotSentClass,
        /// The reply code, when there was a reply.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<StatusCode>,
        /// When it is tried again. None when it is given up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_at: Option<DateTime<Utc>>,
    },
    /// The answer to the last byte was lost.
    OutcomeUnknown {
        /// The attempt.
        attempt: AttemptNo,
        /// When that was known.
        at: DateTime<Utc>,
        /// When the same bytes are sent again. None when they must not be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_at: Option<DateTime<Utc>>,
    },
    /// It is not tried any more.
    GivenUp {
        /// When that was decided.
        at: DateTime<Utc>,
        /// Why.
        reason: GiveUpReason,
    },
    /// A clerk took the letter to the post: handed over.
    Posted {
        /// The day of posting.
        on: NaiveDate,
        /// The number under which the post follows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tracking: Option<Sealed>,
    },
    /// A clerk called and reached nobody.
    CallUnanswered {
        /// When.
        at: DateTime<Utc>,
    },
    /// A clerk told the person on the telephone: handed over.
    ToldByPhone {
        /// When.
        at: DateTime<Utc>,
        /// What was said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        summary: Option<Sealed>,
    },
    /// A report says that it arrived.
    Delivered {
        /// When.
        at: DateTime<Utc>,
    },
    /// It came back.
    Bounced {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        class: BounceClass,
        /// The status code of the report.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<StatusCode>,
    },
}

crate::stream::domain_event!(
    Event, "1": Queued, Rendered, Postponed, AttemptBegun, CommitPointReached, HandedOver,
    NotSent, OutcomeUnknown, GivenUp, Posted, CallUnanswered, ToldByPhone, Delivered, Bounced,
);
