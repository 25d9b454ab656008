//! The section `mail`: how e-mail leaves.

use std::path::PathBuf;

use serde::Serialize;

use super::database::Kind;
use super::secret::Secret;
use super::section::Section;
use super::texts;

/// How e-mail leaves.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct MailSettings {
    /// The sender; without one only a folder takes messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// By which way.
    #[serde(flatten)]
    pub(crate) transport: MailTransport,
}

/// The ways.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "transport", rename_all = "lowercase")]
pub(crate) enum MailTransport {
    /// A file a message.
    Folder {
        /// Where.
        folder: PathBuf,
    },
    /// A mail server.
    Smtp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
        /// How it is spoken to.
        security: Security,
        /// Who logs in, and with what.
        #[serde(skip_serializing_if = "Option::is_none", flatten)]
        login: Option<Login>,
        /// How long one answer may take, in seconds.
        timeout_seconds: u64,
    },
}

/// Who logs in at a mail server.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Login {
    pub(crate) username: String,
    pub(crate) password: Secret,
}

/// How a mail server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Security {
    /// Encrypted after the greeting, or not at all.
    StartTls,
    /// Encrypted from the first byte.
    Tls,
    /// In clear; on this machine alone (P24).
    None,
}

impl Security {
    const WORDS: [(&'static str, Self); 3] =
        [("starttls", Self::StartTls), ("tls", Self::Tls), ("none", Self::None)];

    const fn usual_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Folder,
    Smtp,
}

pub(super) fn read(
    mut section: Section<'_>,
    store: &Kind,
    house_email: Option<&str>,
) -> Option<MailSettings> {
    let way = if section.has("transport") {
        section.choice("transport", &[("smtp", Way::Smtp), ("folder", Way::Folder)])
    } else if store.is_postgres() {
        section.missing("transport", "with PostgreSQL");
        None
    } else {
        Some(Way::Folder)
    };
    let said_from = section.has("from");
    let from = section.read("from", texts::sender).or_else(|| house_email.map(str::to_owned));
    if way == Some(Way::Smtp) && from.is_none() && !said_from {
        section.missing("from", "for smtp (or house.addresses.email)");
    }
    let said_folder = section.has("folder");
    let folder = section.path("folder").or_else(|| store.beside("mail"));
    if way == Some(Way::Folder) && store.is_postgres() && !said_folder {
        section.missing("folder", "for the transport folder");
    }
    let smtp = smtp(&mut section, way);
    section.finish();
    let transport = match way? {
        Way::Folder => MailTransport::Folder { folder: folder? },
        Way::Smtp => smtp?,
    };
    Some(MailSettings { from, transport })
}

/// Reads the keys of a mail server, which may stand there unused.
fn smtp(section: &mut Section<'_>, way: Option<Way>) -> Option<MailTransport> {
    let used = way == Some(Way::Smtp);
    let host = if used || section.has("host") { section.need("host", texts::host) } else { None };
    let port = section.has("port").then(|| section.number::<u16>("port", 1..=65_535));
    let security = section.choice("security", &Security::WORDS);
    let here =
        host.as_deref().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
    if host.is_some() && security == Some(Security::None) && !here {
        section
            .wrong("security", "may be none only for a relay on this machine: use starttls or tls");
    }
    let (has_name, has_password) =
        (section.has("username"), section.has("password") || section.has("password_file"));
    let username = section.read("username", texts::line);
    let password = section.secret("password", "password_file");
    if has_name && !has_password {
        section.missing("password", "beside username");
    } else if has_password && !has_name {
        section.missing("username", "beside password");
    }
    let timeout_seconds = section.number("timeout_seconds", 1..=600);
    let login = match (username, password) {
        (Some(username), Some(password)) => Some(Login { username, password }),
        _ => None,
    };
    Some(MailTransport::Smtp {
        host: host?,
        port: match port {
            Some(port) => port?,
            None => security?.usual_port(),
        },
        security: security?,
        login,
        timeout_seconds: timeout_seconds?,
    })
}
