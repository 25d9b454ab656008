//! One table of a pack while it is read: what was taken is gone, what is left is unknown.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use toml::{Table, Value};

use crate::ParseError;
use crate::regime::problem::Problems;

/// A table with its place in the file.
pub(super) struct Section {
    place: String,
    left: Table,
}

impl Section {
    /// The whole file.
    pub(super) const fn root(table: Table) -> Self {
        Self { place: String::new(), left: table }
    }

    /// A table whose place is known.
    pub(super) const fn nested(place: String, table: Table) -> Self {
        Self { place, left: table }
    }

    /// The place of a key of this table.
    pub(super) fn at(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }

    /// The place of this table.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// Whether the key is there and was not taken yet.
    pub(super) fn has(&self, key: &str) -> bool {
        self.left.contains_key(key)
    }

    /// The text of a key, left where it is.
    pub(super) fn peek(&self, key: &str) -> Option<&str> {
        self.left.get(key)?.as_str()
    }

    /// Every key that is left, for tables whose keys are data.
    pub(super) fn keys(&self) -> Vec<String> {
        self.left.keys().cloned().collect()
    }

    /// Says that every key that is left is unknown.
    pub(super) fn finish(self, out: &mut Problems) {
        for key in self.left.keys() {
            out.say(self.at(key), "is not a key of this table");
        }
    }

    /// Any value, which must be there.
    pub(super) fn value(&mut self, key: &str, out: &mut Problems) -> Option<Value> {
        let value = self.left.remove(key);
        if value.is_none() {
            out.say(self.at(key), "is missing");
        }
        value
    }

    /// A text that says something.
    pub(super) fn text(&mut self, key: &str, out: &mut Problems) -> Option<String> {
        let text = text_of(self.value(key, out)?, &self.at(key), out)?;
        if text.trim().is_empty() {
            out.say(self.at(key), "must say something");
            return None;
        }
        Some(text)
    }

    /// A text with a shape of its own.
    pub(super) fn read<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, ParseError>,
        out: &mut Problems,
    ) -> Option<T> {
        let value = self.value(key, out)?;
        parsed(value, &self.at(key), parse, out)
    }

    /// The same, where a value may be left out.
    pub(super) fn read_or<T>(
        &mut self,
        key: &str,
        default: T,
        parse: impl Fn(&str) -> Result<T, ParseError>,
        out: &mut Problems,
    ) -> Option<T> {
        if self.has(key) { self.read(key, parse, out) } else { Some(default) }
    }

    /// A list of texts with a shape of their own, in their order.
    pub(super) fn list<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, ParseError>,
        out: &mut Problems,
    ) -> Option<Vec<T>> {
        let place = self.at(key);
        let Value::Array(values) = self.value(key, out)? else {
            out.say(place, "must be a list");
            return None;
        };
        if values.is_empty() {
            out.say(place.as_str(), "must not be empty");
        }
        let count = values.len();
        let read: Vec<T> = values
            .into_iter()
            .enumerate()
            .filter_map(|(index, value)| parsed(value, &format!("{place}[{index}]"), &parse, out))
            .collect();
        (count > 0 && read.len() == count).then_some(read)
    }

    /// A list in which nothing may stand twice.
    pub(super) fn set<T: Ord>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, ParseError>,
        out: &mut Problems,
    ) -> Option<BTreeSet<T>> {
        let list = self.list(key, parse, out)?;
        let count = list.len();
        let set = BTreeSet::from_iter(list);
        if set.len() < count {
            out.say(self.at(key), "names something twice");
            return None;
        }
        Some(set)
    }

    /// The same, where the list may be left out.
    pub(super) fn set_or_none<T: Ord>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, ParseError>,
        out: &mut Problems,
    ) -> Option<BTreeSet<T>> {
        if self.has(key) { self.set(key, parse, out) } else { Some(BTreeSet::new()) }
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, key: &str, out: &mut Problems) -> Option<bool> {
        let flag = self.value(key, out)?.as_bool();
        if flag.is_none() {
            out.say(self.at(key), "must be true or false");
        }
        flag
    }

    /// A whole number from 1 on.
    pub(super) fn number(&mut self, key: &str, out: &mut Problems) -> Option<u32> {
        let number = self.value(key, out)?.as_integer();
        let number = number.and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=9_999).contains(n));
        if number.is_none() {
            out.say(self.at(key), "must be a whole number from 1 to 9999");
        }
        number
    }

    /// A civil date.
    pub(super) fn date(&mut self, key: &str, out: &mut Problems) -> Option<NaiveDate> {
        let value = self.value(key, out)?;
        let date = value.as_datetime().and_then(|date| date.to_string().parse().ok());
        if date.is_none() {
            out.say(self.at(key), "must be a date without quotes, as in 2026-02-05");
        }
        date
    }

    /// A table inside this one.
    pub(super) fn table(&mut self, key: &str, out: &mut Problems) -> Option<Self> {
        let value = self.value(key, out)?;
        table_of(value, self.at(key), out)
    }

    /// What is read from a table inside this one, which may be left out.
    pub(super) fn table_or<T>(
        &mut self,
        key: &str,
        default: T,
        read: impl FnOnce(Self, &mut Problems) -> Option<T>,
        out: &mut Problems,
    ) -> Option<T> {
        if self.has(key) { read(self.table(key, out)?, out) } else { Some(default) }
    }

    /// Every table of a list of tables; none where it is left out.
    pub(super) fn tables(&mut self, key: &str, out: &mut Problems) -> Vec<Self> {
        let place = self.at(key);
        match self.left.remove(key) {
            None => Vec::new(),
            Some(Value::Array(values)) => values
                .into_iter()
                .enumerate()
                .filter_map(|(index, value)| table_of(value, format!("{place}[{index}]"), out))
                .collect(),
            Some(_) => {
                out.say(place, "must be a list of tables");
                Vec::new()
            }
        }
    }
}

fn text_of(value: Value, place: &str, out: &mut Problems) -> Option<String> {
    if let Value::String(text) = value {
        return Some(text);
    }
    out.say(place, "must be a text");
    None
}

fn table_of(value: Value, place: String, out: &mut Problems) -> Option<Section> {
    if let Value::Table(left) = value {
        return Some(Section::nested(place, left));
    }
    out.say(place, "must be a table");
    None
}

fn parsed<T>(
    value: Value,
    place: &str,
    parse: impl Fn(&str) -> Result<T, ParseError>,
    out: &mut Problems,
) -> Option<T> {
    let text = text_of(value, place, out)?;
    parse(&text).map_err(|error| out.say(place, format!("{error}: {text:?}"))).ok()
}
