//! The request as one kind of case.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::ParseError;
use crate::case::{Case as OfAnyKind, CaseId, CaseRef};
use crate::docket::Docket;
use crate::draft::next_check;
use crate::id::{ContactNo, ItemNo, PrincipalId, RequestId};
use crate::notice::{Told, hears};
use crate::people::{Party, People, Subject, takes_acts};
use crate::reference::Reference;
use crate::regime::{RegimeChoice, Rulebook};
use crate::sealed::Sealed;

use super::{Act, Case, Event, Phase, Refusal, Request, Stage};

takes_acts!(Act);
hears!(Act, Event);

impl CaseId for RequestId {
    type Stream = Request;

    fn text(&self) -> &str {
        self.as_str()
    }

    fn read(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }

    fn case(&self) -> CaseRef {
        CaseRef::Request(self.clone())
    }
}

impl OfAnyKind for Case {
    type Id = RequestId;
    type Act = Act;
    type Event = Event;
    type Refusal = Refusal;

    const NOT_RECEIVED: Refusal = Refusal::NotReceived;

    fn code(refusal: &Refusal) -> &'static str {
        refusal.code()
    }

    fn next_check(&self, rules: &Rulebook) -> Option<DateTime<Utc>> {
        next_check(self, rules)
    }

    fn id(&self) -> &RequestId {
        &self.receipt.id
    }

    fn reference(&self) -> &Reference {
        &self.receipt.reference
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn zone(&self) -> Tz {
        self.receipt.received.zone
    }

    fn people(&self) -> &People {
        &self.people
    }

    fn writer(&self) -> &Party {
        &self.receipt.requester
    }

    fn is_denied(&self, contact: ContactNo) -> bool {
        self.denied.contains(&contact)
    }

    fn subject(&self) -> Option<&Subject> {
        Some(&self.subject)
    }

    fn docket(&self) -> &Docket {
        &self.docket
    }

    fn regimes(&self) -> &[RegimeChoice] {
        &self.regimes
    }

    /// Whoever took the item; of a case, whoever took an item that is still open.
    fn owners(&self, item: Option<ItemNo>) -> Vec<PrincipalId> {
        if let Some(no) = item {
            return self.items.get(&no).and_then(|item| item.taken.clone()).into_iter().collect();
        }
        let open = self.items.values().filter(|item| !matches!(item.stage, Stage::Finished(_)));
        let mut owners: Vec<_> = open.filter_map(|item| item.taken.clone()).collect();
        owners.dedup();
        owners
    }

    fn is_told(&self, told: &Told) -> bool {
        self.was_told(told.kind, told.item)
    }

    fn is_undelivered(&self, told: &Told) -> bool {
        self.undelivered.contains(told)
    }

    fn ticket(&self) -> Option<&Sealed> {
        Some(&self.receipt.ticket)
    }

    fn is_closed(&self) -> bool {
        self.phase == Phase::Closed
    }

    fn all_decided(&self) -> bool {
        Self::all_decided(self)
    }
}
