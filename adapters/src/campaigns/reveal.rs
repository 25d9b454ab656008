//! Opening what a campaign keeps sealed beside its people: reasons, places, and where papers are filed.

use habeas_domain::access::Dossier;
use habeas_domain::campaign::{Campaign, Event, Refusal};
use habeas_domain::id::CampaignId;
use habeas_domain::sealed::{Sealed, Slot};

use super::{CampaignError, Campaigns};
use crate::access::Record;
use crate::cases::reveal::{Field, Found, Of, RevealError, Shown, Wish};
use crate::desk::Call;

impl Campaigns {
    /// Opens fields of a campaign. That they were opened, by whom and what for, is on record before they are
    /// given back. What its versions say is no secret of anybody's, and read without.
    pub async fn reveal(
        &self,
        record: &Record,
        id: &CampaignId,
        call: &Call,
        wish: &Wish,
    ) -> Result<Vec<Shown>, RevealError<Refusal>> {
        self.get(id).await?;
        let events = self.desk().events::<Campaign>(id.as_str()).await;
        let events = events.map_err(CampaignError::from)?;
        let found = (1..).zip(&events).filter_map(|(no, event)| sealed_in(no, &event.payload));
        self.cases().show(record, call, Dossier::from(id.clone()), found.collect(), wish).await
    }
}

/// The sealed value that an event holds, with its sequence.
fn sealed_in(sequence: usize, event: &Event) -> Option<Found> {
    let of = Of { event: Some(sequence), ..Of::default() };
    let found = |field, slot, sealed: &Sealed| Found { field, slot, of, sealed: sealed.clone() };
    match event {
        Event::PaperFiled { reference, .. } => {
            Some(found(Field::Notes, Slot::ContentNote, reference))
        }
        Event::Announced { place, .. } => Some(found(Field::Notes, Slot::ContentNote, place)),
        Event::VersionApproved { late_reason: Some(reason), .. }
        | Event::SendingPaused { reason, .. }
        | Event::SendingStopped { reason, .. } => {
            Some(found(Field::Reasons, Slot::ContentReason, reason))
        }
        Event::VersionApproved { late_reason: None, .. }
        | Event::CampaignDrafted { .. }
        | Event::AboutStated { .. }
        | Event::VersionDrafted { .. }
        | Event::VersionWorded { .. }
        | Event::PeopleListed { .. }
        | Event::ListBrokenOff { .. }
        | Event::SendingBegun { .. }
        | Event::SendingResumed { .. }
        | Event::ResultsRecorded(_)
        | Event::VersionSettled { .. }
        | Event::PersonErased { .. }
        | Event::CampaignClosed { .. } => None,
    }
}
