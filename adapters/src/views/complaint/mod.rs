//! Every complaint, as lists show it. One row a complaint, derived whole from the case; nothing in it
//! is personal or sealed.

mod list;
mod row;

use chrono::{DateTime, Utc};
use habeas_domain::clock::Duty;
use habeas_domain::complaint::{Case, Complaint, Phase, WaitingOn};
use habeas_domain::contact::Intake;
use habeas_domain::id::{ComplaintId, PrincipalId, RequestId};
use habeas_domain::kind::ComplaintKind;
use habeas_domain::moment::Moment;
use habeas_domain::reference::Reference;

pub use super::list::{count, list};
pub use list::Filter;

use super::cases::Folded;
use super::due::{Due, most_urgent};
use super::page;
use super::table::{CHUNK, Table};
use crate::store::{StoreError, Tx};

/// The duties by which a complaint is answered, and by which it is said first that it arrived.
const ANSWERS: [Duty; 3] = [Duty::Acknowledge, Duty::Respond, Duty::Appeal];

/// A page of a list of complaints.
pub type Page = page::Page<Filter>;

/// A complaint in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The complaint.
    pub id: ComplaintId,
    /// Its human reference.
    pub reference: Reference,
    /// What is brought.
    pub kind: ComplaintKind,
    /// Where the case stands.
    pub phase: Phase,
    /// What it waits for.
    pub waiting_on: Vec<WaitingOn>,
    /// How the letter came.
    pub intake: Intake,
    /// When it was received, as precisely as is known.
    pub received: Moment,
    /// The earliest instant that `received` can mean at the place of receipt.
    pub received_at: DateTime<Utc>,
    /// When the next is due of what is owed to whoever complains, or to an authority; none when nothing is.
    pub due: Option<Due>,
    /// The request that it is about.
    pub about: Option<RequestId>,
    /// The officer who took it.
    pub taken_by: Option<PrincipalId>,
    /// Whether an authority deals with it too.
    pub escalated: bool,
    /// Whether a message came back or was given up, and nothing has reached the person since.
    pub undeliverable: bool,
    /// The decision revision.
    pub revision: u64,
    /// The sequence of the last event in this row.
    pub version: u64,
    /// Business time of that event, as the ledger has it.
    pub last_at: DateTime<Utc>,
}

impl Row {
    /// The row of a complaint as it stood after its last event, from the ledger alone.
    fn of(folded: &Folded<Complaint>) -> Self {
        let Folded { case, version, at, .. } = folded;
        let receipt = &case.receipt;
        let day = at.with_timezone(&receipt.received.zone).date_naive();
        Self {
            id: receipt.id.clone(),
            reference: receipt.reference.clone(),
            kind: receipt.kind,
            phase: case.phase,
            waiting_on: case.waiting_on(day),
            intake: receipt.intake,
            received: receipt.received.moment,
            received_at: case.received(),
            due: due(case),
            about: case.about().cloned(),
            taken_by: case.taken.clone(),
            escalated: case.is_escalated(),
            undeliverable: !case.undelivered.is_empty(),
            revision: case.revision,
            version: u64::try_from(*version).unwrap_or_default(),
            last_at: *at,
        }
    }
}

fn due(case: &Case) -> Option<Due> {
    let clocks = ANSWERS.map(|duty| case.docket.governing(None, duty));
    let answer = most_urgent(clocks.into_iter().flatten()).map(Due::of);
    Due::first(answer, Due::imposed(&case.imposed, case.receipt.received.zone))
}

pub(super) const TABLE: Table = Table { name: "view_complaint", key: "id", columns: row::COLUMNS };

pub(super) async fn apply(
    tx: &mut Tx<'_>,
    build: i64,
    cases: &[Folded<Complaint>],
) -> Result<(), StoreError> {
    for cases in cases.chunks(CHUNK) {
        let rows: Vec<Row> = cases.iter().map(Row::of).collect();
        row::write(tx.conn(), build, &rows).await?;
    }
    Ok(())
}
