//! One section while it is read: what was taken is gone, what is left is unknown.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use habeas_adapters::store::PostgresUrl;
use toml::{Table, Value};

use super::secret::{self, Secret};
use super::sources::{Origin, Sources, variable};

/// A table of settings. Every reader notes what is wrong and then gives nothing.
pub(super) struct Section<'s> {
    sources: &'s mut Sources,
    path: String,
    left: Table,
    known: Vec<&'static str>,
}

/// Something that must not be shown, and where it was said.
struct Hidden {
    text: String,
    key: &'static str,
    inline: bool,
}

impl<'s> Section<'s> {
    pub(super) const fn new(sources: &'s mut Sources, path: String, left: Table) -> Self {
        Self { sources, path, left, known: Vec::new() }
    }

    /// Says that every key that is left is unknown.
    pub(super) fn finish(mut self) {
        let known = self.known.join(", ");
        for key in std::mem::take(&mut self.left).keys() {
            self.wrong(key, format!("is no setting; here are {known}"));
        }
    }

    /// A section inside this one.
    pub(super) fn inner(&mut self, key: &'static str) -> Section<'_> {
        let path = format!("{}.{key}", self.path);
        let left = match self.take(key) {
            None => Table::new(),
            Some(Value::Table(table)) => table,
            Some(_) => {
                self.wrong(key, format!("must be a section, which begins with [{path}]"));
                Table::new()
            }
        };
        Section::new(self.sources, path, left)
    }

    /// Everything that is left, for sections whose keys are data.
    pub(super) fn rest(&mut self) -> Table {
        std::mem::take(&mut self.left)
    }

    /// A value of whatever kind, for keys whose shape is read elsewhere.
    pub(super) fn value(&mut self, key: &'static str) -> Option<Value> {
        self.take(key)
    }

    /// Says that something is wrong with a key.
    pub(super) fn wrong(&mut self, key: &str, what: impl Into<String>) {
        let path = format!("{}.{key}", self.path);
        self.sources.problem(&path, what);
    }

    /// Says that a key is missing and why it is needed.
    pub(super) fn missing(&mut self, key: &str, why: &str) {
        let variable = variable(&format!("{}.{key}", self.path));
        let gap = if why.is_empty() { "" } else { " " };
        self.wrong(key, format!("is needed{gap}{why}: say it in [{}] or as {variable}", self.path));
    }

    /// A text of a shape of its own, if it is there.
    pub(super) fn read<T, E: Display>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(key)?;
        parse(&text).map_err(|error| self.wrong(key, error.to_string())).ok()
    }

