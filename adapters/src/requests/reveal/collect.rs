//! Which sealed values of a case belong to which field: from the case where it keeps them, else from
//! its events.

use habeas_domain::id::{ContactNo, ItemNo, PartyNo};
use habeas_domain::kind::IdentifierType;
use habeas_domain::request::{Case, Decision, Event};
use habeas_domain::sealed::{Sealed, Slot};

use super::{Wish, is_confidential};

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
    /// What items say of recipients, purposes and corrections.
    Details,
    /// Reasons told and kept.
    Reasons,
    /// Questions and answers.
    Messages,
    /// Notes of ours: calls, receipts.
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
pub(super) struct Found {
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

pub(super) fn found(case: &Case, events: &[Event], wish: &Wish) -> Vec<Found> {
    let mut all = of_case(case);
    for (sequence, event) in (1..).zip(events) {
        let at = Of { event: Some(sequence), ..Of::default() };
        all.extend(of_event(case, event, at, wish.confidential));
    }
    all.retain(|found| wish.wants(found.field));
    all
}

fn of_case(case: &Case) -> Vec<Found> {
    let receipt = &case.receipt;
    let mut all = Vec::new();
    let mut add = |field, slot, of, sealed: Option<&Sealed>| {
        all.extend(sealed.map(|sealed| Found { field, slot, of, sealed: sealed.clone() }));
    };
    for (party, who) in &case.people.parties {
        let of = Of { party: Some(*party), ..Of::default() };
        add(Field::Name, Slot::ContactName, of, who.name.as_ref());
        for (no, contact) in &who.contacts {
            let of = Of { contact: Some(*no), ..of };
            let slot = Slot::of_channel(contact.channel);
            add(Field::Contacts, slot, of, Some(&contact.value));
        }
    }
    for identifier in &case.subject.identifiers {
        let of = Of { identifier: Some(identifier.kind), ..Of::default() };
        add(Field::Identifiers, Slot::SubjectIdentifier, of, Some(&identifier.value));
    }
    let none = Of::default();
    add(Field::Statement, Slot::ContentLetter, none, receipt.statement.as_ref());
    add(Field::ExternalRef, Slot::ContactPortalTicket, none, receipt.external_ref.as_ref());
    add(Field::Reasons, Slot::ContentReason, none, receipt.late_reason.as_ref());
    for item in case.items.values() {
        let of = Of { item: Some(item.asked.no), ..none };
        add(Field::Details, Slot::ContentLetter, of, item.asked.detail.as_ref());
    }
    all
}

/// Values that the case does not keep.
fn of_event(case: &Case, event: &Event, at: Of, confidential: bool) -> Vec<Found> {
    let one = |field, slot, of, sealed: Option<&Sealed>| -> Vec<Found> {
        sealed.map(|sealed| Found { field, slot, of, sealed: sealed.clone() }).into_iter().collect()
    };
    let of_item = |item: &ItemNo| Of { item: Some(*item), ..at };
    let reason = (Field::Reasons, Slot::ContentReason);
    let told = (Field::Reasons, Slot::ContentMessage);
    match event {
        Event::ItemDecided { item, decision, .. } => {
            let Decision { reason_told, reason_kept, .. } = decision;
            let mut all = one(told.0, told.1, of_item(item), reason_told.as_ref());
            all.extend(one(reason.0, reason.1, of_item(item), reason_kept.as_ref()));
            all
        }
        Event::ExtensionOrdered { item, reason, .. } => {
            one(told.0, told.1, of_item(item), Some(reason))
        }
        Event::TransferJudged { item, reason, .. } => {
            one(told.0, told.1, of_item(item), reason.as_ref())
        }
        Event::FeeQuoted { reason, .. } => one(told.0, told.1, at, Some(reason)),
        Event::HoldPlaced { no, hold, .. } if confidential || !is_confidential(case, *no) => {
            one(reason.0, reason.1, at, hold.reason.as_ref())
        }
        Event::TailMoved { reason: why, .. } => one(reason.0, reason.1, at, why.as_ref()),
        Event::ClarificationAsked { question, .. } => {
            one(Field::Messages, Slot::ContentMessage, at, Some(question))
        }
        Event::ClarificationAnswered { answer, .. } => {
            one(Field::Messages, Slot::ContentLetter, at, Some(answer))
        }
        Event::CallLogged { party, summary, .. } => {
            let of = Of { party: Some(*party), ..at };
            one(Field::Notes, Slot::ContentNote, of, Some(summary))
        }
        Event::CopyHandedOver { item, copy, .. } => {
            one(Field::Notes, Slot::ContentNote, of_item(item), copy.receipt.as_ref())
        }
        _ => Vec::new(),
    }
}
