//! The section `log`: what is told on standard error.

use serde::Serialize;
use tracing_subscriber::EnvFilter;

use super::section::Section;

/// What is told, and how.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LogSettings {
    /// A level, or directives of a filter.
    pub(crate) level: String,
    /// How a line is written.
    pub(crate) format: LogFormat,
}

/// How a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

pub(super) fn read(mut section: Section<'_>) -> Option<LogSettings> {
    let level = section.read("level", |text| {
        let wrong = "must be error, warn, info, debug or trace, or directives such as \
                     info,habeas_workers=debug";
        // A lone word that is no level would be taken for the name of a module.
        let word =
            |part: &str| part.contains(['=', '[']) || part.trim().parse::<tracing::Level>().is_ok();
        EnvFilter::builder()
            .parse(text)
            .ok()
            .filter(|_| text.split(',').all(word))
            .map(|_| text.to_owned())
            .ok_or(wrong)
    });
    let format = section.choice("format", &[("text", LogFormat::Text), ("json", LogFormat::Json)]);
    section.finish();
    Some(LogSettings { level: level?, format: format? })
}
