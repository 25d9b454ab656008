//! From stored texts to domain types, and lists of words in one column.

use chrono::NaiveDate;
use habeas_domain::moment::Moment;

use crate::store::StoreError;

/// Where a value was read, for the error that it may give.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'r> {
    pub(super) table: &'static str,
    pub(super) row: &'r str,
}

impl Place<'_> {
    /// The value, or an error that names table, column and row.
    pub(super) fn take<T, E>(
        self,
        column: &'static str,
        parsed: Result<T, E>,
    ) -> Result<T, StoreError> {
        parsed.map_err(|_| StoreError::inconsistent(self.table, column, self.row))
    }

    /// The words of a list.
    pub(super) fn words<T, E, C: FromIterator<T>>(
        self,
        column: &'static str,
        stored: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<C, StoreError> {
        stored.split_whitespace().map(|word| self.take(column, parse(word))).collect()
    }
}

/// The day of a moment, where it is all that is known: only then does it stand beside the instant.
pub(super) const fn whole_day(moment: Moment) -> Option<NaiveDate> {
    match moment {
        Moment::At(_) => None,
        Moment::On(day) => Some(day),
    }
}

/// A list of words as one text. No word has a space in it: all are codes or names of the operator.
pub(super) fn join<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// The pattern that finds a word in `' ' || list || ' '`, with `\` as escape.
pub(super) fn has_word(word: &str) -> String {
    format!("% {} %", word.replace('_', r"\_"))
}
