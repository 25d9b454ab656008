//! The complaint as one kind of case.

use crate::ParseError;
use crate::case::{Case as OfAnyKind, CaseId, CaseRef, kept_by_all};
use crate::id::{ComplaintId, ContactNo, ItemNo, PrincipalId};
use crate::notice::{Told, hears};
use crate::people::{Party, Subject, takes_acts};
use crate::sealed::Sealed;

use super::{Act, Case, Complaint, Event, Phase, Refusal};

takes_acts!(Act);
hears!(Act, Event);

impl CaseId for ComplaintId {
    type Stream = Complaint;

    fn text(&self) -> &str {
        self.as_str()
    }

    fn read(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }

    fn case(&self) -> CaseRef {
        CaseRef::Complaint(self.clone())
    }
}

impl OfAnyKind for Case {
    kept_by_all!(ComplaintId);

    fn writer(&self) -> &Party {
        &self.receipt.complainant
    }

    /// Nobody is told that somebody else complained, so nobody denies it.
    fn is_denied(&self, _: ContactNo) -> bool {
        false
    }

    fn subject(&self) -> Option<&Subject> {
        self.receipt.subject.as_ref()
    }

    /// Whoever took the case has all of it.
    fn owners(&self, _: Option<ItemNo>) -> Vec<PrincipalId> {
        self.taken.clone().into_iter().collect()
    }

    fn is_told(&self, told: &Told) -> bool {
        let known = self.told.iter().any(|(other, _)| other == told);
        known && !self.undelivered.contains(told)
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
