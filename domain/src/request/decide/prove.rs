//! What a denial stops, and what late proof or a complaint opens again.

use std::collections::BTreeSet;

use chrono::Days;

use crate::ground::HoldGround;
use crate::id::{ComplaintId, ContactNo, IncidentId, ItemNo};
use crate::moment::Moment;
use crate::people::{LossReason, REQUESTER};
use crate::request::Phase;
use crate::request::event::{Event, ReopenReason};
use crate::request::guard;
use crate::request::item::Outcome;
use crate::request::refusal::Refusal;
use crate::request::task::Task;
use crate::request::track::{Hold, HoldEnd, Items};

use super::Draft;
use super::run::is_owed_from_receipt;

/// When a hold that a denial places is looked at.
const DENIAL_REVIEW_DAYS: u64 = 14;

impl Draft<'_> {
    /// Someone at a contact on record pressed "this was not me": everything that has not begun
    /// stops, whoever the requester seemed to be.
    pub(super) fn deny(&mut self, no: ContactNo) -> Result<(), Refusal> {
        let (_, contact) = self.case.people.contact(no).ok_or(Refusal::Unknown("contact"))?;
        if !contact.provenance.is_on_record() {
            return Err(Refusal::ContactNotOnRecord);
        }
        if self.case.is_stopped_by(no) {
            return Ok(());
        }
        self.push(Event::DeniedByContact { contact: no });
        self.lose_identity(REQUESTER, LossReason::DeniedByContact)?;
        // Nothing is left to be held up; an officer hears of it all the same.
        if self.case.phase == Phase::Closed {
            return Ok(());
        }
        let review = self.today() + Days::new(DENIAL_REVIEW_DAYS);
        self.place_hold(Hold {
            items: Items::new(),
            categories: BTreeSet::new(),
            ground: HoldGround::PartyObjects,
            confidential: false,
            end: HoldEnd::Review(review),
            reason: None,
        })
    }

    /// Proof that comes after the explained outcome opens the same case again: it is the new
    /// receipt from which new clocks count, and the old ones stay as they were.
    pub(super) fn reopen_for_late_proof(&mut self, settled: &[ItemNo]) -> Result<(), Refusal> {
        let items: Items = settled
            .iter()
            .copied()
            .filter(|no| {
                self.case.items.get(no).and_then(|item| item.stage.decided()).is_some_and(|d| {
                    d.decision.parts.iter().any(|part| {
                        matches!(
                            part.outcome,
                            Outcome::IdentityNotConfirmed | Outcome::StandingNotShown
                        )
                    })
                })
            })
            .collect();
        if items.is_empty() {
            return Ok(());
        }
        let received = Moment::At(self.now);
        let why = ReopenReason::LateProof;
        self.open_again(why, items, received, false)
    }

    /// A complaint was right about what was decided: that is decided anew, from now on, by somebody
    /// else where the house has anybody. What was never decided has nothing to be decided anew.
    pub(super) fn reopen_for_complaint(
        &mut self,
        complaint: &ComplaintId,
        items: &Items,
        by_another: bool,
    ) -> Result<(), Refusal> {
        self.known_items(items)?;
        self.link_complaint(complaint);
        let decided = |no: &ItemNo| self.item(*no).is_ok_and(|item| item.stage.decided().is_some());
        let items: Items = items.iter().copied().filter(decided).collect();
        if items.is_empty() {
            return Ok(());
        }
        let received = Moment::At(self.now);
        self.open_again(ReopenReason::ComplaintUpheld, items, received, by_another)
    }

    pub(super) fn link_complaint(&mut self, complaint: &ComplaintId) {
        if !self.case.complaints.contains(complaint) {
            self.push(Event::ComplaintLinked { complaint: complaint.clone() });
        }
    }

    pub(super) fn link_incident(&mut self, incident: &IncidentId) {
        if !self.case.incidents.contains(incident) {
            self.push(Event::IncidentLinked { incident: incident.clone() });
        }
    }

    fn open_again(
        &mut self,
        why: ReopenReason,
        items: Items,
        received: Moment,
        by_another: bool,
    ) -> Result<(), Refusal> {
        self.push(Event::Reopened { why, items: items.clone(), received, by_another });
        let overturned =
            |task: &Task| self.item(task.item).is_ok_and(|item| guard::is_overturned(item, task));
        let unbegun = self.unbegun(overturned);
        self.cancel(unbegun);
        for item in items {
            self.start_item_clocks(item, received, is_owed_from_receipt)?;
        }
        Ok(())
    }
}
