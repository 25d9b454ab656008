//! Where a PostgreSQL database is, and who logs in there.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

/// The URL of a PostgreSQL database. It may hold a password, so it prints as the
/// [place](Self::place) alone.
#[derive(Clone)]
pub struct PostgresUrl {
    text: String,
    options: Box<PgConnectOptions>,
    has_password: bool,
}

/// Why a text is no URL of a PostgreSQL database. Says the rule, never the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPostgresUrl {
    /// It does not read as one at all.
    #[error("must be a URL such as postgres://user@host:5432/database?sslmode=verify-full")]
    Malformed,
    /// Without it the server picks a database by the login's name.
    #[error("must name the database, as in postgres://user@host:5432/database")]
    NoDatabase,
    /// The driver would pass over it, and print it.
    #[error(
        "has a parameter that means nothing here; known are sslmode, sslrootcert, sslcert, sslkey, \
         host, hostaddr, port, dbname, user, password, application_name, options and \
         statement-cache-capacity"
    )]
    UnknownParameter,
}

const PARAMETERS: [&str; 17] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "statement-cache-capacity",
];

impl PostgresUrl {
    /// Reads a URL.
    pub fn parse(text: &str) -> Result<Self, BadPostgresUrl> {
        let url = Url::parse(text).map_err(|_| BadPostgresUrl::Malformed)?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(BadPostgresUrl::Malformed);
        }
        let known = |key: &str| {
            PARAMETERS.contains(&key) || key == "options" || key.starts_with("options[")
        };
        if !url.query_pairs().all(|(key, _)| known(&key)) {
            return Err(BadPostgresUrl::UnknownParameter);
        }
        let options = PgConnectOptions::from_str(text).map_err(|_| BadPostgresUrl::Malformed)?;
        if options.get_database().is_none() {
            return Err(BadPostgresUrl::NoDatabase);
        }
        let has_password =
            url.password().is_some() || url.query_pairs().any(|(key, _)| key == "password");
        Ok(Self { text: text.to_owned(), options: Box::new(options), has_password })
    }

    /// The URL as it was given, with its password.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The URL with `hidden` in place of its password.
    #[must_use]
    pub fn masked(&self) -> String {
        let Ok(mut url) = Url::parse(&self.text) else { return self.place() };
        if url.password().is_some() && url.set_password(Some("hidden")).is_err() {
            return self.place();
        }
        if url.query_pairs().any(|(key, _)| key == "password") {
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            url.query_pairs_mut().clear().extend_pairs(pairs.iter().map(|(key, value)| {
                (key, if key == "password" { "hidden" } else { value.as_str() })
            }));
        }
        url.into()
    }

    /// Whether the URL itself holds a password.
    #[must_use]
    pub const fn has_password(&self) -> bool {
        self.has_password
    }

    /// Login, server and database, as they can be shown: `user@host:5432/database`.
    #[must_use]
    pub fn place(&self) -> String {
        let options = &self.options;
        let database = options.get_database().unwrap_or_default();
        match options.get_socket() {
            Some(socket) => {
                format!("{}@{}/{database}", options.get_username(), socket.display())
            }
            None => format!(
                "{}@{}:{}/{database}",
                options.get_username(),
                options.get_host(),
                options.get_port()
            ),
        }
    }

    /// Whether both are one database, whoever logs in.
    #[must_use]
    pub fn same_database(&self, other: &Self) -> bool {
        let database = |url: &Self| {
            let options = &url.options;
            (
                options.get_socket().cloned(),
                options.get_host().to_owned(),
                options.get_port(),
                options.get_database().map(str::to_owned),
            )
        };
        database(self) == database(other)
    }

    /// Whether what is said to the server can be read on the way: it leaves this machine, and the
    /// URL lets the connection go on without encryption (P24).
    #[must_use]
    pub fn may_be_overheard(&self) -> bool {
        let weak = matches!(
            self.options.get_ssl_mode(),
            PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer
        );
        weak && self.options.get_socket().is_none() && !is_loopback(self.options.get_host())
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.starts_with('/')
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({})", self.place())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> PostgresUrl {
        PostgresUrl::parse(text).unwrap()
    }

    #[test]
    fn it_never_prints_its_password() {
        for text in [
            "postgres://desk:hunter2@db.example.net/habeas?sslmode=require",
            "postgresql://desk@db.example.net/habeas?password=hunter2",
        ] {
            let url = url(text);
            assert!(url.has_password());
            assert_eq!(url.place(), "desk@db.example.net:5432/habeas");
            assert!(!format!("{url:?}").contains("hunter2"));
            assert_eq!(url.masked(), text.replace("hunter2", "hidden"));
            assert_eq!(url.reveal(), text);
        }
        assert!(!url("postgres://desk@localhost/habeas").has_password());
    }

    #[test]
    fn what_is_no_database_is_refused_without_repeating_it() {
        for text in ["", "hunter2", "mysql://a@b/c", "postgres://a@b:hunter2/c"] {
            assert_eq!(PostgresUrl::parse(text).unwrap_err(), BadPostgresUrl::Malformed, "{text}");
        }
        let unknown = PostgresUrl::parse("postgres://a@b/c?sslmode=require&passwd=hunter2");
        assert_eq!(unknown.unwrap_err(), BadPostgresUrl::UnknownParameter);
        for text in ["postgres://a@b", "postgres://a@b/"] {
            assert_eq!(PostgresUrl::parse(text).unwrap_err(), BadPostgresUrl::NoDatabase, "{text}");
        }
    }

    #[test]
    fn only_a_strict_mode_keeps_others_from_listening() {
        for open in ["", "?sslmode=disable", "?sslmode=prefer"] {
            assert!(url(&format!("postgres://a@db.example.net/c{open}")).may_be_overheard());
            for near in ["127.0.0.1", "localhost", "[::1]", "%2Frun%2Fpg"] {
                assert!(!url(&format!("postgres://a@{near}/c{open}")).may_be_overheard(), "{near}");
            }
        }
        for strict in ["require", "verify-ca", "verify-full"] {
            assert!(
                !url(&format!("postgres://a@x.example.net/c?sslmode={strict}")).may_be_overheard()
            );
        }
    }

    #[test]
    fn the_same_database_is_seen_through_another_login() {
        let one = url("postgres://a@db.example.net/c?sslmode=require");
        assert!(one.same_database(&url("postgres://b:x@db.example.net:5432/c")));
        assert!(!one.same_database(&url("postgres://a@db.example.net/d")));
        assert!(!one.same_database(&url("postgres://a@db.example.net:5433/c")));
    }
}
