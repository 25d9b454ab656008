//! Rows of `view_request`, written and read.

use chrono::{DateTime, NaiveDate, Utc};
use habeas_domain::contact::Intake;
use habeas_domain::id::{PrincipalId, RequestId};
use habeas_domain::kind::{ItemKind, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::place::{Country, Region, Residence};
use habeas_domain::reference::Reference;
use habeas_domain::request::{Phase, PublicStatus, WaitingOn};

use super::{Holds, Marks, Row, TABLE};
use crate::store::{Conn, StoreError, sql};
use crate::views::due::{Due, StoredDue};
use crate::views::read::{Place, join, whole_day};

/// In the order in which [`write()`] binds them.
pub(super) const COLUMNS: &[&str] = &[
    "reference",
    "phase",
    "public_status",
    "waiting_on",
    "kinds",
    "intake",
    "received_at",
    "received_on",
    "entered",
    "due_order",
    "late_from",
    "due_on",
    "due_zone",
    "due_duty",
    "due_regime",
    "due_tier",
    "due_provisional",
    "due_stands",
    "country",
    "region",
    "category",
    "taken_by",
    "duplicate",
    "repeated",
    "undeliverable",
    "held",
    "held_in_silence",
    "revision",
    "version",
    "last_at",
];

/// Writes rows, at most a chunk, each of another request.
pub(super) async fn write(conn: Conn<'_>, build: i64, rows: &[Row]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    sql!(many conn, TABLE.insert(), rows, |b, row| {
        b.push_bind(build).push_bind(row.id.as_str()).push_bind(row.reference.as_str());
        b.push_bind(row.phase.code()).push_bind(row.public_status.code());
        b.push_bind(join(row.waiting_on.iter().map(|on| on.code())));
        b.push_bind(join(row.kinds.iter().map(|kind| kind.code())));
        b.push_bind(row.intake.code()).push_bind(row.received_at).push_bind(whole_day(row.received));
        b.push_bind(row.entered);
        Due::bind(row.due.as_ref(), &mut b);
        let home = row.residence.as_ref();
        b.push_bind(home.map(|home| home.country.as_str()));
        b.push_bind(home.and_then(|home| home.region.as_ref()).map(Region::as_str));
        b.push_bind(row.category.code());
        b.push_bind(join(row.taken_by.iter().map(PrincipalId::as_str)));
        let Marks { duplicate, repeat, undeliverable } = row.marks;
        b.push_bind(duplicate).push_bind(repeat).push_bind(undeliverable);
        b.push_bind(row.holds.open).push_bind(row.holds.confidential);
        b.push_bind(row.revision.cast_signed()).push_bind(row.version.cast_signed());
        b.push_bind(row.last_at)
    }, TABLE.or_replace())?;
    Ok(())
}

/// A row as it is stored.
#[derive(Debug, sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "columns")]
pub struct Stored {
    id: String,
    reference: String,
    phase: String,
    public_status: String,
    waiting_on: String,
    kinds: String,
    intake: String,
    received_at: DateTime<Utc>,
    received_on: Option<NaiveDate>,
    entered: DateTime<Utc>,
    #[sqlx(flatten)]
    due: StoredDue,
    country: Option<String>,
    region: Option<String>,
    category: String,
    taken_by: String,
    duplicate: bool,
    repeated: bool,
    undeliverable: bool,
    held: bool,
    held_in_silence: bool,
    revision: i64,
    version: i64,
    last_at: DateTime<Utc>,
}

impl Stored {
    /// The row in the words of the domain, or which column does not read.
    pub(super) fn read(self) -> Result<Row, StoreError> {
        let at = Place { table: TABLE.name, row: &self.id };
        let residence = match &self.country {
            None => None,
            Some(country) => Some(Residence {
                country: at.take("country", Country::parse(country))?,
                region: at.take("region", self.region.as_deref().map(Region::parse).transpose())?,
            }),
        };
        Ok(Row {
            id: at.take("id", RequestId::parse(&self.id))?,
            reference: at.take("reference", Reference::parse(&self.reference))?,
            phase: at.take("phase", Phase::parse(&self.phase))?,
            public_status: at.take("public_status", PublicStatus::parse(&self.public_status))?,
            waiting_on: at.words("waiting_on", &self.waiting_on, WaitingOn::parse)?,
            kinds: at.words("kinds", &self.kinds, ItemKind::parse)?,
            intake: at.take("intake", Intake::parse(&self.intake))?,
            received: self.received_on.map_or(Moment::At(self.received_at), Moment::On),
            received_at: self.received_at,
            entered: self.entered,
            due: self.due.read(at)?,
            residence,
            category: at.take("category", SubjectCategory::parse(&self.category))?,
            taken_by: at.words("taken_by", &self.taken_by, PrincipalId::parse)?,
            marks: Marks {
                duplicate: self.duplicate,
                repeat: self.repeated,
                undeliverable: self.undeliverable,
            },
            holds: Holds { open: self.held, confidential: self.held_in_silence },
            revision: at.take("revision", u64::try_from(self.revision))?,
            version: at.take("version", u64::try_from(self.version))?,
            last_at: self.last_at,
        })
    }
}
