//! Rows of `view_campaign`, written and read.

use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Kind, Phase, Stage, WaitingOn};
use habeas_domain::id::{CampaignId, IncidentId, PrincipalId};
use habeas_domain::reference::Reference;

use super::{Row, Shown, TABLE};
use crate::store::{Conn, StoreError, sql};
use crate::views::read::{Place, join};

/// In the order in which [`write()`] binds them.
pub(super) const COLUMNS: &[&str] = &[
    "reference",
    "kind",
    "incident",
    "phase",
    "stage",
    "may_wait_on",
    "drafted",
    "authors",
    "people",
    "revision",
    "version",
    "last_at",
];

/// Writes rows, at most a chunk, each of another campaign.
pub(super) async fn write(conn: Conn<'_>, build: i64, rows: &[Row]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    sql!(many conn, TABLE.insert(), rows, |b, row| {
        b.push_bind(build).push_bind(row.id.as_str()).push_bind(row.reference.as_str());
        b.push_bind(row.kind.code()).push_bind(row.incident.as_ref().map(IncidentId::as_str));
        b.push_bind(row.phase.code()).push_bind(row.stage.map(Stage::code));
        b.push_bind(join(row.may_wait_on.iter().map(|on| on.code())));
        b.push_bind(row.drafted).push_bind(join(row.authors.iter().map(PrincipalId::as_str)));
        b.push_bind(row.people.cast_signed()).push_bind(row.revision.cast_signed());
        b.push_bind(row.version.cast_signed()).push_bind(row.last_at)
    }, TABLE.or_replace())?;
    Ok(())
}

/// A row as it is stored, with what is known beside it.
#[derive(Debug, sqlx::FromRow)]
pub struct Stored {
    id: String,
    reference: String,
    kind: String,
    incident: Option<String>,
    phase: String,
    stage: Option<String>,
    may_wait_on: String,
    drafted: DateTime<Utc>,
    authors: String,
    people: i64,
    revision: i64,
    version: i64,
    last_at: DateTime<Utc>,
    closed_until: Option<DateTime<Utc>>,
    silent_until: Option<DateTime<Utc>>,
    no_breach: bool,
    queued: bool,
    by_hand: bool,
}

impl Stored {
    /// The row in the words of the domain, or which column does not read.
    pub(super) fn read(self) -> Result<Shown, StoreError> {
        let at = Place { table: TABLE.name, row: &self.id };
        let incident = self.incident.as_deref().map(IncidentId::parse).transpose();
        let row = Row {
            id: at.take("id", CampaignId::parse(&self.id))?,
            reference: at.take("reference", Reference::parse(&self.reference))?,
            kind: at.take("kind", Kind::parse(&self.kind))?,
            incident: at.take("incident", incident)?,
            phase: at.take("phase", Phase::parse(&self.phase))?,
            stage: at.take("stage", self.stage.as_deref().map(Stage::parse).transpose())?,
            may_wait_on: at.words("may_wait_on", &self.may_wait_on, WaitingOn::parse)?,
            drafted: self.drafted,
            authors: at.words("authors", &self.authors, PrincipalId::parse)?,
            people: at.take("people", u64::try_from(self.people))?,
            revision: at.take("revision", u64::try_from(self.revision))?,
            version: at.take("version", u64::try_from(self.version))?,
            last_at: self.last_at,
        };
        Ok(Shown {
            row,
            closed_until: self.closed_until,
            no_breach: self.no_breach,
            silent_until: self.silent_until,
            queued: self.queued,
            by_hand: self.by_hand,
        })
    }
}
