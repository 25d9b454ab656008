//! Opening personal fields of a case, for a purpose.

use std::collections::BTreeSet;

use habeas_domain::access::{Act, Opening, OpeningPurpose, Reason};
use habeas_domain::case::CaseRef;
use habeas_domain::id::RequestId;
use habeas_domain::request::{Case, Event, Request};
use habeas_domain::sealed::{Sealed, Slot};

use super::{RequestError, Requests, stream};
use crate::access::Record;
use crate::desk::{Call, DeskError};
use crate::vault::{CaseKeys, Clear, OpenError, Place, SealError, Stream, Vault};

mod collect;

use collect::Found;
pub use collect::{Field, Of};

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

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
pub enum RevealError {
    /// The case, or its keys.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The opening could not be put on record.
    #[error("the opening could not be put on record")]
    Record(#[from] DeskError<habeas_domain::access::Refusal>),
}

impl Requests {
    /// Opens fields of a case. That they were opened, by whom and what for, is on record before
    /// they are given back.
    pub async fn reveal(
        &self,
        record: &Record,
        id: &RequestId,
        call: &Call,
        wish: &Wish,
    ) -> Result<Vec<Shown>, RevealError> {
        let events = self.desk.events::<Request>(id.as_str()).await.map_err(RequestError::from)?;
        let events: Vec<Event> = events.into_iter().map(|event| event.payload).collect();
        let case = self.get(id).await?.0;
        let found = collect::found(&case, &events, wish);
        let place = stream(id);
        let shown = self.opened(&place, found).await?;
        let open = shown.iter().filter(|one| matches!(one.value, Value::Clear(_)));
        let opened = Opened {
            case: CaseRef::Request(id.clone()),
            slots: open.clone().map(|one| one.slot).collect(),
            fields: u32::try_from(open.count()).unwrap_or(u32::MAX),
        };
        self.record_opening(record, call, opened, wish.purpose, wish.note.as_ref()).await?;
        Ok(shown)
    }

    async fn opened(&self, stream: &Stream, found: Vec<Found>) -> Result<Vec<Shown>, RequestError> {
        let mut shown = Vec::with_capacity(found.len());
        for Found { field, slot, of, sealed } in found {
            let value = open(&self.vault, stream, slot, &sealed).await?;
            shown.push(Shown { field, slot, of, value });
        }
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
    ) -> Result<(), RevealError> {
        let Opened { case, slots, fields } = opened;
        if fields == 0 {
            return Ok(());
        }
        let of = Stream::new(<Request as cqrs_es::Aggregate>::TYPE, case.stream());
        let keys = self.vault.case_keys(&of).await.map_err(RequestError::from)?;
        record
            .once(call, |place| {
                let note = sealed_note(&self.vault, &keys, place, note)?;
                let reason = Reason { purpose, note };
                let (case, slots) = (case.clone(), slots.clone());
                Ok(Act::RecordOpening(Opening { case, slots, fields, reason }))
            })
            .await?;
        Ok(())
    }
}

/// What was opened.
#[derive(Debug)]
pub struct Opened {
    /// Of which case.
    pub case: CaseRef,
    /// Which kinds of fields.
    pub slots: BTreeSet<Slot>,
    /// How many.
    pub fields: u32,
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

fn sealed_note(
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

impl Wish {
    fn wants(&self, field: Field) -> bool {
        self.fields.contains(&field)
    }
}

/// Whether nobody but those who decide may read it.
fn is_confidential(case: &Case, no: habeas_domain::id::TrackNo) -> bool {
    case.holds.get(&no).is_some_and(|track| track.hold.confidential)
}
