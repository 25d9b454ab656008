//! Every request, as lists and search show it.
//!
//! One row a request, derived whole from the case. Nothing in it is personal or sealed. What depends
//! on the day (whether identity or standing still holds) is as of the last event: when it falls away
//! by time, that is an event of its own. Being overdue is asked with the caller's time, never stored.

mod derive;
mod list;
mod row;

use chrono::{DateTime, Utc};
use habeas_domain::contact::Intake;
use habeas_domain::id::{PrincipalId, RequestId};
use habeas_domain::kind::{ItemKind, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::place::Residence;
use habeas_domain::reference::Reference;
use habeas_domain::request::{Phase, PublicStatus, Request, WaitingOn};

pub use super::due::Due;
pub use super::list::{count, list};
pub use super::page::{Count, Sort};
pub use list::Filter;

use super::cases::Folded;
use super::page;
use super::table::{CHUNK, Table};
use crate::store::{StoreError, Tx};

/// A page of a list of requests.
pub type Page = page::Page<Filter>;

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The request.
    pub id: RequestId,
    /// Its human reference.
    pub reference: Reference,
    /// Where the case stands.
    pub phase: Phase,
    /// How it stands, in the word that the person may see.
    pub public_status: PublicStatus,
    /// What it waits for, as the domain orders it. A confidential hold is not named.
    pub waiting_on: Vec<WaitingOn>,
    /// What is asked, each kind once, in the order of the letter.
    pub kinds: Vec<ItemKind>,
    /// How the letter came.
    pub intake: Intake,
    /// When it was received, as precisely as is known.
    pub received: Moment,
    /// The earliest instant that `received` can mean at the place of receipt.
    pub received_at: DateTime<Utc>,
    /// When it was entered here.
    pub entered: DateTime<Utc>,
    /// When the answer is due; none when no answer is owed any more.
    pub due: Option<Due>,
    /// Where the subject lives, when known.
    pub residence: Option<Residence>,
    /// Who the subject is to the house.
    pub category: SubjectCategory,
    /// The officers who took items, each once, by item.
    pub taken_by: Vec<PrincipalId>,
    /// What needs a second look.
    pub marks: Marks,
    /// Holds that lie.
    pub holds: Holds,
    /// The decision revision.
    pub revision: u64,
    /// The sequence of the last event in this row.
    pub version: u64,
    /// Business time of that event, as the ledger has it.
    pub last_at: DateTime<Utc>,
}

/// What needs a second look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Another open request of the same subject asks the same.
    pub duplicate: bool,
    /// The same verified person asked the same before and was answered.
    pub repeat: bool,
    /// A message came back or was given up, and nothing has reached the person since.
    pub undeliverable: bool,
}

/// Holds that lie on a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holds {
    /// One that may be spoken of.
    pub open: bool,
    /// One that the person must not hear of. For staff alone: no answer to a portal or a person may
    /// show it or be sorted, filtered or counted by it.
    pub confidential: bool,
}

pub(super) const TABLE: Table = Table { name: "view_request", key: "id", columns: row::COLUMNS };

pub(super) async fn apply(
    tx: &mut Tx<'_>,
    build: i64,
    cases: &[Folded<Request>],
) -> Result<(), StoreError> {
    for cases in cases.chunks(CHUNK) {
        let rows: Vec<Row> = cases.iter().map(Row::of).collect();
        row::write(tx.conn(), build, &rows).await?;
    }
    Ok(())
}
