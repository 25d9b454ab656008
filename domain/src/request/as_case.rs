//! The request as one kind of case.

use crate::ParseError;
use crate::case::{Case as OfAnyKind, CaseId, CaseRef, kept_by_all};
use crate::id::{ContactNo, ItemNo, PrincipalId, RequestId};
use crate::notice::{Told, hears};
use crate::people::{Party, Subject, takes_acts};
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
    kept_by_all!(RequestId);

    fn writer(&self) -> &Party {
        &self.receipt.requester
    }

    fn is_denied(&self, contact: ContactNo) -> bool {
        self.denied.contains(&contact)
    }

    fn subject(&self) -> Option<&Subject> {
        Some(&self.subject)
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
