//! What a complaint takes over from the request that it is about.

use std::collections::BTreeMap;

use habeas_domain::assurance::Assurance;
use habeas_domain::complaint::{Inherited, Refusal, Speaks};
use habeas_domain::contact::Provenance;
use habeas_domain::id::ContactNo;
use habeas_domain::kind::Relation;
use habeas_domain::people::Standing;
use habeas_domain::request::Case;
use habeas_domain::sealed::{Sealed, Slot};

use super::about::wrong;
use crate::cases::letter::{LetterSubject, LetterWriter};
use crate::cases::{CaseError, Cases, Value, reveal, stream};
use crate::vault::Clear;

/// Whoever complains, in clear, and what was known of them.
#[derive(Debug)]
pub(super) struct TakenOver {
    /// Who complains.
    pub(super) complainant: LetterWriter,
    /// How each contact of theirs came to us.
    pub(super) provenance: BTreeMap<ContactNo, Provenance>,
    /// What they had shown.
    pub(super) inherited: Inherited,
}

impl Cases {
    /// Whoever asked there, opened to be sealed again for the complaint.
    pub(super) async fn taken_over(&self, case: &Case) -> Result<TakenOver, CaseError<Refusal>> {
        let requester = case.requester();
        let name = match &requester.name {
            Some(name) => Some(self.open_of(case, Slot::ContactName, name).await?),
            None => None,
        };
        let (mut contacts, mut provenance) = (Vec::new(), BTreeMap::new());
        for (no, contact) in &requester.contacts {
            // Whoever said "this was not me" has nothing to do with it. What the record added is where
            // the subject reads: of whoever speaks for the subject it is no contact.
            let named = case.receipt.requester.contacts.contains_key(no);
            let own = named || requester.relation == Relation::Itself;
            if case.denied.contains(no) || !own {
                continue;
            }
            let slot = Slot::of_channel(contact.channel);
            let value = self.open_of(case, slot, &contact.value).await?;
            contacts.push((contact.channel, value));
            let here = u16::try_from(contacts.len()).unwrap_or(u16::MAX);
            provenance.insert(ContactNo(here), contact.provenance.clone());
        }
        Ok(TakenOver {
            complainant: LetterWriter {
                relation: requester.relation,
                name,
                language: requester.language.clone(),
                contacts,
            },
            provenance,
            inherited: self.inherited(case),
        })
    }

    /// Whose data the request is about, opened to be sealed again for the complaint.
    pub(super) async fn subject_of(
        &self,
        case: &Case,
    ) -> Result<LetterSubject, CaseError<Refusal>> {
        let mut identifiers: Vec<(_, Clear<String>)> = Vec::new();
        for identifier in &case.subject.identifiers {
            let value = self.open_of(case, Slot::SubjectIdentifier, &identifier.value).await?;
            identifiers.push((identifier.kind, value));
        }
        Ok(LetterSubject {
            category: case.subject.category,
            residence: case.subject.residence.clone(),
            identifiers,
            sensitivity: case.subject.sensitivity,
            minor: case.subject.minor,
            policy: case.subject.policy.clone(),
        })
    }

    async fn open_of(
        &self,
        case: &Case,
        slot: Slot,
        sealed: &Sealed,
    ) -> Result<Clear<String>, CaseError<Refusal>> {
        let own = stream(case.id());
        match reveal::open(&self.vault, &own, slot, sealed).await? {
            Value::Clear(clear) => Ok(clear),
            Value::Forgotten(_) => {
                let rule = "must be named by its reference: it is forgotten";
                Err(wrong("/about/request", "request", rule))
            }
        }
    }

    /// The highest level that holds today, and whether they may speak.
    fn inherited(&self, case: &Case) -> Inherited {
        let now = self.desk.clock().now();
        let today = now.with_timezone(&self.rules.now().house().zone).date_naive();
        let requester = case.requester();
        let held = requester
            .identity
            .values()
            .filter(|held| held.until.is_none_or(|until| today <= until));
        let best = held.max_by_key(|held| (held.level, held.until.is_none(), held.until));
        let speaks = match requester.standing {
            Standing::Held { until, .. } if until.is_none_or(|until| today <= until) => {
                Some(Speaks { until })
            }
            Standing::Held { .. } | Standing::NotShown | Standing::Lost { .. } => None,
        };
        match best {
            Some(held) => {
                Inherited { level: held.level, since: held.since, until: held.until, speaks }
            }
            None => Inherited { level: Assurance::None, since: now, until: None, speaks },
        }
    }
}
