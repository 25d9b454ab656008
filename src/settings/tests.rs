//! What can be read, and that the documentation says it.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use super::*;

/// What an embedded desk must be told.
const LEAST: [(&str, &str); 4] = [
    ("HABEAS_HOUSE__NAME", "Example Games"),
    ("HABEAS_HOUSE__COUNTRY", "DE"),
    ("HABEAS_HOUSE__ZONE", "Europe/Berlin"),
    ("HABEAS_STORE__DATA", "/srv/desk"),
];

fn given<'a>(file: Option<&'a Path>, variables: &[(&str, &str)]) -> Given<'a> {
    let environment =
        variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Given { file, environment, data: None }
}

fn read(variables: &[(&str, &str)]) -> Result<Settings, Refused> {
    Settings::read(&given(None, &[&LEAST[..], variables].concat()))
}

fn refused(variables: &[(&str, &str)]) -> Vec<String> {
    read(variables).unwrap_err().0.iter().map(ToString::to_string).collect()
}

/// A file of its own, private as a settings file with secrets must be.
fn file(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("habeas.toml");
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    (folder, path)
}

#[test]
fn an_embedded_desk_needs_four_words() {
    let settings = read(&[]).unwrap();
    assert_eq!(settings.house.calendar.as_str(), "DE");
    assert_eq!(settings.store.files, Path::new("/srv/desk/files"));
    assert!(matches!(settings.vault.place, Place::Embedded { .. }));
    assert!(matches!(settings.vault.key, KeyFrom::Own(path) if path.ends_with("vault.key")));
    assert_eq!(settings.http.public_url.as_str(), "http://127.0.0.1:8080/");
}

#[test]
fn every_example_of_the_documentation_is_a_setting() {
    let shown: String = DEFAULTS
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if is_example(rest) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let (_folder, path) = file(&shown);
    let problems = Settings::read(&given(Some(&path), &[])).unwrap_err().0;
    // Shown together, the ways to say one thing exclude each other, and no such files exist.
    let expected = ["say the same thing twice", "remove one", "cannot be read", "vault.key"];
    for problem in &problems {
        assert!(expected.iter().any(|part| problem.to_string().contains(part)), "{problem}");
    }
    assert!(shown.contains("\n[calendars.CN]\n"), "the examples were found");
}

fn is_example(line: &str) -> bool {
    let key = |c: char| c.is_ascii_lowercase() || c == '_';
    line == "[calendars.CN]"
        || line.split_once(" = ").is_some_and(|(name, _)| name.chars().all(key))
}

#[test]
fn every_setting_is_in_the_documentation() {
    let settings = read(&[]).unwrap();
    for (section, table) in toml::Table::try_from(&settings).unwrap() {
        assert!(DEFAULTS.contains(&format!("[{section}]")), "{section}");
        for (key, _) in table.as_table().unwrap() {
            let documented = DEFAULTS.lines().any(|line| {
                line.trim_start_matches("# ").starts_with(&format!("{key} = "))
                    || line == format!("[{section}.{key}]")
            });
            assert!(documented, "{section}.{key}");
        }
    }
}

#[test]
fn what_is_printed_is_read_back_as_the_same() {
    let said = [
        ("HABEAS_MAIL__TRANSPORT", "smtp"),
        ("HABEAS_MAIL__HOST", "smtp.example.net"),
        ("HABEAS_MAIL__FROM", "Example Privacy <privacy@example.net>"),
        ("HABEAS_HOUSE__LANGUAGES", "en, zh"),
        ("HABEAS_HOUSE__ADDRESSES__WEB", "https://example.net/privacy"),
        ("HABEAS_VAULT__KEY_COMMAND", "/usr/local/bin/fetch-key, habeas"),
    ];
    let settings = read(&said).unwrap();
    let (_folder, path) = file(&toml::to_string(&settings).unwrap());
    let again = Settings::read(&given(Some(&path), &[])).unwrap();
    assert_eq!(serde_json::to_value(&again).unwrap(), serde_json::to_value(&settings).unwrap());
    assert_eq!(again.digest(), settings.digest());
}

