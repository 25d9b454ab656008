//! The incident as one kind of case.

use crate::ParseError;
use crate::case::{Case as OfAnyKind, CaseId, CaseRef, kept_by_all};
use crate::id::{ContactNo, IncidentId, ItemNo, PrincipalId};
use crate::notice::{Told, hears};
use crate::people::{Party, Subject};
use crate::sealed::Sealed;

use super::{Act, Case, Event, Incident, Phase, Refusal};

hears!(Act, Event);

impl CaseId for IncidentId {
    type Stream = Incident;

    fn text(&self) -> &str {
        self.as_str()
    }

    fn read(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }

    fn case(&self) -> CaseRef {
        CaseRef::Incident(self.clone())
    }
}

impl OfAnyKind for Case {
    kept_by_all!(IncidentId);

    fn writer(&self) -> &Party {
        &self.receipt.reporter
    }

    /// Nobody is told that somebody else reported it, so nobody denies it.
    fn is_denied(&self, _: ContactNo) -> bool {
        false
    }

    /// It is about many people, and about nobody in particular.
    fn subject(&self) -> Option<&Subject> {
        None
    }

    /// Whoever took the case has all of it.
    fn owners(&self, _: Option<ItemNo>) -> Vec<PrincipalId> {
        self.taken.clone().into_iter().collect()
    }

    fn is_told(&self, told: &Told) -> bool {
        self.told.contains(told) && !self.undelivered.contains(told)
    }

    /// Whoever reports an incident asks nothing for themselves: there is nothing to prove later.
    fn ticket(&self) -> Option<&Sealed> {
        None
    }

    fn is_closed(&self) -> bool {
        self.phase != Phase::Open
    }

    fn all_decided(&self) -> bool {
        self.phase != Phase::Open
    }
}
