//! The section `sms`: how text messages leave.

use std::path::PathBuf;

use serde::Serialize;
use url::Url;

use super::database::Kind;
use super::secret::Secret;
use super::section::Section;
use super::texts;

/// How text messages leave.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "transport", rename_all = "lowercase")]
pub(crate) enum SmsSettings {
    /// Not at all.
    None,
    /// A file a message.
    Folder {
        /// Where.
        folder: PathBuf,
    },
    /// A gateway.
    Http {
        /// The front of its addresses.
        url: Url,
        /// Our account there.
        account: String,
        /// Its secret.
        token: Secret,
        /// The number or name that it shows as the sender.
        from: String,
        /// How long one answer may take, in seconds.
        timeout_seconds: u64,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    None,
    Folder,
    Http,
}

pub(super) fn read(mut section: Section<'_>, store: &Kind) -> Option<SmsSettings> {
    let ways = [("none", Way::None), ("folder", Way::Folder), ("http", Way::Http)];
    let way = section.choice("transport", &ways);
    let said_folder = section.has("folder");
    let folder = section.path("folder").or_else(|| store.beside("sms"));
    if way == Some(Way::Folder) && store.is_postgres() && !said_folder {
        section.missing("folder", "for the transport folder");
    }
    let gateway = gateway(&mut section, way == Some(Way::Http));
    section.finish();
    match way? {
        Way::None => Some(SmsSettings::None),
        Way::Folder => Some(SmsSettings::Folder { folder: folder? }),
        Way::Http => gateway,
    }
}

/// Reads the keys of a gateway, which may stand there unused.
fn gateway(section: &mut Section<'_>, used: bool) -> Option<SmsSettings> {
    if used && !section.has("token") && !section.has("token_file") {
        section.missing("token", "for the transport http");
    }
    for key in ["url", "account", "from"] {
        if used && !section.has(key) {
            section.missing(key, "for the transport http");
        }
    }
    let url = section.read("url", texts::web);
    let account = section.read("account", texts::line);
    let token = section.secret("token", "token_file");
    let from = section.read("from", texts::line);
    let timeout_seconds = section.number("timeout_seconds", 1..=600);
    Some(SmsSettings::Http {
        url: url?,
        account: account?,
        token: token?,
        from: from?,
        timeout_seconds: timeout_seconds?,
    })
}
