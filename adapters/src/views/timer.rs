//! When each case is to look at the time next: the timekeeper's list of alarms.
//!
//! The list decides nothing. The timekeeper sends `CheckClocks` for what has come due, and the
//! case decides whether anything follows. Two things would make it ask again and again: a view
//! that is behind the events of the check, and an alarm that brings nothing about. Against both the
//! timekeeper notes each look ([`checked`]) in a table of its own, `timer_rest`, which no rebuild
//! touches.
//!
//! Alarms depend on the rules as well as on the events. Each row names the rules by which it was
//! found; when they change, rows of other rules are found again ([`stale`], [`refresh`]), with the
//! same outcome as a rebuild.

use chrono::{DateTime, Utc};
use habeas_domain::case::{Case as _, CaseId as _, CaseKind, CaseRef, CaseStream};
use habeas_domain::complaint::Complaint;
use habeas_domain::digest::Digest;
use habeas_domain::incident::Incident;
use habeas_domain::regime::Rulebook;
use habeas_domain::request::Request;

use super::build::Build;
use super::cases::{self, Folded};
use super::read::Place;
use super::table::{CHUNK, Table};
use crate::store::{Conn, StoreError, Tx, sql};

/// An alarm that has come due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// The case.
    pub case: CaseRef,
    /// Since when.
    pub at: DateTime<Utc>,
    /// The sequence of the last event that the list knows of the case.
    pub version: i64,
}

/// A look at the time of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check<'c> {
    /// The case.
    pub case: &'c CaseRef,
    /// The sequence of its newest event after the look (of the alarm, when the look was refused).
    pub version: i64,
    /// The time that was told.
    pub at: DateTime<Utc>,
    /// Before when the same alarm is not worth another look: `at` when something followed from it,
    /// later when nothing did.
    pub until: DateTime<Utc>,
}

pub(super) const TABLE: Table =
    Table { name: "view_timer", key: "id", columns: &["next_check", "version", "rules"] };

#[derive(sqlx::FromRow)]
struct Stored {
    id: String,
    next_check: DateTime<Utc>,
    version: i64,
}

/// The alarms that have come due, the earliest first, at most `limit`. Left out is what rests: rows
/// that are behind the last look, and alarms that the last look found empty, until it says.
pub async fn due(conn: Conn<'_>, now: DateTime<Utc>, limit: i64) -> Result<Vec<Alarm>, StoreError> {
    let stored = sql!(
        all Stored,
        conn,
        "select v.id, v.next_check, v.version
           from live_timer v
           left join timer_rest r on r.id = v.id
          where v.next_check <= $1
            and (r.id is null or v.version > r.version
                 or (v.version = r.version and (v.next_check > r.checked_at or r.until <= $1)))
          order by v.next_check, v.id
          limit $2",
        now,
        limit
    )?;
    let read = |Stored { id, next_check, version }| {
        let place = Place { table: TABLE.name, row: &id };
        Ok(Alarm { case: place.take("id", CaseRef::parse(&id))?, at: next_check, version })
    };
    stored.into_iter().map(read).collect()
}

/// The earliest alarm after this time, if any lies ahead.
pub async fn next(conn: Conn<'_>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    sql!(
        value Option<DateTime<Utc>>,
        conn,
        "select min(next_check) from live_timer where next_check > $1",
        now
    )
}

/// Notes a look, in place of the one before.
pub async fn checked(conn: Conn<'_>, check: &Check<'_>) -> Result<(), StoreError> {
    let Check { case, version, at, until } = check;
    sql!(
        run conn,
        "insert into timer_rest (id, version, checked_at, until) values ($1, $2, $3, $4)
             on conflict (id) do update
            set version = excluded.version, checked_at = excluded.checked_at,
                until = excluded.until",
        case.stream(),
        version,
        at,
        until
    )?;
    Ok(())
}

