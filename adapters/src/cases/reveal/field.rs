//! What can be opened, and which sealed values of any case belong to it.

use habeas_domain::case::Case;
use habeas_domain::id::{ContactNo, ItemNo, PartyNo};
use habeas_domain::kind::IdentifierType;
use habeas_domain::sealed::{Sealed, Slot};

/// What can be opened. The ticket cannot: it is the person's secret, and of no use to staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Names of parties.
    Name,
    /// Contacts of parties.
    Contacts,
    /// What the subject is known by.
    Identifiers,
    /// The words of the letter.
    Statement,
    /// The portal's own ticket number.
    ExternalRef,
    /// What items say of recipients, purposes and corrections; what is alleged.
    Details,
    /// Reasons told and kept.
    Reasons,
    /// Questions and answers.
    Messages,
    /// Notes of ours: calls, receipts, what was looked into and found.
    Notes,
}

/// What a value belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Of {
    /// The party.
    pub party: Option<PartyNo>,
    /// The contact.
    pub contact: Option<ContactNo>,
    /// The item.
    pub item: Option<ItemNo>,
    /// The sort of identifier.
    pub identifier: Option<IdentifierType>,
    /// The sequence of the event that holds it, counted from 1.
    pub event: Option<usize>,
}

/// A sealed value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which field.
    pub field: Field,
    /// What it is.
    pub slot: Slot,
    /// What it belongs to.
    pub of: Of,
    /// The value.
    pub sealed: Sealed,
}

impl Field {
    /// Every field.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::Contacts,
        Self::Identifiers,
        Self::Statement,
        Self::ExternalRef,
        Self::Details,
        Self::Reasons,
        Self::Messages,
        Self::Notes,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Contacts => "contacts",
            Self::Identifiers => "identifiers",
            Self::Statement => "statement",
            Self::ExternalRef => "external_ref",
            Self::Details => "details",
            Self::Reasons => "reasons",
            Self::Messages => "messages",
            Self::Notes => "notes",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Result<Self, habeas_domain::ParseError> {
        let found = Self::ALL.iter().copied().find(|field| field.code() == code);
        let rule = "must be one of its closed list";
        found.ok_or(habeas_domain::ParseError { what: "field", rule })
    }
}

/// A kind of case whose fields can be opened.
pub trait Revealed: Case {
    /// Its sealed values beside those of the people in it, from the case where it keeps them, else
    /// from its events. What a confidential hold says is among them only where that is asked.
    fn sealed(&self, events: &[Self::Event], confidential: bool) -> Vec<Found>;
}

/// Every sealed value of the people in a case.
pub(super) fn of_people(case: &impl Case) -> Vec<Found> {
    let mut all = Vec::new();
    for (party, who) in &case.people().parties {
        let of = Of { party: Some(*party), ..Of::default() };
        all.extend(Found::some(Field::Name, Slot::ContactName, of, who.name.as_ref()));
        for (no, contact) in &who.contacts {
            let of = Of { contact: Some(*no), ..of };
            let slot = Slot::of_channel(contact.channel);
            all.extend(Found::some(Field::Contacts, slot, of, Some(&contact.value)));
        }
    }
    for identifier in case.subject().map_or(&[][..], |subject| &subject.identifiers) {
        let of = Of { identifier: Some(identifier.kind), ..Of::default() };
        let value = Some(&identifier.value);
        all.extend(Found::some(Field::Identifiers, Slot::SubjectIdentifier, of, value));
    }
    all
}

impl Found {
    /// A value, where there is one.
    pub(super) fn some(field: Field, slot: Slot, of: Of, sealed: Option<&Sealed>) -> Option<Self> {
        sealed.map(|sealed| Self { field, slot, of, sealed: sealed.clone() })
    }
}
