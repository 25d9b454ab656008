//! Which contact a notice goes to.

use chrono::{DateTime, Utc};

use super::{NoticeKind, Told};
use crate::case::Case;
use crate::contact::{Channel, Contact, Provenance};
use crate::dispatch::Addressee;
use crate::id::{ContactNo, ItemNo, PartyNo};
use crate::kind::Relation;
use crate::people::{Party, REQUESTER};

/// What kind of contact will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Any: what is told says nothing about an account.
    Any,
    /// One on record.
    OnRecord,
}

/// Whether letters to the party may go to this contact.
///
/// Someone who asks about themselves reads at every contact of theirs. Someone who speaks for the
/// subject, or only reports, reads where the letter says; the house has no mailbox in its own case,
/// so what it does is told where the record says.
fn is_own(case: &impl Case, party: &Party, no: ContactNo, contact: &Contact) -> bool {
    let named = case.writer().contacts.contains_key(&no);
    match party.relation {
        Relation::Itself => true,
        Relation::House => contact.provenance.is_on_record(),
        Relation::Guardian
        | Relation::Representative
        | Relation::Heir
        | Relation::Reporter
        | Relation::Authority => named,
    }
}

/// E-mail before SMS before post. What people carry by voice or the service shows by itself is
/// chosen by staff, never by this list.
const fn rank(channel: Channel) -> Option<u8> {
    match channel {
        Channel::Email => Some(0),
        Channel::Sms => Some(1),
        Channel::Post => Some(2),
        Channel::Phone | Channel::Push | Channel::SiteLetter => None,
    }
}

/// The usable contacts of a party, best first. Whoever said "this was not me" is not written to as
/// if it had been.
fn usable(case: &impl Case, no: PartyNo) -> Vec<(ContactNo, &Contact)> {
    let Some(party) = case.people().parties.get(&no) else { return Vec::new() };
    let mut list: Vec<_> = party
        .contacts
        .iter()
        .filter_map(|(no, contact)| Some((rank(contact.channel)?, *no, contact)))
        .filter(|(_, no, _)| !case.is_denied(*no))
        .collect();
    list.sort_by_key(|(rank, no, contact)| (!contact.provenance.is_on_record(), *rank, *no));
    list.into_iter().map(|(_, no, contact)| (no, contact)).collect()
}

/// Where a party reads its letters.
pub(super) fn best(case: &impl Case, no: PartyNo, reach: Reach) -> Option<(ContactNo, &Contact)> {
    let party = case.people().parties.get(&no)?;
    usable(case, no)
        .into_iter()
        .filter(|(_, contact)| reach == Reach::Any || contact.provenance.is_on_record())
        .find(|(no, contact)| is_own(case, party, *no, contact))
}

/// Whether what only a contact on record may be told, and waited for one, follows now: the best contact
/// of the party came on record at that time, and none was before, or a letter there came back.
pub(super) struct Came<'c, C> {
    case: &'c C,
    at: DateTime<Utc>,
    older: bool,
}

impl<'c, C: Case> Came<'c, C> {
    pub(super) fn on_record(case: &'c C, at: DateTime<Utc>) -> Self {
        let bare = Self { case, at, older: false };
        let contacts = case.people().parties.get(&REQUESTER).map(|party| &party.contacts);
        let older = contacts.into_iter().flatten().any(|(no, contact)| {
            contact.provenance.is_on_record() && !bare.is_fresh(contact) && !case.is_denied(*no)
        });
        Self { older, ..bare }
    }

    /// Whether the contact came on record now.
    pub(super) fn is_fresh(&self, contact: &Contact) -> bool {
        contact.provenance == Provenance::OnRecord { at: self.at }
    }

    /// Whether the writer reads at a contact that came on record now.
    pub(super) fn reaches_writer(&self) -> bool {
        best(self.case, REQUESTER, Reach::OnRecord)
            .is_some_and(|(_, contact)| self.is_fresh(contact))
    }

    /// Whether this is still to be told.
    pub(super) fn is_open(&self, kind: NoticeKind, item: Option<ItemNo>) -> bool {
        let told = Told { kind, item };
        !self.case.is_told(&told) && (!self.older || self.case.is_undelivered(&told))
    }
}

/// Where the subject reads: at a contact on record, first of the requester's own.
pub(super) fn of_subject(case: &impl Case) -> Option<(ContactNo, &Contact)> {
    let on_record = |(_, contact): &(ContactNo, &Contact)| contact.provenance.is_on_record();
    best(case, REQUESTER, Reach::OnRecord)
        .or_else(|| usable(case, REQUESTER).into_iter().find(on_record))
}

/// Every contact on record that is not the one where the requester reads, or that the letter does
/// not name: its owner may not know that someone asked.
pub(super) fn others_on_record(case: &impl Case) -> Vec<(ContactNo, &Contact)> {
    let own = best(case, REQUESTER, Reach::OnRecord).map(|(no, _)| no);
    usable(case, REQUESTER)
        .into_iter()
        .filter(|(_, contact)| contact.provenance.is_on_record())
        .filter(|(no, _)| own != Some(*no) || !case.writer().contacts.contains_key(no))
        .collect()
}

/// The addressee that is this contact.
pub(super) fn at(party: PartyNo, (contact, found): (ContactNo, &Contact)) -> Addressee {
    Addressee::Party { party, contact, provenance: found.provenance.clone() }
}
