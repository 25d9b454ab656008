//! Which complaints are listed.

use chrono::{DateTime, Utc};
use habeas_domain::complaint::{Complaint, Phase, WaitingOn};
use habeas_domain::id::{ComplaintId, PrincipalId, RequestId};
use habeas_domain::kind::ComplaintKind;
use habeas_domain::reference::Reference;

use super::Row;
use super::row::Stored;
use crate::store::StoreError;
use crate::views::list::{self, DUE_BEFORE, Narrowing, OVERDUE};
use crate::views::page::Sort;

/// Which complaints are asked for: those for which everything given is true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// They stand here.
    pub phase: Option<Phase>,
    /// They bring this.
    pub kind: Option<ComplaintKind>,
    /// They wait for this, perhaps beside other things.
    pub waiting_on: Option<WaitingOn>,
    /// They are late at this instant if nobody answers before, or were.
    pub due_before: Option<DateTime<Utc>>,
    /// They are late at this instant: the caller's now.
    pub overdue: Option<DateTime<Utc>>,
    /// This officer took them.
    pub taken_by: Option<PrincipalId>,
    /// They are about this request.
    pub about: Option<RequestId>,
    /// They have this reference.
    pub reference: Option<Reference>,
    /// They are among these, at most a few hundred: what the vault's index found. An empty list
    /// finds nothing.
    pub ids: Option<Vec<ComplaintId>>,
}

impl list::Filter for Filter {
    type Stream = Complaint;
    type Sort = Sort;
    type Row = Row;
    type Stored = Stored;

    fn narrowing(&self) -> Narrowing<'_> {
        Narrowing {
            is: vec![
                ("v.phase", self.phase.map(Phase::code)),
                ("v.kind", self.kind.map(ComplaintKind::code)),
                ("v.taken_by", self.taken_by.as_ref().map(PrincipalId::as_str)),
                ("v.about", self.about.as_ref().map(RequestId::as_str)),
                ("v.reference", self.reference.as_ref().map(Reference::as_str)),
            ],
            has: vec![("v.waiting_on", self.waiting_on.map(WaitingOn::code))],
            times: vec![(DUE_BEFORE, self.due_before), (OVERDUE, self.overdue)],
            so: None,
            ids: self.ids.as_ref().map(|ids| ids.iter().map(ComplaintId::as_str).collect()),
        }
    }

    fn read(stored: Stored) -> Result<Row, StoreError> {
        stored.read()
    }

    fn place(row: &Row, sort: Sort) -> (DateTime<Utc>, &str) {
        (sort.time(row.due.as_ref(), row.received_at), row.id.as_str())
    }
}

impl list::Among for Filter {
    fn among(&mut self, ids: Option<Vec<ComplaintId>>) {
        self.ids = ids;
    }
}
