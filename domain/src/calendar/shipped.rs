//! The calendars that are compiled in. Read once, and each only as far as its name until it is
//! asked for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde_json::value::RawValue;

use crate::digest::Digest;

pub(super) const TEXT: &str = include_str!("../../data/calendars.json");

/// First day that the calendars cover; days are counted from it.
pub(super) const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2015, 1, 1).unwrap();
/// How many days they cover: to 31 December 2035.
pub(super) const DAYS: usize = 21 * 365 + 5;

/// Where the shipped calendars come from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Source {
    /// The package they were exported from.
    pub package: String,
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX identifier.
    pub licence: String,
    /// The day of the export.
    pub exported: NaiveDate,
}

/// The days of one shipped calendar, as coded in the file (`data/export_calendars.py` says how).
#[derive(Debug, serde::Deserialize)]
pub(super) struct Coded<'a> {
    pub(super) through: i32,
    #[serde(borrow)]
    pub(super) weekend: Vec<(usize, &'a str)>,
    holidays: Vec<usize>,
    makeup: Vec<usize>,
}

impl Coded<'_> {
    /// The public holidays, as days since [`FIRST`].
    pub(super) fn holidays(&self) -> impl Iterator<Item = usize> {
        summed(&self.holidays)
    }

    /// The weekend days that are worked, as days since [`FIRST`].
    pub(super) fn makeup(&self) -> impl Iterator<Item = usize> {
        summed(&self.makeup)
    }
}

fn summed(distances: &[usize]) -> impl Iterator<Item = usize> {
    distances.iter().scan(0, |day, distance| {
        *day += distance;
        Some(*day)
    })
}

#[derive(serde::Deserialize)]
struct File<'a> {
    source: Source,
    #[serde(borrow)]
    calendars: Vec<Line<'a>>,
}

#[derive(serde::Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    names: Vec<&'a str>,
    #[serde(borrow)]
    days: &'a RawValue,
}

struct Shipped {
    source: Source,
    by_name: BTreeMap<&'static str, &'static RawValue>,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "compiled in, and read by a test")]
    let File { source, calendars } = serde_json::from_str(TEXT).expect("the shipped calendars");
    let by_name = calendars
        .into_iter()
        .flat_map(|line| line.names.into_iter().map(move |name| (name, line.days)))
        .collect();
    Shipped { source, by_name }
});

static DIGEST: LazyLock<Digest> = LazyLock::new(|| Digest::of(TEXT.as_bytes()));

/// The digest of the file.
pub(super) fn digest() -> Digest {
    *DIGEST
}

/// Where the shipped calendars come from.
pub(super) fn source() -> &'static Source {
    &SHIPPED.source
}

/// The names of all shipped calendars, in alphabetical order.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED.by_name.keys().copied()
}

/// Whether there is a calendar of this name, and its days still packed.
pub(super) fn find(name: &str) -> Option<&'static RawValue> {
    SHIPPED.by_name.get(name).copied()
}

/// The days of the calendar of this name.
pub(super) fn read(name: &str) -> Option<Coded<'static>> {
    #[expect(clippy::expect_used, reason = "compiled in, and every line is read by a test")]
    find(name).map(|days| serde_json::from_str(days.get()).expect("a shipped calendar"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_covers_the_years_that_the_code_believes_in() {
        let head: serde_json::Value = serde_json::from_str(TEXT).unwrap();
        assert_eq!(head["first"], FIRST.to_string());
        assert_eq!(head["last"], "2035-12-31");
        assert_eq!(FIRST.iter_days().nth(DAYS - 1).unwrap().to_string(), "2035-12-31");
    }

    #[test]
    fn every_shipped_calendar_can_be_read_and_stays_in_range() {
        assert!(names().count() > 850);
        for name in names() {
            let days = read(name).unwrap();
            assert!(days.holidays().chain(days.makeup()).all(|day| day < DAYS), "{name}");
            assert_eq!(days.weekend.first().map(|era| era.0), Some(0), "{name}");
            assert!(days.weekend.iter().all(|(_, mask)| mask.len() == 7), "{name}");
        }
    }
}