    /// The same, and it must be there.
    pub(super) fn need<T, E: Display>(
        &mut self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if !self.has(key) {
            self.missing(key, "");
            return None;
        }
        self.read(key, parse)
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, key: &'static str, among: &[(&str, T)]) -> Option<T> {
        self.read(key, |text| {
            among.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
                let words: Vec<_> = among.iter().map(|(word, _)| *word).collect();
                format!("must be one of {}", words.join(", "))
            })
        })
    }

    /// A whole number.
    pub(super) fn number<T: TryFrom<i64>>(
        &mut self,
        key: &'static str,
        range: RangeInclusive<i64>,
    ) -> Option<T> {
        let number = match self.take(key)? {
            Value::Integer(number) => Some(number),
            Value::String(text) if self.said_as_text(key) => text.parse().ok(),
            _ => None,
        };
        let fits = number.filter(|n| range.contains(n)).and_then(|n| T::try_from(n).ok());
        if fits.is_none() {
            let (least, most) = range.into_inner();
            self.wrong(key, format!("must be a whole number from {least} to {most}"));
        }
        fits
    }

    /// A list of texts, each of a shape of its own; all of its problems at once.
    pub(super) fn list<T, E: Display>(
        &mut self,
        key: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<T>> {
        let texts: Option<Vec<String>> = match self.take(key)? {
            Value::String(text) if self.said_as_text(key) => {
                Some(text.split(',').map(|part| part.trim().to_owned()).collect())
            }
            Value::Array(values) => values
                .into_iter()
                .map(|value| if let Value::String(text) = value { Some(text) } else { None })
                .collect(),
            _ => None,
        };
        let Some(texts) = texts else {
            self.wrong(key, "must be a list of texts, as in [\"en\", \"zh\"]");
            return None;
        };
        let count = texts.len();
        let mut read = Vec::with_capacity(count);
        for (index, text) in texts.iter().enumerate() {
            match parse(text) {
                Ok(value) => read.push(value),
                Err(error) => self.wrong(key, format!("number {}: {error}", index + 1)),
            }
        }
        (read.len() == count).then_some(read)
    }

    /// A path. A relative one of the settings file begins in its folder.
    pub(super) fn path(&mut self, key: &'static str) -> Option<PathBuf> {
        let text = self.text(key)?;
        let from = self.sources.folder(&format!("{}.{key}", self.path));
        Some(from.map_or_else(|| PathBuf::from(&text), |folder| folder.join(&text)))
    }

    /// A secret, given itself or as a file that holds it.
    pub(super) fn secret(&mut self, key: &'static str, in_file: &'static str) -> Option<Secret> {
        let hidden = self.hidden(key, in_file)?;
        self.guard(&hidden);
        Some(Secret::new(hidden.text))
    }

    /// The URL of a PostgreSQL database, given itself or as a file that holds it.
    pub(super) fn postgres(
        &mut self,
        key: &'static str,
        in_file: &'static str,
    ) -> Option<PostgresUrl> {
        let hidden = self.hidden(key, in_file)?;
        let url = PostgresUrl::parse(&hidden.text);
        let url = url.map_err(|error| self.wrong(hidden.key, error.to_string())).ok()?;
        if url.has_password() {
            self.guard(&hidden);
        }
        if url.may_be_overheard() {
            self.wrong(
                hidden.key,
                "lets a connection to another machine go on without encryption: end it with \
                 ?sslmode=verify-full (or verify-ca, or require)",
            );
        }
        Some(url)
    }

    /// Whether the key was said and not taken yet.
    pub(super) fn has(&mut self, key: &'static str) -> bool {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.left.contains_key(key)
    }

    /// Whether the settings file says it.
    pub(super) fn is_in_file(&self, key: &str) -> bool {
        self.origin(key) == Origin::File
    }

    fn hidden(&mut self, key: &'static str, in_file: &'static str) -> Option<Hidden> {
        let (itself, file) = (self.has(key), self.has(in_file));
        if itself && file {
            let (here, there) = (self.origin(key), self.origin(in_file));
            if here == there {
                self.wrong(in_file, format!("and {key} say the same thing twice: remove one"));
            }
            // The environment wins over the file, in whichever way it says it.
            let loser = if there > here { key } else { in_file };
            self.left.remove(loser);
        }
        if self.has(key) {
            return Some(Hidden { text: self.text(key)?, key, inline: true });
        }
        let path = self.path(in_file)?;
        match secret::read(&path) {
            Ok(text) => Some(Hidden { text, key: in_file, inline: false }),
            Err(trouble) => {
                self.wrong(in_file, format!("{}: {trouble}", path.display()));
                None
            }
        }
    }

    /// A secret must not stand in a settings file that others can read.
    fn guard(&mut self, hidden: &Hidden) {
        if hidden.inline && self.is_in_file(hidden.key) && self.sources.file_is_open() {
            self.wrong(hidden.key, format!("is a secret in a file that {}", secret::OPEN));
        }
    }

    fn text(&mut self, key: &'static str) -> Option<String> {
        match self.take(key)? {
            Value::String(text) if !text.trim().is_empty() => Some(text),
            Value::String(_) => {
                self.wrong(key, "says nothing: remove the line, or say something");
                None
            }
            _ => {
                self.wrong(key, "must be a text in quotes");
                None
            }
        }
    }

    fn take(&mut self, key: &'static str) -> Option<Value> {
        if self.has(key) { self.left.remove(key) } else { None }
    }

    /// Everything is text in the environment.
    fn said_as_text(&self, key: &str) -> bool {
        self.origin(key) == Origin::Environment
    }

    fn origin(&self, key: &str) -> Origin {
        self.sources.origin(&format!("{}.{key}", self.path))
    }
}
