//! Rows of `view_incident`, written and read.

use chrono::{DateTime, NaiveDate, Utc};
use habeas_domain::breach::Risk;
use habeas_domain::contact::Intake;
use habeas_domain::id::{IncidentId, PrincipalId};
use habeas_domain::incident::{Phase, Source, WaitingOn};
use habeas_domain::moment::Moment;
use habeas_domain::reference::Reference;

use super::{Row, TABLE};
use crate::store::{Conn, StoreError, sql};
use crate::views::due::{Due, StoredDue};
use crate::views::read::{Place, join, whole_day};

/// In the order in which [`write()`] binds them.
pub(super) const COLUMNS: &[&str] = &[
    "reference",
    "source",
    "phase",
    "waiting_on",
    "intake",
    "received_at",
    "received_on",
    "due_order",
    "late_from",
    "due_on",
    "due_zone",
    "due_duty",
    "due_regime",
    "due_tier",
    "due_provisional",
    "due_stands",
    "versions",
    "risk",
    "taken_by",
    "stayed",
    "undeliverable",
    "silent_until",
    "merged_into",
    "revision",
    "version",
    "last_at",
];

/// Writes rows, at most a chunk, each of another incident.
pub(super) async fn write(conn: Conn<'_>, build: i64, rows: &[Row]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    sql!(many conn, TABLE.insert(), rows, |b, row| {
        b.push_bind(build).push_bind(row.id.as_str()).push_bind(row.reference.as_str());
        b.push_bind(row.source.code()).push_bind(row.phase.code());
        b.push_bind(join(row.waiting_on.iter().map(|on| on.code())));
        b.push_bind(row.intake.code()).push_bind(row.received_at).push_bind(whole_day(row.received));
        Due::bind(row.due.as_ref(), &mut b);
        b.push_bind(i64::from(row.versions)).push_bind(row.risk.map(Risk::code));
        b.push_bind(row.taken_by.as_ref().map(PrincipalId::as_str));
        b.push_bind(row.stayed).push_bind(row.undeliverable);
        b.push_bind(row.silent_until).push_bind(row.merged_into.as_ref().map(IncidentId::as_str));
        b.push_bind(row.revision.cast_signed()).push_bind(row.version.cast_signed());
        b.push_bind(row.last_at)
    }, TABLE.or_replace())?;
    Ok(())
}

/// A row as it is stored.
#[derive(Debug, sqlx::FromRow)]
pub struct Stored {
    id: String,
    reference: String,
    source: String,
    phase: String,
    waiting_on: String,
    intake: String,
    received_at: DateTime<Utc>,
    received_on: Option<NaiveDate>,
    #[sqlx(flatten)]
    due: StoredDue,
    versions: i64,
    risk: Option<String>,
    taken_by: Option<String>,
    stayed: bool,
    undeliverable: bool,
    silent_until: Option<DateTime<Utc>>,
    merged_into: Option<String>,
    revision: i64,
    version: i64,
    last_at: DateTime<Utc>,
}

impl Stored {
    /// The row in the words of the domain, or which column does not read.
    pub(super) fn read(self) -> Result<Row, StoreError> {
        let at = Place { table: TABLE.name, row: &self.id };
        Ok(Row {
            id: at.take("id", IncidentId::parse(&self.id))?,
            reference: at.take("reference", Reference::parse(&self.reference))?,
            source: at.take("source", Source::parse(&self.source))?,
            phase: at.take("phase", Phase::parse(&self.phase))?,
            waiting_on: at.words("waiting_on", &self.waiting_on, WaitingOn::parse)?,
            intake: at.take("intake", Intake::parse(&self.intake))?,
            received: self.received_on.map_or(Moment::At(self.received_at), Moment::On),
            received_at: self.received_at,
            due: self.due.read(at)?,
            versions: at.take("versions", u16::try_from(self.versions))?,
            risk: at.take("risk", self.risk.as_deref().map(Risk::parse).transpose())?,
            taken_by: at
                .take("taken_by", self.taken_by.as_deref().map(PrincipalId::parse).transpose())?,
            stayed: self.stayed,
            undeliverable: self.undeliverable,
            silent_until: self.silent_until,
            merged_into: at.take(
                "merged_into",
                self.merged_into.as_deref().map(IncidentId::parse).transpose(),
            )?,
            revision: at.take("revision", u64::try_from(self.revision))?,
            version: at.take("version", u64::try_from(self.version))?,
            last_at: self.last_at,
        })
    }
}
