//! The section `vault`: where keys are, and what they are wrapped under.

use std::path::PathBuf;

use serde::Serialize;

use super::database::{Kind, Place, Said, place};
use super::secret::Secret;
use super::section::Section;

/// The key-encryption keys of an embedded desk.
const KEY_FILE: &str = "vault.key";

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
    /// The file of an embedded desk, made when it is missing.
    #[serde(rename = "key_file")]
    Own(PathBuf),
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

/// Reads the section `vault`. A vault beside an embedded store may say nothing.
pub(super) fn read(mut section: Section<'_>, store: &Kind) -> Option<VaultSettings> {
    let has_url = section.has("url") || section.has("url_file");
    let said = Said::read(&mut section);
    let own = said.kind();
    match (&own, store) {
        (Kind::Unsaid, Kind::Postgres(_)) => {
            section.missing("url", "(or data) when the store is in PostgreSQL");
        }
        (Kind::Postgres(_), _) if !has_url => {
            section.missing("url", "by the running desk, beside owner_url");
        }
        (Kind::Postgres(Some(keys)), Kind::Postgres(Some(events)))
            if keys.same_database(events) =>
        {
            section.wrong(
                "url",
                "must be another database than store.url: a backup of the events must carry no keys",
            );
        }
        _ => {}
    }
    let near = if matches!(own, Kind::Unsaid) { store } else { &own };
    let key = key(&mut section, near);
    let place = match near {
        Kind::Embedded(data) => data.clone().map(|data| Place::Embedded { data }),
        Kind::Postgres(_) | Kind::Unsaid => place(said),
    };
    section.finish();
    Some(VaultSettings { place: place?, key: key? })
}

fn key(section: &mut Section<'_>, near: &Kind) -> Option<KeyFrom> {
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
        if near.is_postgres() {
            section.missing("key_file", "(or key_command, or HABEAS_VAULT__KEY)");
        }
        return near.beside(KEY_FILE).map(KeyFrom::Own);
    }
    value.map(KeyFrom::Value).or(file.map(KeyFrom::File)).or(command.map(KeyFrom::Command))
}
