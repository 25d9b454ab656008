//! Opening the contacts of one person, so that a clerk can call or write.

use std::collections::BTreeSet;

use habeas_domain::access::{Act, Export, ExportKind, OpeningPurpose, Reason};
use habeas_domain::campaign::Plan;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::id::CampaignId;
use habeas_domain::sealed::Slot;

use super::list::ListedPerson;
use super::{CampaignError, Campaigns, people, stream};
use crate::access::Record;
use crate::cases::RecordError;
use crate::cases::reveal::sealed_note;
use crate::desk::Call;
use crate::vault::Clear;

/// Why somebody's contacts were not opened.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The campaign, or its rows.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
    /// The opening could not be put on record.
    #[error("the opening could not be put on record")]
    Record(#[from] RecordError),
}

impl Campaigns {
    /// Opens the contacts of a person; nothing when they were erased. That they were opened, by whom and
    /// what for, is on record before they are given back.
    pub async fn look_at(
        &self,
        record: &Record,
        call: &Call,
        (plan, person): (&Plan, i64),
        (purpose, note): (OpeningPurpose, Option<&Clear<String>>),
    ) -> Result<Option<ListedPerson>, LookError> {
        let found = self.people(&plan.id, std::iter::once(person)).await?.remove(&person);
        let Some(contacts) = found else { return Ok(None) };
        let row = self.row_of(&plan.id, person).await?;
        let channels = [Channel::Email, Channel::Phone, Channel::SiteLetter, Channel::Post];
        let reached = channels.into_iter().filter(|by| contacts.reached_by(*by).is_some());
        let slots: BTreeSet<Slot> = reached.map(Slot::of_channel).collect();
        let keys = self.vault().case_keys(&stream(&plan.id)).await.map_err(RecordError::from)?;
        record
            .once(call, |place| {
                let note = sealed_note(self.vault(), &keys, place, note)?;
                Ok(Act::RecordExport(Export {
                    kind: ExportKind::CampaignPeople,
                    case: Some(plan.id.clone().into()),
                    count: 1,
                    slots: slots.clone(),
                    digest: row,
                    reason: Reason { purpose, note },
                }))
            })
            .await
            .map_err(RecordError::from)?;
        Ok(Some(contacts))
    }

    /// The hash of the row by which a person first came: with the root of its batch, it says on record who
    /// it was, to whoever may know.
    async fn row_of(
        &self,
        campaign: &CampaignId,
        person: i64,
    ) -> Result<Option<Digest>, CampaignError> {
        let mut reader = self.desk().read().await?;
        let rows = people::of_people(reader.conn(), campaign, &[person], false).await?;
        Ok(rows.first().map(|row| row.hash))
    }
}
