//! What can be put right of notices that were recorded. Nothing is edited: what was said before stands beside
//! what is said now.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::contact::Means;
use crate::id::ItemNo;
use crate::sealed::Sealed;

use super::record::{AuthorityNotice, Content, PeopleTold};

/// What is said of a notice to an authority.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NoticeSaid {
    /// When it was given.
    pub at: DateTime<Utc>,
    /// The duties that it serves.
    pub duties: BTreeSet<ItemNo>,
    /// What it said.
    pub contents: BTreeSet<Content>,
    /// The number that the authority gave it, which mostly comes later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Sealed>,
}

/// What is said of how people were told.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ToldSaid {
    /// When the first of them was.
    pub from: DateTime<Utc>,
    /// When the last of them was.
    pub at: DateTime<Utc>,
    /// How.
    pub means: BTreeSet<Means>,
    /// How many.
    pub people: u64,
    /// Whether everybody is told who has to be.
    pub complete: bool,
}

/// What is to be put right of a notice to an authority: what is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub struct NoticeChange {
    /// When it was given.
    pub at: Option<DateTime<Utc>>,
    /// The duties that it serves.
    pub duties: Option<BTreeSet<ItemNo>>,
    /// What it said.
    pub contents: Option<BTreeSet<Content>>,
    /// The number that the authority gave it.
    pub reference: Option<Sealed>,
    /// Why: demanded for whatever was said before.
    pub reason: Option<Sealed>,
}

/// What is to be put right of how people were told: what is left out stays as it is.
#[derive(Debug, Clone)]
pub struct ToldChange {
    /// When the first of them was.
    pub from: Option<DateTime<Utc>>,
    /// When the last of them was.
    pub at: Option<DateTime<Utc>>,
    /// How.
    pub means: Option<BTreeSet<Means>>,
    /// How many.
    pub people: Option<u64>,
    /// Whether everybody is told who has to be.
    pub complete: Option<bool>,
    /// Why.
    pub reason: Sealed,
}

impl NoticeSaid {
    /// What is said of it now.
    #[must_use]
    pub fn of(notice: &AuthorityNotice) -> Self {
        Self {
            at: notice.at,
            duties: notice.duties.clone(),
            contents: notice.contents.clone(),
            reference: notice.reference.clone(),
        }
    }

    pub(super) fn after(&self, change: &NoticeChange) -> Self {
        Self {
            at: change.at.unwrap_or(self.at),
            duties: change.duties.clone().unwrap_or_else(|| self.duties.clone()),
            contents: change.contents.clone().unwrap_or_else(|| self.contents.clone()),
            reference: change.reference.clone().or_else(|| self.reference.clone()),
        }
    }

    /// Whether the other one says the same, and perhaps a number where this one has none. A number that is
    /// said again cannot be seen to be the same: it is sealed.
    pub(super) fn is_kept_by(&self, other: &Self) -> bool {
        let same_number = self.reference.is_none() || self.reference == other.reference;
        let same = (self.at, &self.duties, &self.contents);
        same == (other.at, &other.duties, &other.contents) && same_number
    }
}

impl ToldSaid {
    /// What is said of it now.
    #[must_use]
    pub fn of(told: &PeopleTold) -> Self {
        let PeopleTold { from, at, people, complete, .. } = *told;
        Self { from, at, means: told.means.clone(), people, complete }
    }

    pub(super) fn after(&self, change: &ToldChange) -> Self {
        Self {
            // Who all were told at once were told at another time.
            from: change.from.unwrap_or(match change.at {
                Some(at) if self.from == self.at => at,
                Some(_) | None => self.from,
            }),
            at: change.at.unwrap_or(self.at),
            means: change.means.clone().unwrap_or_else(|| self.means.clone()),
            people: change.people.unwrap_or(self.people),
            complete: change.complete.unwrap_or(self.complete),
        }
    }
}
