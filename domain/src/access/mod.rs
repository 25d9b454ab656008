//! Who opened personal fields, took something out, or was refused (P24).
//!
//! One stream a principal and UTC day, cut into parts of [`Access::LIMIT`] events so that none
//! grows long enough to be slow. It is written before the response leaves. What a courier renders
//! or a system is handed is not here: their own streams say it.

mod command;
mod decide;
mod dossier;
mod event;
mod refusal;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use command::{Act, Command};
pub use dossier::Dossier;
pub use event::{Attempted, Event, Export, ExportKind, Opening, OpeningPurpose, Reason, Refused};
pub use refusal::Refusal;

use crate::id::{AccessId, PrincipalId};

/// One part of what one principal did on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Access {
    /// Nothing yet.
    #[default]
    Absent,
    /// Something.
    Kept {
        /// Whose record it is.
        by: PrincipalId,
        /// The day in UTC.
        day: NaiveDate,
        /// How many events.
        events: u32,
        /// How many fields were shown in clear.
        fields: u64,
    },
}

crate::stream::aggregate!(Access, "access");

impl Access {
    /// The most events in one stream.
    pub const LIMIT: u32 = 500;

    /// Whether the next entry belongs into the next part.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        match self {
            Self::Absent => false,
            Self::Kept { events, .. } => *events >= Self::LIMIT,
        }
    }

    fn next(self, event: Event) -> Self {
        let (who, at, shown) = match event {
            Event::Opened { by, at, opening } => (by, at, u64::from(opening.fields)),
            Event::Exported { by, at, .. } | Event::AccessRefused { by, at, .. } => (by, at, 0),
        };
        match self {
            Self::Absent => {
                Self::Kept { by: who.id, day: at.date_naive(), events: 1, fields: shown }
            }
            Self::Kept { by, day, events, fields } => Self::Kept {
                by,
                day,
                events: events.saturating_add(1),
                fields: fields.saturating_add(shown),
            },
        }
    }
}

impl AccessId {
    /// The stream of a principal's entries on a UTC day; parts count from 1, and the next one is
    /// begun when [`Access::is_full`].
    #[must_use]
    pub fn of(principal: &PrincipalId, day: NaiveDate, part: u32) -> Self {
        Self::derive(&[principal.as_str(), &day.to_string(), &part.to_string()])
    }
}
