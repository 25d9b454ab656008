//! What is told on standard error while the desk runs.
//!
//! Fixed names of fields, the same everywhere:
//!
//! | field | what |
//! |---|---|
//! | `part` | the task of the process that speaks or is spoken of |
//! | `worker` | a worker, by name |
//! | `address` | where a listener listens |
//! | `place` | a database, without its password |
//! | `error` | what went wrong, with its causes |
//! | `wait_ms`, `grace_s` | how long is waited |
//! | `position` | a place in the ledger |
//! | `stream`, `kind` | a stream of events, by its reference, and its kind |
//!
//! Never told: names, addresses, contents, tickets, codes, keys: nothing personal and no secret. A
//! failure is told once, where it is handled.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use habeas_adapters::store::StoreError;
use tracing::{Level, warn};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, Registry, fmt};

use crate::settings::{LogFormat, LogSettings};

/// What holds for parts of others, unless the settings name them.
const OTHERS: &str = "lettre=info,sqlx=warn";

/// Begins to tell.
pub(crate) fn start(settings: &LogSettings) -> anyhow::Result<()> {
    let filter = EnvFilter::builder().parse(format!("{OTHERS},{}", settings.level))?;
    // The mail library tells whole conversations, people's addresses included.
    let private =
        filter_fn(|said| !(said.target().starts_with("lettre") && *said.level() > Level::INFO));
    let lines = fmt::layer().with_writer(io::stderr);
    let lines = match settings.format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    Registry::default().with(lines.with_filter(private)).with(filter).try_init()?;
    Ok(())
}

/// Says that a database is down and waited for.
pub(crate) fn waiting(place: &str, error: &StoreError, pause: Duration) {
    let wait_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
    let error = anyhow::Chain::new(error).map(ToString::to_string).collect::<Vec<_>>().join(": ");
    warn!(place, error, wait_ms, "waiting for the database");
}
