//! What letters of every kind have, as it was parsed at the door: typed, and still in clear.

use std::collections::BTreeMap;

use habeas_domain::ParseError;
use habeas_domain::assurance::Sensitivity;
use habeas_domain::contact::{Channel, Contact, Provenance};
use habeas_domain::id::{ContactNo, VersionName};
use habeas_domain::kind::{IdentifierType, Relation, SubjectCategory};
use habeas_domain::people::{Identifier, Party, Standing, Subject};
use habeas_domain::place::{Country, Language, Residence};
use habeas_domain::sealed::Slot;

use super::Sealer;
use crate::vault::{Clear, Entry, SealError, Term, Whose};

/// A text longer than this is no statement but a file.
pub(crate) const LONGEST_TEXT: usize = 20_000;
/// A name longer than this is none.
const LONGEST_NAME: usize = 200;
/// More identifiers or contacts than a person can have.
const MOST_OF_EACH: usize = 20;

/// Whose data a letter is about.
#[derive(Debug)]
pub struct LetterSubject {
    /// Who they are to the house.
    pub category: SubjectCategory,
    /// Where they live.
    pub residence: Option<Residence>,
    /// What they are known by.
    pub identifiers: Vec<(IdentifierType, Clear<String>)>,
    /// How much a mistake would hurt, as far as the letter shows.
    pub sensitivity: Sensitivity,
    /// Whether they are a minor.
    pub minor: bool,
    /// The version of the published policy that they accepted last.
    pub policy: Option<VersionName>,
}

/// Whoever wrote a letter.
#[derive(Debug)]
pub struct LetterWriter {
    /// What they are to the subject.
    pub relation: Relation,
    /// Their name.
    pub name: Option<Clear<String>>,
    /// The language of notices.
    pub language: Language,
    /// How they can be reached.
    pub contacts: Vec<(Channel, Clear<String>)>,
}

/// A field of a letter that cannot be taken. Names the field and the rule, never the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterProblem {
    /// The field, as a JSON pointer into the letter as portals send it.
    pub pointer: String,
    /// What is wrong with it.
    pub error: ParseError,
}

impl LetterSubject {
    pub(super) fn sealed(&self, sealer: &Sealer<'_>) -> Result<Subject, SealError> {
        let identifiers = self.identifiers.iter().map(|(kind, value)| {
            let value = sealer.seal(Slot::SubjectIdentifier, value.reveal())?;
            Ok(Identifier { kind: *kind, value })
        });
        Ok(Subject {
            category: self.category,
            residence: self.residence.clone(),
            identifiers: identifiers.collect::<Result<_, SealError>>()?,
            sensitivity: self.sensitivity,
            minor: self.minor,
            policy: self.policy.clone(),
        })
    }
}

impl LetterWriter {
    /// The contacts under the numbers that the case gives them.
    pub(super) fn numbered_contacts(
        &self,
    ) -> impl Iterator<Item = (ContactNo, &(Channel, Clear<String>))> {
        (1..).map(ContactNo).zip(&self.contacts)
    }

    pub(super) fn sealed(&self, sealer: &Sealer<'_>) -> Result<Party, SealError> {
        let contacts = self.numbered_contacts().map(|(no, (channel, value))| {
            let value = sealer.seal(Slot::of_channel(*channel), value.reveal())?;
            Ok((no, Contact { channel: *channel, value, provenance: Provenance::Given }))
        });
        let name = self.name.as_ref().map(|name| sealer.seal(Slot::ContactName, name.reveal()));
        Ok(Party {
            relation: self.relation,
            name: name.transpose()?,
            language: self.language.clone(),
            contacts: contacts.collect::<Result<_, SealError>>()?,
            identity: BTreeMap::new(),
            standing: Standing::NotShown,
        })
    }
}

/// What a letter can be found by, and everything that is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Reading {
    entries: Vec<Entry>,
    problems: Vec<LetterProblem>,
}

impl Reading {
    /// Takes what the subject is known by, and how the writer can be reached. `writer_at` is where the
    /// writer stands in the letter.
    pub(super) fn people(
        &mut self,
        subject: Option<&LetterSubject>,
        writer: &LetterWriter,
        writer_at: &str,
    ) {
        let home = subject.and_then(|subject| subject.residence.as_ref()).map(|r| &r.country);
        let identifiers = subject.map_or(&[][..], |subject| &subject.identifiers);
        for (at, (kind, value)) in identifiers.iter().enumerate() {
            let pointer = format!("/subject/identifiers/{at}/value");
            self.put(pointer, Whose::Subject, Term::identifier(*kind, value.reveal(), home));
        }
        let minor = subject.is_some_and(|subject| subject.minor);
        for (at, (no, (channel, value))) in writer.numbered_contacts().enumerate() {
            let pointer = format!("{writer_at}/contacts/{at}/value");
            let whose = match writer.relation {
                // What a child gives, and what its record has, is mostly the parent's.
                Relation::Itself if !minor => Whose::Contact(no),
                Relation::Itself
                | Relation::Guardian
                | Relation::Representative
                | Relation::Heir
                | Relation::Reporter
                | Relation::Authority
                | Relation::House => Whose::Sender,
            };
            match contact_term(*channel, value.reveal(), home) {
                Some(term) => self.put(pointer, whose, term),
                None => self.text(pointer, Some(value), LONGEST_NAME * 5),
            }
        }
        self.text(format!("{writer_at}/name"), writer.name.as_ref(), LONGEST_NAME);
        self.at_most("/subject/identifiers", identifiers.len());
        self.at_most(&format!("{writer_at}/contacts"), writer.contacts.len());
    }

    /// Takes the portal's own ticket number.
    pub(super) fn external_ref(&mut self, value: Option<&Clear<String>>) {
        if let Some(value) = value {
            let term = Term::portal_ticket(value.reveal());
            self.put("/external_ref".to_owned(), Whose::Sender, term);
        }
    }

    /// Takes words of a person.
    pub(super) fn words(&mut self, pointer: impl Into<String>, value: Option<&Clear<String>>) {
        self.text(pointer.into(), value, LONGEST_TEXT);
    }

    /// Everything the case can be found by, or everything that is wrong with the letter.
    pub(super) fn finish(self) -> Result<Vec<Entry>, Vec<LetterProblem>> {
        if self.problems.is_empty() { Ok(self.entries) } else { Err(self.problems) }
    }

    fn put(&mut self, pointer: String, whose: Whose, term: Result<Term, ParseError>) {
        match term {
            Ok(term) => self.entries.push(term.of(whose)),
            Err(error) => self.problems.push(LetterProblem { pointer, error }),
        }
    }

    fn text(&mut self, pointer: String, value: Option<&Clear<String>>, longest: usize) {
        let error = value.and_then(|value| check_text(value.reveal(), longest).err());
        self.problems.extend(error.map(|error| LetterProblem { pointer, error }));
    }

    fn at_most(&mut self, pointer: &str, count: usize) {
        if count > MOST_OF_EACH {
            let error = ParseError { what: "list", rule: "must have at most 20 entries" };
            self.problems.push(LetterProblem { pointer: pointer.to_owned(), error });
        }
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
