//! What is true of a message at each stage of its way.

use chrono::{DateTime, Utc};

use super::event::{Fence, Message, Rendered};
use crate::delivery::{BounceClass, GiveUpReason};
use crate::id::AttemptNo;
use crate::moment::Moment;

/// A message without bytes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Queued {
    /// What is to be told.
    pub message: Message,
    /// Whether it may go out twice.
    pub duplicate_ok: bool,
    /// When it is due.
    pub next: DateTime<Utc>,
}

/// A message with its bytes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Open {
    /// What is to be told.
    pub message: Message,
    /// Whether it may go out twice.
    pub duplicate_ok: bool,
    /// The bytes.
    pub rendered: Rendered,
    /// The attempts so far.
    pub tries: Tries,
    /// Where the present attempt is, if there is one.
    pub stage: Stage,
}

/// A message that is not tried any more.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Ended {
    /// What was to be told.
    pub message: Message,
    /// The bytes, if it came to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<Rendered>,
    /// The attempts.
    pub tries: Tries,
    /// How it ended.
    pub end: End,
}

/// The attempts of a message so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tries {
    /// How many were begun.
    pub made: AttemptNo,
    /// The lease of the last one.
    pub fence: Fence,
    /// Whether the message was refused as it is, once.
    pub message_refused: bool,
    /// When the last byte of an attempt went out whose answer was lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered: Option<DateTime<Utc>>,
}

impl Tries {
    pub(super) const NONE: Self = Self {
        made: AttemptNo(0),
        fence: Fence(i64::MIN),
        message_refused: false,
        unanswered: None,
    };
}

/// Where the sending is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Stage {
    /// No attempt is under way.
    Waiting {
        /// When the next one is due, unless it is about to be given up.
        next: Option<DateTime<Utc>>,
    },
    /// An attempt is under way and has certainly sent nothing yet.
    Trying,
    /// The last byte is on its way.
    Committing {
        /// Since when.
        since: DateTime<Utc>,
    },
}

/// How a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum End {
    /// It was handed over, and nothing was heard since.
    HandedOver {
        /// When.
        at: Moment,
    },
    /// It arrived.
    Delivered {
        /// When.
        at: DateTime<Utc>,
        /// Whether a later report says that it came back all the same.
        contradicted: bool,
    },
    /// It came back.
    Bounced {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        class: BounceClass,
        /// Whether a later report says that it arrived all the same.
        contradicted: bool,
    },
    /// It is not tried any more.
    GivenUp {
        /// When that was decided.
        at: DateTime<Utc>,
        /// Why.
        reason: GiveUpReason,
    },
}

impl End {
    /// Takes a report in. The first one stands; one that contradicts it is marked.
    pub(super) fn hear(&mut self, report: Self) {
        match self {
            Self::HandedOver { .. } => *self = report,
            Self::Delivered { contradicted, .. } => {
                *contradicted |= matches!(report, Self::Bounced { .. });
            }
            Self::Bounced { contradicted, .. } => {
                *contradicted |= matches!(report, Self::Delivered { .. });
            }
            Self::GivenUp { .. } => {}
        }
    }
}
