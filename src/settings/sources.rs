//! Everything that was said about settings, and where: defaults, file, environment, command line.
//! The later wins over the earlier, key by key.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::problem::Problem;
use super::secret;
use super::section::Section;

/// The text that is the documentation, and holds the defaults.
pub(crate) const DEFAULTS: &str = include_str!("default.toml");

const PREFIX: &str = "HABEAS_";
/// Variables of the prefix that are no settings: the name of the file, and what the tests take.
const OTHERS: [&str; 2] = ["HABEAS_SETTINGS", "HABEAS_TEST_"];

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// The program itself.
    Default,
    /// The settings file.
    File,
    /// A variable of the environment.
    Environment,
    /// An option of the command line.
    CommandLine,
}

/// Where settings come from.
#[derive(Debug, Default)]
pub(crate) struct Given<'a> {
    /// The settings file.
    pub(crate) file: Option<&'a Path>,
    /// The whole environment.
    pub(crate) environment: Vec<(OsString, OsString)>,
    /// The folder of an embedded desk, which wins over every database.
    pub(crate) data: Option<&'a Path>,
}

/// What was said, laid over each other, and what is wrong with it so far.
#[derive(Debug)]
pub(crate) struct Sources {
    table: Table,
    said: BTreeMap<String, Origin>,
    file: Option<PathBuf>,
    /// Whether the settings file can be read by others than its owner and group.
    open_to_others: bool,
    problems: Vec<Problem>,
}

impl Sources {
    /// Gathers what was said.
    pub(crate) fn gather(given: &Given<'_>) -> Self {
        #[expect(clippy::expect_used, reason = "part of the program; every test reads it")]
        let table = DEFAULTS.parse().expect("the defaults are TOML");
        let mut sources = Self {
            table,
            said: BTreeMap::new(),
            file: given.file.map(Path::to_owned),
            open_to_others: false,
            problems: Vec::new(),
        };
        if let Some(file) = given.file {
            sources.take_file(file);
        }
        let mut variables: Vec<_> = given.environment.iter().collect();
        variables.sort();
        for (name, value) in variables {
            sources.take_variable(name, value);
        }
        if let Some(data) = given.data {
            sources.take_data(data);
        }
        sources
    }

