//! Campaigns: what people do with them, in clear on this side and sealed on the other, and the rows of the
//! people whom they tell.
//!
//! ```text
//! a list ─► lines ─► rows, sealed, a key for a hundred (not live) ─► PeopleListed, a batch an event ─► live
//! ```
//! A list is taken in whole or not at all: its rows are there before its events, and nothing of a batch
//! leaves before its event is in the ledger.

mod batch;
pub mod by_hand;
pub mod consent;
mod door;
mod erase;
mod erasure;
mod fence;
pub mod history;
mod joined;
mod known;
mod lease;
pub mod left_out;
pub mod list;
pub mod messages;
mod open;
pub mod outcomes;
pub mod people;
mod returned;
mod reveal;
mod staged;
mod take;
pub mod texts;
mod tidy;
pub mod work;

pub use consent::Answers;
pub use door::{CampaignError, Campaigns};
pub use erase::{EraseError, Erased};
pub use open::LookError;
pub use take::{ListError, Manner, Taken, Taking};
pub use texts::CommonText;

use habeas_domain::id::CampaignId;

use crate::vault::Stream;

/// The vault's name of a campaign's stream.
pub(crate) fn stream(id: &CampaignId) -> Stream {
    Stream::new(<habeas_domain::campaign::Campaign as cqrs_es::Aggregate>::TYPE, id.as_str())
}

/// What the vault calls the streams of the rows of people who share a key.
pub const RECIPIENTS: &str = "recipients";

/// The vault's name of the rows of a campaign that share a key.
fn part_stream(id: &CampaignId, part: i64) -> Stream {
    Stream::new(RECIPIENTS, format!("{id}/{part}"))
}

/// Where a person's row belongs.
fn slot(person: i64) -> String {
    format!("person.{person}")
}
