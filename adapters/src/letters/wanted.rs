//! Which sealed values a message prints, so that no others are opened.

use std::collections::BTreeMap;

use habeas_domain::contact::Channel;
use habeas_domain::id::{ItemNo, RequestId, StepNo};
use habeas_domain::kind::Relation;
use habeas_domain::notice::Told;
use habeas_domain::notice::{Addressee, NoticeKind, OwedMessage};
use habeas_domain::request::{Case, Event, Items, Outcome};
use habeas_domain::sealed::Sealed;

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
    /// What an officer wrote for a notice.
    pub words: BTreeMap<Told, &'a Sealed>,
}

/// What this message prints. `events` are those of the command that owes it, `case` is folded
/// through them.
#[must_use]
pub fn needs<'a>(case: &'a Case, events: &'a [Event], message: &OwedMessage) -> Wanted<'a> {
    let tells = |kind| message.notices.iter().any(|told| told.kind == kind);
    let contact = message.contact(case);
    Wanted {
        name: if greets(case, message) { case.requester().name.as_ref() } else { None },
        address: contact.filter(|c| c.channel == Channel::Post).map(|c| &c.value),
        ticket: tells(NoticeKind::Ticket).then_some(&case.receipt.ticket),
        code: if tells(NoticeKind::Code) { code_step(events) } else { None },
        other: other(case, message),
        words: message
            .notices
            .iter()
            .filter(|_| !is_limited(case, message))
            .filter_map(|told| {
                Some((told.clone(), words(case, events, told, message.is_to_given())?))
            })
            .collect(),
    }
}

/// Whether the reader is greeted by name: only where the one who gave the name reads, at a contact
/// on record. Whoever may know nothing of the request is not shown who asked.
pub(super) fn greets(case: &Case, message: &OwedMessage) -> bool {
    match &message.to {
        Addressee::Party { contact, provenance, .. } => {
            provenance.is_on_record()
                && case.receipt.requester.contacts.contains_key(contact)
                && message.notices.iter().all(|told| told.kind != NoticeKind::SomeoneAsked)
        }
        Addressee::Staff(_) | Addressee::Team(_) => false,
    }
}

/// Whether the reader only reports, and is told that there is an answer and nothing of it.
pub(super) fn is_limited(case: &Case, message: &OwedMessage) -> bool {
    message.is_to_given() && case.requester().relation == Relation::Reporter
}

/// The step whose code these events send.
pub(super) fn code_step(events: &[Event]) -> Option<StepNo> {
    events.iter().find_map(|event| match event {
        Event::ChallengeIssued { step, expires: Some(_), .. }
        | Event::CodeSentAgain { step, .. } => Some(*step),
        _ => None,
    })
}

fn other<'a>(case: &'a Case, message: &OwedMessage) -> Option<&'a RequestId> {
    let decisions = message.notices.iter().filter(|told| told.kind == NoticeKind::Decision);
    let items = decisions.filter_map(|told| case.items.get(&told.item?));
    let parts = items.filter_map(|item| item.stage.decided()).flat_map(|d| &d.decision.parts);
    parts.into_iter().find_map(|part| match &part.outcome {
        Outcome::AnsweredWith { case } => Some(case),
        _ => None,
    })
}

/// What an officer wrote for this notice. Reasons are for contacts on record; a question, and what
/// goes with an answer that a given contact may have, are for whoever asked.
fn words<'a>(case: &'a Case, events: &'a [Event], told: &Told, given: bool) -> Option<&'a Sealed> {
    events.iter().find_map(|event| match (told.kind, event) {
        (NoticeKind::Clarification, Event::ClarificationAsked { items, question, .. }) => {
            is_about(items, told.item).then_some(question)
        }
        (NoticeKind::Fee, Event::FeeQuoted { items, reason, .. }) if !given => {
            is_about(items, told.item).then_some(reason)
        }
        (NoticeKind::Extension, Event::ExtensionOrdered { item, reason, .. }) if !given => {
            (Some(*item) == told.item).then_some(reason)
        }
        (NoticeKind::Decision, Event::ItemDecided { item, decision, .. }) => {
            // Why a copy cannot go straight to the recipient is the reason, unless another is told.
            let transfer = case.items.get(item).and_then(|item| item.transfer.reason.as_ref());
            let reason = decision.reason_told.as_ref().or(transfer.filter(|_| !given));
            reason.filter(|_| Some(*item) == told.item)
        }
        _ => None,
    })
}

/// Whether a track for these items owes the notice about this one.
pub(super) fn is_about(items: &Items, item: Option<ItemNo>) -> bool {
    item.map_or(items.is_empty(), |item| items.contains(&item))
}
