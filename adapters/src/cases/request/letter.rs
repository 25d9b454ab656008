//! A request as it was parsed at the door.

use std::collections::BTreeSet;

use habeas_domain::contact::Intake;
use habeas_domain::id::{DataCategory, ItemNo};
use habeas_domain::kind::ItemKind;
use habeas_domain::received::Received;

use crate::cases::letter::{LetterProblem, LetterSubject, LetterWriter, Reading};
use crate::vault::{Clear, Entry};

/// What someone asks, before anything is sealed. `Debug` shows no personal value.
#[derive(Debug)]
pub struct Letter {
    /// The channel.
    pub intake: Intake,
    /// When and where it was received.
    pub received: Received,
    /// Why it is entered late.
    pub late_reason: Option<Clear<String>>,
    /// Whose data it is about.
    pub subject: LetterSubject,
    /// Who asks.
    pub requester: LetterWriter,
    /// What is asked.
    pub items: Vec<LetterItem>,
    /// The words of the letter.
    pub statement: Option<Clear<String>>,
    /// The portal's own ticket number.
    pub external_ref: Option<Clear<String>>,
    /// Whether the person wants one more notice when the last backup is clear.
    pub last_notice: bool,
}

/// One thing asked.
#[derive(Debug)]
pub struct LetterItem {
    /// What is asked.
    pub kind: ItemKind,
    /// The data categories; empty means all.
    pub scope: BTreeSet<DataCategory>,
    /// Items that must be done first, by their place in the letter from 1.
    pub after: BTreeSet<ItemNo>,
    /// The recipient, purpose or correction.
    pub detail: Option<Clear<String>>,
}

impl Letter {
    /// Everything the case can be found by, or everything that is wrong with the letter.
    pub(super) fn entries(&self) -> Result<Vec<Entry>, Vec<LetterProblem>> {
        let mut reading = Reading::default();
        reading.people(Some(&self.subject), &self.requester, "/requester");
        reading.external_ref(self.external_ref.as_ref());
        reading.words("/statement", self.statement.as_ref());
        reading.words("/late_reason", self.late_reason.as_ref());
        for (at, item) in self.items.iter().enumerate() {
            reading.words(format!("/items/{at}/detail"), item.detail.as_ref());
        }
        reading.finish()
    }
}
