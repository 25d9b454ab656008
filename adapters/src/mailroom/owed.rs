//! What the next events of the ledger owe, as rows for couriers.

use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::Aggregate as _;
use habeas_domain::contact::Channel;
use habeas_domain::id::RequestId;
use habeas_domain::notice::messages;
use habeas_domain::request::Request;

use super::matter::steps;
use crate::desk::Desk;
use crate::ledger::feed::Event;
use crate::outbox::Owed;
use crate::store::StoreError;

/// The messages owed by those commands whose last event is among these. A command that is cut by
/// the end of a batch owes with the next one.
pub async fn owed(desk: &Desk, events: &[Event]) -> Result<Vec<Owed>, StoreError> {
    let mut touched: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
    for event in events.iter().filter(|event| event.aggregate_type == Request::TYPE) {
        touched.entry(&event.aggregate_id).or_default().insert(event.sequence);
    }
    let mut owed = Vec::new();
    for (id, sequences) in touched {
        let request = RequestId::parse(id)
            .map_err(|_| StoreError::inconsistent("events", "aggregate_id", id))?;
        let ends_here =
            |_: &str, last| i64::try_from(last).is_ok_and(|last| sequences.contains(&last));
        let (steps, _) = steps(&request, desk.events::<Request>(id).await?, ends_here)?;
        for step in steps {
            for message in messages(&step.events, &step.case) {
                // The house reads mail.
                let contact = message.contact(&step.case);
                owed.push(Owed {
                    id: message.dispatch(&request, &step.command),
                    request: request.clone(),
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
