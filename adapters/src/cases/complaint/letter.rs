//! A complaint as it was parsed at the door.

use std::collections::BTreeSet;

use habeas_domain::contact::Intake;
use habeas_domain::id::{ItemNo, RequestId};
use habeas_domain::kind::ComplaintKind;
use habeas_domain::received::Received;
use habeas_domain::reference::Reference;

use crate::cases::letter::{LetterProblem, LetterSubject, LetterWriter, Reading};
use crate::vault::{Clear, Entry};

/// What someone brings, before anything is sealed. `Debug` shows no personal value.
#[derive(Debug)]
pub struct ComplaintLetter {
    /// The channel.
    pub intake: Intake,
    /// When and where it was received.
    pub received: Received,
    /// Why it is entered late.
    pub late_reason: Option<Clear<String>>,
    /// What is brought.
    pub kind: ComplaintKind,
    /// The request that it is about.
    pub about: Option<ComplainedAbout>,
    /// Whose data it is about; that of the request where it is opened from one.
    pub subject: Option<LetterSubject>,
    /// Who complains. None when it is opened from a request: then it is whoever asked there, with
    /// what they have shown.
    pub complainant: Option<LetterWriter>,
    /// What is alleged, each with the item of the request; none at all means the whole letter.
    pub allegations: Vec<(Clear<String>, Option<ItemNo>)>,
    /// The words of the letter.
    pub statement: Option<Clear<String>>,
    /// The portal's own ticket number.
    pub external_ref: Option<Clear<String>>,
}

/// The request that a complaint is about, as the letter names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComplainedAbout {
    /// One that is here.
    Request {
        /// The case.
        case: RequestId,
        /// Which of its items; none means those that were refused, or else all that are decided.
        items: BTreeSet<ItemNo>,
    },
    /// One that is forgotten.
    Forgotten(Reference),
}

impl ComplaintLetter {
    /// Everything the case can be found by, or everything that is wrong with the letter. Subject and
    /// complainant are those of the letter, or of the request from which it is opened.
    pub(super) fn entries(
        &self,
        subject: Option<&LetterSubject>,
        complainant: &LetterWriter,
    ) -> Result<Vec<Entry>, Vec<LetterProblem>> {
        let mut reading = Reading::default();
        reading.people(subject, complainant, "/complainant");
        reading.external_ref(self.external_ref.as_ref());
        reading.words("/statement", self.statement.as_ref());
        reading.words("/late_reason", self.late_reason.as_ref());
        for (at, (words, _)) in self.allegations.iter().enumerate() {
            reading.words(format!("/allegations/{at}/words"), Some(words));
        }
        reading.finish()
    }
}
