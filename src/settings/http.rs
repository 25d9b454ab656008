//! The section `http`: the two listeners and the front of links.

use std::net::SocketAddr;

use serde::Serialize;
use url::Url;

use super::database::Kind;
use super::section::Section;
use super::texts;

/// The listeners.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HttpSettings {
    /// The API and the pages.
    pub(crate) listen: SocketAddr,
    /// The operator's.
    pub(crate) admin_listen: SocketAddr,
    /// What links in letters begin with.
    pub(crate) public_url: Url,
    /// The longest body of a request.
    pub(crate) request_limit_bytes: usize,
    /// The longest body of a request that brings files.
    pub(crate) upload_limit_bytes: usize,
}

const MIB: i64 = 1024 * 1024;

pub(super) fn read(mut section: Section<'_>, store: &Kind) -> Option<HttpSettings> {
    let listen = section.read("listen", address);
    let admin_listen = section.read("admin_listen", address);
    if let (Some(listen), Some(admin)) = (listen, admin_listen)
        && listen == admin
        && listen.port() != 0
    {
        section.wrong("admin_listen", "must be another address than http.listen");
    }
    let house = store.is_postgres();
    let public_url = if section.has("public_url") {
        let url = section.read("public_url", texts::web);
        if house && url.as_ref().is_some_and(texts::is_here) {
            section.wrong(
                "public_url",
                "leads to this machine: people could not follow links in letters",
            );
        }
        url
    } else if house {
        section.missing("public_url", "for links in letters");
        None
    } else {
        listen.and_then(|listen| Url::parse(&format!("http://{listen}/")).ok())
    };
    let request_limit_bytes = section.number("request_limit_bytes", 16 * 1024..=64 * MIB);
    let upload_limit_bytes = section.number("upload_limit_bytes", MIB..=1024 * MIB);
    section.finish();
    Some(HttpSettings {
        listen: listen?,
        admin_listen: admin_listen?,
        public_url: public_url?,
        request_limit_bytes: request_limit_bytes?,
        upload_limit_bytes: upload_limit_bytes?,
    })
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "must be an IP address and a port, as in 127.0.0.1:8080")
}
