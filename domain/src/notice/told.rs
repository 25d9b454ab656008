//! What a case keeps of what was told.

use chrono::{DateTime, Utc};

use super::NoticeKind;
use crate::contact::Channel;
use crate::id::{ContactNo, DispatchId, ItemNo, PartyNo};

/// One notice inside a dispatch: what, and about which item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Told {
    /// What was told.
    pub kind: NoticeKind,
    /// The item it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemNo>,
}

/// A message as the case needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Message {
    /// The dispatch that carried it.
    pub dispatch: DispatchId,
    /// What it told.
    pub notices: Vec<Told>,
    /// To which party; none for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyNo>,
    /// To which contact of that party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactNo>,
}

/// What became of a message. Each kind of case has an event for each.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Heard {
    /// It was handed over at that time.
    NoticeHandedOver { message: Message, channel: Channel, at: DateTime<Utc> },
    /// It could not be delivered.
    NoticeGivenUp { message: Message, at: DateTime<Utc> },
    /// It was handed over earlier, and came back.
    NoticeCameBack { message: Message, at: DateTime<Utc> },
}

impl Heard {
    /// The message.
    #[must_use]
    pub const fn message(&self) -> &Message {
        match self {
            Self::NoticeHandedOver { message, .. }
            | Self::NoticeGivenUp { message, .. }
            | Self::NoticeCameBack { message, .. } => message,
        }
    }

    /// When.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        match self {
            Self::NoticeHandedOver { at, .. }
            | Self::NoticeGivenUp { at, .. }
            | Self::NoticeCameBack { at, .. } => *at,
        }
    }

    /// The same, not ahead of this time. Clocks of two machines differ a little: what another one
    /// reports is not refused for being a moment ahead of this one.
    #[must_use]
    pub fn by(mut self, now: DateTime<Utc>) -> Self {
        match &mut self {
            Self::NoticeHandedOver { at, .. }
            | Self::NoticeGivenUp { at, .. }
            | Self::NoticeCameBack { at, .. } => *at = (*at).min(now),
        }
        self
    }
}

/// Lets one kind of case hear what became of messages.
macro_rules! hears {
    ($act:ident, $event:ident) => {
        impl From<$crate::notice::Heard> for $act {
            fn from(heard: $crate::notice::Heard) -> Self {
                Self::Hear(heard)
            }
        }

        impl From<$crate::notice::Heard> for $event {
            fn from(heard: $crate::notice::Heard) -> Self {
                use $crate::notice::Heard;
                match heard {
                    Heard::NoticeHandedOver { message, channel, at } => {
                        Self::NoticeHandedOver { message, channel, at }
                    }
                    Heard::NoticeGivenUp { message, at } => Self::NoticeGivenUp { message, at },
                    Heard::NoticeCameBack { message, at } => Self::NoticeCameBack { message, at },
                }
            }
        }
    };
}
pub(crate) use hears;
