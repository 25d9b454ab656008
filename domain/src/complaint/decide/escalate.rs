//! Authorities: what went to them, and what they impose.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::clock::{Due, Duty};
use crate::complaint::Direction;
use crate::complaint::command::Authority;
use crate::complaint::event::Event;
use crate::complaint::refusal::Refusal;
use crate::contact::{Contact, Provenance};
use crate::docket::imposed::Imposed;
use crate::id::{ContactNo, PartyNo, TrackNo};
use crate::kind::Relation;
use crate::people::{Party, Standing};
use crate::sealed::Sealed;

use super::Draft;

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
        let duty = Imposed::new(by, duty, due, demand.clone(), self.rules.house().zone);
        let imposing = self.case.imposed.impose(duty, self.case.received(), self.now)?;
        self.push(imposing.into());
        Ok(())
    }

    pub(super) fn meet_imposed(&mut self, no: TrackNo, at: DateTime<Utc>) -> Result<(), Refusal> {
        let Some(imposing) = self.case.imposed.meet(no, at)? else { return Ok(()) };
        self.in_past(at)?;
        self.push(imposing.into());
        Ok(())
    }

    /// Whoever judges says that it is not owed: nothing else takes a demand of an authority away.
    pub(super) fn withdraw_imposed(&mut self, no: TrackNo, reason: &Sealed) -> Result<(), Refusal> {
        self.judges()?;
        let imposing = self.case.imposed.withdraw(no, self.now, reason.clone())?;
        self.push(imposing.into());
        Ok(())
    }
}
