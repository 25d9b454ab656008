//! Channels and contact points.

use chrono::{DateTime, Utc};

use crate::sealed::Sealed;
use crate::text::closed_list;

closed_list!(
    /// The way in which a case reached us (P01).
    Intake, "intake channel" {
        /// A customer-service portal over the API.
        Portal = "portal",
        /// The public form of the service's own pages.
        Form = "form",
        /// E-mail.
        Email = "email",
        /// A letter on paper.
        Letter = "letter",
        /// By telephone, entered by a clerk.
        Phone = "phone",
        /// By chat, entered by a clerk.
        Chat = "chat",
        /// At the counter, entered by a clerk.
        Counter = "counter",
        /// Nobody wrote: the house acts on its own motion (P31).
        OwnMotion = "own_motion",
    }
);

impl Intake {
    /// Whether somebody has to enter here what came in elsewhere.
    #[must_use]
    pub const fn is_clerk_entry(self) -> bool {
        matches!(self, Self::Email | Self::Letter | Self::Phone | Self::Chat | Self::Counter)
    }
}

closed_list!(
    /// The way in which a message reaches a person.
    Channel, "channel" {
        /// E-mail.
        Email = "email",
        /// A text message.
        Sms = "sms",
        /// A letter on paper.
        Post = "post",
        /// A call by a clerk.
        Phone = "phone",
        /// A push message of the service's own app.
        Push = "push",
        /// A letter inside the service's own pages.
        SiteLetter = "site_letter",
    }
);

closed_list!(
    /// A way in which many people are told at once (P19).
    Means, "means of telling" {
        /// By e-mail.
        Email = "email",
        /// By text message.
        Sms = "sms",
        /// By a push message of the service's own app.
        Push = "push",
        /// By a letter inside the service's own pages.
        SiteLetter = "site_letter",
        /// By calls of clerks.
        Phone = "phone",
        /// By letters on paper.
        Post = "post",
        /// By a public announcement.
        Announcement = "announcement",
    }
);

/// How we came by a contact point, and so what it may be used for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// The letter names it. It proves nothing about the account.
    Given,
    /// The system of record, or the portal's own session, confirms that it belongs to the account.
    OnRecord {
        /// When that was confirmed.
        at: DateTime<Utc>,
    },
    /// On record, and a code sent there came back.
    Confirmed {
        /// When the code came back.
        at: DateTime<Utc>,
    },
}

impl Provenance {
    /// Whether it may carry a code that raises assurance, the ticket, and the telling of
    /// consequences.
    #[must_use]
    pub const fn is_on_record(&self) -> bool {
        match self {
            Self::Given => false,
            Self::OnRecord { .. } | Self::Confirmed { .. } => true,
        }
    }
}

/// One contact point of a party.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Contact {
    /// The way it is reached.
    pub channel: Channel,
    /// The address or number, sealed under the case's `contact` key.
    pub value: Sealed,
    /// How we came by it.
    pub provenance: Provenance,
}
