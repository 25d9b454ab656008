//! `habeas settings`: everything that is wrong at once, nothing secret ever.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::support::{desk, habeas, said};

const WRONG: &str = "\
[house]
name = 'Example Games'
country = 'Germany'
languages = ['en', 'Chinese']
adresses = 'nowhere'
[store]
url = 'postgres://desk:hunter2@db.example.net/habeas'
files = 'files'
[vault]
key = 'hunter2'
[http]
listen = 'localhost'
public_url = 'http://privacy.example.net'
[mail]
transport = 'smtp'
security = 'none'
host = 'smtp.example.net'
password = 'hunter2'
[calendars.DE]
holidays = [2040-01-01]
[packs]
folder = 'packs'
[workers]
batch = 'many'
[logs]
level = 'debug'
";

#[test]
fn everything_that_is_wrong_is_told_at_once_and_no_secret_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("habeas.toml");
    fs::write(&file, WRONG).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    fs::create_dir(folder.path().join("packs")).unwrap();
    fs::write(folder.path().join("packs/a.toml"), "no pack").unwrap();
    fs::write(folder.path().join("packs/b.toml"), "regime = 'Nowhere'").unwrap();

    let mut command = habeas(&["settings", "--settings", file.to_str().unwrap()]);
    command.env("HABEAS_WORKERS__LOOK_MS", "0").env("HABEAS_STORE_URL", "hunter2");
    let (out, told, code) = said(&command.output().unwrap());
    assert_eq!((out.as_str(), code), ("", Some(2)));
    assert!(!told.contains("hunter2"), "{told}");
    let told = told.replace(&*folder.path().to_string_lossy(), "DIR");
    // What the packs lack is the packs' own list.
    let (packs, rest): (Vec<_>, Vec<_>) =
        told.lines().partition(|line| line.contains("DIR/packs/"));
    assert!(packs.iter().any(|line| line.contains("a.toml: line 1")), "{packs:?}");
    assert!(packs.iter().filter(|line| line.contains("b.toml")).count() > 2, "{packs:?}");
    assert_eq!(rest.join("\n"), TOLD.trim_end());
}

const TOLD: &str = "\
error: the settings cannot be used:
  HABEAS_STORE_URL: a section is followed by two underscores, as in HABEAS_STORE__…
  calendars.DE (DIR/habeas.toml): DE: 2040-01-01 is outside the years 2015 to 2035
  house.adresses (DIR/habeas.toml): is no setting; here are name, country, zone, calendar, \
establishments, languages, default_language, addresses
  house.country (DIR/habeas.toml): country must be a two-letter ISO 3166-1 code that has a calendar
  house.languages (DIR/habeas.toml): number 2: language must be a BCP 47 tag such as en, zh or pt-BR
  house.zone: is needed: say it in [house] or as HABEAS_HOUSE__ZONE
  http.listen (DIR/habeas.toml): must be an IP address and a port, as in 127.0.0.1:8080
  http.public_url (DIR/habeas.toml): must be an https:// address, as in https://privacy.example.net
  logs (DIR/habeas.toml): is no section; those are house, letters, store, vault, http, mail, sms, platform, \
calendars, packs, workers, log
  mail.from: is needed for smtp (or house.addresses.email): say it in [mail] or as HABEAS_MAIL__FROM
  mail.password (DIR/habeas.toml): is a secret in a file that others can read, or its group can \
write: chmod 600 (or 640, for a group of the desk's own)
  mail.security (DIR/habeas.toml): may be none only for a relay on this machine: use starttls or tls
  mail.username: is needed beside password: say it in [mail] or as HABEAS_MAIL__USERNAME
  store.url (DIR/habeas.toml): is a secret in a file that others can read, or its group can write: \
chmod 600 (or 640, for a group of the desk's own)
  store.url (DIR/habeas.toml): lets a connection to another machine go on without encryption: end \
it with ?sslmode=verify-full (or verify-ca, or require)
  vault.key (DIR/habeas.toml): never stands in a settings file: use key_file, key_command or \
HABEAS_VAULT__KEY
  vault.url: is needed (or data) when the store is in PostgreSQL: say it in [vault] or as \
HABEAS_VAULT__URL
  workers.batch (DIR/habeas.toml): must be a whole number from 1 to 5000
  workers.look_ms (HABEAS_WORKERS__LOOK_MS): must be a whole number from 10 to 60000
";

#[test]
fn a_file_that_is_no_toml_is_refused_by_its_line_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("habeas.toml");
    fs::write(&file, "[sms]\ntoken = hunter2\n").unwrap();
    let (_, told, code) =
        said(&habeas(&["settings", "--settings", file.to_str().unwrap()]).output().unwrap());
    assert_eq!(code, Some(2));
    assert!(told.contains("line 2 is no TOML") && !told.contains("hunter2"), "{told}");
    let missing = habeas(&["settings", "--settings", "/does/not/exist"]).output().unwrap();
    assert!(said(&missing).1.contains("/does/not/exist: the settings file cannot be read"));
}

#[test]
fn what_holds_is_printed_with_secrets_hidden() {
    let mut command = desk(&["settings", "--json"]);
    command.envs([
        ("HABEAS_STORE__URL", "postgres://desk:hunter2@db.example.net/habeas?sslmode=verify-full"),
        ("HABEAS_STORE__FILES", "/srv/files"),
        ("HABEAS_VAULT__DATA", "/srv/vault"),
        ("HABEAS_VAULT__KEY", "a hunter2"),
        ("HABEAS_HTTP__PUBLIC_URL", "https://privacy.example.net"),
        ("HABEAS_MAIL__TRANSPORT", "smtp"),
        ("HABEAS_MAIL__FROM", "Example Privacy <privacy@example.net>"),
        ("HABEAS_MAIL__HOST", "smtp.example.net"),
        ("HABEAS_MAIL__USERNAME", "desk"),
        ("HABEAS_MAIL__PASSWORD", "hunter2"),
    ]);
    let (out, told, code) = said(&command.output().unwrap());
    assert_eq!((told.as_str(), code), ("", Some(0)));
    assert!(!out.contains("hunter2"), "{out}");
    let answer: Value = serde_json::from_str(&out).unwrap();
    let settings = &answer["settings"];
    assert_eq!(
        settings["store"]["url"],
        "postgres://desk:hidden@db.example.net/habeas?sslmode=verify-full"
    );
    assert_eq!(settings["vault"]["key"], "[hidden]");
    assert_eq!(settings["mail"]["password"], "[hidden]");
    assert_eq!(settings["mail"]["port"], 587);
    assert_eq!(settings["house"]["calendar"], "DE");
    assert_eq!(answer["digest"].as_str().unwrap().len(), 64);

    let text = said(&desk(&["settings"]).env("HABEAS_STORE__DATA", "desk").output().unwrap()).0;
    assert!(text.contains("[house]\ncalendar = \"DE\""), "{text}");
}

#[test]
fn the_defaults_are_a_file_to_start_from() {
    let (out, told, code) = said(&habeas(&["settings", "--defaults"]).output().unwrap());
    assert_eq!((told.as_str(), code), ("", Some(0)));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("habeas.toml");
    fs::write(&file, out).unwrap();
    let mut command = desk(&["settings", "--settings", file.to_str().unwrap()]);
    let (_, told, code) = said(&command.env("HABEAS_STORE__DATA", "desk").output().unwrap());
    assert_eq!((told.as_str(), code), ("", Some(0)));
}
