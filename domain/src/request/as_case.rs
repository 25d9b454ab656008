//! The request as one kind of case.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::ParseError;
use crate::actor::Actor;
use crate::case::{Case as OfAnyKind, CaseId, CaseRef, CaseStream};
use crate::docket::Docket;
use crate::id::{ContactNo, ItemNo, PrincipalId, RequestId};
use crate::notice::{Told, hears};
use crate::people::{Party, People, Subject, takes_acts};
use crate::reference::Reference;
use crate::regime::{RegimeChoice, Rulebook};
use crate::sealed::Sealed;

use super::{Act, Case, Command, Event, Phase, Refusal, Request, Stage};

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

impl CaseStream for Request {
    type Id = RequestId;
    type Case = Case;
    type Act = Act;

    fn live(&self) -> Option<&Case> {
        self.case()
    }

    fn into_live(self) -> Option<Box<Case>> {
        match self {
            Self::Live(case) => Some(case),
            Self::Absent => None,
        }
    }

    fn command(now: DateTime<Utc>, by: Actor, rules: Arc<Rulebook>, act: Act) -> Command {
        Command { now, by, rules, act }
    }

    fn next_check(&self, rules: &Rulebook) -> Option<DateTime<Utc>> {
        Self::next_check(self, rules)
    }

    fn not_received() -> Refusal {
        Refusal::NotReceived
    }

    fn code(refusal: &Refusal) -> &'static str {
        refusal.code()
    }
}

impl OfAnyKind for Case {
    type Id = RequestId;
    type Event = Event;

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