#[test]
fn the_digest_is_of_the_house_and_not_of_the_machine() {
    let digest = |variables: &[(&str, &str)]| read(variables).unwrap().digest();
    let one = digest(&[]);
    assert_eq!(
        one,
        digest(&[("HABEAS_HTTP__ADMIN_LISTEN", "0.0.0.0:9"), ("HABEAS_LOG__LEVEL", "debug")])
    );
    assert_eq!(one, digest(&[("HABEAS_STORE__DATA", "/elsewhere")]));
    assert_ne!(one, digest(&[("HABEAS_HOUSE__CALENDAR", "DE-BE")]));
    let sms = |token| {
        digest(&[
            ("HABEAS_SMS__TRANSPORT", "http"),
            ("HABEAS_SMS__URL", "https://sms.example.net"),
            ("HABEAS_SMS__ACCOUNT", "a"),
            ("HABEAS_SMS__TOKEN", token),
            ("HABEAS_SMS__FROM", "+4930555010"),
        ])
    };
    assert_eq!(sms("one"), sms("two"), "secrets are not in it");
    assert_ne!(one, sms("one"));
}

#[test]
fn a_webhook_needs_a_key_that_signs() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let said = |secret: &str| {
        let url = ("HABEAS_PLATFORM__URL", "https://service.example.net/hooks");
        let kind = ("HABEAS_PLATFORM__TRANSPORT", "webhook");
        let read = match secret {
            "" => read(&[kind, url]),
            secret => read(&[kind, url, ("HABEAS_PLATFORM__SECRET", secret)]),
        };
        read.map(|settings| serde_json::to_value(&settings.platform).unwrap())
    };
    let read = said(secret).unwrap();
    assert_eq!((&read["transport"], &read["secret"]), (&"webhook".into(), &"[hidden]".into()));
    assert!(said("").unwrap_err().to_string().contains("platform.secret"));
    let refused = said("hunter2").unwrap_err().to_string();
    assert!(refused.contains("whsec_") && !refused.contains("hunter2"), "{refused}");
}

#[test]
fn the_environment_wins_over_the_file_and_its_paths_begin_elsewhere() {
    let (folder, path) = file(
        "[house]\nname = 'A'\ncountry = 'DE'\nzone = 'Europe/Berlin'\n\
         [store]\ndata = 'desk'\n[workers]\nbatch = 7\nlook_ms = 20\n",
    );
    let said = [
        ("HABEAS_WORKERS__BATCH", "9"),
        ("HABEAS_MAIL__FOLDER", "mail"),
        ("HABEAS_LOG__LEVEL", ""),
    ];
    let settings = Settings::read(&given(Some(&path), &said)).unwrap();
    assert_eq!((settings.workers.batch, settings.workers.look_ms), (9, 20));
    assert_eq!(settings.store.files, folder.path().join("desk/files"));
    assert_eq!(serde_json::to_value(&settings.mail).unwrap()["folder"], "mail");
    assert_eq!(settings.log.level, "info", "an empty variable says nothing");

    let data = Path::new("other");
    let over = Given { data: Some(data), ..given(Some(&path), &[]) };
    assert_eq!(Settings::read(&over).unwrap().store.files, Path::new("other/files"));
}

#[test]
fn a_secret_comes_from_a_private_file_and_the_environment_wins() {
    let (folder, secret) = file("postgres://a:from-file@db.example.net/c?sslmode=require\n");
    let (_settings, path) = file(&format!("[store]\nowner_url_file = '{}'\n", secret.display()));
    let owner = |variables: &[(&str, &str)]| {
        let read = MigrateSettings::read(&given(Some(&path), variables)).unwrap();
        let Tables::Postgres(owner) = read.tables else { panic!("not PostgreSQL") };
        owner.reveal().to_owned()
    };
    assert!(owner(&[]).contains("from-file"));
    let said = "postgres://b:from-environment@db.example.net/c?sslmode=require";
    assert_eq!(owner(&[("HABEAS_STORE__OWNER_URL", said)]), said);

    std::fs::set_permissions(&secret, Permissions::from_mode(0o644)).unwrap();
    let refused = MigrateSettings::read(&given(Some(&path), &[])).unwrap_err().to_string();
    assert!(refused.contains("owner_url_file") && refused.contains("chmod 600"), "{refused}");
    assert!(!refused.contains("from-file"));
    drop(folder);
}

