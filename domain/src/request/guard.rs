//! The one gate before anything is shown or destroyed.
//!
//! Disclosure and destruction need, at the moment they begin: the assurance that the packs demand
//! for the item, standing where someone speaks for another, no hold, everything the item waits for,
//! and for a deletion that its consequences were told. Reversible protective work needs a
//! confirmed contact. Nothing else opens the gate, and nothing is remembered from earlier passes.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::assurance::Assurance;
use crate::id::{DataCategory, ItemNo};
use crate::kind::ItemKind;
use crate::notice::NoticeKind;
use crate::text::closed_list;

use super::case::Case;
use super::item::{Item, Stage};
use super::task::{Task, TaskKind};

closed_list!(
    /// What stands in the way.
    Block, "block" {
        /// The identity of the requester is not confirmed to the level needed.
        IdentityNotConfirmed = "identity_not_confirmed",
        /// The requester has not shown, or has lost, the right to speak for the subject.
        StandingNotHeld = "standing_not_held",
        /// A hold lies on it.
        Held = "held",
        /// The consequences of deleting were not told to a contact on record.
        ConsequencesNotTold = "consequences_not_told",
        /// Another item must be done first.
        WaitsForItem = "waits_for_item",
        /// Nothing is decided yet.
        NotDecided = "not_decided",
        /// It is decided already.
        AlreadyDecided = "already_decided",
        /// The decision gives nothing of the kind.
        NotGranted = "not_granted",
        /// The person has not authorised the recipient named.
        RecipientNotAuthorised = "recipient_not_authorised",
        /// Nobody has looked whether the recipient's interface can take it.
        TransferNotJudged = "transfer_not_judged",
        /// Something of the request is not at its end.
        NotFinished = "not_finished",
        /// A task of a system is still open.
        WorkOpen = "work_open",
        /// There is no contact on record to send a code to.
        NoContactOnRecord = "no_contact_on_record",
        /// It is so already.
        AlreadySo = "already_so",
        /// Whoever decided what a complaint was right about does not decide it anew.
        SameOfficer = "same_officer",
        /// What ordered it was opened again since.
        OpenedAgain = "opened_again",
    }
);

/// What stands in the way of beginning a task of this kind for an item, on this day.
#[must_use]
pub(super) fn blocks(
    case: &Case,
    item: &Item,
    kind: TaskKind,
    categories: &BTreeSet<DataCategory>,
    on: NaiveDate,
) -> Vec<Block> {
    if kind.discloses() || kind.destroys() {
        serious_blocks(case, item, kind, categories, on)
    } else if kind.is_protective() {
        protective_blocks(case, item, on)
    } else {
        Vec::new()
    }
}

/// What stands in the way of beginning this task for its item, on this day. What was ordered before
/// the item was opened again only looks or protects any more: the rest rested on a decision that does
/// not stand.
#[must_use]
pub(super) fn task_blocks(case: &Case, item: &Item, task: &Task, on: NaiveDate) -> Vec<Block> {
    let mut blocks = blocks(case, item, task.kind, &task.categories, on);
    if is_overturned(item, task) {
        blocks.push(Block::OpenedAgain);
    }
    blocks
}

/// Whether a task carries out a decision that was opened again.
#[must_use]
pub(super) fn is_overturned(item: &Item, task: &Task) -> bool {
    let looks_or_protects = task.kind == TaskKind::Search || task.kind.is_protective();
    task.round != item.round && !looks_or_protects
}

fn serious_blocks(
    case: &Case,
    item: &Item,
    kind: TaskKind,
    categories: &BTreeSet<DataCategory>,
    on: NaiveDate,
) -> Vec<Block> {
    let mut blocks = who_speaks(case, item, on);
    if matches!(item.stage, Stage::Asked) {
        blocks.push(Block::NotDecided);
    }
    if is_held(case, item.asked.no, kind, categories) {
        blocks.push(Block::Held);
    }
    if waits(case, item) {
        blocks.push(Block::WaitsForItem);
    }
    if kind.destroys()
        && item.asked.kind == ItemKind::Deletion
        && !case.was_told(NoticeKind::Consequences, Some(item.asked.no))
    {
        blocks.push(Block::ConsequencesNotTold);
    }
    blocks
}

/// What protects the person at once needs no more than a confirmed contact, and less where the
/// item itself needs less. An item that is decided and granted has passed its own test.
fn protective_blocks(case: &Case, item: &Item, on: NaiveDate) -> Vec<Block> {
    let needs = item.asked.needs.min(Assurance::Contact);
    if case.assurance(on) < needs { vec![Block::IdentityNotConfirmed] } else { Vec::new() }
}

/// What is missing of identity and standing for serving this item.
#[must_use]
pub(super) fn who_speaks(case: &Case, item: &Item, on: NaiveDate) -> Vec<Block> {
    let mut blocks = Vec::new();
    if case.assurance(on) < item.asked.needs {
        blocks.push(Block::IdentityNotConfirmed);
    }
    if !case.may_speak(item, on) {
        blocks.push(Block::StandingNotHeld);
    }
    blocks
}

/// Whether a live hold keeps work of this kind from any of these categories of the item.
#[must_use]
pub(super) fn is_held(
    case: &Case,
    item: ItemNo,
    kind: TaskKind,
    categories: &BTreeSet<DataCategory>,
) -> bool {
    case.live_holds().filter(|(_, hold)| hold.stops(kind)).any(|(_, hold)| {
        if categories.is_empty() {
            hold.covers(item, None)
        } else {
            categories.iter().any(|category| hold.covers(item, Some(category)))
        }
    })
}

/// Whether a live hold keeps deletion from anything that an outcome for all the rest would reach:
/// what the item asks about, save the categories that have outcomes of their own.
#[must_use]
pub(super) fn is_rest_held(case: &Case, item: &Item, named: &BTreeSet<&DataCategory>) -> bool {
    let scope = &item.asked.scope;
    let reached = |category: &DataCategory| {
        !named.contains(category) && (scope.is_empty() || scope.contains(category))
    };
    case.live_holds()
        .filter(|(_, hold)| hold.stops(TaskKind::Delete) && hold.covers(item.asked.no, None))
        .any(|(_, hold)| hold.categories.is_empty() || hold.categories.iter().any(reached))
}

/// Whether an item that must come first is not done yet.
fn waits(case: &Case, item: &Item) -> bool {
    item.asked.after.iter().filter_map(|no| case.items.get(no)).any(|first| match first.stage {
        Stage::Asked | Stage::Decided(_) => true,
        Stage::Done(_) | Stage::Finished(_) => false,
    })
}
