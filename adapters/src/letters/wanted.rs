//! Which sealed values a message prints, so that no others are opened.

use std::collections::BTreeMap;

use habeas_domain::case::Case;
use habeas_domain::contact::Channel;
use habeas_domain::id::{RequestId, StepNo};
use habeas_domain::notice::{Addressee, NoticeKind, OwedMessage, Told};
use habeas_domain::people::REQUESTER;
use habeas_domain::sealed::Sealed;

use super::written::{Source, Written};

/// What is to be opened for one message, and handed in as [`Opened`](super::Opened).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// The name of the person written to.
    pub name: Option<&'a Sealed>,
    /// The postal address, for a page.
    pub address: Option<&'a Sealed>,
    /// The claim ticket.
    pub ticket: Option<&'a Sealed>,
    /// The step whose latest code is printed.
    pub code: Option<StepNo>,
    /// The case whose human reference is printed.
    pub other: Option<&'a RequestId>,
    /// The authorities that are spoken of.
    pub authorities: Vec<PassedOn<&'a Sealed>>,
    /// What an officer wrote for a notice.
    pub words: BTreeMap<Told, &'a Sealed>,
}

/// What this message prints.
#[must_use]
pub fn needs<'a>(source: Source<'a>, message: &OwedMessage) -> Wanted<'a> {
    match source {
        Source::Request { case, events } => case.needs(events, message),
        Source::Complaint { case, events } => case.needs(events, message),
        Source::Incident { case, events } => case.needs(events, message),
    }
}

/// An authority, and where it has the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedOn<T> {
    /// Its name.
    pub name: Option<T>,
    /// The number under which it has it.
    pub number: T,
}

impl<T> PassedOn<T> {
    /// The same, of both parts of it.
    pub fn map<'a, U>(&'a self, of: impl Fn(&'a T) -> U) -> PassedOn<U> {
        PassedOn { name: self.name.as_ref().map(&of), number: of(&self.number) }
    }
}

impl<'a> Wanted<'a> {
    /// What every kind of case prints: to whom, where, and the ticket.
    pub(super) fn around(case: &'a impl Case, message: &OwedMessage) -> Self {
        let tells = |kind| message.notices.iter().any(|told| told.kind == kind);
        let contact = message.contact(case.people());
        let writer = case.people().parties.get(&REQUESTER);
        Self {
            name: if greets(case, message) { writer.and_then(|w| w.name.as_ref()) } else { None },
            address: contact.filter(|c| c.channel == Channel::Post).map(|c| &c.value),
            ticket: case.ticket().filter(|_| tells(NoticeKind::Ticket)),
            ..Self::default()
        }
    }
}

/// Whether the reader is greeted by name: only where the one who gave the name reads, at a contact
/// on record. Whoever may know nothing of the case is not shown who wrote.
pub(super) fn greets(case: &impl Case, message: &OwedMessage) -> bool {
    match &message.to {
        Addressee::Party { contact, provenance, .. } => {
            provenance.is_on_record()
                && case.writer().contacts.contains_key(contact)
                && message.notices.iter().all(|told| told.kind != NoticeKind::SomeoneAsked)
        }
        Addressee::Staff(_) | Addressee::Team(_) => false,
    }
}
