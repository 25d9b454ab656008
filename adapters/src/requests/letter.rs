//! A letter as it was parsed at the door: typed, and still in clear.

use std::collections::BTreeSet;

use habeas_domain::ParseError;
use habeas_domain::assurance::Sensitivity;
use habeas_domain::contact::{Channel, Intake};
use habeas_domain::id::{ContactNo, DataCategory, ItemNo};
use habeas_domain::kind::{IdentifierType, ItemKind, Relation, SubjectCategory};
use habeas_domain::place::{Country, Language, Residence};
use habeas_domain::received::Received;

use crate::vault::{Clear, Entry, Term, Whose};

/// A text longer than this is no statement but a file.
pub(crate) const LONGEST_TEXT: usize = 20_000;
/// A name longer than this is none.
const LONGEST_NAME: usize = 200;
/// More identifiers or contacts than a person can have.
const MOST_OF_EACH: usize = 20;

/// What someone asks, before anything is sealed. `Debug` shows no personal value.
#[derive(Debug)]
pub struct Letter {
    /// The channel.
    pub intake: Intake,
    /// When and where it was received.
    pub received: Received,
    /// Why it is entered late.
    pub late_reason: Option<Clear<String>>,
    /// Who the subject is to the house.
    pub category: SubjectCategory,
    /// Where the subject lives.
    pub residence: Option<Residence>,
    /// What the subject is known by.
    pub identifiers: Vec<(IdentifierType, Clear<String>)>,
    /// How much a mistake would hurt, as far as the letter shows.
    pub sensitivity: Sensitivity,
    /// Whether the subject is a minor.
    pub minor: bool,
    /// What the requester is to the subject.
    pub relation: Relation,
    /// The requester's name.
    pub name: Option<Clear<String>>,
    /// The language of notices.
    pub language: Language,
    /// How the requester can be reached.
    pub contacts: Vec<(Channel, Clear<String>)>,
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

/// A field of the letter that cannot be taken. Names the field and the rule, never the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterProblem {
    /// The field, as a JSON pointer into the letter as portals send it.
    pub pointer: String,
    /// What is wrong with it.
    pub error: ParseError,
}

impl Letter {
    /// Everything the case can be found by, or everything that is wrong with the letter.
    pub(super) fn entries(&self) -> Result<Vec<Entry>, Vec<LetterProblem>> {
        let mut problems = Vec::new();
        let mut entries = Vec::new();
        let mut put = |pointer: String, whose, term: Result<Term, ParseError>| match term {
            Ok(term) => entries.push(term.of(whose)),
            Err(error) => problems.push(LetterProblem { pointer, error }),
        };
        let home = self.residence.as_ref().map(|residence| &residence.country);
        for (at, (kind, value)) in self.identifiers.iter().enumerate() {
            let pointer = format!("/subject/identifiers/{at}/value");
            put(pointer, Whose::Subject, Term::identifier(*kind, value.reveal(), home));
        }
        for (at, (no, (channel, value))) in self.numbered_contacts().enumerate() {
            if let Some(term) = contact_term(*channel, value.reveal(), home) {
                let whose = match self.relation {
                    // What a child gives, and what its record has, is mostly the parent's.
                    Relation::Itself if !self.minor => Whose::Contact(no),
                    Relation::Itself
                    | Relation::Guardian
                    | Relation::Representative
                    | Relation::Heir
                    | Relation::Reporter
                    | Relation::Authority
                    | Relation::House => Whose::Sender,
                };
                put(format!("/requester/contacts/{at}/value"), whose, term);
            }
        }
        if let Some(value) = &self.external_ref {
            put("/external_ref".to_owned(), Whose::Sender, Term::portal_ticket(value.reveal()));
        }
        problems.extend(self.other_problems());
        if problems.is_empty() { Ok(entries) } else { Err(problems) }
    }

    /// The contacts under the numbers that the case gives them.
    pub(super) fn numbered_contacts(
        &self,
    ) -> impl Iterator<Item = (ContactNo, &(Channel, Clear<String>))> {
        (1..).map(ContactNo).zip(&self.contacts)
    }

    fn other_problems(&self) -> Vec<LetterProblem> {
        let mut problems = Vec::new();
        let mut text = |pointer: String, value: Option<&Clear<String>>, longest: usize| {
            let error = value.and_then(|value| check_text(value.reveal(), longest).err());
            problems.extend(error.map(|error| LetterProblem { pointer, error }));
        };
        text("/statement".to_owned(), self.statement.as_ref(), LONGEST_TEXT);
        text("/late_reason".to_owned(), self.late_reason.as_ref(), LONGEST_TEXT);
        text("/requester/name".to_owned(), self.name.as_ref(), LONGEST_NAME);
        for (at, item) in self.items.iter().enumerate() {
            text(format!("/items/{at}/detail"), item.detail.as_ref(), LONGEST_TEXT);
        }
        for (at, (channel, value)) in self.contacts.iter().enumerate() {
            if contact_term(*channel, value.reveal(), None).is_none() {
                text(format!("/requester/contacts/{at}/value"), Some(value), LONGEST_NAME * 5);
            }
        }
        for (pointer, count) in [
            ("/subject/identifiers", self.identifiers.len()),
            ("/requester/contacts", self.contacts.len()),
        ] {
            if count > MOST_OF_EACH {
                let error = ParseError { what: "list", rule: "must have at most 20 entries" };
                problems.push(LetterProblem { pointer: pointer.to_owned(), error });
            }
        }
        problems
    }
}

/// What a contact can be found by; postal addresses and inboxes of the service are not searched.
pub(crate) fn contact_term(
    channel: Channel,
    value: &str,
    home: Option<&Country>,
) -> Option<Result<Term, ParseError>> {
    match channel {
        Channel::Email => Some(Term::identifier(IdentifierType::Email, value, home)),
        Channel::Sms | Channel::Phone => Some(Term::identifier(IdentifierType::Phone, value, home)),
        Channel::Post | Channel::Push | Channel::SiteLetter => None,
    }
}

/// A text that a person wrote: not empty, not endless, and without U+0000, which one of the two
/// databases cannot hold.
pub(crate) fn check_text(text: &str, longest: usize) -> Result<(), ParseError> {
    let bad = |rule| Err(ParseError { what: "text", rule });
    if text.trim().is_empty() {
        return bad("must not be empty");
    }
    if text.chars().count() > longest {
        return bad("is too long");
    }
    if text.contains('\0') {
        return bad("must not hold the character U+0000");
    }
    Ok(())
}