#[test]
fn a_settings_file_with_a_secret_in_it_must_be_private() {
    let (_folder, path) = file("[sms]\ntoken = 'hunter2'\n");
    let problems = |path: &Path| Settings::read(&given(Some(path), &LEAST)).map(drop);
    problems(&path).unwrap();
    std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let refused = problems(&path).unwrap_err().to_string();
    assert!(refused.contains("sms.token") && !refused.contains("hunter2"), "{refused}");
}

#[test]
fn what_excludes_each_other_is_refused() {
    let house = ("HABEAS_STORE__URL", "postgres://a@localhost/events");
    let same = ("HABEAS_VAULT__URL", "postgres://b@localhost/events");
    let problems =
        Settings::read(&given(None, &[&LEAST[1..3], &[house, same]].concat())).unwrap_err();
    let said = problems.to_string();
    for part in [
        "house.name",
        "http.public_url",
        "mail.transport",
        "store.files",
        "vault.key_file",
        "another database",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    for (variables, part) in [
        (&[("HABEAS_STORE__URL", "postgres://a@localhost/b")][..], "remove one of them"),
        (&[("HABEAS_HTTP__ADMIN_LISTEN", "127.0.0.1:8080")], "another address"),
        (&[("HABEAS_HOUSE__DEFAULT_LANGUAGE", "zh")], "one of house.languages"),
        (
            &[("HABEAS_MAIL__HOST", "smtp.example.net"), ("HABEAS_MAIL__SECURITY", "none")],
            "starttls",
        ),
        (&[("HABEAS_MAIL__USERNAME", "desk")], "beside username"),
        (&[("HABEAS_LOG__LEVEL", "loud")], "error, warn, info"),
    ] {
        let said = refused(variables);
        assert!(said.len() == 1 && said[0].contains(part), "{said:?}");
    }
}

#[test]
fn variables_of_others_are_left_alone_and_near_misses_are_not() {
    read(&[("HABEAS_PORT", "tcp://10.0.0.1:80"), ("HABEAS_SERVICE_HOST", "10.0.0.1")]).unwrap();
    for (name, part) in [
        ("HABEAS_STORE_URL", "two underscores"),
        ("HABEAS_STORAGE__URL", "no section"),
        ("HABEAS_STORE__URI", "is no setting"),
        ("HABEAS_HOUSE__ADDRESSES__FAX", "is no setting"),
        ("HABEAS_CALENDARS__CN", "file alone"),
    ] {
        let said = refused(&[(name, "x")]);
        assert!(said.len() == 1 && said[0].contains(name) && said[0].contains(part), "{said:?}");
    }
}

#[test]
fn days_are_laid_over_calendars_in_either_notation() {
    let least: String = "[house]\nname = 'A'\ncountry = 'CN'\nzone = 'Asia/Shanghai'\n\
                         [store]\ndata = 'desk'\n"
        .to_owned();
    let (_folder, path) = file(&format!(
        "{least}[calendars.CN]\nholidays = [2027-02-15, '2027-02-16']\n\
         closures = [{{ from = 2026-12-24, to = 2026-12-31 }}]\n"
    ));
    let settings = Settings::read(&given(Some(&path), &[])).unwrap();
    let said = settings.calendars.0.values().next().unwrap();
    assert_eq!((said.holidays.len(), said.closures.len()), (2, 1));

    let (_folder, path) = file(&format!(
        "{least}[calendars.XX]\n[calendars.US]\nholiday = []\n[calendars.CN]\n\
         holidays = [2040-01-01]\nworking = [2027-01-01]\nclosures = [{{ from = 2027-01-02, to = 2027-01-01 }}]\n"
    ));
    let refused = Settings::read(&given(Some(&path), &[])).unwrap_err();
    let places: Vec<_> = refused.0.iter().map(|p| p.place.split(' ').next().unwrap()).collect();
    assert_eq!(places, ["calendars.CN", "calendars.CN", "calendars.US", "calendars.XX"]);
}
