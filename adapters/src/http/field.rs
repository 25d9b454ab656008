//! Values of a body: read leniently as text, then parsed into domain types, with every problem
//! kept and named by its pointer.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, SubsecRound as _, Utc};
use habeas_domain::ParseError;
use habeas_domain::clock::Due;

use super::problem::{FieldProblem, Problem};
use crate::cases::{LONGEST_TEXT, check_text};
use crate::vault::Clear;

/// A text as it came; what it must be is checked where its meaning is known. Personal until then:
/// `Debug` shows nothing.
#[derive(Clone, serde::Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub(super) struct Text(String);

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[text]")
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Text {
    /// Parses it; a problem is kept under the pointer.
    pub(super) fn parse<T>(
        &self,
        pointer: &str,
        problems: &mut Problems,
        parse: impl FnOnce(&str) -> Result<T, ParseError>,
    ) -> Option<T> {
        parse(&self.0).map_err(|error| problems.add(pointer, error)).ok()
    }

    /// The text as a personal value.
    #[must_use]
    pub(super) fn clear(&self) -> Clear<String> {
        Clear::new(self.0.clone())
    }

    /// A text that a person wrote or reads: not empty, and no longer than a statement.
    pub(super) fn long_or(&self, pointer: &str, problems: &mut Problems) -> Option<Clear<String>> {
        self.parse(pointer, problems, |text| check_text(text, LONGEST_TEXT).map(|()| self.clear()))
    }

    /// The same, where it is the only thing that can be wrong.
    pub(super) fn long(&self, pointer: &str) -> Result<Clear<String>, Problem> {
        let mut problems = Problems::default();
        let text = self.long_or(pointer, &mut problems);
        problems.finish(text)
    }

    /// An instant with its offset.
    pub(super) fn instant(&self, pointer: &str, problems: &mut Problems) -> Option<DateTime<Utc>> {
        let rule = "must be a date and time with offset, as in 2026-11-20T16:40:00-08:00";
        let error = ParseError { what: "instant", rule };
        self.parse(pointer, problems, |text| instant_of(text).ok_or(error))
    }

    /// A calendar day.
    pub(super) fn day(&self, pointer: &str, problems: &mut Problems) -> Option<NaiveDate> {
        let error = ParseError { what: "day", rule: "must be a day, as in 2026-11-20" };
        self.parse(pointer, problems, |text| day_of(text).ok_or(error))
    }

    /// A time zone by its name.
    pub(super) fn zone(&self, pointer: &str, problems: &mut Problems) -> Option<chrono_tz::Tz> {
        self.parse(pointer, problems, |text| {
            text.parse().map_err(|_| ParseError {
                what: "zone",
                rule: "must be a name of the time zone database, as in Europe/Berlin",
            })
        })
    }
}

/// A day, or an instant with its offset, as somebody writes when something is due.
pub(super) fn due_of(text: &str) -> Option<Due> {
    day_of(text).map(Due::Day).or_else(|| instant_of(text).map(Due::Instant))
}

fn day_of(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(is_within_reach)
}

/// The stores keep microseconds.
fn instant_of(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.to_utc().trunc_subsecs(6)).filter(is_within_reach)
}

/// Whether it lies in the years 1 to 9999: beyond them a date is not written with four digits, as it is
/// stored, sorted and read again, and farther out no database keeps it.
fn is_within_reach(date: &impl Datelike) -> bool {
    (1..=9999).contains(&date.year())
}

/// Everything found wrong with a body so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<FieldProblem>);

impl Problems {
    /// Keeps a problem.
    pub(super) fn add(&mut self, pointer: &str, error: ParseError) {
        self.0.push(FieldProblem::new(pointer, error));
    }

    /// Parses each text of a list.
    pub(super) fn set<T: Ord>(
        &mut self,
        pointer: &str,
        texts: &[Text],
        parse: impl Fn(&str) -> Result<T, ParseError>,
    ) -> BTreeSet<T> {
        let each = texts.iter().enumerate();
        each.filter_map(|(at, text)| text.parse(&format!("{pointer}/{at}"), self, &parse)).collect()
    }

    /// Reads a value of a domain type that JSON gives whole, such as an outcome.
    pub(super) fn value<T: serde::de::DeserializeOwned>(
        &mut self,
        pointer: &str,
        value: &serde_json::Value,
    ) -> Option<T> {
        let rule = "must have the shape in which answers show it";
        let what = "value";
        T::deserialize(value).map_err(|_| self.add(pointer, ParseError { what, rule })).ok()
    }

    /// Keeps a problem that is already in words.
    pub(super) fn push(&mut self, problem: FieldProblem) {
        self.0.push(problem);
    }

    /// The same problems, of parameters of the address instead of fields of a body.
    #[must_use]
    pub(super) fn of_parameters(self) -> Self {
        let name = |problem: FieldProblem| match problem.pointer {
            Some(pointer) => {
                FieldProblem::of_parameter(&pointer[1.min(pointer.len())..], problem.detail)
            }
            None => problem,
        };
        Self(self.0.into_iter().map(name).collect())
    }

    /// What was read, if nothing was wrong with it; `None` comes only with a problem.
    pub(super) fn finish<T>(self, read: Option<T>) -> Result<T, Problem> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            _ => Err(Problem::fields(self.0)),
        }
    }
}
