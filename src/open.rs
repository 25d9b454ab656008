//! Opening what the desk is made of, by the settings.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use habeas_adapters::chance::Chance;
use habeas_adapters::clock::Clock;
use habeas_adapters::desk::Desk;
use habeas_adapters::rules::{self, Brought};
use habeas_adapters::store::{Durability, PostgresUrl, RightsProblem, Store};
use habeas_adapters::vault::{Clear, KeySource, Keyring, Vault};
use habeas_domain::calendar::Calendars;
use habeas_domain::id::VersionName;
use habeas_domain::regime::Rulebook;

use crate::settings::{KeyFrom, Place, Settings, VaultSettings};
use crate::telemetry;

/// The file of the vault inside the folder of an embedded desk.
const VAULT_FILE: &str = "vault.db";

/// What the desk is made of.
pub(crate) struct Parts {
    /// Events, ledger and views.
    pub(crate) store: Store,
    /// Keys.
    pub(crate) vault: Vault,
    /// The door.
    pub(crate) desk: Desk,
    /// What decisions ask; on record as it is.
    pub(crate) rules: Rulebook,
}

impl Parts {
    /// Opens everything, waiting for databases that are down, and puts the rules on record. Tables
    /// of another release, and key-encryption keys that are not the vault's, are refused.
    pub(crate) async fn open(settings: &Settings) -> anyhow::Result<Self> {
        Self::open_by(settings, &Clock::System, Durability::Full).await
    }

    /// The same by another clock, and perhaps without waiting for the disk.
    pub(crate) async fn open_by(
        settings: &Settings,
        clock: &Clock,
        durability: Durability,
    ) -> anyhow::Result<Self> {
        let store = store(&settings.store.place, durability).await?;
        let vault = vault(&settings.vault, clock, durability).await.context("opening the vault")?;
        let brought = brought(settings)?;
        let program = brought.program()?;
        let mut desk = Desk::new(store.clone(), clock.clone(), Chance::System, &program);
        let rules = rules::adopt(&mut desk, &brought).await?;
        Ok(Self { store, vault, desk, rules })
    }
}

async fn store(place: &Place, durability: Durability) -> anyhow::Result<Store> {
    let store = match place {
        Place::Embedded { data } => Store::open_embedded(data, durability).await?.0,
        Place::Postgres { url, connections, .. } => postgres(url, *connections).await?,
    };
    store.check_schema().await?;
    Ok(store)
}

async fn vault(
    settings: &VaultSettings,
    clock: &Clock,
    durability: Durability,
) -> anyhow::Result<Vault> {
    let (clock, chance) = (clock.clone(), Chance::System);
    let ring = keyring(settings).await?;
    let vault = match &settings.place {
        Place::Embedded { data } => {
            Vault::open_sqlite(&data.join(VAULT_FILE), durability, ring, clock, chance).await?
        }
        Place::Postgres { url, connections, .. } => {
            postgres(url, 1).await?.close().await;
            Vault::open_postgres(url.reveal(), *connections, ring, clock, chance).await?
        }
    };
    Ok(vault)
}

/// Whether the vault is of this release, and the key-encryption keys are its own. Nothing is made or
/// changed, the keys least of all.
pub(crate) async fn look_at_vault(settings: &VaultSettings) -> anyhow::Result<Vec<RightsProblem>> {
    let ring = match &settings.key {
        KeyFrom::Own(path) => KeySource::File(path.clone()).load().await?,
        KeyFrom::File(_) | KeyFrom::Value(_) | KeyFrom::Command(_) => keyring(settings).await?,
    };
    Ok(match &settings.place {
        Place::Embedded { data } => Vault::look_sqlite(&data.join(VAULT_FILE), &ring).await?,
        Place::Postgres { url, .. } => Vault::look_postgres(url.reveal(), &ring).await?,
    })
}

/// The key-encryption keys. A file of the desk's own is made when it is missing; one that the
/// operator named must be there, since a new key would open nothing.
async fn keyring(settings: &VaultSettings) -> anyhow::Result<Keyring> {
    let source = match &settings.key {
        KeyFrom::Own(path) => return Ok(Keyring::from_file_or_new(path, &Chance::System)?),
        KeyFrom::File(path) => KeySource::File(path.clone()),
        KeyFrom::Value(text) => KeySource::Value(Clear::new(text.reveal().to_owned())),
        KeyFrom::Command(command) => {
            let mut words = command.iter().cloned();
            let program = PathBuf::from(words.next().unwrap_or_default());
            KeySource::Command { program, args: words.collect() }
        }
    };
    Ok(source.load().await?)
}

fn brought(settings: &Settings) -> anyhow::Result<Brought> {
    Ok(Brought {
        house: settings.house.for_rules(),
        packs: settings.packs.found.iter().map(|file| file.text.clone()).collect(),
        calendars: Arc::new(Calendars::with_overrides(settings.calendars.clone())?),
        settings: settings.digest(),
        version: VersionName::parse(env!("CARGO_PKG_VERSION"))?,
    })
}

async fn postgres(url: &PostgresUrl, connections: u32) -> anyhow::Result<Store> {
    let place = url.place();
    let tell = |error: &_, pause| telemetry::waiting(&place, error, pause);
    Ok(Store::await_postgres(url, connections, tell).await?)
}
