//! Every incident, as lists show it. One row an incident, derived whole from the case; nothing in it is
//! personal or sealed.

mod list;
mod row;

use chrono::{DateTime, Utc};
use habeas_domain::breach::Risk;
use habeas_domain::contact::Intake;
use habeas_domain::id::{IncidentId, PrincipalId};
use habeas_domain::incident::{Case, Incident, Phase, Source, WaitingOn};
use habeas_domain::moment::Moment;
use habeas_domain::reference::Reference;

pub use super::list::{count, list};
pub use list::Filter;

use super::cases::Folded;
use super::due::{Due, most_urgent};
use super::page;
use super::table::{CHUNK, Table};
use crate::store::{StoreError, Tx};

/// A page of a list of incidents.
pub type Page = page::Page<Filter>;

/// An incident in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The incident.
    pub id: IncidentId,
    /// Its human reference.
    pub reference: Reference,
    /// Who or what brought word.
    pub source: Source,
    /// Where the case stands.
    pub phase: Phase,
    /// What it waits for.
    pub waiting_on: Vec<WaitingOn>,
    /// How word of it came.
    pub intake: Intake,
    /// When it came, as precisely as is known.
    pub received: Moment,
    /// The earliest instant that `received` can mean at the place of receipt.
    pub received_at: DateTime<Utc>,
    /// The most urgent of all that is owed; none when nothing is.
    pub due: Option<Due>,
    /// How many versions of the assessment there are.
    pub versions: u16,
    /// What the newest finds.
    pub risk: Option<Risk>,
    /// The officer who took it.
    pub taken_by: Option<PrincipalId>,
    /// Whether an authority asked for silence, and that has not ended.
    pub stayed: bool,
    /// Whether a message came back or was given up, and nothing has reached the reporter since.
    pub undeliverable: bool,
    /// Until when authorities ask for silence, where that has not ended.
    pub silent_until: Option<DateTime<Utc>>,
    /// The incident with which it is treated, while it is.
    pub merged_into: Option<IncidentId>,
    /// The decision revision.
    pub revision: u64,
    /// The sequence of the last event in this row.
    pub version: u64,
    /// Business time of that event, as the ledger has it.
    pub last_at: DateTime<Utc>,
}

impl Row {
    /// The row of an incident as it stood after its last event, from the ledger alone.
    fn of(folded: &Folded<Incident>) -> Self {
        let Folded { case, version, at, .. } = folded;
        let receipt = &case.receipt;
        Self {
            id: receipt.id.clone(),
            reference: receipt.reference.clone(),
            source: receipt.source,
            phase: case.phase,
            waiting_on: case.waiting_on(*at),
            intake: receipt.intake,
            received: receipt.received.moment,
            received_at: case.received(),
            due: due(case),
            versions: case.version().map_or(0, |version| version.0),
            risk: case.assessment().map(|assessment| assessment.finding.risk),
            taken_by: case.taken.clone(),
            stayed: case.open_stays().next().is_some(),
            undeliverable: !case.undelivered.is_empty(),
            silent_until: case.silent_until(),
            merged_into: case.merged_into.clone(),
            revision: case.revision,
            version: u64::try_from(*version).unwrap_or_default(),
            last_at: *at,
        }
    }
}

/// Each duty has clocks of its own here; what an authority imposed is owed however the case ended.
fn due(case: &Case) -> Option<Due> {
    let owed = case.owed().map(|(no, one)| case.docket.governing(Some(no), one.arisen.duty));
    let owed = most_urgent(owed.flatten()).map(Due::of);
    Due::first(owed, Due::imposed(&case.imposed, case.receipt.received.zone))
}

pub(super) const TABLE: Table = Table { name: "view_incident", key: "id", columns: row::COLUMNS };

pub(super) async fn apply(
    tx: &mut Tx<'_>,
    build: i64,
    cases: &[Folded<Incident>],
) -> Result<(), StoreError> {
    for cases in cases.chunks(CHUNK) {
        let rows: Vec<Row> = cases.iter().map(Row::of).collect();
        row::write(tx.conn(), build, &rows).await?;
    }
    Ok(())
}
