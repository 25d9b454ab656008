//! What the next events of the ledger owe, as rows for couriers.

use std::collections::{BTreeMap, BTreeSet};

use habeas_domain::case::{Case as _, CaseId, CaseStream};
use habeas_domain::complaint::Complaint;
use habeas_domain::contact::Channel;
use habeas_domain::incident::Incident;
use habeas_domain::notice::{Owes, messages};
use habeas_domain::request::Request;

use super::matter::steps;
use crate::desk::Desk;
use crate::ledger::feed::Event;
use crate::outbox::Owed;
use crate::store::StoreError;

/// The messages owed by those commands whose last event is among these. A command that is cut by
/// the end of a batch owes with the next one.
pub async fn owed(desk: &Desk, events: &[Event]) -> Result<Vec<Owed>, StoreError> {
    let mut owed = owed_by::<Request>(desk, events).await?;
    owed.extend(owed_by::<Complaint>(desk, events).await?);
    owed.extend(owed_by::<Incident>(desk, events).await?);
    Ok(owed)
}

async fn owed_by<A>(desk: &Desk, events: &[Event]) -> Result<Vec<Owed>, StoreError>
where
    A: CaseStream<Case: Owes>,
{
    let mut touched: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    for event in events.iter().filter(|event| event.aggregate_type == A::TYPE) {
        touched.entry(&event.aggregate_id).or_default().insert(event.sequence);
    }
    let mut owed = Vec::new();
    for (text, sequences) in touched {
        let id = A::Id::read(text)
            .map_err(|_| StoreError::inconsistent("events", "aggregate_id", text))?;
        let ends_here =
            |_: &str, last| i64::try_from(last).is_ok_and(|last| sequences.contains(&last));
        let (steps, _) = steps(text, desk.events::<A>(text).await?, ends_here)?;
        for step in steps {
            for message in messages(&step.events, &*step.case) {
                // The house reads mail.
                let contact = message.contact(step.case.people());
                owed.push(Owed {
                    id: message.dispatch(&id.case(), &step.command),
                    case: id.case(),
                    command: step.command.clone(),
                    channel: contact.map_or(Channel::Email, |contact| contact.channel),
                    due: step.at,
                    key: message.key,
                });
            }
        }
    }
    Ok(owed)
}
