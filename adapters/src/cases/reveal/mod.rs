//! Opening personal fields of a case, for a purpose.

use std::collections::BTreeSet;

use cqrs_es::Aggregate;
use habeas_domain::access::{Act, Dossier, Opening, OpeningPurpose, Reason};
use habeas_domain::case::CaseId;
use habeas_domain::sealed::{Sealed, Slot};

use super::{CaseError, CaseOf, Cases};
use crate::access::Record;
use crate::desk::{Call, DeskError};
use crate::vault::{CaseKeys, Clear, OpenError, Place, SealError, Stream, Vault, VaultError};

mod complaint;
mod field;
mod incident;
mod request;

use field::of_people;
pub use field::{Field, Of};
pub(crate) use field::{Found, Revealed};

/// What someone asks to be shown, and why.
#[derive(Debug)]
pub struct Wish {
    /// The fields.
    pub fields: BTreeSet<Field>,
    /// What for.
    pub purpose: OpeningPurpose,
    /// The same in the own words of whoever looks.
    pub note: Option<Clear<String>>,
    /// Whether what a confidential hold says may be among it.
    pub confidential: bool,
}

/// A value and where it stood.
#[derive(Debug)]
pub struct Shown {
    /// Which field.
    pub field: Field,
    /// What it is.
    pub slot: Slot,
    /// What it belongs to.
    pub of: Of,
    /// The value, or that its key is gone.
    pub value: Value,
}

/// A value in clear, or why it is not.
#[derive(Debug)]
pub enum Value {
    /// In clear.
    Clear(Clear<String>),
    /// Its key was destroyed.
    Forgotten(habeas_domain::id::KeyId),
}

/// Why nothing was shown. `R` is the refusal of the kind of case.
#[derive(Debug, thiserror::Error)]
pub enum RevealError<R: std::error::Error + 'static> {
    /// The case, or its keys.
    #[error(transparent)]
    Case(#[from] CaseError<R>),
    /// The opening could not be put on record.
    #[error("the opening could not be put on record")]
    Record(#[from] RecordError),
}

/// Why an opening could not be put on record.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The keys of the case, under which the note is sealed, cannot be reached.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The record did not take it.
    #[error(transparent)]
    Desk(#[from] DeskError<habeas_domain::access::Refusal>),
}

impl Cases {
    /// Opens fields of a case. That they were opened, by whom and what for, is on record before
    /// they are given back.
    pub async fn reveal<I: CaseId>(
        &self,
        record: &Record,
        id: &I,
        call: &Call,
        wish: &Wish,
    ) -> Result<Vec<Shown>, RevealError<<I::Stream as Aggregate>::Error>>
    where
        CaseOf<I>: Revealed<Event = <I::Stream as Aggregate>::Event>,
    {
        let events = self.desk.events::<I::Stream>(id.text()).await.map_err(CaseError::from)?;
        let events: Vec<_> = events.into_iter().map(|event| event.payload).collect();
        let case = self.get(id).await?.0;
        let mut found = of_people(&*case);
        found.extend(case.sealed(&events, wish.confidential));
        self.show(record, call, id.case().into(), found, wish).await
    }

    /// Opens what is wished of what was found, and puts that on record.
    pub(crate) async fn show<R: std::error::Error + 'static>(
        &self,
        record: &Record,
        call: &Call,
        dossier: Dossier,
        found: Vec<Found>,
        wish: &Wish,
    ) -> Result<Vec<Shown>, RevealError<R>> {
        let stream = stream_of(&dossier);
        let mut shown = Vec::new();
        for Found { field, slot, of, sealed } in found {
            if wish.fields.contains(&field) {
                let value = open(&self.vault, &stream, slot, &sealed).await;
                shown.push(Shown { field, slot, of, value: value.map_err(CaseError::from)? });
            }
        }
        let open = shown.iter().filter(|one| matches!(one.value, Value::Clear(_)));
        let opened = Opened {
            slots: open.clone().map(|one| one.slot).collect(),
            fields: u32::try_from(open.count()).unwrap_or(u32::MAX),
            dossier,
        };
        self.record_opening(record, call, opened, wish.purpose, wish.note.as_ref()).await?;
        Ok(shown)
    }

    /// Puts an opening on record, with the note sealed among the content of the case. A note cannot
    /// be kept once that is forgotten; the purpose stands all the same.
    pub async fn record_opening(
        &self,
        record: &Record,
        call: &Call,
        opened: Opened,
        purpose: OpeningPurpose,
        note: Option<&Clear<String>>,
    ) -> Result<(), RecordError> {
        let Opened { dossier, slots, fields } = opened;
        if fields == 0 {
            return Ok(());
        }
        let keys = self.vault.case_keys(&stream_of(&dossier)).await?;
        record
            .once(call, |place| {
                let note = sealed_note(&self.vault, &keys, place, note)?;
                let reason = Reason { purpose, note };
                let (case, slots) = (dossier.clone(), slots.clone());
                Ok(Act::RecordOpening(Opening { case, slots, fields, reason }))
            })
            .await?;
        Ok(())
    }
}

/// What was opened.
#[derive(Debug)]
pub struct Opened {
    /// Of which case, or campaign.
    pub dossier: Dossier,
    /// Which kinds of fields.
    pub slots: BTreeSet<Slot>,
    /// How many.
    pub fields: u32,
}

fn stream_of(dossier: &Dossier) -> Stream {
    let (kind, id) = dossier.stream();
    Stream::new(kind, id)
}

/// Opens one value; one whose key is destroyed is no error.
pub(crate) async fn open(
    vault: &Vault,
    stream: &Stream,
    slot: Slot,
    sealed: &Sealed,
) -> Result<Value, OpenError> {
    match vault.open(Place { stream, slot: slot.code() }, sealed).await {
        Ok(clear) => Ok(Value::Clear(clear)),
        Err(OpenError::Forgotten { key }) => Ok(Value::Forgotten(key)),
        Err(error) => Err(error),
    }
}

pub(crate) fn sealed_note(
    vault: &Vault,
    keys: &CaseKeys,
    place: &Stream,
    note: Option<&Clear<String>>,
) -> Result<Option<Sealed>, SealError> {
    let Some(note) = note else { return Ok(None) };
    let slot = Slot::ContentNote;
    let at = Place { stream: place, slot: slot.code() };
    match vault.seal(keys, slot.purpose(), at, note.reveal()) {
        Ok(sealed) => Ok(Some(sealed)),
        Err(SealError::Forgotten { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
