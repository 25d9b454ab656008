//! Which incidents are looked for: one filter, given in an address or in a body.

use habeas_domain::breach::Risk;
use habeas_domain::id::PrincipalId;
use habeas_domain::incident::{Phase, Source, WaitingOn};

use crate::http::case::find::{Search, SoughtIdentifier, fields};
use crate::http::case::list::Reading;
use crate::http::field::Text;
use crate::views::incident::Filter;

/// Which incidents are looked for: those for which everything given is true.
#[derive(Debug, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IncidentSearch {
    /// `open`, `closed`, `not_a_breach` or `merged`.
    state: Option<Text>,
    /// Who or what brought word.
    source: Option<Text>,
    /// What the newest version of the assessment finds.
    risk: Option<Text>,
    /// It waits for this, perhaps beside other things.
    waiting_on: Option<Text>,
    /// This officer took it.
    taken_by: Option<Text>,
    /// Something in it is late by then: an instant with offset, or a day, before which it is due in the zone of
    /// the house.
    due_before: Option<Text>,
    /// Something in it is late now.
    overdue: Option<bool>,
    /// Its reference, as people type it.
    reference: Option<Text>,
    /// A contact of whoever reported it.
    identifier: Option<SoughtIdentifier>,
    /// The reporter's own number for it.
    external_ref: Option<Text>,
    /// `due` (default) or `received`.
    sort: Option<Text>,
    /// Rows of a page, 1 to 200.
    limit: Option<i64>,
    /// `next` of the page before.
    cursor: Option<Text>,
}

impl Search for IncidentSearch {
    type Filter = Filter;

    fields!(state, source, risk, waiting_on, taken_by);

    fn filter(&self, read: &mut Reading<'_>) -> Filter {
        Filter {
            phase: read.text(self.state.as_ref(), "/state", Phase::parse),
            source: read.text(self.source.as_ref(), "/source", Source::parse),
            risk: read.text(self.risk.as_ref(), "/risk", Risk::parse),
            waiting_on: read.text(self.waiting_on.as_ref(), "/waiting_on", WaitingOn::parse),
            taken_by: read.text(self.taken_by.as_ref(), "/taken_by", PrincipalId::parse),
            due_before: read.time(self.due_before.as_ref(), "/due_before"),
            overdue: self.overdue.unwrap_or_default().then(|| read.now()),
            reference: read.reference(self.reference.as_ref()),
            ids: None,
        }
    }
}
