//! The next events of a build, and the cases and campaigns they belong to as they stand after the last of
//! them.

use std::collections::BTreeSet;

use cqrs_es::Aggregate;
use habeas_domain::campaign::Campaign;
use habeas_domain::case::CaseStream;
use habeas_domain::complaint::Complaint;
use habeas_domain::digest::Digest;
use habeas_domain::incident::Incident;
use habeas_domain::regime::Rulebook;
use habeas_domain::request::Request;

use super::cases::{self, Folded, Stood};
use crate::ledger::feed::{self, Event};
use crate::store::{Conn, StoreError};

/// Events that follow each other in the ledger, with all that the views need to know of them.
///
/// Each stream in it is folded once, up to the last event of the batch, and never further: the rows
/// are the same however the ledger is cut into batches.
#[derive(Debug)]
pub struct Batch {
    /// The position before the first event.
    pub(super) after: i64,
    /// Whether as many events were there as could be taken.
    pub(super) full: bool,
    pub(super) events: Vec<Event>,
    pub(super) requests: Vec<Folded<Request>>,
    pub(super) complaints: Vec<Folded<Complaint>>,
    pub(super) incidents: Vec<Folded<Incident>>,
    pub(super) campaigns: Vec<Stood<Campaign>>,
    /// The rules by which alarms were found (see [`Rulebook::reckoning`]).
    pub(super) reckoning: Digest,
}

impl Batch {
    /// Reads at most `limit` events after a position (-1 for all), outside any transaction.
    pub async fn read(
        mut conn: Conn<'_>,
        after: i64,
        limit: i64,
        rules: &Rulebook,
    ) -> Result<Self, StoreError> {
        let events = feed::read(conn.conn(), after, limit).await?;
        let to = events.last().map_or(after, |last| last.position);
        let requests = folded(conn.conn(), &events, to, rules).await?;
        let complaints = folded(conn.conn(), &events, to, rules).await?;
        let incidents = folded(conn.conn(), &events, to, rules).await?;
        let campaigns = cases::streams(conn, &ids_of::<Campaign>(&events), to).await?;
        let full = i64::try_from(events.len()).is_ok_and(|read| read == limit);
        let reckoning = rules.reckoning();
        Ok(Self { after, full, events, requests, complaints, incidents, campaigns, reckoning })
    }

    /// Whether more events may wait behind it.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.full
    }

    /// The position of its last event; none when it is empty.
    pub(super) fn last(&self) -> Option<i64> {
        self.events.last().map(|event| event.position)
    }
}

/// The cases of one kind that these events belong to.
async fn folded<A: CaseStream>(
    conn: Conn<'_>,
    events: &[Event],
    to: i64,
    rules: &Rulebook,
) -> Result<Vec<Folded<A>>, StoreError> {
    cases::fold(conn, &ids_of::<A>(events), to, rules).await
}

/// The streams of one kind that these events belong to, each once.
fn ids_of<A: Aggregate>(events: &[Event]) -> Vec<&str> {
    let of_these = events.iter().filter(|event| event.aggregate_type == A::TYPE);
    let ids: BTreeSet<&str> = of_these.map(|event| event.aggregate_id.as_str()).collect();
    ids.into_iter().collect()
}
