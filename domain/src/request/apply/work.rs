//! Tracks, items, tasks, tails and what was told.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::id::{ItemNo, PrincipalId, TaskNo, TrackNo};
use crate::notice::NoticeKind;
use crate::notice::{Message, Told};
use crate::request::case::{Case, HoldTrack, Phase, Reminded};
use crate::request::item::{Item, Stage};
use crate::request::task::{Tail, TailKind, TailNo, TaskResult, TaskState};
use crate::request::track::{FeeState, Hold, Items, covers};

impl Case {
    pub(super) fn set_fee(&mut self, no: TrackNo, state: FeeState) {
        if let Some(fee) = self.fees.get_mut(&no) {
            fee.state = state;
        }
    }

    pub(super) fn place_hold(&mut self, no: TrackNo, placed: DateTime<Utc>, hold: Hold) {
        self.holds.insert(no, HoldTrack { hold, placed, lifted: false, review_due: false });
    }

    pub(super) fn with_hold(&mut self, no: TrackNo, change: impl FnOnce(&mut HoldTrack)) {
        if let Some(track) = self.holds.get_mut(&no) {
            change(track);
        }
    }

    pub(super) fn with_item(&mut self, no: ItemNo, change: impl FnOnce(&mut Item)) {
        if let Some(item) = self.items.get_mut(&no) {
            change(item);
        }
    }

    pub(super) fn advance(&mut self, no: ItemNo) {
        self.with_item(no, |item| {
            if let Stage::Decided(decided) = &item.stage {
                item.stage = Stage::Done(decided.clone());
            }
        });
    }

    pub(super) fn finish(&mut self, no: ItemNo) {
        self.with_item(no, |item| {
            if let Some(decided) = item.stage.decided() {
                item.stage = Stage::Finished(decided.clone());
            }
        });
    }

    pub(super) fn reopen(&mut self, items: &Items, by_another: bool) {
        for (no, item) in &mut self.items {
            if covers(items, *no) {
                // Only of the decision that does not stand: who decided before that may look again.
                let decided = item.stage.decided().filter(|_| by_another);
                item.not_by =
                    decided.map(|decided| decided.decision.by.id.clone()).into_iter().collect();
                item.stage = Stage::Asked;
                item.taken = None;
                item.held_back.clear();
                item.round = item.round.saturating_add(1);
                self.told.retain(|(told, _)| told.item != Some(*no));
            }
        }
        self.reminded = Reminded::No;
        self.phase = Phase::Open;
    }

    pub(super) fn claim(&mut self, no: TaskNo, by: PrincipalId, until: DateTime<Utc>, fence: u32) {
        if let Some(task) = self.tasks.get_mut(&no) {
            task.state = TaskState::Claimed { by, until };
            task.fence = fence;
        }
    }

    pub(super) fn report(&mut self, no: TaskNo, at: DateTime<Utc>, result: TaskResult) {
        if let Some(task) = self.tasks.get_mut(&no) {
            task.state = TaskState::Ended { result, at };
        }
    }

    pub(super) fn order_again(&mut self, no: TaskNo, due: NaiveDate) {
        if let Some(task) = self.tasks.get_mut(&no) {
            task.state = TaskState::Ordered;
            task.due = due;
        }
        self.overdue_tasks.remove(&no);
    }

    pub(super) fn cancel(&mut self, tasks: &BTreeSet<TaskNo>) {
        for no in tasks {
            if let Some(task) = self.tasks.get_mut(no) {
                task.state = TaskState::Cancelled;
            }
        }
    }

    pub(super) fn with_tail(&mut self, no: TailNo, change: impl FnOnce(&mut Tail)) {
        if let Some(tail) = self.tails.get_mut(&no) {
            change(tail);
        }
    }

    pub(super) fn isolate(&mut self, no: TailNo) {
        self.with_tail(no, |tail| match &mut tail.kind {
            TailKind::Backup { isolated, .. } => *isolated = true,
            TailKind::Restricted { .. } => {}
        });
    }

    pub(super) fn move_tail(&mut self, no: TailNo, until: NaiveDate) {
        self.with_tail(no, |tail| {
            tail.until = until;
            tail.alarmed = false;
        });
    }

    /// What a call told, it told to a party whom a clerk had on the line.
    pub(super) fn tell(&mut self, told: Vec<Told>, at: DateTime<Utc>) {
        for one in told {
            self.tell_one(one, at);
        }
    }

    /// A contact that is only given proves nothing about the account: telling consequences there
    /// does not open the way to destruction.
    pub(super) fn hand_over(&mut self, message: Message, at: DateTime<Utc>) {
        let on_record = message
            .contact
            .and_then(|no| self.people.contact(no))
            .is_some_and(|(_, contact)| contact.provenance.is_on_record());
        for one in message.notices {
            if one.kind != NoticeKind::Consequences || on_record {
                self.tell_one(one, at);
            }
        }
    }

    fn tell_one(&mut self, told: Told, at: DateTime<Utc>) {
        self.undelivered.remove(&told);
        if ends_an_item(told.kind)
            && let Some(item) = told.item.and_then(|no| self.items.get_mut(&no))
            // A letter about what was decided before is none about this.
            && let Some(decided) = item.stage.decided_mut().filter(|decided| decided.at <= at)
        {
            decided.told.get_or_insert(at);
        }
        if !self.told.iter().any(|(other, _)| *other == told) {
            self.told.push((told, at));
        }
    }
}

/// Whether a notice of this kind tells the outcome of an item.
const fn ends_an_item(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::Decision
            | NoticeKind::IdentityNotConfirmed
            | NoticeKind::StandingNotShown
            | NoticeKind::Withdrawn
    )
}
