//! Builds: one set of all views, made from position 0, shown when it has caught up.
//!
//! ```text
//! building ──caught up──► live ──next build caught up──► retired ──rows cleared──► (gone)
//! ```

use super::batch::Batch;
use super::{View, tags};
use crate::ledger::feed;
use crate::store::{Conn, StoreError, Tx, sql};

/// A build that takes events.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Build {
    /// Its number; views keep it in each row.
    pub build: i64,
    /// The views and versions that it holds.
    views: String,
    /// The last position that is in it, -1 before the first.
    pub position: i64,
    /// `building`, `live` or `retired`.
    stage: String,
}

impl Build {
    /// Whether this binary makes exactly the views that the build holds. Others are left as they
    /// are until a new build replaces them.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.views == tags()
    }

    /// Whether readers see it.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.stage == "live"
    }

    /// Whether only its rows are left to be removed.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.stage == "retired"
    }
}

/// Every build, oldest first.
pub async fn all(conn: Conn<'_>) -> Result<Vec<Build>, StoreError> {
    sql!(
        all Build,
        conn,
        "select build, views, position, stage from projection order by build"
    )
}

/// Starts a new build of the views of this binary, replacing one that was still being made. It is
/// live at once when there is no other to show.
///
/// [`StoreError::Conflict`] when another process has just started one.
pub async fn start(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    sql!(run tx.conn(), "update projection set stage = 'retired' where stage = 'building'")?;
    let started = sql!(
        run tx.conn(),
        "insert into projection (build, views, position, stage)
         select coalesce(max(build), 0) + 1, $1, -1,
                case when count(case when stage = 'live' then 1 end) = 0
                     then 'live' else 'building' end
           from projection
          where true
             on conflict do nothing",
        tags()
    )?;
    if started == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Brings a build up to date with the next batch: the rows of all views and the position, in the
/// caller's transaction.
///
/// [`StoreError::Conflict`] when another process has moved the build since it was read, or the batch
/// is not the next one.
pub async fn advance(tx: &mut Tx<'_>, build: &mut Build, batch: &Batch) -> Result<(), StoreError> {
    let Some(last) = batch.last() else { return Ok(()) };
    let moved = sql!(
        run tx.conn(),
        "update projection set position = $3 where build = $1 and position = $2 and stage = $4",
        build.build,
        batch.after,
        last,
        &build.stage
    )?;
    if moved != 1 {
        return Err(StoreError::Conflict);
    }
    for view in View::ALL {
        view.apply(tx, build.build, batch).await?;
    }
    build.position = last;
    Ok(())
}

/// Makes sure that a build stays at a position until the transaction ends.
///
/// [`StoreError::Conflict`] when it has moved, or nobody needs it any more.
pub(super) async fn stay(tx: &mut Tx<'_>, build: &Build, position: i64) -> Result<(), StoreError> {
    let there = sql!(
        run tx.conn(),
        "update projection set position = $2 where build = $1 and position = $2
            and stage <> 'retired'",
        build.build,
        position
    )?;
    if there == 1 { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Shows a build instead of the live one, in one moment, when it is at the end of the ledger.
/// Gives whether it did.
pub async fn promote(tx: &mut Tx<'_>, build: &Build) -> Result<bool, StoreError> {
    if feed::end(tx.conn()).await? != build.position {
        return Ok(false);
    }
    sql!(run tx.conn(), "update projection set stage = 'retired' where stage = 'live'")?;
    let shown = sql!(
        run tx.conn(),
        "update projection set stage = 'live' where build = $1 and position = $2
            and stage = 'building'",
        build.build,
        build.position
    )?;
    if shown == 1 { Ok(true) } else { Err(StoreError::Conflict) }
}

/// Removes at most `limit` rows a view of a retired build, and the build itself after its last row.
/// Bounded, because a long write transaction holds everyone's order back.
pub async fn clear(tx: &mut Tx<'_>, build: &Build, limit: i64) -> Result<(), StoreError> {
    let mut cleared = 0;
    for view in View::ALL {
        cleared += view.clear(tx.conn(), build.build, limit).await?;
    }
    if cleared == 0 {
        sql!(
            run tx.conn(),
            "delete from projection where build = $1 and stage = 'retired'",
            build.build
        )?;
    }
    Ok(())
}