/// Removes at most `limit` notes that keep nothing from being looked at any more.
pub async fn sweep(conn: Conn<'_>, now: DateTime<Utc>, limit: i64) -> Result<u64, StoreError> {
    sql!(
        run conn,
        "delete from timer_rest where id in
            (select r.id from timer_rest r left join live_timer v on v.id = r.id
              where r.until <= $1 and (v.id is null or v.version >= r.version)
              limit $2)",
        now,
        limit
    )
}

pub(super) async fn apply<A: CaseStream>(
    tx: &mut Tx<'_>,
    build: i64,
    cases: &[Folded<A>],
    reckoning: &Digest,
) -> Result<(), StoreError> {
    let rules = reckoning.to_string();
    let (kept, over): (Vec<&Folded<A>>, Vec<&Folded<A>>) = cases.iter().partition(|of| is_kept(of));
    let over: Vec<&str> = over.iter().map(|of| of.case.id().text()).collect();
    TABLE.remove(tx.conn(), build, &over).await?;
    for chunk in kept.chunks(CHUNK) {
        sql!(many tx.conn(), TABLE.insert(), chunk, |b, of| {
            b.push_bind(build).push_bind(of.case.id().text());
            b.push_bind(of.next_check).push_bind(of.version).push_bind(rules.as_str())
        }, TABLE.or_replace())?;
    }
    Ok(())
}

/// A closed case without an alarm gets none by other rules either: all its duties have ended.
fn is_kept<A: CaseStream>(of: &Folded<A>) -> bool {
    !of.case.is_closed() || of.next_check.is_some()
}

/// At most `limit` cases of a build whose alarm was found by other rules than these.
pub async fn stale(
    conn: Conn<'_>,
    build: &Build,
    rules: &Rulebook,
    limit: i64,
) -> Result<Vec<CaseRef>, StoreError> {
    #[derive(sqlx::FromRow)]
    struct Stale {
        id: String,
    }
    let rows = sql!(
        all Stale,
        conn,
        "select id from view_timer where build = $1 and rules <> $2 order by id limit $3",
        build.build,
        rules.reckoning().to_string(),
        limit
    )?;
    let read = |Stale { id }| Place { table: TABLE.name, row: &id }.take("id", CaseRef::parse(&id));
    rows.into_iter().map(read).collect()
}

/// Alarms found again by other rules, at the position of a build.
#[derive(Debug)]
pub struct Refreshed {
    position: i64,
    reckoning: Digest,
    requests: Vec<Folded<Request>>,
    complaints: Vec<Folded<Complaint>>,
    incidents: Vec<Folded<Incident>>,
}

impl Refreshed {
    /// Finds the alarms of these cases by these rules, outside any transaction.
    pub async fn read(
        mut conn: Conn<'_>,
        build: &Build,
        cases: &[CaseRef],
        rules: &Rulebook,
    ) -> Result<Self, StoreError> {
        let of = |kind| cases.iter().filter(move |case| case.kind() == kind).map(CaseRef::stream);
        let requests: Vec<&str> = of(CaseKind::Request).collect();
        let complaints: Vec<&str> = of(CaseKind::Complaint).collect();
        let incidents: Vec<&str> = of(CaseKind::Incident).collect();
        let position = build.position;
        Ok(Self {
            position,
            reckoning: rules.reckoning(),
            requests: cases::fold(conn.conn(), &requests, position, rules).await?,
            complaints: cases::fold(conn.conn(), &complaints, position, rules).await?,
            incidents: cases::fold(conn, &incidents, position, rules).await?,
        })
    }
}

/// Writes refreshed alarms into a build.
///
/// [`StoreError::Conflict`] when the build has moved since they were found.
pub async fn refresh(
    tx: &mut Tx<'_>,
    build: &Build,
    refreshed: &Refreshed,
) -> Result<(), StoreError> {
    super::build::stay(tx, build, refreshed.position).await?;
    apply(tx, build.build, &refreshed.requests, &refreshed.reckoning).await?;
    apply(tx, build.build, &refreshed.complaints, &refreshed.reckoning).await?;
    apply(tx, build.build, &refreshed.incidents, &refreshed.reckoning).await
}
