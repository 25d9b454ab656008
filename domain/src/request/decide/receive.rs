//! Taking a letter in: what it asks, which regimes apply, which clocks start, who asked before.

use std::collections::BTreeSet;

use crate::assurance::Assurance;
use crate::contact::Provenance;
use crate::id::ItemNo;
use crate::kind::{ItemKind, Relation};
use crate::people::Party;
use crate::request::case::Case;
use crate::request::command::{Ask, Command, Receive};
use crate::request::event::Event;
use crate::request::item::Asked;
use crate::request::receipt::{LinkKind, Receipt, Related};
use crate::request::refusal::Refusal;

use super::{Draft, MAX_ITEMS};

pub(super) fn receive<'c>(command: &'c Command, letter: &Receive) -> Result<Draft<'c>, Refusal> {
    let received = &letter.received;
    if received.moment.earliest_in(received.zone) > command.now {
        return Err(Refusal::ReceivedInFuture);
    }
    if letter.intake.is_clerk_entry()
        && letter.late_reason.is_none()
        && command.rules.is_entered_late(received.moment, command.now)?
    {
        return Err(Refusal::LateReasonMissing);
    }
    check_items(&letter.items)?;

    let regimes = command.rules.regimes_for(
        letter.subject.residence.as_ref(),
        letter.subject.category,
        received.moment,
    );
    let packs = command.rules.packs_of(&regimes)?;
    let needed = |kind: ItemKind| match letter.requester.relation {
        // The house knows who it is, and a report discloses nothing to the one who reports.
        Relation::House | Relation::Reporter => (Assurance::None, false),
        Relation::Itself
        | Relation::Guardian
        | Relation::Representative
        | Relation::Heir
        | Relation::Authority => {
            let needed = command.rules.needed(&packs, kind, letter.subject.sensitivity);
            (needed.assurance, needed.standing)
        }
    };
    let items = letter.items.iter().zip(1..).map(|(ask, no)| {
        let (needs, standing) = needed(ask.kind);
        Asked {
            no: ItemNo(no),
            kind: ask.kind,
            scope: ask.scope.clone(),
            after: ask.after.clone(),
            detail: ask.detail.clone(),
            needs,
            standing,
        }
    });
    let receipt = Receipt {
        id: letter.id.clone(),
        reference: letter.reference.clone(),
        intake: letter.intake,
        received: letter.received.clone(),
        entered: command.now,
        late_reason: letter.late_reason.clone(),
        subject: letter.subject.clone(),
        requester: given_only(letter),
        items: items.collect(),
        statement: letter.statement.clone(),
        external_ref: letter.external_ref.clone(),
        ticket: letter.ticket.clone(),
        ticket_hash: letter.ticket_hash,
        last_notice: letter.last_notice,
    };

    let mut draft = Draft::of(Case::open(receipt.clone()), command);
    draft.events.push(Event::RequestReceived(Box::new(receipt)));
    draft.push(Event::RegimesChosen { regimes });
    draft.start_receipt_clocks()?;
    for other in &letter.related {
        draft.link(other);
    }
    Ok(draft)
}

/// Whatever a letter claims, a contact that it names is only given.
fn given_only(letter: &Receive) -> Party {
    let mut requester = letter.requester.clone();
    for contact in requester.contacts.values_mut() {
        contact.provenance = Provenance::Given;
    }
    requester
}

fn check_items(items: &[Ask]) -> Result<(), Refusal> {
    if items.is_empty() || items.len() > MAX_ITEMS {
        return Err(Refusal::ItemCount);
    }
    let numbers: BTreeSet<ItemNo> = (1..).map(ItemNo).take(items.len()).collect();
    if items.iter().any(|ask| !ask.after.is_subset(&numbers)) {
        return Err(Refusal::ItemOrderUnknown);
    }
    if items.iter().any(|ask| ask.kind == ItemKind::Portability && ask.detail.is_none()) {
        return Err(Refusal::DetailMissing);
    }
    // Whatever waits only for what is already placed can be placed; what remains is a circle.
    let mut placed = BTreeSet::new();
    while placed.len() < items.len() {
        let ready: Vec<ItemNo> = numbers
            .iter()
            .zip(items)
            .filter(|(no, ask)| !placed.contains(*no) && ask.after.is_subset(&placed))
            .map(|(no, _)| *no)
            .collect();
        if ready.is_empty() {
            return Err(Refusal::ItemOrderCircle);
        }
        placed.extend(ready);
    }
    Ok(())
}

impl Draft<'_> {
    /// Links are found and shown; they never suppress anything. One by the sender alone gives way
    /// when the two turn out to be about the same subject.
    pub(super) fn link(&mut self, other: &Related) {
        let known = match self.case.links.get(&other.case) {
            None => false,
            Some(LinkKind::SameSender) => !other.same_subject,
            Some(LinkKind::SameSubject | LinkKind::Duplicate | LinkKind::Repeat) => true,
        };
        if known || other.case == *self.case.id() {
            return;
        }
        let (received, answered) = (self.case.received(), self.case.answered());
        let asks_the_same =
            self.case.items.values().any(|item| other.kinds.contains(&item.asked.kind));
        let kind = match (asks_the_same, other.answered) {
            (true | false, _) if !other.same_subject => LinkKind::SameSender,
            // One was answered before the other came: asked again, if that one is the earlier.
            (true, Some(at)) if at <= received && other.verified => LinkKind::Repeat,
            (true, Some(at)) if at <= received => LinkKind::SameSubject,
            (true, _) if answered.is_none_or(|at| at > other.received) => LinkKind::Duplicate,
            (true | false, _) => LinkKind::SameSubject,
        };
        self.push(Event::LinkFound { other: other.case.clone(), kind });
    }
}
