//! Which complaints are looked for: one filter, given in an address or in a body.

use habeas_domain::complaint::{Phase, WaitingOn};
use habeas_domain::id::{PrincipalId, RequestId};
use habeas_domain::kind::ComplaintKind;

use crate::http::case::find::{Search, SoughtIdentifier, fields};
use crate::http::case::list::Reading;
use crate::http::field::Text;
use crate::views::complaint::Filter;

/// Which complaints are looked for: those for which everything given is true.
#[derive(Debug, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ComplaintSearch {
    /// `open`, `answered` or `closed`.
    state: Option<Text>,
    /// What is brought.
    kind: Option<Text>,
    /// It waits for this, perhaps beside other things.
    waiting_on: Option<Text>,
    /// This officer took it.
    taken_by: Option<Text>,
    /// It is about this request.
    about: Option<Text>,
    /// It is late by then: an instant with offset, or a day, before which it is due in the zone of
    /// the house.
    due_before: Option<Text>,
    /// It is late now.
    overdue: Option<bool>,
    /// Its reference, as people type it.
    reference: Option<Text>,
    /// What the subject is known by, or a contact of whoever wrote.
    identifier: Option<SoughtIdentifier>,
    /// The portal's own ticket number.
    external_ref: Option<Text>,
    /// `due` (default) or `received`.
    sort: Option<Text>,
    /// Rows of a page, 1 to 200.
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<Text>,
}

impl Search for ComplaintSearch {
    type Filter = Filter;

    fields!(state, kind, waiting_on, taken_by, about);

    fn filter(&self, read: &mut Reading<'_>) -> Filter {
        Filter {
            phase: read.text(self.state.as_ref(), "/state", Phase::parse),
            kind: read.text(self.kind.as_ref(), "/kind", ComplaintKind::parse),
            waiting_on: read.text(self.waiting_on.as_ref(), "/waiting_on", WaitingOn::parse),
            taken_by: read.text(self.taken_by.as_ref(), "/taken_by", PrincipalId::parse),
            about: read.text(self.about.as_ref(), "/about", RequestId::parse),
            due_before: read.time(self.due_before.as_ref(), "/due_before"),
            overdue: self.overdue.unwrap_or_default().then(|| read.now()),
            reference: read.reference(self.reference.as_ref()),
            ids: None,
        }
    }
}
