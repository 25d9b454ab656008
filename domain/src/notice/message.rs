//! What one command owes, made up into messages.

use std::collections::BTreeMap;

use crate::case::CaseRef;
use crate::contact::Contact;
use crate::dispatch::{Addressee, Notice};
use crate::id::DispatchId;
use crate::people::People;

use super::NoticeKind;
use super::owed::{Owed, Owes};
use super::told::Told;

/// Everything that one command owes one addressee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedMessage {
    /// Tells it from every other message of the same command, the same every time.
    pub key: String,
    /// To whom.
    pub to: Addressee,
    /// What is told, in the order in which it is read; at least one, each once.
    pub notices: Vec<Told>,
}

/// The messages that the events of one command owe, by key. `case` is folded through them all.
/// Whatever one addressee is told travels in one message, save that a code travels alone.
#[must_use]
pub fn messages<C: Owes>(events: &[C::Event], case: &C) -> Vec<OwedMessage> {
    let mut by_key: BTreeMap<String, OwedMessage> = BTreeMap::new();
    for Owed { kind, item, to, .. } in events.iter().flat_map(|event| case.owed(event)) {
        let word = if kind == NoticeKind::Code { "code" } else { "letter" };
        let key = format!("{}/{word}", name(&to));
        let message = by_key.entry(key.clone()).or_insert_with(|| OwedMessage {
            key,
            to,
            notices: Vec::new(),
        });
        let told = Told { kind, item };
        if !message.notices.contains(&told) {
            message.notices.push(told);
        }
    }
    let mut messages: Vec<OwedMessage> = by_key.into_values().collect();
    for message in &mut messages {
        message.notices.sort_by(|a, b| (place(a.kind), a).cmp(&(place(b.kind), b)));
    }
    messages
}

impl OwedMessage {
    /// The id of the dispatch that carries it: the same for the same command.
    #[must_use]
    pub fn dispatch(&self, case: &CaseRef, command: &str) -> DispatchId {
        DispatchId::derive(&[case.stream(), command, &self.key])
    }

    /// The contact point that it goes to; none inside the house.
    #[must_use]
    pub fn contact<'p>(&self, people: &'p People) -> Option<&'p Contact> {
        match &self.to {
            Addressee::Party { party, contact, .. } => {
                people.parties.get(party)?.contacts.get(contact)
            }
            Addressee::Staff(_) | Addressee::Team(_) => None,
        }
    }

    /// Whether it goes to a contact that only the letter names.
    #[must_use]
    pub const fn is_to_given(&self) -> bool {
        match &self.to {
            Addressee::Party { provenance, .. } => !provenance.is_on_record(),
            Addressee::Staff(_) | Addressee::Team(_) => false,
        }
    }

    /// Its notices as the dispatch keeps them: each kind once, with the items it is about.
    #[must_use]
    pub fn for_dispatch(&self) -> Vec<Notice> {
        let mut notices: Vec<Notice> = Vec::new();
        for told in &self.notices {
            match notices.iter_mut().find(|notice| notice.kind == told.kind) {
                Some(notice) => notice.items.extend(told.item),
                None => {
                    notices
                        .push(Notice { kind: told.kind, items: told.item.into_iter().collect() });
                }
            }
        }
        notices
    }
}

fn name(to: &Addressee) -> String {
    match to {
        Addressee::Party { party, contact, .. } => format!("party.{party}.contact.{contact}"),
        Addressee::Staff(id) => format!("staff.{id}"),
        Addressee::Team(role) => format!("team.{role}"),
    }
}

/// The order of reading. Whoever may know nothing of a case hears first that someone asked; the
/// answer comes before what surrounds it; the ticket closes a letter.
const fn place(kind: NoticeKind) -> u8 {
    match kind {
        NoticeKind::Code
        | NoticeKind::SomeoneAsked
        | NoticeKind::IncidentAlarm
        | NoticeKind::Overdue => 0,
        NoticeKind::Acknowledgement | NoticeKind::FourHoursLeft | NoticeKind::TwoDaysLeft => 1,
        NoticeKind::IdentityNotConfirmed
        | NoticeKind::StandingNotShown
        | NoticeKind::Withdrawn
        | NoticeKind::Decision
        | NoticeKind::Escalation
        | NoticeKind::FourFifths => 2,
        NoticeKind::Completion | NoticeKind::HalfTime => 3,
        NoticeKind::BackupPurged | NoticeKind::TrackAlarm => 4,
        NoticeKind::ProofAsked
        | NoticeKind::IdentityLastCall
        | NoticeKind::IdentityReminder
        | NoticeKind::TaskAlarm => 5,
        NoticeKind::Clarification | NoticeKind::Undeliverable => 6,
        NoticeKind::Fee => 7,
        NoticeKind::Extension => 8,
        NoticeKind::Hold => 9,
        NoticeKind::Consequences => 10,
        NoticeKind::Ticket => 11,
    }
}
