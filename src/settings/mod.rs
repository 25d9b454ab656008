//! Settings: one struct a section, from the defaults, a TOML file, the environment and the command
//! line, each winning over the one before.
//!
//! `default.toml` is the documentation of every setting. Whatever is wrong is told at once, each
//! problem with its place and without its value. The environment is read here and nowhere else.

mod calendars;
mod database;
mod house;
mod http;
mod letters;
mod log;
mod mail;
mod packs;
mod platform;
mod problem;
mod secret;
mod section;
mod sms;
mod sources;
#[cfg(test)]
mod tests;
mod texts;
mod vault;
mod workers;

use std::path::Path;

use habeas_adapters::store::PostgresUrl;
use habeas_domain::calendar::Overrides;
use habeas_domain::digest::Digest;
use serde::Serialize;
use serde_json::json;

pub(crate) use database::{Place, StoreSettings, Tables};
pub(crate) use house::HouseSettings;
pub(crate) use http::HttpSettings;
pub(crate) use letters::LettersSettings;
pub(crate) use log::{LogFormat, LogSettings};
pub(crate) use mail::{MailSettings, MailTransport, Security};
pub(crate) use packs::PacksSettings;
pub(crate) use platform::PlatformSettings;
pub(crate) use problem::Refused;
pub(crate) use sms::SmsSettings;
pub(crate) use sources::{DEFAULTS, Given};
pub(crate) use vault::{KeyFrom, VaultSettings};
pub(crate) use workers::WorkersSettings;

use sources::Sources;

/// Every section.
const SECTIONS: [&str; 12] = [
    "house",
    "letters",
    "store",
    "vault",
    "http",
    "mail",
    "sms",
    "platform",
    "calendars",
    "packs",
    "workers",
    "log",
];

/// Everything that the desk is told by its operator. Serialises as a settings file would say it,
/// with secrets hidden.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Settings {
    /// Whose desk this is.
    pub(crate) house: HouseSettings,
    /// What letters say of it.
    pub(crate) letters: LettersSettings,
    /// Where events, ledger and views are.
    pub(crate) store: StoreSettings,
    /// Where keys are.
    pub(crate) vault: VaultSettings,
    /// The listeners.
    pub(crate) http: HttpSettings,
    /// How e-mail leaves.
    pub(crate) mail: MailSettings,
    /// How text messages leave.
    pub(crate) sms: SmsSettings,
    /// How push messages and site letters leave.
    pub(crate) platform: PlatformSettings,
    /// Days laid over the shipped calendars.
    pub(crate) calendars: Overrides,
    /// Regimes beside the shipped ones.
    pub(crate) packs: PacksSettings,
    /// The loops.
    pub(crate) workers: WorkersSettings,
    /// What is told on standard error.
    pub(crate) log: LogSettings,
}

/// What bringing tables up to date needs, and no more: it may run where nothing else is known.
#[derive(Debug)]
pub(crate) struct MigrateSettings {
    /// Which tables, by their owner.
    pub(crate) tables: Tables,
    /// The tables of a vault in PostgreSQL, by their owner, when the settings say who that is.
    pub(crate) vault: Option<PostgresUrl>,
    /// What is told on standard error.
    pub(crate) log: LogSettings,
}

impl Settings {
    /// Reads everything.
    pub(crate) fn read(given: &Given<'_>) -> Result<Self, Refused> {
        let mut sources = Sources::gather(given);
        let (house, email) = house::read(sources.section("house"));
        let letters = letters::read(sources.section("letters"), email.as_deref());
        let (store, kind) = database::store(sources.section("store"));
        let vault = vault::read(sources.section("vault"), &kind);
        let http = http::read(sources.section("http"), &kind);
        let mail = mail::read(sources.section("mail"), &kind, email.as_deref());
        let sms = sms::read(sources.section("sms"), &kind);
        let platform = platform::read(sources.section("platform"), &kind);
        let calendars = calendars::read(sources.section("calendars"));
        let packs = packs::read(sources.section("packs"));
        let workers = workers::read(sources.section("workers"));
        let log = log::read(sources.section("log"));
        whole(sources, || {
            Some(Self {
                house: house?,
                letters: letters?,
                store: store?,
                vault: vault?,
                http: http?,
                mail: mail?,
                sms: sms?,
                platform: platform?,
                calendars,
                packs: packs?,
                workers: workers?,
                log: log?,
            })
        })
    }

    /// The digest of what holds for the house, whichever of its machines asks: the places of
    /// databases and listeners, the pace of workers, logs and secrets are not in it.
    ///
    /// SHA-256 over length-prefixed parts: a tag and compact JSON with sorted keys.
    pub(crate) fn digest(&self) -> Digest {
        let mut canonical = json!({
            "house": self.house,
            "letters": self.letters,
            "public_url": self.http.public_url,
            "mail": { "from": self.mail.from },
            "sms": self.sms,
            "platform": self.platform,
            "calendars": self.calendars,
        });
        canonical.sort_all_objects();
        Digest::of_parts(&[b"habeas/settings/v1", canonical.to_string().as_bytes()])
    }
}

impl MigrateSettings {
    /// Reads what it needs; what else is said is left for the desk to judge.
    pub(crate) fn read(given: &Given<'_>) -> Result<Self, Refused> {
        let mut sources = Sources::gather(given);
        let tables = database::tables(sources.section("store"));
        let vault = database::vault_owner(sources.section("vault"));
        let log = log::read(sources.section("log"));
        whole(sources, || Some(Self { tables: tables?, vault, log: log? }))
    }
}

impl<'a> Given<'a> {
    /// What this process was given.
    pub(crate) fn to_process(file: Option<&'a Path>, data: Option<&'a Path>) -> Self {
        Self { file, environment: std::env::vars_os().collect(), data }
    }
}

fn whole<T>(sources: Sources, made: impl FnOnce() -> Option<T>) -> Result<T, Refused> {
    let problems = sources.finish(&SECTIONS);
    match made() {
        Some(settings) if problems.is_empty() => Ok(settings),
        _ => Err(Refused(problems)),
    }
}
