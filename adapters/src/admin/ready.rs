//! Whether the desk can work, and what an operator should look at although it can.
//!
//! *Not ready* is what another node may do better: no database, or tables of another release.
//! *Degraded* is what all nodes of the desk share (the order lags, a view lags, a worker stands):
//! taking this node out of service would mend nothing, so it is told and the node stays ready.

use std::time::Duration;

use serde::Serialize;

use crate::ledger::{self, Holder, feed};
use crate::store::{Store, StoreError};
use crate::vault::Vault;
use crate::views::build;

/// Nobody who asks whether we are ready waits longer than this.
const PATIENCE: Duration = Duration::from_secs(4);
/// An event without a position for this many milliseconds is worth a look.
const UNSEQUENCED_MS: i64 = 30_000;
/// Views this many events behind the ledger are worth a look.
const VIEWS_BEHIND: i64 = 5_000;

/// What `/readyz` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// Whether the desk can take work.
    pub ready: bool,
    /// Why not.
    pub reasons: Vec<Concern>,
    /// What a person should look at although it can.
    pub degraded: Vec<Concern>,
    /// How far the order of events is; `None` while the database does not tell.
    pub ledger: Option<LedgerState>,
    /// How far the read models are; `None` while the database does not tell.
    pub views: Option<ViewsState>,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Concern {
    /// Which part: `database`, `vault`, `schema`, `ledger`, `views`, or the name of a worker.
    pub part: String,
    /// What is wrong.
    pub why: String,
}

impl Concern {
    /// Says what is wrong with a part.
    pub fn new(part: impl Into<String>, why: impl Into<String>) -> Self {
        Self { part: part.into(), why: why.into() }
    }
}

/// The order of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerState {
    /// The number of positions given.
    pub size: i64,
    /// Age in milliseconds of the oldest event without a position.
    pub oldest_unsequenced_ms: Option<i64>,
    /// Who holds the order back, longest first.
    pub held_by: Vec<String>,
}

/// The read models that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ViewsState {
    /// The last position that is in them, -1 before the first; `None` before the first build.
    pub position: Option<i64>,
    /// How many positions they lack.
    pub behind: i64,
    /// Whether a further build is being made.
    pub rebuilding: bool,
}

pub(super) async fn look(
    store: Option<&Store>,
    vault: Option<&Vault>,
    crew: Vec<Concern>,
) -> Readiness {
    let Some(store) = store else {
        return not_ready("database", "it has not answered since the start".to_owned(), crew);
    };
    if let Some(vault) = vault {
        match tokio::time::timeout(PATIENCE, vault.check()).await {
            Err(_) => return not_ready("vault", "it does not answer in time".to_owned(), crew),
            Ok(Err(error)) => return not_ready("vault", error.to_string(), crew),
            Ok(Ok(())) => {}
        }
    }
    match tokio::time::timeout(PATIENCE, read(store)).await {
        Err(_) => not_ready("database", "it does not answer in time".to_owned(), crew),
        Ok(Err(error @ StoreError::Schema(_))) => not_ready("schema", error.to_string(), crew),
        Ok(Err(error)) => not_ready("database", error.to_string(), crew),
        Ok(Ok((ledger, views))) => {
            let degraded = crew.into_iter().chain(concerns(&ledger, &views)).collect();
            Readiness {
                ready: true,
                reasons: Vec::new(),
                degraded,
                ledger: Some(ledger),
                views: Some(views),
            }
        }
    }
}

fn not_ready(part: &str, why: String, degraded: Vec<Concern>) -> Readiness {
    let reasons = vec![Concern::new(part, why)];
    Readiness { ready: false, reasons, degraded, ledger: None, views: None }
}

async fn read(store: &Store) -> Result<(LedgerState, ViewsState), StoreError> {
    store.check_schema().await?;
    let mut reader = store.read().await?;
    let health = ledger::health(reader.conn()).await?;
    let end = feed::end(reader.conn()).await?;
    let builds = build::all(reader.conn()).await?;
    let position = builds.iter().find(|build| build.is_live()).map(|build| build.position);
    let views = ViewsState {
        position,
        behind: (end - position.unwrap_or(-1)).max(0),
        rebuilding: builds.iter().any(|build| !build.is_live() && !build.is_retired()),
    };
    let ledger = LedgerState {
        size: health.size,
        oldest_unsequenced_ms: health.oldest_unsequenced_ms,
        held_by: health.holders.iter().map(holder).collect(),
    };
    Ok((ledger, views))
}

fn holder(holder: &Holder) -> String {
    let Holder { pid, database, login, name } = holder;
    match pid {
        Some(pid) => format!("process {pid} ({name}) of {login} in {database}"),
        None => format!("prepared transaction {name} of {login} in {database}"),
    }
}

fn concerns(ledger: &LedgerState, views: &ViewsState) -> Vec<Concern> {
    let mut found = Vec::new();
    if let Some(age) = ledger.oldest_unsequenced_ms.filter(|age| *age > UNSEQUENCED_MS) {
        let by = match ledger.held_by.as_slice() {
            [] => String::new(),
            holders => format!(", held back by {}", holders.join("; ")),
        };
        found.push(Concern::new(
            "ledger",
            format!("an event has waited {} s for its position{by}", age / 1000),
        ));
    }
    if views.behind > VIEWS_BEHIND {
        found.push(Concern::new("views", format!("{} events behind", views.behind)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Durability;

    #[tokio::test]
    async fn a_desk_without_its_database_is_not_ready_and_says_so() {
        let told = look(None, None, vec![Concern::new("sequencer", "stopped")]).await;
        assert!(!told.ready);
        assert_eq!(told.reasons[0].part, "database");
        assert_eq!(told.degraded.len(), 1);
    }

    #[tokio::test]
    async fn tables_that_are_current_make_it_ready() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open_embedded(folder.path(), Durability::Full).await.unwrap();
        let told = look(Some(&store), None, Vec::new()).await;
        assert!(told.ready, "{told:?}");
        let ledger = LedgerState { size: 0, oldest_unsequenced_ms: None, held_by: Vec::new() };
        assert_eq!(told.ledger, Some(ledger));
        let views = ViewsState { position: None, behind: 0, rebuilding: false };
        assert_eq!(told.views, Some(views));

        sqlx_newer(&store).await;
        let told = look(Some(&store), None, Vec::new()).await;
        assert_eq!((told.ready, told.reasons[0].part.as_str()), (false, "schema"));
    }

    async fn sqlx_newer(store: &Store) {
        let Store::Lite { write, .. } = store else { unreachable!() };
        let newer = "insert into _sqlx_migrations (version, description, success, checksum,
                     execution_time) values (9999, 'narrow later', true, x'00', 0)";
        sqlx::raw_sql(newer).execute(write.pool()).await.unwrap();
    }

    #[test]
    fn an_order_that_lags_names_who_holds_it() {
        let who = Holder {
            pid: Some(7),
            database: "other".into(),
            login: "report".into(),
            name: "psql".into(),
        };
        let mut ledger = LedgerState {
            size: 3,
            oldest_unsequenced_ms: Some(UNSEQUENCED_MS),
            held_by: vec![holder(&who)],
        };
        let views = ViewsState { position: Some(2), behind: VIEWS_BEHIND, rebuilding: false };
        assert_eq!(concerns(&ledger, &views), []);
        ledger.oldest_unsequenced_ms = Some(61_000);
        let told = concerns(&ledger, &views);
        assert_eq!(
            told[0].why,
            "an event has waited 61 s for its position, held back by process 7 (psql) of report \
             in other"
        );
    }
}
