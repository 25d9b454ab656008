//! Empty databases on PostgreSQL, each gone soon after the test that asked for it.

use std::mem;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use sqlx::PgPool;

use super::cluster::shared;

/// What nobody uses any more, by cluster and name: hundreds of them would fill a small disk.
static DONE: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// A database of a test's own; reads as the owner's URL of it.
pub struct Database {
    url: String,
    base: String,
    name: String,
}

impl Deref for Database {
    type Target = str;

    fn deref(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    /// Leaves it to the next test that makes one: this one's connections may still be closing.
    fn drop(&mut self) {
        let gone = (mem::take(&mut self.base), mem::take(&mut self.name));
        DONE.lock().unwrap_or_else(PoisonError::into_inner).push(gone);
    }
}

/// Makes an empty database in the cluster that the tests share.
pub async fn empty_database() -> Database {
    empty_database_in(shared()).await
}

/// The same in another cluster.
pub async fn empty_database_in(base: &str) -> Database {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("suite_{}_{number}", std::process::id());
    let admin = PgPool::connect(&format!("{base}/postgres")).await.unwrap();
    for gone in done_in(base) {
        let drop = format!("drop database {gone} with (force)");
        sqlx::raw_sql(&drop).execute(&admin).await.unwrap();
    }
    sqlx::raw_sql(&format!("create database {name}")).execute(&admin).await.unwrap();
    admin.close().await;
    Database { url: format!("{base}/{name}"), base: base.to_owned(), name }
}

/// Takes the names of what lies unused in a cluster.
fn done_in(base: &str) -> Vec<String> {
    let mut done = DONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (here, elsewhere) = mem::take(&mut *done).into_iter().partition(|(of, _)| of == base);
    *done = elsewhere;
    here.into_iter().map(|(_, name)| name).collect()
}
