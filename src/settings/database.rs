//! The sections `store` and `vault`: where the two databases are.

use std::path::{Path, PathBuf};

use habeas_adapters::store::PostgresUrl;
use serde::{Serialize, Serializer};

use super::secret::Secret;
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

/// Where tables are that are to be brought up to date, by their owner.
#[derive(Debug)]
pub(crate) enum Tables {
    /// In files of this folder.
    Embedded(PathBuf),
    /// In PostgreSQL.
    Postgres(PostgresUrl),
}

/// The vault: its place and its key-encryption keys.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct VaultSettings {
    /// Where wrapped keys are kept.
    #[serde(flatten)]
    pub(crate) place: Place,
    /// What they are wrapped under.
    #[serde(flatten)]
    pub(crate) key: KeyFrom,
}

/// Where the key-encryption keys come from.
#[derive(Debug, Clone, Serialize)]
pub(crate) enum KeyFrom {
    /// A file of mode 0600.
    #[serde(rename = "key_file")]
    File(PathBuf),
    /// The environment.
    #[serde(rename = "key")]
    Value(Secret),
    /// What a program prints; the program comes first.
    #[serde(rename = "key_command")]
    Command(Vec<String>),
}

/// What a section says about its place.
struct Said {
    data: Option<PathBuf>,
    url: Option<PostgresUrl>,
    owner_url: Option<PostgresUrl>,
    connections: Option<u32>,
    /// Whether it speaks of PostgreSQL, rightly or wrongly.
    of_postgres: bool,
    of_folder: bool,
}

impl Said {
    fn read(section: &mut Section<'_>) -> Self {
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
pub(super) fn store(mut section: Section<'_>) -> Option<Place> {
    let has_url = section.has("url") || section.has("url_file");
    let said = Said::read(&mut section);
    if !said.of_folder && !said.of_postgres {
        section.missing("data", "(or url, for PostgreSQL)");
    } else if said.of_postgres && !has_url {
        section.missing("url", "by the running desk, beside owner_url");
    }
    section.finish();
    place(said)
}

/// Reads the section `store` for bringing its tables up to date.
pub(super) fn tables(mut section: Section<'_>) -> Option<Tables> {
    let has_owner = section.has("owner_url") || section.has("owner_url_file");
    let said = Said::read(&mut section);
    if !said.of_folder && !has_owner {
        section.missing("owner_url", "(or data, for an embedded desk)");
    }
    section.finish();
    let Said { data, owner_url, .. } = said;
    data.map(Tables::Embedded).or(owner_url.map(Tables::Postgres))
}

/// Reads the section `vault`. A vault beside an embedded store may say nothing.
pub(super) fn vault(mut section: Section<'_>, store: Option<&Place>) -> Option<VaultSettings> {
    let has_url = section.has("url") || section.has("url_file");
    let said = Said::read(&mut section);
    let place = if said.of_folder || said.of_postgres {
        if said.of_postgres && !has_url {
            section.missing("url", "by the running desk, beside owner_url");
        }
        place(said)
    } else {
        match store {
            Some(Place::Postgres { .. }) => {
                section.missing("url", "(or data) when the store is in PostgreSQL");
                None
            }
            embedded => embedded.cloned(),
        }
    };
    if let (Some(Place::Postgres { url: keys, .. }), Some(Place::Postgres { url: events, .. })) =
        (&place, store)
        && keys.same_database(events)
    {
        section.wrong(
            "url",
            "must be another database than store.url: a backup of the events must carry no keys",
        );
    }
    let key = key(&mut section, place.as_ref());
    section.finish();
    Some(VaultSettings { place: place?, key: key? })
}

fn key(section: &mut Section<'_>, place: Option<&Place>) -> Option<KeyFrom> {
    let said: Vec<_> =
        ["key", "key_file", "key_command"].into_iter().filter(|key| section.has(key)).collect();
    if said.len() > 1 {
        section
            .wrong(said[1], format!("and {} both say where keys come from: remove one", said[0]));
    }
    if section.has("key") && section.is_in_file("key") {
        section.wrong(
            "key",
            "never stands in a settings file: use key_file, key_command or HABEAS_VAULT__KEY",
        );
    }
    let value = section.read("key", |text| Ok::<_, String>(Secret::new(text.to_owned())));
    let file = section.path("key_file");
    let command = section.list("key_command", |part| match part {
        "" => Err("must say something"),
        part => Ok(part.to_owned()),
    });
    if command.as_ref().is_some_and(Vec::is_empty) {
        section.wrong("key_command", "must name a program");
    }
    if said.is_empty() {
        return match place? {
            Place::Embedded { data } => Some(KeyFrom::File(beside(data))),
            Place::Postgres { .. } => {
                section.missing("key_file", "(or key_command, or HABEAS_VAULT__KEY)");
                None
            }
        };
    }
    value.map(KeyFrom::Value).or(file.map(KeyFrom::File)).or(command.map(KeyFrom::Command))
}

fn beside(data: &Path) -> PathBuf {
    data.join("vault.key")
}

fn place(said: Said) -> Option<Place> {
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
