//! Clarification, fee and hold: each runs beside the items, for one of them or for all.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::ground::{FeeGround, HoldGround};
use crate::id::{DataCategory, ItemNo};
use crate::sealed::Sealed;
use crate::text::text_type;

use super::task::{Task, TaskKind};

/// The items a track is about; empty means all of them.
pub type Items = BTreeSet<ItemNo>;

/// A question to the person about what is meant.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Clarification {
    /// The items it is about.
    pub items: Items,
    /// When it was asked.
    pub asked: DateTime<Utc>,
    /// When the answer came in.
    pub answered: Option<DateTime<Utc>>,
}

text_type!(
    /// An ISO 4217 currency code.
    Currency, "currency", "must be three capitals, as in ISO 4217",
    |text| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
);

/// A fee quoted (P12).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fee {
    /// The items it is asked for.
    pub items: Items,
    /// The amount in the currency's smallest unit.
    pub amount: u32,
    /// The currency.
    pub currency: Currency,
    /// Why a fee is asked.
    pub ground: FeeGround,
    /// When it was quoted.
    pub quoted: DateTime<Utc>,
    /// The day by the end of which the person is to agree.
    pub answer_by: NaiveDate,
    /// Where it stands.
    pub state: FeeState,
}

/// Where a fee stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeState {
    /// Neither accepted nor refused.
    Quoted,
    /// The person agreed to pay.
    Accepted,
    /// Paid at that time.
    Paid(DateTime<Utc>),
    /// We no longer ask for it, since that time.
    Waived(DateTime<Utc>),
    /// Not accepted in time.
    Lapsed(DateTime<Utc>),
}

/// A hold: what it covers stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Hold {
    /// The items it stops.
    pub items: Items,
    /// The data categories it covers; empty means all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub categories: BTreeSet<DataCategory>,
    /// Why.
    pub ground: HoldGround,
    /// Whether the person must not hear of it.
    pub confidential: bool,
    /// When it ends or is looked at again.
    pub end: HoldEnd,
    /// The reason kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Sealed>,
}

/// Every hold has an end or a day of review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldEnd {
    /// Lifts by itself after this day.
    Until(NaiveDate),
    /// Is looked at on this day.
    Review(NaiveDate),
}

impl Clarification {
    /// Whether it is open and about this item.
    #[must_use]
    pub fn holds_up(&self, item: ItemNo) -> bool {
        self.answered.is_none() && covers(&self.items, item)
    }
}

impl Fee {
    /// Whether it is unsettled and about this item.
    #[must_use]
    pub fn holds_up(&self, item: ItemNo) -> bool {
        matches!(self.state, FeeState::Quoted | FeeState::Accepted) && covers(&self.items, item)
    }
}

impl Hold {
    /// Whether it lies on this category (or on anything, where none is named) of this item.
    #[must_use]
    pub fn covers(&self, item: ItemNo, category: Option<&DataCategory>) -> bool {
        covers(&self.items, item)
            && (self.categories.is_empty()
                || category.is_none_or(|category| self.categories.contains(category)))
    }

    /// Whether it keeps this task from beginning.
    #[must_use]
    pub fn stops_task(&self, task: &Task) -> bool {
        self.stops(task.kind) && task.categories.iter().any(|c| self.covers(task.item, Some(c)))
    }

    /// Whether it keeps work of this kind from beginning. What is preserved after a refusal must not
    /// be destroyed; what was not refused can still be given.
    #[must_use]
    pub fn stops(&self, kind: TaskKind) -> bool {
        kind.destroys() || (kind.discloses() && self.ground != HoldGround::Preservation)
    }
}

/// Whether a track for these items is about this one.
#[must_use]
pub(super) fn covers(items: &Items, item: ItemNo) -> bool {
    items.is_empty() || items.contains(&item)
}
