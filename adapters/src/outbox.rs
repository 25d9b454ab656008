//! Messages that are owed, as couriers work them off.
//!
//! The notifier adds a row for each message, in the transaction that moves its position. A courier
//! claims rows that are due, under a lease with a fencing number, and gives each back with the time
//! at which it is due again. What became of a message is told by its stream alone; a row that is
//! lost to a crash is claimed again when its lease runs out.

use chrono::{DateTime, Utc};
use habeas_domain::case::CaseRef;
use habeas_domain::contact::Channel;
use habeas_domain::dispatch::Fence;
use habeas_domain::id::DispatchId;

use crate::store::{Conn, StoreError, Tx, push_list, sql};

/// A message that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Its stream.
    pub id: DispatchId,
    /// The case that it is about.
    pub case: CaseRef,
    /// The command of that case which owes it.
    pub command: String,
    /// Which of the messages that the command owes.
    pub key: String,
    /// The way it goes.
    pub channel: Channel,
    /// Not before.
    pub due: DateTime<Utc>,
}

/// A message that a courier holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its stream.
    pub id: DispatchId,
    /// The case that it is about.
    pub case: CaseRef,
    /// The command of that case which owes it.
    pub command: String,
    /// Which of the messages that the command owes.
    pub key: String,
    /// Since when it is due.
    pub due: DateTime<Utc>,
    /// The number of this holder, higher than any before.
    pub fence: Fence,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    case_id: String,
    command: String,
    key: String,
    next_at: DateTime<Utc>,
    fence: i64,
}

#[derive(sqlx::FromRow)]
struct Due {
    at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct Named {
    id: String,
}

/// The most rows written by one statement.
const CHUNK: usize = 500;

/// Adds messages; those that are there already stay as they are. Gives how many were new.
pub async fn add(tx: &mut Tx<'_>, owed: &[Owed]) -> Result<u64, StoreError> {
    let mut added = 0;
    for chunk in owed.chunks(CHUNK) {
        added += sql!(
            many tx.conn(),
            "insert into dispatch (id, case_id, command, key, channel, next_at) ",
            chunk,
            |b, row| {
                b.push_bind(row.id.as_str()).push_bind(row.case.stream());
                b.push_bind(&row.command).push_bind(&row.key);
                b.push_bind(row.channel.code()).push_bind(row.due)
            },
            " on conflict (id) do nothing"
        )?;
    }
    Ok(added)
}

/// Takes at most `limit` messages that are due on these channels and that nobody holds, the longest
/// due first, until `until`.
pub async fn claim(
    tx: &mut Tx<'_>,
    channels: &[Channel],
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Claimed>, StoreError> {
    // Rivals on PostgreSQL pass each other; SQLite has one writer at a time.
    let apart = match tx.conn() {
        Conn::Pg(_) => " for update skip locked",
        Conn::Lite(_) => "",
    };
    let rows = sql!(built Row, tx.conn(), |query| {
        // Chosen once, and not anew for each row that is looked at: then there can be more than asked for.
        query.push("with chosen as materialized (select id from dispatch where next_at <= ");
        query.push_bind(now);
        query.push(" and (held_until is null or held_until <= ").push_bind(now);
        query.push(") and channel in ");
        push_list(&mut query, channels.iter().map(|channel| channel.code()));
        query.push(" order by next_at, id limit ").push_bind(limit).push(apart);
        query.push(") update dispatch set fence = fence + 1, held_until = ").push_bind(until);
        query.push(" where id in (select id from chosen)");
        query.push(" returning id, case_id, command, key, next_at, fence");
    })?;
    let mut claimed = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    claimed.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
    Ok(claimed)
}

/// Takes every message back from whoever holds it. For a store that one process has to itself, when
/// it starts: whoever held them is gone, and nobody need wait for the leases to end.
pub async fn take_back(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    sql!(run tx.conn(), "update dispatch set held_until = null where held_until is not null")
}

/// Holds a message longer; false when somebody else holds it by now.
pub async fn hold(
    tx: &mut Tx<'_>,
    id: &DispatchId,
    fence: Fence,
    until: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let held = sql!(
        run tx.conn(),
        "update dispatch set held_until = $3 where id = $1 and fence = $2",
        id.as_str(),
        fence.0,
        until
    )?;
    Ok(held == 1)
}

/// Gives a message back, to be taken up again at a time, or never by a machine. Nothing happens when
/// somebody else holds it by now.
pub async fn release(
    tx: &mut Tx<'_>,
    id: &DispatchId,
    fence: Fence,
    next: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    sql!(
        run tx.conn(),
        "update dispatch set next_at = $3, held_until = null where id = $1 and fence = $2",
        id.as_str(),
        fence.0,
        next
    )?;
    Ok(())
}

/// When the next message on these channels falls due, or a lease runs out; none when there is none.
pub async fn next(
    conn: Conn<'_>,
    channels: &[Channel],
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let found = sql!(built Due, conn, |query| {
        query.push(
            "select min(case when held_until > next_at then held_until else next_at end) as at
               from dispatch where next_at is not null and channel in ",
        );
        push_list(&mut query, channels.iter().map(|channel| channel.code()));
    })?;
    Ok(found.first().and_then(|due| due.at))
}

/// Every message about a case, by id.
pub async fn of_case(conn: Conn<'_>, case: &CaseRef) -> Result<Vec<DispatchId>, StoreError> {
    let rows = sql!(
        all Named,
        conn,
        "select id from dispatch where case_id = $1 order by id",
        case.stream()
    )?;
    let read = |Named { id }| {
        DispatchId::parse(&id).map_err(|_| StoreError::inconsistent("dispatch", "id", &id))
    };
    rows.into_iter().map(read).collect()
}

impl Row {
    fn read(self) -> Result<Claimed, StoreError> {
        let damaged = |column| StoreError::inconsistent("dispatch", column, &self.id);
        Ok(Claimed {
            id: DispatchId::parse(&self.id).map_err(|_| damaged("id"))?,
            case: CaseRef::parse(&self.case_id).map_err(|_| damaged("case_id"))?,
            command: self.command,
            key: self.key,
            due: self.next_at,
            fence: Fence(self.fence),
        })
    }
}
