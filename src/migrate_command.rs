//! `habeas migrate`: brings the tables up to date, by their owner.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use habeas_adapters::chance::Chance;
use habeas_adapters::clock::Clock;
use habeas_adapters::ledger::{self, Rebased};
use habeas_adapters::store::{Durability, Metadata, Migration, PostgresUrl, Store};
use habeas_adapters::vault::Vault;
use habeas_domain::actor::Actor;
use serde_json::json;

use crate::cli::MigrateOptions;
use crate::exit::NotNow;
use crate::lifecycle::Lifecycle;
use crate::settings::{Given, MigrateSettings, Tables};
use crate::telemetry;

/// Nothing is left running when a migration is stopped, so nobody has to be waited for.
const GRACE: Duration = Duration::from_secs(1);

/// What was done.
struct Report {
    applied: Vec<Migration>,
    rebased: Option<Rebased>,
    vault: Vaulted,
}

/// What was done about the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vaulted {
    /// Its tables are up to date.
    Migrated,
    /// It is in a file, whose tables are brought up to date whenever it is opened.
    Embedded,
    /// The settings do not say who owns its tables.
    Unknown,
}

/// Brings the tables up to date and says what was done.
pub(crate) fn run(
    file: Option<&Path>,
    options: &MigrateOptions,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let settings = MigrateSettings::read(&Given::to_process(file, options.data.as_deref()))?;
    telemetry::start(&settings.log)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(async {
        let life = Lifecycle::start(GRACE)?;
        let stopped = || NotNow("stopped before the tables were up to date".to_owned());
        life.unless_stopped(migrate(&settings, options)).await.ok_or_else(stopped)?
    })?;
    if options.json { as_data(&report, out) } else { as_words(&report, out) }
}

async fn migrate(settings: &MigrateSettings, options: &MigrateOptions) -> anyhow::Result<Report> {
    let (mut store, applied) = match &settings.tables {
        Tables::Embedded(folder) => Store::open_embedded(folder, Durability::Full).await?,
        Tables::Postgres(owner) => {
            let store = open(owner, options.wait).await?;
            let applied = store.bring_up_to_date().await?;
            (store, applied)
        }
    };
    let rebased =
        if options.rebase { Some(ledger::rebase(&mut store, &metadata()).await?) } else { None };
    store.close().await;
    let vault = match (&settings.vault, &settings.tables) {
        (Some(owner), _) => {
            open(owner, options.wait).await?.close().await;
            Vault::migrate_postgres(owner.reveal()).await?;
            Vaulted::Migrated
        }
        (None, Tables::Embedded(_)) => Vaulted::Embedded,
        (None, Tables::Postgres(_)) => Vaulted::Unknown,
    };
    Ok(Report { applied, rebased, vault })
}

async fn open(owner: &PostgresUrl, wait: Option<u32>) -> anyhow::Result<Store> {
    let place = owner.place();
    let opening = Store::await_postgres(owner, 2, |error, pause| {
        telemetry::waiting(&place, error, pause);
    });
    let Some(seconds) = wait else { return Ok(opening.await?) };
    match tokio::time::timeout(Duration::from_secs(seconds.into()), opening).await {
        Ok(opened) => Ok(opened?),
        Err(_) => Err(NotNow(format!("{place} did not answer within {seconds} s")).into()),
    }
}

/// The event that a rebase leaves is an act of whoever can run the program as the owner.
fn metadata() -> Metadata {
    let chance = Chance::System;
    Metadata {
        command: format!("rebase-{:016x}", chance.u64()),
        request: None,
        actor: Actor::command_line(),
        cause: None,
        at: Clock::System.now(),
        salt: chance.bytes(),
        trace: None,
        program: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn as_words(report: &Report, out: &mut impl Write) -> anyhow::Result<()> {
    match report.applied.as_slice() {
        [] => writeln!(out, "The tables are up to date; nothing was applied.")?,
        applied => {
            for migration in applied {
                writeln!(out, "applied {migration}")?;
            }
            writeln!(out, "The tables are up to date.")?;
        }
    }
    match &report.rebased {
        None => {}
        Some(Rebased::NotNeeded) => {
            writeln!(out, "The order belongs to this database; nothing was rebased.")?;
        }
        Some(Rebased::Done { sequenced, waiting }) => writeln!(
            out,
            "The order was rebased: {sequenced} events keep their positions, {waiting} get theirs \
             next."
        )?,
    }
    match report.vault {
        Vaulted::Migrated => writeln!(out, "The tables of the vault are up to date.")?,
        Vaulted::Embedded => {}
        Vaulted::Unknown => writeln!(
            out,
            "The tables of the vault were left alone: vault.owner_url does not say who owns them."
        )?,
    }
    Ok(())
}

fn as_data(report: &Report, out: &mut impl Write) -> anyhow::Result<()> {
    let applied: Vec<_> = report
        .applied
        .iter()
        .map(|m| json!({ "version": m.version, "description": m.description }))
        .collect();
    let rebased = match &report.rebased {
        Some(Rebased::Done { sequenced, waiting }) => {
            json!({ "sequenced": sequenced, "waiting": waiting })
        }
        Some(Rebased::NotNeeded) | None => json!(null),
    };
    let report = json!({
        "applied": applied,
        "rebased": rebased,
        "vault_migrated": report.vault == Vaulted::Migrated,
    });
    writeln!(out, "{report:#}")?;
    Ok(())
}
