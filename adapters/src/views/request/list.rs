//! Which requests are listed.

use chrono::{DateTime, Utc};
use habeas_domain::id::{PrincipalId, RequestId};
use habeas_domain::kind::ItemKind;
use habeas_domain::reference::Reference;
use habeas_domain::request::{Phase, PublicStatus, Request, WaitingOn};

use super::Row;
use super::row::Stored;
use crate::store::StoreError;
use crate::views::list::{self, DUE_BEFORE, Narrowing, OVERDUE};
use crate::views::page::Sort;

/// Which requests are asked for: those for which everything given is true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// They stand here.
    pub phase: Option<Phase>,
    /// They are shown to the person as this.
    pub public_status: Option<PublicStatus>,
    /// They ask for this, perhaps beside other things.
    pub kind: Option<ItemKind>,
    /// They wait for this, perhaps beside other things.
    pub waiting_on: Option<WaitingOn>,
    /// They are late at this instant if nobody answers before, or were; whether or not their time
    /// stands still now.
    pub due_before: Option<DateTime<Utc>>,
    /// They are late at this instant: the caller's now.
    pub overdue: Option<DateTime<Utc>>,
    /// This officer took at least one of their items.
    pub taken_by: Option<PrincipalId>,
    /// They have this reference.
    pub reference: Option<Reference>,
    /// They are among these, at most a few hundred: what the vault's index found. An empty list
    /// finds nothing.
    pub ids: Option<Vec<RequestId>>,
}

impl list::Filter for Filter {
    type Stream = Request;
    type Sort = Sort;
    type Row = Row;
    type Stored = Stored;

    fn narrowing(&self) -> Narrowing<'_> {
        Narrowing {
            is: vec![
                ("v.phase", self.phase.map(Phase::code)),
                ("v.public_status", self.public_status.map(PublicStatus::code)),
                ("v.reference", self.reference.as_ref().map(Reference::as_str)),
            ],
            has: vec![
                ("v.kinds", self.kind.map(ItemKind::code)),
                ("v.waiting_on", self.waiting_on.map(WaitingOn::code)),
                ("v.taken_by", self.taken_by.as_ref().map(PrincipalId::as_str)),
            ],
            times: vec![(DUE_BEFORE, self.due_before), (OVERDUE, self.overdue)],
            so: None,
            ids: self.ids.as_ref().map(|ids| ids.iter().map(RequestId::as_str).collect()),
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
    fn among(&mut self, ids: Option<Vec<RequestId>>) {
        self.ids = ids;
    }
}
