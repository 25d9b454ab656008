//! The section `platform`: how push messages and site letters reach the service.

use std::path::PathBuf;

use habeas_adapters::platform::SigningKey;
use serde::Serialize;
use url::Url;

use super::database::Kind;
use super::secret::Secret;
use super::section::Section;
use super::texts;

/// How messages into the service's own apps and pages leave.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "transport", rename_all = "lowercase")]
pub(crate) enum PlatformSettings {
    /// Not at all.
    None,
    /// A file a message.
    Folder {
        /// Where.
        folder: PathBuf,
    },
    /// A webhook.
    Webhook {
        /// Where the service takes them.
        url: Url,
        /// The key that signs.
        secret: Secret,
        /// One that is being exchanged, and signs as well.
        former_secret: Option<Secret>,
        /// How long one answer may take, in seconds.
        timeout_seconds: u64,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    None,
    Folder,
    Webhook,
}

pub(super) fn read(mut section: Section<'_>, store: &Kind) -> Option<PlatformSettings> {
    let ways = [("none", Way::None), ("folder", Way::Folder), ("webhook", Way::Webhook)];
    let way = section.choice("transport", &ways);
    let said_folder = section.has("folder");
    let folder = section.path("folder").or_else(|| store.beside("platform"));
    if way == Some(Way::Folder) && store.is_postgres() && !said_folder {
        section.missing("folder", "for the transport folder");
    }
    let webhook = webhook(&mut section, way == Some(Way::Webhook));
    section.finish();
    match way? {
        Way::None => Some(PlatformSettings::None),
        Way::Folder => Some(PlatformSettings::Folder { folder: folder? }),
        Way::Webhook => webhook,
    }
}

/// Reads the keys of a webhook, which may stand there unused.
fn webhook(section: &mut Section<'_>, used: bool) -> Option<PlatformSettings> {
    if used && !section.has("secret") && !section.has("secret_file") {
        section.missing("secret", "for the transport webhook");
    }
    if used && !section.has("url") {
        section.missing("url", "for the transport webhook");
    }
    let url = section.read("url", texts::web);
    let secret = signs(section, "secret", "secret_file");
    let former_secret = signs(section, "former_secret", "former_secret_file");
    let timeout_seconds = section.number("timeout_seconds", 1..=600);
    Some(PlatformSettings::Webhook {
        url: url?,
        secret: secret?,
        former_secret,
        timeout_seconds: timeout_seconds?,
    })
}

fn signs(section: &mut Section<'_>, key: &'static str, in_file: &'static str) -> Option<Secret> {
    let secret = section.secret(key, in_file)?;
    match SigningKey::parse(secret.reveal()) {
        Ok(_) => Some(secret),
        Err(error) => {
            section.wrong(key, error.to_string());
            None
        }
    }
}
