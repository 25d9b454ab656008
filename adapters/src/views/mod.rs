//! Read models: rebuilt from the ledger at any time, never read to decide anything.
//!
//! One view is one file or folder (how an event changes it, its queries, its rows) and one
//! migration. Rows carry the number of the *build* they belong to; readers go through a `live_*` SQL
//! view, which shows the live build only. [`build`] fills a new build beside the live one and swaps
//! them.
//!
//! A [`batch`] is read and folded before the transaction that writes it: what is in the ledger never
//! changes, and a long write transaction would hold everyone's order back.

pub mod batch;
pub mod build;
pub mod campaign;
mod cases;
pub mod complaint;
pub mod due;
pub mod incident;
pub mod list;
pub mod page;
mod read;
pub mod request;
pub mod stream;
mod table;
pub mod task;
pub mod timer;

use crate::store::{Conn, StoreError, Tx};
use batch::Batch;

/// Every read model there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Every stream, with its length and last event.
    Stream,
    /// Every request, as lists show it.
    Request,
    /// Every complaint, as lists show it.
    Complaint,
    /// Every incident, as lists show it.
    Incident,
    /// Every campaign, as lists show it.
    Campaign,
    /// When each case is to look at the time next.
    Timer,
    /// The tasks that are still to be carried out.
    Task,
}

impl View {
    /// All of them: they share one position, and are rebuilt together.
    pub const ALL: &'static [Self] = &[
        Self::Stream,
        Self::Request,
        Self::Complaint,
        Self::Incident,
        Self::Campaign,
        Self::Timer,
        Self::Task,
    ];

    /// Name and version. A view whose rows would come out differently gets a new version, and the
    /// next start rebuilds.
    const fn tag(self) -> &'static str {
        match self {
            Self::Stream => "stream@1",
            Self::Request => "request@1",
            Self::Complaint => "complaint@2",
            Self::Incident => "incident@3",
            Self::Campaign => "campaign@2",
            Self::Timer => "timer@2",
            Self::Task => "task@1",
        }
    }

    /// Brings the rows of a build up to date with the next events, in order.
    async fn apply(self, tx: &mut Tx<'_>, build: i64, batch: &Batch) -> Result<(), StoreError> {
        match self {
            Self::Stream => stream::apply(tx, build, &batch.events).await,
            Self::Request => request::apply(tx, build, &batch.requests).await,
            Self::Complaint => complaint::apply(tx, build, &batch.complaints).await,
            Self::Incident => incident::apply(tx, build, &batch.incidents).await,
            Self::Campaign => campaign::apply(tx, build, &batch.campaigns).await,
            Self::Timer => {
                timer::apply(tx, build, &batch.requests, &batch.reckoning).await?;
                timer::apply(tx, build, &batch.complaints, &batch.reckoning).await?;
                timer::apply(tx, build, &batch.incidents, &batch.reckoning).await
            }
            Self::Task => task::apply(tx, build, &batch.requests).await,
        }
    }

    /// Removes at most `limit` rows of a build that nobody reads any more; gives how many.
    async fn clear(self, conn: Conn<'_>, build: i64, limit: i64) -> Result<u64, StoreError> {
        match self {
            Self::Stream => stream::clear(conn, build, limit).await,
            Self::Request => request::TABLE.clear(conn, build, limit).await,
            Self::Complaint => complaint::TABLE.clear(conn, build, limit).await,
            Self::Incident => incident::TABLE.clear(conn, build, limit).await,
            Self::Campaign => campaign::TABLE.clear(conn, build, limit).await,
            Self::Timer => timer::TABLE.clear(conn, build, limit).await,
            Self::Task => task::TABLE.clear(conn, build, limit).await,
        }
    }
}

/// The views that this binary makes, as a build records them.
fn tags() -> String {
    View::ALL.iter().map(|view| view.tag()).collect::<Vec<_>>().join(" ")
}
