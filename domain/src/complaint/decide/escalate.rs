//! Authorities: what went to them, and what they impose.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, Utc};

use crate::clock::{Due, Duty};
use crate::complaint::Direction;
use crate::complaint::case::Imposed;
use crate::complaint::command::Authority;
use crate::complaint::event::Event;
use crate::complaint::refusal::Refusal;
use crate::contact::{Contact, Provenance};
use crate::id::{ContactNo, PartyNo, TrackNo};
use crate::kind::Relation;
use crate::people::{Party, Standing};
use crate::sealed::Sealed;

use super::Draft;

/// No authority gives more than ten years: a later date is a slip.
const IMPOSED_MONTHS_MAX: u32 = 120;

impl Draft<'_> {
    pub(super) fn escalate(
        &mut self,
        authority: &Authority,
        direction: Direction,
        reference: &Sealed,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let of = match authority {
            Authority::New(party) => party,
            Authority::Known(no) => self.party(*no)?,
        };
        if of.relation != Relation::Authority {
            return Err(Refusal::NoAuthority);
        }
        self.in_past(at)?;
        let (party, authority) = match authority {
            Authority::New(authority) => {
                let party = PartyNo::after(self.case.people.parties.keys().next_back());
                (party, Some(Box::new(self.numbered(authority))))
            }
            Authority::Known(no) => (*no, None),
        };
        let reference = reference.clone();
        self.push(Event::Escalated { party, authority, direction, reference, at });
        Ok(())
    }

    /// A new party, whose contacts count on from those of the others.
    fn numbered(&self, authority: &Party) -> Party {
        let mut no = self.case.people.next_contact();
        let mut contacts = BTreeMap::new();
        for contact in authority.contacts.values() {
            let given = Contact { provenance: Provenance::Given, ..contact.clone() };
            contacts.insert(no, given);
            no = ContactNo::after(Some(&no));
        }
        Party {
            contacts,
            identity: BTreeMap::new(),
            standing: Standing::NotShown,
            ..authority.clone()
        }
    }

    pub(super) fn impose(
        &mut self,
        by: PartyNo,
        duty: Duty,
        due: Due,
        demand: &Sealed,
    ) -> Result<(), Refusal> {
        if self.party(by)?.relation != Relation::Authority {
            return Err(Refusal::NoAuthority);
        }
        let late_from = due.late_from(self.rules.house().zone);
        let furthest = self.now.checked_add_months(Months::new(IMPOSED_MONTHS_MAX));
        if late_from <= self.case.received() || furthest.is_none_or(|end| late_from > end) {
            return Err(Refusal::DueOutOfRange);
        }
        let no = TrackNo::after(self.case.imposed.keys().next_back());
        let demand = demand.clone();
        let duty = Imposed { by, duty, due, late_from, demand, near: false, late: None, met: None };
        self.push(Event::DutyImposed { no, duty });
        Ok(())
    }

    pub(super) fn meet_imposed(&mut self, no: TrackNo, at: DateTime<Utc>) -> Result<(), Refusal> {
        let imposed = self.case.imposed.get(&no).ok_or(Refusal::Unknown("imposed duty"))?;
        if imposed.met.is_some() {
            return Ok(());
        }
        self.in_past(at)?;
        self.push(Event::ImposedDutyMet { no, at });
        Ok(())
    }
}
