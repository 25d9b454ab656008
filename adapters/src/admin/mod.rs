//! The operator's own listener: `/healthz` and `/readyz`, in time also metrics.
//!
//! It is apart from the API, so that nothing of it faces the public. It speaks before the database
//! does: a desk that waits for its database is alive, and not ready.

mod ready;

use std::io;
use std::sync::{Arc, OnceLock};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub use ready::{Concern, LedgerState, Readiness, ViewsState};

use crate::store::Store;
use crate::vault::Vault;

/// What the listener knows. A clone knows the same.
#[derive(Clone)]
pub struct Admin {
    databases: Arc<OnceLock<(Store, Vault)>>,
    crew: Arc<dyn Fn() -> Vec<Concern> + Send + Sync>,
}

impl std::fmt::Debug for Admin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Admin").field("databases", &self.databases).finish_non_exhaustive()
    }
}

impl Admin {
    /// A desk without a database yet. `crew` tells what the workers are worried about.
    pub fn new(crew: impl Fn() -> Vec<Concern> + Send + Sync + 'static) -> Self {
        Self { databases: Arc::default(), crew: Arc::new(crew) }
    }

    /// The databases are there. The first ones that are told count.
    pub fn opened(&self, store: Store, vault: Vault) {
        // A second store of one process would be a mistake that changes nothing here.
        let _ = self.databases.set((store, vault));
    }

    /// Whether the desk can work, by what is true now.
    pub async fn readiness(&self) -> Readiness {
        let (store, vault) = self.databases.get().map(|(store, vault)| (store, vault)).unzip();
        ready::look(store, vault, (self.crew)()).await
    }

    /// Answers on the listener until it is asked to stop, and then finishes what it has begun.
    pub async fn serve(self, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
        axum::serve(listener, self.router()).with_graceful_shutdown(stop.cancelled_owned()).await
    }

    fn router(self) -> Router {
        Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(answer))
            .with_state(self)
    }
}

async fn answer(State(admin): State<Admin>) -> (StatusCode, Json<Readiness>) {
    let readiness = admin.readiness().await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness))
}
