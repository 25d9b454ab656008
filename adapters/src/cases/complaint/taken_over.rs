//! What a complaint takes over from the request that it is about.

use std::collections::{BTreeMap, BTreeSet};

use habeas_domain::ParseError;
use habeas_domain::actor::Role;
use habeas_domain::assurance::Assurance;
use habeas_domain::complaint::{About, Inherited, Refusal, RequestNow, Speaks};
use habeas_domain::contact::Provenance;
use habeas_domain::id::{ComplaintId, ContactNo, ItemNo, PrincipalId, RequestId};
use habeas_domain::kind::Relation;
use habeas_domain::people::Standing;
use habeas_domain::request::{Case, Decided, Outcome, Request};
use habeas_domain::sealed::{Sealed, Slot};

use super::letter::{ComplainedAbout, ComplaintLetter};
use crate::cases::letter::{LetterProblem, LetterSubject, LetterWriter};
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
    /// The request that a letter is about, as it stands.
    pub(super) async fn complained_about(
        &self,
        letter: &ComplaintLetter,
    ) -> Result<Option<Box<Case>>, CaseError<Refusal>> {
        let Some(ComplainedAbout::Request { case, .. }) = &letter.about else { return Ok(None) };
        match self.get(case).await {
            Ok((case, _)) => Ok(Some(case)),
            Err(CaseError::Desk(crate::desk::DeskError::Refused(_))) => {
                Err(wrong("/about/request", "request", "must be one that is here"))
            }
            Err(CaseError::Desk(crate::desk::DeskError::Store(error))) => Err(error.into()),
            Err(_) => Err(CaseError::Desk(crate::desk::DeskError::Busy)),
        }
    }

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

    /// Whether a request is here and can be read still.
    pub async fn is_remembered(&self, id: &RequestId) -> Result<bool, CaseError<Refusal>> {
        let (Request::Live(case), _) = self.desk.fold::<Request>(id.as_str()).await? else {
            return Ok(false);
        };
        let (own, slot) = (stream(case.id()), Slot::ContactTicket);
        let ticket = reveal::open(&self.vault, &own, slot, &case.receipt.ticket).await?;
        Ok(matches!(ticket, Value::Clear(_)))
    }

    /// How far the request is that a complaint is about, where it is here.
    pub async fn request_of(
        &self,
        id: &ComplaintId,
    ) -> Result<Option<RequestNow>, CaseError<Refusal>> {
        let (complaint, _) = self.get(id).await?;
        let Some(About::Request { case, items, .. }) = &complaint.receipt.about else {
            return Ok(None);
        };
        let (Request::Live(case), _) = self.desk.fold::<Request>(case.as_str()).await? else {
            return Ok(None);
        };
        let decided = |no: &ItemNo| case.items.get(no).and_then(|item| item.stage.decided());
        Ok(Some(RequestNow {
            decided: case.items.keys().filter(|no| decided(no).is_some()).copied().collect(),
            decided_by: items.iter().filter_map(decided).filter_map(officer).collect(),
        }))
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

/// What the domain needs to know of the request: which items, whether any was refused, and who
/// decided.
pub(super) fn about(
    letter: &ComplaintLetter,
    case: Option<&Case>,
) -> Result<Option<About>, CaseError<Refusal>> {
    let (wanted, case) = match (&letter.about, case) {
        (Some(ComplainedAbout::Request { items, .. }), Some(case)) => (items, case),
        (Some(ComplainedAbout::Forgotten(reference)), _) => {
            return Ok(Some(About::Forgotten { reference: reference.clone() }));
        }
        (None | Some(ComplainedAbout::Request { .. }), _) => return Ok(None),
    };
    if wanted.iter().any(|no| !case.items.contains_key(no)) {
        return Err(wrong("/about/items", "items", "must be items of that request"));
    }
    let decided = |no: &ItemNo| case.items.get(no).and_then(|item| item.stage.decided());
    let items: BTreeSet<ItemNo> = if wanted.is_empty() {
        // What was not done is what people complain about; else what was decided; else anything.
        let all = case.items.keys().copied();
        let refused = all.clone().filter(|no| decided(no).is_some_and(is_refusal)).collect();
        let told: BTreeSet<ItemNo> = all.clone().filter(|no| decided(no).is_some()).collect();
        let lists = [refused, told, all.collect()];
        lists.into_iter().find(|items| !items.is_empty()).unwrap_or_default()
    } else {
        wanted.clone()
    };
    let decisions: Vec<&Decided> = items.iter().filter_map(decided).collect();
    Ok(Some(About::Request {
        case: case.id().clone(),
        refused: decisions.iter().any(|decided| is_refusal(decided)),
        decided_by: decisions.iter().filter_map(|decided| officer(decided)).collect(),
        items,
    }))
}

/// Whether anything asked was not done: a law may give an appeal against that.
fn is_refusal(decided: &Decided) -> bool {
    decided.decision.parts.iter().any(|part| {
        part.outcome.refusal().is_some()
            || matches!(part.outcome, Outcome::Restricted { .. } | Outcome::StatementAttached)
    })
}

fn officer(decided: &Decided) -> Option<PrincipalId> {
    let by = &decided.decision.by;
    (by.role != Role::Worker).then(|| by.id.clone())
}

pub(super) fn wrong(pointer: &str, what: &'static str, rule: &'static str) -> CaseError<Refusal> {
    let error = ParseError { what, rule };
    CaseError::Letter(vec![LetterProblem { pointer: pointer.to_owned(), error }])
}
