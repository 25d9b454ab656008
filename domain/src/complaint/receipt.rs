//! How a complaint came in.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::assurance::Assurance;
use crate::contact::Intake;
use crate::digest::Digest;
use crate::id::{ComplaintId, ItemNo, PrincipalId, RequestId};
use crate::kind::ComplaintKind;
use crate::people::{Party, Subject};
use crate::received::Received;
use crate::reference::Reference;
use crate::sealed::Sealed;

/// A complaint as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Receipt {
    /// The case.
    pub id: ComplaintId,
    /// Its human reference.
    pub reference: Reference,
    /// The channel.
    pub intake: Intake,
    /// When and where it was received.
    pub received: Received,
    /// When it was entered here.
    pub entered: DateTime<Utc>,
    /// Why it was entered much later than received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_reason: Option<Sealed>,
    /// What is brought.
    pub kind: ComplaintKind,
    /// Whose data it is about, as far as anybody's is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Who complains: party 1. Without a contact nobody can be answered.
    pub complainant: Party,
    /// The request that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// What is alleged, in the order of the letter.
    pub allegations: Vec<Alleged>,
    /// The words of the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<Sealed>,
    /// The portal's own ticket number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<Sealed>,
    /// The claim ticket.
    pub ticket: Sealed,
    /// What proves later that a ticket shown belongs to this case.
    pub ticket_hash: Digest,
    /// The assurance that answering it needs, pinned from the packs.
    pub needs: Assurance,
}

/// The request that a complaint is about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// One that is here.
    Request {
        /// The case.
        case: RequestId,
        /// Which of its items, at least one.
        items: BTreeSet<ItemNo>,
        /// Whether any of that was refused, wholly or in part: then a law may give an appeal.
        refused: bool,
        /// Who decided it, and so does not decide the complaint.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        decided_by: BTreeSet<PrincipalId>,
    },
    /// One that is forgotten: all that is left to name it by.
    Forgotten {
        /// Its reference.
        reference: Reference,
        /// What its stream says still; none where no stream here has that reference, as of a case of
        /// before this installation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        course: Option<Course>,
    },
}

/// What the stream of a forgotten request says still: only its words are gone.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Course {
    /// The case.
    pub case: RequestId,
    /// Whether anything asked there was refused, wholly or in part.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// Who decided it, and so does not decide the complaint.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub decided_by: BTreeSet<PrincipalId>,
}

impl About {
    /// The request, where its stream is here.
    #[must_use]
    pub fn case(&self) -> Option<&RequestId> {
        match self {
            Self::Request { case, .. } => Some(case),
            Self::Forgotten { course, .. } => course.as_ref().map(|course| &course.case),
        }
    }

    /// Whether any of it was refused, as far as anybody knows.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        match self {
            Self::Request { refused, .. } => *refused,
            Self::Forgotten { course, .. } => course.as_ref().is_some_and(|course| course.refused),
        }
    }

    /// Whether this member of staff had decided it when the complaint arrived.
    #[must_use]
    pub fn is_decided_by(&self, principal: &PrincipalId) -> bool {
        match self {
            Self::Request { decided_by, .. } => decided_by.contains(principal),
            Self::Forgotten { course, .. } => {
                course.as_ref().is_some_and(|course| course.decided_by.contains(principal))
            }
        }
    }
}

/// One thing that is alleged or asked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Alleged {
    /// Its number in the complaint.
    pub no: ItemNo,
    /// In the complainant's words; none when it is the whole letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Sealed>,
    /// The item of the request that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemNo>,
}

/// What the complainant had shown in the request from which the complaint was opened, perhaps nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Inherited {
    /// The level.
    pub level: Assurance,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The last day on which it holds, where it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Whether, and how long, they may speak for the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks: Option<Speaks>,
}

/// That somebody may speak for the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Speaks {
    /// The last day on which they may, where that ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}
