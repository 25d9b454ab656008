//! The section `store`, and what it has in common with `vault`: where a database is.

use std::path::PathBuf;

use habeas_adapters::store::PostgresUrl;
use serde::{Serialize, Serializer};

use super::section::Section;

/// Where a database is.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Place {
    /// In files of this folder.
    Embedded {
        /// The folder.
        data: PathBuf,
    },
    /// In PostgreSQL.
    Postgres {
        /// The application's login.
        #[serde(serialize_with = "masked")]
        url: PostgresUrl,
        /// The owner's login, when it is said here at all.
        #[serde(serialize_with = "masked_if_any", skip_serializing_if = "Option::is_none")]
        owner_url: Option<PostgresUrl>,
        /// The most connections that one process opens.
        connections: u32,
    },
}

/// The store: its place, and where sealed files lie.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StoreSettings {
    /// Where events, ledger and views are.
    #[serde(flatten)]
    pub(crate) place: Place,
    /// The folder of sealed files.
    pub(crate) files: PathBuf,
}

/// What the section `store` speaks of, however much of it is wrong: other sections depend on it.
pub(super) enum Kind {
    /// Of nothing, or of two things at once.
    Unsaid,
    /// Of a folder, if that can be read.
    Embedded(Option<PathBuf>),
    /// Of PostgreSQL, by this URL, if that can be read.
    Postgres(Option<PostgresUrl>),
}

impl Kind {
    pub(super) const fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// A folder of this name beside an embedded store.
    pub(super) fn beside(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::Embedded(Some(data)) => Some(data.join(name)),
            Self::Embedded(None) | Self::Postgres(_) | Self::Unsaid => None,
        }
    }
}

/// Where tables are that are to be brought up to date, by their owner.
#[derive(Debug)]
pub(crate) enum Tables {
    /// In files of this folder.
    Embedded(PathBuf),
    /// In PostgreSQL.
    Postgres(PostgresUrl),
}

/// What a section says about its place.
pub(super) struct Said {
    data: Option<PathBuf>,
    url: Option<PostgresUrl>,
    owner_url: Option<PostgresUrl>,
    connections: Option<u32>,
    /// Whether it speaks of PostgreSQL, rightly or wrongly.
    of_postgres: bool,
    of_folder: bool,
}

impl Said {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self { of_postgres: true, of_folder: false, url, .. } => Kind::Postgres(url.clone()),
            Self { of_postgres: false, of_folder: true, data, .. } => Kind::Embedded(data.clone()),
            _ => Kind::Unsaid,
        }
    }

    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let keys = ["url", "url_file", "owner_url", "owner_url_file"];
        let of_postgres = keys.iter().any(|key| section.has(key));
        let of_folder = section.has("data");
        if of_postgres && of_folder {
            section.wrong("data", "says a folder, and a URL says PostgreSQL: remove one of them");
        }
        Self {
            data: section.path("data"),
            url: section.postgres("url", "url_file"),
            owner_url: section.postgres("owner_url", "owner_url_file"),
            connections: section.number("connections", 2..=1000),
            of_postgres,
            of_folder,
        }
    }
}

/// Reads the section `store` for the running desk.
pub(super) fn store(mut section: Section<'_>) -> (Option<StoreSettings>, Kind) {
    let has_url = section.has("url") || section.has("url_file");
    let said = Said::read(&mut section);
    let kind = said.kind();
    match &kind {
        Kind::Unsaid if said.of_folder => {}
        Kind::Unsaid => section.missing("data", "(or url, for PostgreSQL)"),
        Kind::Postgres(_) if !has_url => {
            section.missing("url", "by the running desk, beside owner_url");
        }
        Kind::Postgres(_) | Kind::Embedded(_) => {}
    }
    let has_files = section.has("files");
    let files = section.path("files").or_else(|| kind.beside("files"));
    if kind.is_postgres() && !has_files {
        section.missing("files", "with PostgreSQL");
    }
    section.finish();
    let settings = match (place(said), files) {
        (Some(place), Some(files)) => Some(StoreSettings { place, files }),
        _ => None,
    };
    (settings, kind)
}

/// Reads the section `store` for bringing its tables up to date.
pub(super) fn tables(mut section: Section<'_>) -> Option<Tables> {
    let has_owner = section.has("owner_url") || section.has("owner_url_file");
    let said = Said::read(&mut section);
    if !said.of_folder && !has_owner {
        section.missing("owner_url", "(or data, for an embedded desk)");
    }
    section.rest();
    let Said { data, owner_url, .. } = said;
    data.map(Tables::Embedded).or(owner_url.map(Tables::Postgres))
}

/// The owner's URL of a vault in PostgreSQL, if it is said.
pub(super) fn vault_owner(mut section: Section<'_>) -> Option<PostgresUrl> {
    let owner = Said::read(&mut section).owner_url;
    section.rest();
    owner
}

/// The place that is said, when it is said right.
pub(super) fn place(said: Said) -> Option<Place> {
    match said {
        Said { data: Some(data), .. } => Some(Place::Embedded { data }),
        Said { url, owner_url, connections, .. } => {
            Some(Place::Postgres { url: url?, owner_url, connections: connections? })
        }
    }
}

fn masked<S: Serializer>(url: &PostgresUrl, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&url.masked())
}

#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
fn masked_if_any<S: Serializer>(url: &Option<PostgresUrl>, to: S) -> Result<S::Ok, S::Error> {
    match url {
        Some(url) => masked(url, to),
        None => to.serialize_none(),
    }
}
