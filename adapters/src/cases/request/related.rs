//! Other cases of the same person, found through the keyed index and folded.

use habeas_domain::assurance::Assurance;
use habeas_domain::id::RequestId;
use habeas_domain::request::{Case, LinkKind, Refusal, Related, Request};

use crate::cases::{CaseError, Cases, stream};
use crate::vault::{FOUND_AT_MOST, Whose};

/// How many cases are linked that only share who wrote. An agent's nine hundred letters are found
/// by searching for the agent; linking each with each would tell nobody anything.
const SAME_SENDER_AT_MOST: usize = 5;

impl Cases {
    /// What a request says to each one that belongs beside it, and what that one says to it.
    pub async fn beside(
        &self,
        id: &RequestId,
    ) -> Result<Vec<(Related, Related)>, CaseError<Refusal>> {
        let (case, _) = self.get(id).await?;
        let others = self.others(id, Some(&case)).await?;
        Ok(others.into_iter().map(|other| (facts_of(&case, other.same_subject), other)).collect())
    }

    /// What the others say that can be found by anything this one is found by: those about the
    /// same subject, at most [`FOUND_AT_MOST`], and the newest few that only share who wrote.
    /// Nothing is opened. There is no case yet while its letter is taken in.
    pub(in crate::cases) async fn others(
        &self,
        id: &RequestId,
        case: Option<&Case>,
    ) -> Result<Vec<Related>, CaseError<Refusal>> {
        let mut others = Vec::new();
        let mut same_sender = 0;
        for shared in self.vault.sharing(&stream(id)).await? {
            let may_be_same = shared
                .by
                .iter()
                .any(|(own, theirs)| *own != Whose::Sender && *theirs != Whose::Sender);
            if !may_be_same && same_sender == SAME_SENDER_AT_MOST {
                continue;
            }
            // Keys without a case are those of a command that did not come to its end.
            let (Request::Live(other), _) = self.desk.fold::<Request>(&shared.stream.id).await?
            else {
                continue;
            };
            let same_subject = shared.by.iter().any(|(own, theirs)| {
                speaks_of_subject(case, *own) && speaks_of_subject(Some(&other), *theirs)
            });
            if !same_subject {
                same_sender += 1;
                if same_sender > SAME_SENDER_AT_MOST {
                    continue;
                }
            }
            others.push(facts_of(&other, same_subject));
        }
        Ok(others)
    }

    /// The same of the cases that this one is linked with already.
    pub async fn linked(&self, to: &RequestId) -> Result<Vec<Related>, CaseError<Refusal>> {
        let (case, _) = self.get(to).await?;
        let mut related = Vec::new();
        for (id, kind) in case.links.iter().take(FOUND_AT_MOST) {
            if let (Request::Live(other), _) = self.desk.fold::<Request>(id.as_str()).await? {
                related.push(facts_of(&other, *kind != LinkKind::SameSender));
            }
        }
        Ok(related)
    }
}

/// Whether a term speaks of the subject. A contact does once the record is seen to hold it: anybody
/// can put somebody's address into a letter.
fn speaks_of_subject(case: Option<&Case>, whose: Whose) -> bool {
    match whose {
        Whose::Subject => true,
        Whose::Sender => false,
        Whose::Contact(no) => case
            .and_then(|case| case.people.contact(no))
            .is_some_and(|(_, contact)| contact.provenance.is_on_record()),
    }
}

/// What a case says to another one.
fn facts_of(case: &Case, same_subject: bool) -> Related {
    Related {
        case: case.id().clone(),
        same_subject,
        kinds: case.items.values().map(|item| item.asked.kind).collect(),
        received: case.received(),
        verified: was_verified(case),
        answered: case.answered(),
    }
}

/// Whether the requester has shown all that the items need; a case that needs nothing shows
/// nothing about who asked, and so never counts as a repeat.
fn was_verified(case: &Case) -> bool {
    let day = case.receipt.entered.date_naive();
    let mut needing = case.items.values().filter(|item| item.asked.needs > Assurance::None);
    needing.clone().next().is_some() && needing.all(|item| case.is_settled(item, day))
}
