//! Tasks that are still to be carried out, by system.
//!
//! Whether a task may begin is not in the row: the gate is passed when it is claimed, and the
//! request decides that.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use habeas_domain::id::{DataCategory, ItemNo, PrincipalId, RequestId, SystemId, TaskNo};
use habeas_domain::reference::Reference;
use habeas_domain::request::{Case, Request, Task, TaskKind, TaskResult, TaskState};

use super::cases::Folded;
use super::page::{Limit, Listed, PageError, Place};
use super::read::{self, join};
use super::table::{CHUNK, Table};
use crate::store::{Conn, StoreError, Tx, sql};

/// A task in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The request.
    pub request: RequestId,
    /// Its human reference.
    pub reference: Reference,
    /// The task.
    pub task: TaskNo,
    /// The item that it serves.
    pub item: ItemNo,
    /// The system.
    pub system: SystemId,
    /// What is to be done.
    pub kind: TaskKind,
    /// The data categories.
    pub categories: BTreeSet<DataCategory>,
    /// The day by the end of which it is to be carried out, in the zone of the house.
    pub due: NaiveDate,
    /// Where it stands: ordered, claimed, or ended failed or refused.
    pub state: TaskState,
    /// The highest fencing number handed out.
    pub fence: u32,
}

/// Which tasks are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// What a system can claim now: ordered, or claimed under a lease that has run out.
    Claimable {
        /// The system.
        system: SystemId,
        /// The caller's time.
        now: DateTime<Utc>,
    },
    /// What should have been carried out before today, in any system.
    Overdue {
        /// Today in the zone of the house.
        today: NaiveDate,
    },
    /// What failed or was refused, in any system: someone must order it again or decide.
    Returned,
}

/// A page of a list of tasks. They are sorted by due day, then by request and number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    limit: Limit,
    after: Option<Place>,
}

/// How cursors name this list: one order for all that can be wanted.
const LIST: &str = "task";

impl Page {
    /// The page after a cursor, or the first one.
    pub fn parse(limit: i64, cursor: Option<&str>) -> Result<Self, PageError> {
        let after = cursor.map(|text| Place::parse(text, LIST)).transpose()?;
        Ok(Self { limit: Limit::parse(limit)?, after })
    }
}

pub(super) const TABLE: Table = Table {
    name: "view_task",
    key: "id, task",
    columns: &[
        "reference",
        "item",
        "system",
        "kind",
        "categories",
        "due",
        "state",
        "claimed_by",
        "claimed_until",
        "ended_at",
        "fence",
    ],
};

#[derive(sqlx::FromRow)]
struct Stored {
    id: String,
    task: i64,
    reference: String,
    item: i64,
    system: String,
    kind: String,
    categories: String,
    due: NaiveDate,
    state: String,
    claimed_by: Option<String>,
    claimed_until: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    fence: i64,
}

/// One page of the tasks that are wanted.
pub async fn list(conn: Conn<'_>, wanted: &Wanted, page: &Page) -> Result<Listed<Row>, StoreError> {
    let stored = sql!(built Stored, conn, |query| {
        query.push("select v.* from live_task v where ");
        match wanted {
            Wanted::Claimable { system, now } => {
                query.push("v.system = ").push_bind(system.as_str());
                query.push(" and (v.state = 'ordered' or v.state = 'claimed'");
                query.push(" and v.claimed_until <= ").push_bind(*now).push(")");
            }
            Wanted::Overdue { today } => {
                query.push("v.due < ").push_bind(*today);
            }
            Wanted::Returned => {
                query.push("v.state in ('failed', 'refused')");
            }
        }
        if let Some(Place { at, id, no }) = &page.after {
            query.push(" and (v.due, v.id, v.task) > (").push_bind(at.date_naive());
            query.push(", ").push_bind(id).push(", ").push_bind(*no).push(")");
        }
        query.push(" order by v.due, v.id, v.task limit ").push_bind(page.limit.and_one());
    })?;
    let rows = stored.into_iter().map(Stored::read).collect::<Result<Vec<_>, _>>()?;
    Ok(Listed::of(rows, page.limit, |row| {
        let at = row.due.and_time(NaiveTime::MIN).and_utc();
        Place { at, id: row.request.as_str().to_owned(), no: row.task.0.into() }.cursor(LIST)
    }))
}

