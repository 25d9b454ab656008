//! Taking a letter in: what it alleges, which regimes apply, which duties start.

use std::collections::BTreeSet;

use crate::assurance::{Assurance, Sensitivity};
use crate::case::CaseRef;
use crate::clock::{Duty, Rule};
use crate::complaint::Link;
use crate::complaint::case::Case;
use crate::complaint::command::{Command, Receive};
use crate::complaint::event::Event;
use crate::complaint::receipt::{About, Alleged, Inherited, Receipt};
use crate::complaint::refusal::Refusal;
use crate::contact::Provenance;
use crate::docket::reckon::Whereabouts;
use crate::id::ItemNo;
use crate::kind::{ComplaintKind, Relation, SubjectCategory};
use crate::moment::Moment;
use crate::people::{Party, Standing};

use super::Draft;
use super::derive::accepted_at;

/// The most that one letter is taken to allege.
pub(super) const MAX_ALLEGATIONS: usize = 20;

pub(super) fn receive<'c>(command: &'c Command, letter: &Receive) -> Result<Draft<'c>, Refusal> {
    check(command, letter)?;
    let residence = letter.subject.as_ref().and_then(|subject| subject.residence.as_ref());
    let category =
        letter.subject.as_ref().map_or(SubjectCategory::Other, |subject| subject.category);
    let regimes = command.rules.regimes_for(residence, category, letter.received.moment);
    let packs = command.rules.packs_of(&regimes)?;
    // Whatever somebody says they are, the kind decides what must be shown; the house knows who it is.
    let needs = if letter.complainant.relation == Relation::House {
        Assurance::None
    } else {
        let sensitivity =
            letter.subject.as_ref().map_or(Sensitivity::Ordinary, |subject| subject.sensitivity);
        command.rules.needed_to_complain(&packs, letter.kind, sensitivity).assurance
    };
    let receipt = Receipt {
        id: letter.id.clone(),
        reference: letter.reference.clone(),
        intake: letter.intake,
        received: letter.received.clone(),
        entered: command.now,
        late_reason: letter.late_reason.clone(),
        kind: letter.kind,
        subject: letter.subject.clone(),
        complainant: complainant(letter),
        about: letter.about.clone(),
        allegations: alleged(letter),
        statement: letter.statement.clone(),
        external_ref: letter.external_ref.clone(),
        ticket: letter.ticket.clone(),
        ticket_hash: letter.ticket_hash,
        needs,
    };
    let mut draft = Draft::of(Case::open(receipt.clone()), command);
    draft.events.push(Event::ComplaintReceived(Box::new(receipt)));
    draft.push(Event::RegimesChosen { regimes });
    if let Some(case) = letter.about.as_ref().and_then(About::case) {
        let other = CaseRef::Request(case.clone());
        draft.push(Event::CaseLinked { other, link: Link::About });
    }
    let has_shown = |shown: &Inherited| shown.level > Assurance::None || shown.speaks.is_some();
    if let Some(inherited) = letter.inherited.filter(has_shown) {
        draft.push(Event::IdentityInherited(inherited));
    }
    draft.start_clocks(letter.received.moment)?;
    Ok(draft)
}

fn check(command: &Command, letter: &Receive) -> Result<(), Refusal> {
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
    if letter.allegations.len() > MAX_ALLEGATIONS {
        return Err(Refusal::AllegationCount);
    }
    check_items(letter)?;
    match letter.kind {
        ComplaintKind::Outcome if letter.about.is_none() => return Err(Refusal::RequestMissing),
        ComplaintKind::ChildDataReport
            if letter.subject.as_ref().is_none_or(|subject| subject.identifiers.is_empty()) =>
        {
            return Err(Refusal::SubjectMissing);
        }
        ComplaintKind::InfringementReport
        | ComplaintKind::Clue
        | ComplaintKind::ChildDataReport
        | ComplaintKind::ThirdPartyRisk
        | ComplaintKind::Outcome
        | ComplaintKind::Identification
        | ComplaintKind::Question
        | ComplaintKind::Suggestion => {}
    }
    // Whoever only tells us something need not say who they are.
    let may_be_nobody = matches!(
        letter.kind,
        ComplaintKind::Clue
            | ComplaintKind::ChildDataReport
            | ComplaintKind::ThirdPartyRisk
            | ComplaintKind::Suggestion
    );
    if letter.complainant.contacts.is_empty() && !may_be_nobody {
        return Err(Refusal::ContactMissing);
    }
    Ok(())
}

