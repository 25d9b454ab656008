//! Taking a letter in.

use std::sync::Arc;

use habeas_domain::id::RequestId;
use habeas_domain::reference::Reference;
use habeas_domain::request::{Act, Ask, Command, Receive, Refusal, Request};
use habeas_domain::sealed::Slot;

use super::Letter;
use crate::cases::{CaseError, Cases, Sealer, stream};
use crate::desk::{Call, DeskError, Done};
use crate::vault::{Entry, SealError, Ticket};

impl Cases {
    /// Takes a letter in: keys and index rows first, in the vault's database; then the event that
    /// holds what was sealed under them. A repeat meets the case that the first one made; one that
    /// stopped between the two finds its keys again, and those that nobody comes back for are
    /// swept.
    pub async fn receive(
        &self,
        call: &Call,
        letter: &Letter,
    ) -> Result<Done<Request>, CaseError<Refusal>> {
        let id = RequestId::derive(&[&call.command]);
        let entries = letter.entries().map_err(CaseError::Letter)?;
        let (known, _) = self.desk.fold::<Request>(id.as_str()).await?;
        let receive = match known {
            Request::Live(_) => None,
            Request::Absent => Some(self.sealed(&id, letter, &entries).await?),
        };
        let rules = self.rules.now();
        let done = self
            .desk
            .execute::<Request, _>(id.as_str(), call, |_, now| {
                // The stream holds the command already, or else the letter was just sealed.
                let receive = receive.clone().ok_or(DeskError::Busy)?;
                let act = Act::Receive(Box::new(receive));
                Ok(Command { now, by: call.actor.clone(), rules: Arc::clone(&rules), act })
            })
            .await?;
        Ok(done)
    }

    async fn sealed(
        &self,
        id: &RequestId,
        letter: &Letter,
        entries: &[Entry],
    ) -> Result<Receive, CaseError<Refusal>> {
        let keys = self.vault.begin_case(&stream(id), entries).await?;
        // From here on, whoever else writes at this moment finds this case too.
        let related = self.others(id, None).await?;
        let sealer = Sealer::new(&self.vault, keys);
        let chance = self.desk.chance();
        let ticket = Ticket::draw(chance);
        let name = letter.requester.name.as_ref().map_or("", |name| name.reveal());
        Ok(Receive {
            reference: Reference::from_chance(chance.u64()),
            intake: letter.intake,
            received: letter.received.clone(),
            late_reason: sealer.seal_given(Slot::ContentReason, letter.late_reason.as_ref())?,
            subject: letter.subject.sealed(&sealer)?,
            requester: letter.requester.sealed(&sealer)?,
            items: letter
                .items
                .iter()
                .map(|item| {
                    Ok(Ask {
                        kind: item.kind,
                        scope: item.scope.clone(),
                        after: item.after.clone(),
                        detail: sealer.seal_given(Slot::ContentLetter, item.detail.as_ref())?,
                    })
                })
                .collect::<Result<_, SealError>>()?,
            statement: sealer.seal_given(Slot::ContentLetter, letter.statement.as_ref())?,
            external_ref: sealer
                .seal_given(Slot::ContactPortalTicket, letter.external_ref.as_ref())?,
            ticket: sealer.seal(Slot::ContactTicket, ticket.text().reveal())?,
            ticket_hash: ticket.hash(id.as_str(), name),
            last_notice: letter.last_notice,
            related,
            id: id.clone(),
        })
    }
}
