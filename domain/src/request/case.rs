//! A request as folded from its events.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::assurance::Assurance;
use crate::docket::Docket;
use crate::ground::HoldGround;
use crate::id::{ComplaintId, ContactNo, IncidentId, ItemNo, RegimeId, RequestId, TaskNo, TrackNo};
use crate::notice::NoticeKind;
use crate::people::{Party, People, REQUESTER, Subject};
use crate::regime::RegimeChoice;
use crate::text::closed_list;

use super::item::{Item, Stage};
use super::receipt::{LinkKind, Receipt};
use super::task::{Tail, TailNo, Task, TaskState};
use super::track::{Clarification, Fee, Hold};
use crate::notice::Told;

/// Everything that is true of a live request.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Case {
    /// How it came in; never changes.
    pub receipt: Arc<Receipt>,
    /// Whom it is about.
    pub subject: Subject,
    /// Who is in it, and what they have shown.
    pub people: People,
    /// The regimes that apply.
    pub regimes: Vec<RegimeChoice>,
    /// What is asked.
    pub items: BTreeMap<ItemNo, Item>,
    /// What is owed by when.
    pub docket: Docket,
    /// Questions to the person.
    pub clarifications: BTreeMap<TrackNo, Clarification>,
    /// Fees quoted.
    pub fees: BTreeMap<TrackNo, Fee>,
    /// Holds, also lifted ones.
    pub holds: BTreeMap<TrackNo, HoldTrack>,
    /// Work in systems.
    pub tasks: BTreeMap<TaskNo, Task>,
    /// Tasks whose due day has been found to be past.
    pub overdue_tasks: BTreeSet<TaskNo>,
    /// What lasts after the answer.
    pub tails: BTreeMap<TailNo, Tail>,
    /// What the parties have been told so far, with the time of the first telling.
    pub told: Vec<(Told, DateTime<Utc>)>,
    /// Messages that came back or were given up, by what they told.
    pub undelivered: BTreeSet<Told>,
    /// Identity reminders that fell due: none, the first, or the last call.
    pub reminded: Reminded,
    /// Other cases of the same subject.
    pub links: BTreeMap<RequestId, LinkKind>,
    /// Complaints about it, and the one for which the house opened it.
    pub complaints: BTreeSet<ComplaintId>,
    /// Incidents that a message of this case opened, by going astray.
    pub incidents: BTreeSet<IncidentId>,
    /// Contacts on record that said that this is not their request.
    pub denied: BTreeSet<ContactNo>,
    /// Where the case stands.
    pub phase: Phase,
    /// Counts the events that change the case for a person.
    pub revision: u64,
}

/// A hold and whether it lies.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HoldTrack {
    /// The hold.
    pub hold: Hold,
    /// When it was placed.
    pub placed: DateTime<Utc>,
    /// Whether it was lifted.
    pub lifted: bool,
    /// Whether its review fell due.
    pub review_due: bool,
}

/// How far the reminding for proof of identity has come.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Reminded {
    /// Not yet.
    #[default]
    No,
    /// Once, after a third of the time.
    Once,
    /// The last call, after two thirds.
    LastCall,
}

closed_list!(
    /// Where a case stands.
    Phase, "phase" {
        /// Something asked is not yet told.
        Open = "open",
        /// Every item was told.
        Answered = "answered",
        /// Every tail ended too.
        Finished = "finished",
        /// Closed by someone.
        Closed = "closed",
    }
);

impl Case {
    /// The case id.
    #[must_use]
    pub fn id(&self) -> &RequestId {
        &self.receipt.id
    }

    /// Who asks.
    #[must_use]
    pub fn requester(&self) -> &Party {
        // Party 1 is put there by the first event and never taken away.
        self.people.parties.get(&REQUESTER).unwrap_or(&self.receipt.requester)
    }

    /// The requester's assurance on this day.
    #[must_use]
    pub fn assurance(&self, on: NaiveDate) -> Assurance {
        self.requester().assurance(on)
    }

    /// Whether this item has, on this day, the identity and standing that serving it needs.
    #[must_use]
    pub fn is_settled(&self, item: &Item, on: NaiveDate) -> bool {
        self.assurance(on) >= item.asked.needs && self.may_speak(item, on)
    }

    /// Whether the requester may speak for the subject about this item on this day.
    #[must_use]
    pub fn may_speak(&self, item: &Item, on: NaiveDate) -> bool {
        !item.asked.standing || self.requester().may_speak(on)
    }

    /// Holds that lie now.
    pub fn live_holds(&self) -> impl Iterator<Item = (TrackNo, &Hold)> {
        self.holds.iter().filter(|(_, track)| !track.lifted).map(|(no, track)| (*no, &track.hold))
    }

    /// The case as those see it who may not know of confidential holds: without them, and with the work
    /// that they keep from beginning as it was ordered. What cannot be hidden is that something
    /// happened: the revision counts every event.
    #[must_use]
    pub fn without_confidential_holds(&self) -> Self {
        let mut told = self.clone();
        let stops = |task: &Task| {
            self.live_holds().any(|(_, hold)| hold.confidential && hold.stops_task(task))
        };
        for task in told.tasks.values_mut() {
            if task.state == TaskState::Cancelled && stops(task) {
                task.state = TaskState::Ordered;
            }
        }
        told.holds.retain(|_, track| !track.hold.confidential);
        told
    }

    /// When the requester's letter reached the house, by the first moment of its day where only that
    /// is known.
    #[must_use]
    pub fn received(&self) -> DateTime<Utc> {
        let received = &self.receipt.received;
        received.moment.earliest_in(received.zone)
    }

    /// When the case was answered, as long as it is.
    #[must_use]
    pub fn answered(&self) -> Option<DateTime<Utc>> {
        let told = self.items.values().filter_map(|item| item.stage.decided()?.told).max();
        told.filter(|_| self.phase != Phase::Open)
    }

    /// Whether the owner of this contact has said that the request is not theirs, and it stands still
    /// for that: nothing has been lifted since. A closed case has nothing left to stand still.
    #[must_use]
    pub fn is_stopped_by(&self, contact: ContactNo) -> bool {
        let objected = |hold: &Hold| hold.ground == HoldGround::PartyObjects;
        self.denied.contains(&contact)
            && (self.phase == Phase::Closed || self.live_holds().any(|(_, hold)| objected(hold)))
    }

    /// The tasks of an item.
    pub fn tasks_of(&self, item: ItemNo) -> impl Iterator<Item = (TaskNo, &Task)> {
        self.tasks.iter().filter(move |(_, task)| task.item == item).map(|(no, task)| (*no, task))
    }

    /// Whether a regime applies here.
    #[must_use]
    pub fn has_regime(&self, regime: &RegimeId) -> bool {
        self.regimes.iter().any(|choice| choice.regime == *regime)
    }

    /// Whether something was told, and has not come back since.
    #[must_use]
    pub fn was_told(&self, kind: NoticeKind, item: Option<ItemNo>) -> bool {
        let told = Told { kind, item };
        self.told.iter().any(|(other, _)| *other == told) && !self.undelivered.contains(&told)
    }

    /// Whether every item is at least decided.
    #[must_use]
    pub fn all_decided(&self) -> bool {
        self.items.values().all(|item| !matches!(item.stage, Stage::Asked))
    }
}
