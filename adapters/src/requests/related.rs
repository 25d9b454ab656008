//! Other cases of the same person, found through the keyed index and folded.

use std::collections::BTreeSet;

use habeas_domain::assurance::Assurance;
use habeas_domain::contact::Channel;
use habeas_domain::id::RequestId;
use habeas_domain::place::Country;
use habeas_domain::request::{Case, Phase, Related, Request};

use super::{RequestError, Requests, contact_term, stream};
use crate::vault::{Clear, FOUND_AT_MOST, Term};

impl Requests {
    /// Lets a case be found by further contacts, which the record knows. Repeating it is harmless.
    pub async fn find_by(
        &self,
        id: &RequestId,
        contacts: &[(Channel, Clear<String>)],
        home: Option<&Country>,
    ) -> Result<(), RequestError> {
        let terms = contacts
            .iter()
            .filter_map(|(channel, value)| contact_term(*channel, value.reveal(), home)?.ok())
            .collect::<Vec<_>>();
        if !terms.is_empty() {
            self.vault.add_terms(&stream(id), &terms).await?;
        }
        Ok(())
    }

    /// What other requests under any of these identifiers say, the newest first. At most
    /// [`FOUND_AT_MOST`]: whoever has more open cases than that is found by a clerk.
    pub async fn related(
        &self,
        terms: &[Term],
        to: &RequestId,
    ) -> Result<Vec<Related>, RequestError> {
        let kind = <Request as cqrs_es::Aggregate>::TYPE;
        let mut seen = BTreeSet::new();
        let mut related = Vec::new();
        for term in terms {
            for stream in self.vault.find(term).await?.cases {
                if stream.kind != kind
                    || stream.id == to.as_str()
                    || !seen.insert(stream.id.clone())
                {
                    continue;
                }
                if seen.len() > FOUND_AT_MOST {
                    return Ok(related);
                }
                // Keys without a case are those of a command that did not come to its end.
                if let (Request::Live(case), _) = self.desk.fold::<Request>(&stream.id).await? {
                    related.push(facts_of(&case));
                }
            }
        }
        Ok(related)
    }

    /// What a request and every other one of the same person say, at most [`FOUND_AT_MOST`] of
    /// them. Found by what the vault keeps of each; nothing is opened.
    pub async fn same_person(
        &self,
        id: &RequestId,
    ) -> Result<(Related, Vec<Related>), RequestError> {
        let (case, _) = self.get(id).await?;
        let mut others = Vec::new();
        for other in self.vault.sharing(&stream(id)).await?.cases {
            if let (Request::Live(other), _) = self.desk.fold::<Request>(&other.id).await? {
                others.push(facts_of(&other));
            }
        }
        Ok((facts_of(&case), others))
    }

    /// The same of the cases that this one is linked with already.
    pub async fn linked(&self, to: &RequestId) -> Result<Vec<Related>, RequestError> {
        let (case, _) = self.get(to).await?;
        let mut related = Vec::new();
        for id in case.links.keys().take(FOUND_AT_MOST) {
            if let (Request::Live(other), _) = self.desk.fold::<Request>(id.as_str()).await? {
                related.push(facts_of(&other));
            }
        }
        Ok(related)
    }
}

fn facts_of(case: &Case) -> Related {
    let received = &case.receipt.received;
    let answered = case.items.values().filter_map(|item| item.stage.decided()?.told).max();
    Related {
        case: case.id().clone(),
        kinds: case.items.values().map(|item| item.asked.kind).collect(),
        received: received.moment.earliest_in(received.zone),
        verified: was_verified(case),
        answered: answered.filter(|_| case.phase != Phase::Open),
    }
}

/// Whether the requester has shown all that the items need; a case that needs nothing shows
/// nothing about who asked, and so never counts as a repeat.
fn was_verified(case: &Case) -> bool {
    let day = case.receipt.entered.date_naive();
    let mut needing = case.items.values().filter(|item| item.asked.needs > Assurance::None);
    needing.clone().next().is_some() && needing.all(|item| case.is_settled(item, day))
}
