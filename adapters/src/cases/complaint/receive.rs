//! Taking a complaint in.

use std::sync::Arc;

use habeas_domain::complaint::{Act, Command, Complaint, Receive, Refusal};
use habeas_domain::id::ComplaintId;
use habeas_domain::reference::Reference;
use habeas_domain::sealed::Slot;

use super::about::wrong;
use super::letter::{ComplainedAbout, ComplaintLetter};
use super::taken_over::TakenOver;
use crate::cases::letter::LetterWriter;
use crate::cases::{CaseError, Cases, Sealer, stream};
use crate::desk::{Call, DeskError, Done};
use crate::vault::{SealError, Ticket};

impl Cases {
    /// Takes a complaint in, as a request is taken in. Opened from a request, whoever asked there
    /// complains here, with the same contacts and what they have shown.
    pub async fn complain(
        &self,
        call: &Call,
        letter: &ComplaintLetter,
    ) -> Result<Done<Complaint>, CaseError<Refusal>> {
        let id = ComplaintId::derive(&[&call.command]);
        let (known, _) = self.desk.fold::<Complaint>(id.as_str()).await?;
        let receive = match known {
            Complaint::Live(_) => None,
            Complaint::Absent => Some(self.sealed_complaint(&id, letter).await?),
        };
        let rules = self.rules.now();
        let done = self
            .desk
            .execute::<Complaint, _>(id.as_str(), call, |_, now| {
                // The stream holds the command already, or else the letter was just sealed.
                let receive = receive.clone().ok_or(DeskError::Busy)?;
                let act = Act::Receive(Box::new(receive));
                Ok(Command { now, by: call.actor.clone(), rules: Arc::clone(&rules), act })
            })
            .await?;
        Ok(done)
    }

    async fn sealed_complaint(
        &self,
        id: &ComplaintId,
        letter: &ComplaintLetter,
    ) -> Result<Receive, CaseError<Refusal>> {
        let case = self.complained_about(letter).await?;
        let about = self.about_of(letter, case.as_deref()).await?;
        let over = match &case {
            Some(case) if letter.complainant.is_none() => Some(self.taken_over(case).await?),
            Some(_) | None => None,
        };
        let complainant = complainant(letter, over.as_ref())?;
        // Whoever complains: what is answered is about the subject there, and about nobody else.
        let there = match &case {
            Some(_) if letter.subject.is_some() => {
                let rule = "must be left out: it is about the subject of that request";
                return Err(wrong("/subject", "subject", rule));
            }
            Some(case) => Some(self.subject_of(case).await?),
            None => None,
        };
        let subject = letter.subject.as_ref().or(there.as_ref());
        let entries = letter.entries(subject, complainant).map_err(CaseError::Letter)?;
        let keys = self.vault.begin_case(&stream(id), &entries).await?;
        let sealer = Sealer::new(&self.vault, keys);
        let chance = self.desk.chance();
        let ticket = Ticket::draw(chance);
        let name = complainant.name.as_ref().map_or("", |name| name.reveal());
        let allegations = letter
            .allegations
            .iter()
            .map(|(words, item)| Ok((sealer.seal(Slot::ContentLetter, words.reveal())?, *item)));
        let mut party = complainant.sealed(&sealer)?;
        if let Some(TakenOver { provenance, .. }) = &over {
            for (no, contact) in &mut party.contacts {
                if let Some(known) = provenance.get(no) {
                    contact.provenance = known.clone();
                }
            }
        }
        let subject = subject.map(|subject| subject.sealed(&sealer)).transpose()?;
        Ok(Receive {
            reference: Reference::from_chance(chance.u64()),
            intake: letter.intake,
            received: letter.received.clone(),
            late_reason: sealer.seal_given(Slot::ContentReason, letter.late_reason.as_ref())?,
            kind: letter.kind,
            subject,
            complainant: party,
            about,
            inherited: over.as_ref().map(|over| over.inherited),
            allegations: allegations.collect::<Result<_, SealError>>()?,
            statement: sealer.seal_given(Slot::ContentLetter, letter.statement.as_ref())?,
            external_ref: sealer
                .seal_given(Slot::ContactPortalTicket, letter.external_ref.as_ref())?,
            ticket: sealer.seal(Slot::ContactTicket, ticket.text().reveal())?,
            ticket_hash: ticket.hash(id.as_str(), name),
            id: id.clone(),
        })
    }
}

/// Who complains: as the letter says, or else whoever asked.
fn complainant<'l>(
    letter: &'l ComplaintLetter,
    over: Option<&'l TakenOver>,
) -> Result<&'l LetterWriter, CaseError<Refusal>> {
    let taken = over.map(|over| &over.complainant);
    letter.complainant.as_ref().or(taken).ok_or_else(|| {
        let rule = match letter.about {
            Some(ComplainedAbout::Forgotten(_)) => "must be given: the request is forgotten",
            Some(ComplainedAbout::Request { .. }) | None => {
                "must be given, unless it is opened from a request"
            }
        };
        wrong("/complainant", "complainant", rule)
    })
}