pub(super) async fn apply(
    tx: &mut Tx<'_>,
    build: i64,
    cases: &[Folded<Request>],
) -> Result<(), StoreError> {
    // Numbers of a case can leave the list, so its rows are written anew.
    let ids: Vec<&str> = cases.iter().map(|of| of.case.id().as_str()).collect();
    TABLE.remove(tx.conn(), build, &ids).await?;
    let rows: Vec<Row> = cases.iter().flat_map(rows_of).collect();
    for rows in rows.chunks(CHUNK) {
        sql!(many tx.conn(), TABLE.insert(), rows, |b, row| {
            let (state, claim, ended_at) = stored(&row.state);
            b.push_bind(build).push_bind(row.request.as_str()).push_bind(i64::from(row.task.0));
            b.push_bind(row.reference.as_str()).push_bind(i64::from(row.item.0));
            b.push_bind(row.system.as_str()).push_bind(row.kind.code());
            b.push_bind(join(row.categories.iter().map(DataCategory::as_str)));
            b.push_bind(row.due).push_bind(state);
            b.push_bind(claim.map(|(by, _)| by.as_str())).push_bind(claim.map(|(_, until)| until));
            b.push_bind(ended_at).push_bind(i64::from(row.fence))
        })?;
    }
    Ok(())
}

fn rows_of(of: &Folded<Request>) -> impl Iterator<Item = Row> {
    let case = &of.case;
    let open = case.tasks.iter().filter(|(_, task)| task.is_open());
    open.map(|(no, task)| Row::of(case, *no, task))
}

impl Row {
    /// A task of a case.
    #[must_use]
    pub fn of(case: &Case, no: TaskNo, task: &Task) -> Self {
        Self {
            request: case.id().clone(),
            reference: case.receipt.reference.clone(),
            task: no,
            item: task.item,
            system: task.system.clone(),
            kind: task.kind,
            categories: task.categories.clone(),
            due: task.due,
            state: task.state.clone(),
            fence: task.fence,
        }
    }
}

type Claim<'s> = (&'s PrincipalId, DateTime<Utc>);

/// The columns of a state.
const fn stored(state: &TaskState) -> (&'static str, Option<Claim<'_>>, Option<DateTime<Utc>>) {
    match state {
        TaskState::Ordered => ("ordered", None, None),
        TaskState::Claimed { by, until } => ("claimed", Some((by, *until)), None),
        TaskState::Ended { result, at } => (result.code(), None, Some(*at)),
        TaskState::Cancelled => ("cancelled", None, None),
    }
}

impl Stored {
    fn state(&self) -> Option<TaskState> {
        Some(match self.state.as_str() {
            "ordered" => TaskState::Ordered,
            "claimed" => TaskState::Claimed {
                by: PrincipalId::parse(self.claimed_by.as_ref()?).ok()?,
                until: self.claimed_until?,
            },
            "cancelled" => TaskState::Cancelled,
            result => {
                TaskState::Ended { result: TaskResult::parse(result).ok()?, at: self.ended_at? }
            }
        })
    }

    fn read(self) -> Result<Row, StoreError> {
        let name = format!("{}/{}", self.id, self.task);
        let at = read::Place { table: TABLE.name, row: &name };
        Ok(Row {
            request: at.take("id", RequestId::parse(&self.id))?,
            reference: at.take("reference", Reference::parse(&self.reference))?,
            task: TaskNo(at.take("task", self.task.try_into())?),
            item: ItemNo(at.take("item", self.item.try_into())?),
            system: at.take("system", SystemId::parse(&self.system))?,
            kind: at.take("kind", TaskKind::parse(&self.kind))?,
            categories: at.words("categories", &self.categories, DataCategory::parse)?,
            due: self.due,
            state: at.take("state", self.state().ok_or(()))?,
            fence: at.take("fence", self.fence.try_into())?,
        })
    }
}
