//! What happens in a campaign.

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::digest::Digest;
use crate::id::{BatchNo, CampaignId, VersionNo};
use crate::place::Language;
use crate::reference::Reference;
use crate::sealed::Sealed;

use super::about::About;
use super::record::{Batch, Drafted, Paper, Results, RowOf};
use super::wording::{Form, Words};

/// What happened. Each says what its name says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Event {
    /// Somebody began a draft.
    CampaignDrafted {
        id: CampaignId,
        reference: Reference,
        about: About,
        by: Actor,
        at: DateTime<Utc>,
    },
    /// What it is about was said anew, before any approval.
    AboutStated { about: About, by: Actor },
    /// A paper was filed.
    PaperFiled { paper: Paper, reference: Sealed, by: Actor },
    /// A version was begun.
    VersionDrafted { version: Drafted, by: Actor },
    /// A version was worded.
    VersionWorded { version: VersionNo, form: Form, language: Language, words: Words, by: Actor },
    /// People were listed.
    PeopleListed { batch: Batch, by: Actor },
    /// A list was broken off: what there is of batches up to this number that are not in the stream by now
    /// never comes into it.
    ListBrokenOff { last: BatchNo, at: DateTime<Utc> },
    /// Somebody else approved a version.
    VersionApproved {
        version: VersionNo,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late_reason: Option<Sealed>,
        by: Actor,
        at: DateTime<Utc>,
    },
    /// Messages may leave.
    SendingBegun { version: VersionNo, by: Actor, at: DateTime<Utc> },
    /// No more messages leave for now.
    SendingPaused { version: VersionNo, reason: Sealed, by: Actor, at: DateTime<Utc> },
    /// They leave again.
    SendingResumed { version: VersionNo, by: Actor, at: DateTime<Utc> },
    /// What has not left does not leave any more.
    SendingStopped { version: VersionNo, reason: Sealed, by: Actor, at: DateTime<Utc> },
    /// What became of messages.
    ResultsRecorded(Results),
    /// Nothing of a version is under way any more: each of its messages is out or cannot be, or was held
    /// back for good.
    VersionSettled { version: VersionNo, at: DateTime<Utc> },
    /// It was announced in public.
    Announced { version: VersionNo, place: Sealed, at: DateTime<Utc>, by: Actor },
    /// A person was erased from the lists: the others of the key have another one, and of the row its
    /// hash is left. A later list may have added rows to the person: they go with it.
    PersonErased {
        batch: BatchNo,
        row: Digest,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        besides: Vec<RowOf>,
        by: Actor,
        at: DateTime<Utc>,
    },
    /// It ended.
    CampaignClosed { by: Actor, at: DateTime<Utc> },
}

crate::stream::domain_event!(
    Event, "1": CampaignDrafted, AboutStated, PaperFiled, VersionDrafted, VersionWorded,
    PeopleListed, ListBrokenOff, VersionApproved, SendingBegun, SendingPaused, SendingResumed, SendingStopped,
    ResultsRecorded, VersionSettled, Announced, PersonErased, CampaignClosed,
);

impl Event {
    /// Whether the campaign is another one for a person after it: what machines report at work never
    /// makes stale what somebody has on screen.
    #[must_use]
    pub const fn changes_the_campaign(&self) -> bool {
        match self {
            Self::ListBrokenOff { .. } | Self::ResultsRecorded(_) | Self::PersonErased { .. } => {
                false
            }
            Self::CampaignDrafted { .. }
            | Self::AboutStated { .. }
            | Self::PaperFiled { .. }
            | Self::VersionDrafted { .. }
            | Self::VersionWorded { .. }
            | Self::PeopleListed { .. }
            | Self::VersionApproved { .. }
            | Self::SendingBegun { .. }
            | Self::SendingPaused { .. }
            | Self::SendingResumed { .. }
            | Self::SendingStopped { .. }
            | Self::VersionSettled { .. }
            | Self::Announced { .. }
            | Self::CampaignClosed { .. } => true,
        }
    }
}
