//! Why personal fields are opened, and how they are shown.

use habeas_domain::access::OpeningPurpose;
use habeas_domain::actor::Role;

use super::field::{Problems, Text};
use super::problem::Problem;
use crate::cases::Value;
use crate::vault::Clear;

/// A purpose and a note, read.
#[derive(Debug)]
pub(super) struct NewOpening {
    /// From the closed list.
    pub(super) purpose: OpeningPurpose,
    /// In own words.
    pub(super) note: Option<Clear<String>>,
}

impl NewOpening {
    /// Reads both.
    pub(super) fn read(purpose: &Text, note: Option<&Text>, out: &mut Problems) -> Option<Self> {
        let purpose = purpose.parse("/purpose", out, OpeningPurpose::parse);
        let note = note.map(|text| text.long_or("/note", out));
        Some(Self { purpose: purpose?, note: note.flatten() })
    }

    /// Refuses a purpose that is not the role's: an auditor opens to audit and for nothing else.
    pub(super) fn may_open(role: Role, purpose: OpeningPurpose) -> Result<(), Problem> {
        if role == Role::Auditor && purpose != OpeningPurpose::Audit {
            return Err(Problem::forbidden());
        }
        Ok(())
    }
}

/// Why something is read.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLook {
    /// As for requests; mostly `contact`.
    purpose: Text,
    /// The same in own words; kept sealed.
    note: Option<Text>,
}

impl NewLook {
    /// Reads why, as far as that is the role's to open for.
    pub(super) fn read(&self, role: Role) -> Result<NewOpening, Problem> {
        let mut out = Problems::default();
        let opening = NewOpening::read(&self.purpose, self.note.as_ref(), &mut out);
        let opening = out.finish(opening)?;
        NewOpening::may_open(role, opening.purpose)?;
        Ok(opening)
    }
}

/// The value, or that nobody can read it any more.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Clear(clear) => clear.reveal().clone(),
        Value::Forgotten(key) => format!("[forgotten: key {key}]"),
    }
}
