//! The record of access: who opened personal fields, and who was refused (P24).
//!
//! One stream a principal and UTC day, in parts. An opening is on record before its answer leaves;
//! when it cannot be put there, nothing leaves.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use habeas_domain::access::{Access, Act, Command, Refusal};
use habeas_domain::id::{AccessId, PrincipalId};

use crate::desk::{Call, Desk, DeskError};
use crate::vault::{SealError, Stream};

/// More parts than this many are not a day's work: something has gone wrong.
const PARTS_MAX: u32 = 100_000;

/// Puts entries on record. A clone is the same record.
#[derive(Debug, Clone)]
pub struct Record {
    desk: Desk,
    /// The part that took the last entry of each principal's day: where to begin to look. Only a
    /// hint; an earlier part refuses, being full.
    parts: Arc<Mutex<BTreeMap<PrincipalId, (NaiveDate, u32)>>>,
}

impl Record {
    /// The record at this desk.
    #[must_use]
    pub fn new(desk: Desk) -> Self {
        Self { desk, parts: Arc::default() }
    }

    /// Puts an entry on record, once for this command and day: all parts of the day are asked
    /// whether they hold the command. `make` is given the stream that will hold the entry, to which
    /// what is sealed in it belongs.
    pub async fn once(
        &self,
        call: &Call,
        make: impl Fn(&Stream) -> Result<Act, SealError>,
    ) -> Result<(), DeskError<Refusal>> {
        self.put(call, 1, &make).await
    }

    /// Puts an entry of a new command on record; no earlier part is asked.
    pub async fn add(&self, call: &Call, act: &Act) -> Result<(), DeskError<Refusal>> {
        let day = self.desk.clock().now().date_naive();
        let first = match self.hints().get(&call.actor.id) {
            Some((of, part)) if *of == day => *part,
            Some(_) | None => 1,
        };
        self.put(call, first, &|_: &Stream| Ok(act.clone())).await
    }

    async fn put(
        &self,
        call: &Call,
        first: u32,
        make: &impl Fn(&Stream) -> Result<Act, SealError>,
    ) -> Result<(), DeskError<Refusal>> {
        let mut day = self.desk.clock().now().date_naive();
        let mut part = first;
        while part < PARTS_MAX {
            match self.put_into(call, day, part, make).await {
                Err(DeskError::Refused(Refusal::Full)) => part += 1,
                // Midnight passed on the way.
                Err(DeskError::Refused(Refusal::NotThisRecord)) => {
                    let today = self.desk.clock().now().date_naive();
                    if today == day {
                        return Err(DeskError::Refused(Refusal::NotThisRecord));
                    }
                    (day, part) = (today, 1);
                }
                done => {
                    self.hints().insert(call.actor.id.clone(), (day, part));
                    return done;
                }
            }
        }
        Err(DeskError::Refused(Refusal::Full))
    }

    async fn put_into(
        &self,
        call: &Call,
        day: NaiveDate,
        part: u32,
        make: &impl Fn(&Stream) -> Result<Act, SealError>,
    ) -> Result<(), DeskError<Refusal>> {
        let id = AccessId::of(&call.actor.id, day, part);
        let stream = Stream::new(<Access as cqrs_es::Aggregate>::TYPE, id.as_str());
        self.desk
            .execute::<Access, _>(id.as_str(), call, |_, now| {
                if now.date_naive() != day {
                    return Err(DeskError::Refused(Refusal::NotThisRecord));
                }
                Ok(Command { now, by: call.actor.clone(), act: make(&stream)? })
            })
            .await
            .map(drop)
    }

    fn hints(&self) -> std::sync::MutexGuard<'_, BTreeMap<PrincipalId, (NaiveDate, u32)>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
