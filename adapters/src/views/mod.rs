//! Read models: rebuilt from the ledger at any time, never read to decide anything.
//!
//! One view is one file (how an event changes it, its queries, its rows) and one migration. Rows
//! carry the number of the *build* they belong to; readers go through a `live_*` SQL view, which
//! shows the live build only. [`build`] fills a new build beside the live one and swaps them.

pub mod build;
pub mod stream;

use crate::ledger::feed::Event;
use crate::store::{Conn, StoreError, Tx};

/// Every read model there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Every stream, with its length and last event.
    Stream,
}

impl View {
    /// All of them: they share one position, and are rebuilt together.
    pub const ALL: &'static [Self] = &[Self::Stream];

    /// Name and version. A view whose rows would come out differently gets a new version, and the
    /// next start rebuilds.
    const fn tag(self) -> &'static str {
        match self {
            Self::Stream => "stream@1",
        }
    }

    /// Brings the rows of a build up to date with the next events, in order.
    async fn apply(self, tx: &mut Tx<'_>, build: i64, events: &[Event]) -> Result<(), StoreError> {
        match self {
            Self::Stream => stream::apply(tx, build, events).await,
        }
    }

    /// Removes at most `limit` rows of a build that nobody reads any more; gives how many.
    async fn clear(self, conn: Conn<'_>, build: i64, limit: i64) -> Result<u64, StoreError> {
        match self {
            Self::Stream => stream::clear(conn, build, limit).await,
        }
    }
}

/// The views that this binary makes, as a build records them.
fn tags() -> String {
    View::ALL.iter().map(|view| view.tag()).collect::<Vec<_>>().join(" ")
}
