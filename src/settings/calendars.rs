//! The section `calendars`: days laid over the shipped ones.

use habeas_domain::calendar::{CalendarId, Calendars, OverrideProblem, Overrides};
use toml::Value;

use super::section::Section;

pub(super) fn read(mut section: Section<'_>) -> Overrides {
    let mut overrides = Overrides::default();
    for (name, said) in section.rest() {
        let id = CalendarId::parse(&name);
        let id = id.map_err(|error| section.wrong(&name, error.to_string())).ok();
        let said = with_texts(said).try_into();
        let said =
            said.map_err(|error: toml::de::Error| section.wrong(&name, error.message())).ok();
        if let (Some(id), Some(said)) = (id, said) {
            overrides.0.insert(id, said);
        }
    }
    if let Err(refused) = Calendars::with_overrides(overrides.clone()) {
        for problem in refused.0 {
            let (OverrideProblem::OutOfRange { calendar, .. }
            | OverrideProblem::Backwards { calendar, .. }
            | OverrideProblem::Contradiction { calendar, .. }) = &problem;
            section.wrong(calendar.as_str(), problem.to_string());
        }
    }
    overrides
}

/// Dates as the domain reads them: TOML has a kind of its own for them.
fn with_texts(value: Value) -> Value {
    match value {
        Value::Datetime(date) => Value::String(date.to_string()),
        Value::Array(values) => values.into_iter().map(with_texts).collect::<Vec<_>>().into(),
        Value::Table(table) => {
            Value::Table(table.into_iter().map(|(key, value)| (key, with_texts(value))).collect())
        }
        other => other,
    }
}