    /// The section of that name, to be read.
    pub(super) fn section(&mut self, name: &'static str) -> Section<'_> {
        let left = match self.table.remove(name) {
            None => Table::new(),
            Some(Value::Table(table)) => table,
            Some(_) => {
                self.problem(name, format!("must be a section, which begins with [{name}]"));
                Table::new()
            }
        };
        Section::new(self, name.to_owned(), left)
    }

    /// Says that something is wrong at a path.
    pub(super) fn problem(&mut self, path: &str, what: impl Into<String>) {
        let place = match self.origin(path) {
            Origin::Default => path.to_owned(),
            Origin::File => match &self.file {
                Some(file) => format!("{path} ({})", file.display()),
                None => path.to_owned(),
            },
            Origin::Environment => format!("{path} ({})", variable(path)),
            Origin::CommandLine => format!("{path} (command line)"),
        };
        self.problems.push(Problem { place, what: what.into() });
    }

    /// Who said what holds at a path.
    pub(super) fn origin(&self, path: &str) -> Origin {
        self.said.get(path).copied().unwrap_or(Origin::Default)
    }

    /// Where a relative path begins that was said at that path.
    pub(super) fn folder(&self, path: &str) -> Option<&Path> {
        self.file.as_deref().filter(|_| self.origin(path) == Origin::File)?.parent()
    }

    /// Whether the settings file is no place for a secret.
    pub(super) const fn file_is_open(&self) -> bool {
        self.open_to_others
    }

    /// Everything that is wrong, in the order of the settings' names. Sections that nobody read
    /// are unknown, unless only a part was wanted.
    pub(super) fn finish(mut self, sections: &[&str]) -> Vec<Problem> {
        let left: Vec<String> = self.table.keys().cloned().collect();
        for name in left.iter().filter(|name| !sections.contains(&name.as_str())) {
            self.problem(name, format!("is no section; those are {}", sections.join(", ")));
        }
        self.problems.sort();
        self.problems
    }

    fn take_file(&mut self, path: &Path) {
        let mut text = String::new();
        let read = File::open(path).and_then(|mut file| {
            self.open_to_others = secret::is_open_to_others(&file)?;
            file.read_to_string(&mut text)
        });
        let place = path.display().to_string();
        if let Err(error) = read {
            let what = format!("the settings file cannot be read: {error}");
            self.problems.push(Problem { place, what });
            return;
        }
        match text.parse::<Table>() {
            Ok(table) => overlay(&mut self.table, table, "", Origin::File, &mut self.said),
            Err(error) => {
                // Its own message would show the line.
                let before = error.span().and_then(|span| text.get(..span.start));
                let line = before.map_or(1, |before| before.matches('\n').count() + 1);
                let what = format!("line {line} is no TOML: {}", error.message());
                self.problems.push(Problem { place, what });
            }
        }
    }

    fn take_variable(&mut self, name: &OsString, value: &OsString) {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { return };
        if OTHERS.iter().any(|other| name.starts_with(other)) {
            return;
        }
        let path = name[PREFIX.len()..].to_ascii_lowercase().replace("__", ".");
        let section = path.split(['.', '_']).next().unwrap_or_default().to_owned();
        let known = super::SECTIONS.contains(&section.as_str());
        let mut say = |what: String| {
            self.problems.push(Problem { place: name.to_owned(), what });
        };
        match (path.contains('.'), known) {
            (false, false) => {}
            (false, true) => say(format!(
                "a section is followed by two underscores, as in {PREFIX}{}__…",
                section.to_ascii_uppercase()
            )),
            (true, false) => {
                say(format!("names no section; those are {}", super::SECTIONS.join(", ")));
            }
            (true, true) if section == "calendars" => {
                say("calendars can be set in the settings file alone".to_owned());
            }
            (true, true) => match value.to_str() {
                None => say("must be UTF-8".to_owned()),
                Some("") => {}
                Some(value) => {
                    let said = nested(&path, Value::String(value.to_owned()));
                    overlay(&mut self.table, said, "", Origin::Environment, &mut self.said);
                }
            },
        }
    }

    fn take_data(&mut self, data: &Path) {
        for name in ["store", "vault"] {
            if let Some(Value::Table(section)) = self.table.get_mut(name) {
                for key in ["data", "url", "url_file", "owner_url", "owner_url_file"] {
                    section.remove(key);
                }
            }
        }
        // A path that is no UTF-8 would be another one as text.
        match data.to_str() {
            Some(data) => {
                let said = nested("store.data", Value::String(data.to_owned()));
                overlay(&mut self.table, said, "", Origin::CommandLine, &mut self.said);
            }
            None => self.problem("store.data", "must be UTF-8"),
        }
    }
}

/// The variable that sets a path.
pub(super) fn variable(path: &str) -> String {
    format!("{PREFIX}{}", path.replace('.', "__").to_ascii_uppercase())
}

fn nested(path: &str, value: Value) -> Table {
    match path.split_once('.') {
        Some((head, rest)) => {
            Table::from_iter([(head.to_owned(), Value::Table(nested(rest, value)))])
        }
        None => Table::from_iter([(path.to_owned(), value)]),
    }
}

/// Lays a table over another, and notes who said each value.
fn overlay(
    below: &mut Table,
    above: Table,
    path: &str,
    origin: Origin,
    said: &mut BTreeMap<String, Origin>,
) {
    for (key, value) in above {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let Value::Table(above) = value else {
            below.insert(key, value);
            said.insert(path, origin);
            continue;
        };
        let slot = below.entry(key).or_insert_with(|| Value::Table(Table::new()));
        if !slot.is_table() {
            *slot = Value::Table(Table::new());
        }
        if let Value::Table(below) = slot {
            overlay(below, above, &path, origin, said);
        }
        said.insert(path, origin);
    }
}