/// Each allegation about an item is about one of the request that the complaint is about.
fn check_items(letter: &Receive) -> Result<(), Refusal> {
    let known = match &letter.about {
        Some(About::Request { items, .. }) if items.is_empty() => {
            return Err(Refusal::RequestMissing);
        }
        Some(About::Request { items, .. }) => items.clone(),
        Some(About::Forgotten { .. }) | None => BTreeSet::new(),
    };
    let mut named = letter.allegations.iter().filter_map(|(_, item)| *item);
    if named.all(|item| known.contains(&item)) { Ok(()) } else { Err(Refusal::Unknown("item")) }
}

/// Whatever a letter claims, a contact that it names is only given; what is taken over from a request
/// is what it was there.
fn complainant(letter: &Receive) -> Party {
    let mut complainant = letter.complainant.clone();
    // Steps have numbers of their own here.
    complainant.identity.clear();
    complainant.standing = Standing::NotShown;
    if letter.inherited.is_none() {
        for contact in complainant.contacts.values_mut() {
            contact.provenance = Provenance::Given;
        }
    }
    complainant
}

fn alleged(letter: &Receive) -> Vec<Alleged> {
    if letter.allegations.is_empty() {
        let item = match &letter.about {
            Some(About::Request { items, .. }) if items.len() == 1 => items.first().copied(),
            Some(About::Request { .. } | About::Forgotten { .. }) | None => None,
        };
        return vec![Alleged { no: ItemNo(1), words: None, item }];
    }
    let numbered = (1..).map(ItemNo).zip(&letter.allegations);
    numbered
        .map(|(no, (words, item))| Alleged { no, words: Some(words.clone()), item: *item })
        .collect()
}

impl Draft<'_> {
    /// Starts every duty that a letter of this kind owes from that moment.
    pub(super) fn start_clocks(&mut self, anchor: Moment) -> Result<(), Refusal> {
        self.start_duties(anchor, |_| true)
    }

    /// The same for some of them.
    pub(super) fn start_duties(
        &mut self,
        anchor: Moment,
        wanted: fn(Duty) -> bool,
    ) -> Result<(), Refusal> {
        let receipt = self.case.receipt.clone();
        let day = receipt.received.moment.day_in(receipt.received.zone);
        let residence = receipt.subject.as_ref().and_then(|subject| subject.residence.as_ref());
        let at = Whereabouts { residence, zone: receipt.received.zone };
        for choice in self.case.regimes.clone() {
            let pack = self.rules.pack(&choice.pack).ok_or(Refusal::RuleNotAtHand)?;
            for rule in pack.rules_for_complaint(receipt.kind, day) {
                if wanted(rule.duty) && self.owes(rule) {
                    let docket = &self.case.docket;
                    let named = (&choice, pack, rule);
                    let tick = docket.starting(self.rules, named, None, anchor, at)?;
                    self.tick(tick);
                }
            }
        }
        Ok(())
    }

    fn owes(&self, rule: &Rule) -> bool {
        match rule.duty {
            // Nobody can be told that it arrived.
            Duty::Acknowledge => !self.case.is_anonymous() && accepted_at(&self.case).is_none(),
            Duty::SettleIdentity => !self.case.is_settled(self.today()),
            Duty::Appeal => self.case.receipt.about.as_ref().is_some_and(About::is_refused),
            Duty::Respond => true,
            Duty::Extend
            | Duty::CarryOut
            | Duty::OptOut
            | Duty::NotifyAuthority
            | Duty::NotifyPeople
            | Duty::ReportFinal => false,
        }
    }
}
