//! Deciding an item, handing a copy over, withdrawing.

use std::collections::BTreeSet;

use chrono::{DateTime, Months, NaiveDate, Utc};

use crate::actor::Role;
use crate::assurance::Assurance;
use crate::ground::{HoldGround, RefusalGround};
use crate::id::{DataCategory, ItemNo, PartyNo, SystemId, TaskNo};
use crate::kind::ItemKind;
use crate::request::command::Decide;
use crate::request::event::Event;
use crate::request::guard::{self, Block};
use crate::request::item::{Decision, HandOver, HandedCopy, Item, Outcome, Part, Until};
use crate::request::refusal::Refusal;
use crate::request::task::{Tail, TailKind, TailNo, TaskKind};
use crate::request::track::{Hold, HoldEnd, Items, covers};
use crate::sealed::Sealed;
use crate::system::{BackupCycle, Register};

use super::Draft;
use super::run::is_owed_from_decision;
use super::tracks::REVIEW_MONTHS_MAX;

const MAX_PARTS: usize = 200;

impl Draft<'_> {
    pub(super) fn take_item(&mut self, no: ItemNo) -> Result<(), Refusal> {
        let item = self.item(no)?;
        if item.stage.decided().is_some() {
            return Err(Refusal::AlreadyDecided);
        }
        self.may_judge(item)?;
        if item.taken.as_ref() != Some(&self.by.id) {
            self.push(Event::ItemTaken { item: no, by: self.by.id.clone() });
        }
        Ok(())
    }

    pub(super) fn decide_item(&mut self, decide: &Decide) -> Result<(), Refusal> {
        let item = self.item(decide.item)?.clone();
        if item.stage.decided().is_some() {
            return Err(Refusal::AlreadyDecided);
        }
        if !matches!(self.by.role, Role::Clerk | Role::Officer | Role::Approver) {
            return Err(Refusal::NotByMachine);
        }
        self.may_judge(&item)?;
        self.check_parts(&item, decide)?;
        self.check_way(&item, decide)?;
        self.put_decision(
            &item,
            Decision {
                parts: decide.parts.clone(),
                deletion_ground: decide.deletion_ground,
                reason_told: decide.reason_told.clone(),
                reason_kept: decide.reason_kept.clone(),
                by: self.by.clone(),
            },
        )?;
        self.preserve_refused(&item, &decide.parts)
    }

    /// What a complaint was right about is decided by somebody else.
    fn may_judge(&self, item: &Item) -> Result<(), Refusal> {
        if item.not_by.contains(&self.by.id) { Err(Refusal::SameOfficer) } else { Ok(()) }
    }

    /// Records a decision and what it starts: restrictions and the duties that count from it.
    pub(super) fn put_decision(&mut self, item: &Item, decision: Decision) -> Result<(), Refusal> {
        let (no, at) = (item.asked.no, self.now);
        let parts = decision.parts.clone();
        self.push(Event::ItemDecided { item: no, at, decision });
        for part in &parts {
            if let Outcome::Restricted { until, .. } = &part.outcome {
                self.start_tail(
                    no,
                    until.wakes_after(),
                    TailKind::Restricted {
                        category: part.category.clone(),
                        system: part.system.clone(),
                        until: until.clone(),
                    },
                );
            }
        }
        if parts.iter().any(|part| part.outcome.orders_work()) && !item.asked.kind.discloses() {
            let decided = crate::moment::Moment::At(at);
            self.start_item_clocks(no, decided, is_owed_from_decision)?;
        }
        Ok(())
    }

    /// A decision with one outcome for everything and no reasons of its own.
    pub(super) fn unexplained(&self, outcome: Outcome) -> Decision {
        Decision {
            parts: vec![Part { category: None, system: None, outcome }],
            deletion_ground: None,
            reason_told: None,
            reason_kept: None,
            by: self.by.clone(),
        }
    }

    pub(super) fn start_tail(&mut self, item: ItemNo, until: NaiveDate, kind: TailKind) {
        let no = TailNo::after(self.case.tails.keys().next_back());
        let tail = Tail { item, kind, until, alarmed: false, ended: None };
        self.push(Event::TailStarted { no, tail });
    }

    fn check_parts(&self, item: &Item, decide: &Decide) -> Result<(), Refusal> {
        let parts = &decide.parts;
        let about: BTreeSet<(Option<&DataCategory>, Option<&SystemId>)> =
            parts.iter().map(|part| (part.category.as_ref(), part.system.as_ref())).collect();
        if parts.is_empty() || parts.len() > MAX_PARTS || about.len() < parts.len() {
            return Err(Refusal::PartCount);
        }
        let kind = item.asked.kind;
        let packs = self.packs()?;
        for part in parts {
            if !fits(kind, &part.outcome) {
                return Err(Refusal::OutcomeNotForKind);
            }
            if let Some(ground) = part.outcome.refusal()
                && self.rules.may_refuse(&packs, kind, ground).is_none()
            {
                return Err(Refusal::GroundNotAllowed);
            }
            if let Outcome::Restricted { until, .. } = &part.outcome {
                self.check_until(until)?;
            }
        }
        let explains = |part: &Part| {
            part.outcome.refusal().is_some() || matches!(part.outcome, Outcome::Restricted { .. })
        };
        if decide.reason_told.is_none() && parts.iter().any(explains) {
            return Err(Refusal::ReasonMissing);
        }
        let deletes = kind == ItemKind::Deletion && parts.iter().any(|part| part.outcome.gives());
        if deletes && decide.deletion_ground.is_none() {
            return Err(Refusal::DeletionGroundMissing);
        }
        if deletes && grants_where_backups_never_end(item, parts, &decide.register) {
            return Err(Refusal::BackupsNeverEnd);
        }
        Ok(())
    }

    fn check_until(&self, until: &Until) -> Result<(), Refusal> {
        let today = self.today();
        let furthest = today.checked_add_months(Months::new(REVIEW_MONTHS_MAX));
        let is_review = !matches!(until, Until::Date(_));
        let day = until.wakes_after();
        if day <= today || (is_review && furthest.is_some_and(|last| day > last)) {
            return Err(Refusal::EndOutOfRange);
        }
        Ok(())
    }

    /// An outcome that says anything about the person's data needs the assurance and standing
    /// that serving the item needs: also a refusal can tell a stranger that an account exists.
    fn check_way(&self, item: &Item, decide: &Decide) -> Result<(), Refusal> {
        let mut blocks = Vec::new();
        if decide.parts.iter().any(|part| part.outcome.speaks_of_data()) {
            blocks.extend(guard::who_speaks(&self.case, item, self.today()));
        }
        let gives = decide.parts.iter().any(|part| part.outcome.gives());
        if item.asked.kind == ItemKind::Portability && gives {
            match item.transfer.feasible {
                None => blocks.push(Block::TransferNotJudged),
                Some(true) if item.transfer.authorised.is_none() => {
                    blocks.push(Block::RecipientNotAuthorised);
                }
                Some(true | false) => {}
            }
        }
        let touched = |part: &&Part| {
            part.outcome.gives() || matches!(part.outcome, Outcome::Anonymised { .. })
        };
        let everywhere = decide.parts.iter().filter(|part| part.system.is_none());
        let named = everywhere.filter_map(|part| part.category.as_ref()).collect();
        let held = |part: &Part| match &part.category {
            None => guard::is_rest_held(&self.case, item, &named),
            Some(category) => {
                let one = BTreeSet::from([category.clone()]);
                guard::is_held(&self.case, item.asked.no, TaskKind::Delete, &one)
            }
        };
        if item.asked.kind.destroys() && decide.parts.iter().filter(touched).any(held) {
            blocks.push(Block::Held);
        }
        if blocks.is_empty() { Ok(()) } else { Err(Refusal::Blocked(blocks)) }
    }

    /// Where the packs say so, what is refused to be shown must be kept while the refusal can be
    /// challenged, also against another item that would delete it.
    fn preserve_refused(&mut self, item: &Item, parts: &[Part]) -> Result<(), Refusal> {
        let kind = item.asked.kind;
        let preserved = self.rules.preserved(&self.packs()?, kind, self.today());
        let Some(preserved) = preserved else { return Ok(()) };
        let refused: Vec<&Part> = parts
            .iter()
            .filter(|part| {
                part.outcome.refusal().is_some_and(|ground| ground != RefusalGround::RightNotGiven)
            })
            .collect();
        if !kind.discloses() || refused.is_empty() {
            return Ok(());
        }
        let categories = if refused.iter().all(|part| part.category.is_some()) {
            refused.iter().filter_map(|part| part.category.clone()).collect()
        } else {
            item.asked.scope.clone()
        };
        self.place_hold(Hold {
            items: Items::new(),
            categories,
            ground: HoldGround::Preservation,
            confidential: false,
            end: HoldEnd::Until(preserved.until),
            reason: None,
        })
    }

    pub(super) fn judge_transfer(
        &mut self,
        no: ItemNo,
        feasible: bool,
        reason: Option<Sealed>,
    ) -> Result<(), Refusal> {
        let item = self.item(no)?;
        if item.asked.kind != ItemKind::Portability {
            return Err(Refusal::OutcomeNotForKind);
        }
        if item.stage.decided().is_some() {
            return Err(Refusal::AlreadyDecided);
        }
        if !feasible && reason.is_none() {
            return Err(Refusal::ReasonMissing);
        }
        if item.transfer.feasible != Some(feasible) {
            self.push(Event::TransferJudged { item: no, feasible, reason });
        }
        Ok(())
    }

    pub(super) fn copy_handed_over(
        &mut self,
        no: ItemNo,
        copy: &HandedCopy,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        self.in_past(at)?;
        let item = self.item(no)?;
        let Some(decided) = item.stage.decided() else {
            return Err(Refusal::Blocked(vec![Block::NotDecided]));
        };
        if !item.owes_copy() {
            return Err(Refusal::Blocked(vec![Block::NotGranted]));
        }
        if decided.handed.is_some() {
            return Ok(());
        }
        let scope = &item.asked.scope;
        let mut blocks = guard::blocks(&self.case, item, TaskKind::Export, scope, self.today());
        let to_recipient = copy.how == HandOver::Recipient;
        if to_recipient && item.transfer.authorised.is_none() {
            blocks.push(Block::RecipientNotAuthorised);
        }
        if to_recipient && item.asked.kind != ItemKind::Portability {
            return Err(Refusal::OutcomeNotForKind);
        }
        if !blocks.is_empty() {
            return Err(Refusal::Blocked(blocks));
        }
        self.push(Event::CopyHandedOver { item: no, copy: copy.clone(), at });
        Ok(())
    }

    /// Taking back what was asked needs the assurance of asking. What is carried out already is
    /// reported; what has not begun is cancelled.
    pub(super) fn withdraw(&mut self, party: PartyNo, items: &Items) -> Result<(), Refusal> {
        self.known_items(items)?;
        let today = self.today();
        let assurance = self.party(party)?.assurance(today);
        let open: Vec<Item> = self
            .case
            .items
            .values()
            .filter(|item| covers(items, item.asked.no) && can_be_withdrawn(item))
            .cloned()
            .collect();
        if open.is_empty() {
            return Ok(());
        }
        if open.iter().any(|item| assurance < item.asked.needs.min(Assurance::Contact)) {
            return Err(Refusal::Blocked(vec![Block::IdentityNotConfirmed]));
        }
        let numbers: Items = open.iter().map(|item| item.asked.no).collect();
        let of_these = |tasks: &mut dyn Iterator<Item = TaskNo>| tasks.collect::<Vec<_>>();
        let carried_out = of_these(
            &mut self
                .case
                .tasks
                .iter()
                .filter(|(_, task)| numbers.contains(&task.item) && task.is_carried_out())
                .map(|(no, _)| *no),
        );
        let unbegun = self.unbegun(|task| numbers.contains(&task.item));
        self.push(Event::ItemsWithdrawn { items: numbers, party, carried_out });
        self.cancel(unbegun);
        for item in open {
            let decision = self.unexplained(Outcome::Withdrawn);
            self.put_decision(&item, decision)?;
        }
        Ok(())
    }
}

/// Until it is carried out, something asked can be taken back.
fn can_be_withdrawn(item: &Item) -> bool {
    use crate::request::item::Stage;
    match &item.stage {
        Stage::Asked => true,
        Stage::Decided(d) => !d.decision.parts.iter().any(|p| p.outcome == Outcome::Withdrawn),
        Stage::Done(_) | Stage::Finished(_) => false,
    }
}

/// Whether an outcome can be one of an item of this kind.
const fn fits(kind: ItemKind, outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Restricted { .. } => {
            matches!(kind, ItemKind::Deletion | ItemKind::Restriction | ItemKind::Objection)
        }
        Outcome::Anonymised { .. } => matches!(kind, ItemKind::Deletion),
        Outcome::StatementAttached => matches!(kind, ItemKind::Correction),
        // Withdrawing has a command of its own.
        Outcome::Withdrawn => false,
        Outcome::Granted
        | Outcome::Partly { .. }
        | Outcome::Refused { .. }
        | Outcome::NothingHeld
        | Outcome::NotOurs { .. }
        | Outcome::AlreadySo
        | Outcome::AnsweredWith { .. }
        | Outcome::IdentityNotConfirmed
        | Outcome::StandingNotShown
        | Outcome::NoAnswer => true,
    }
}

/// Whether deletion is granted for a system whose backups are never refreshed: that is no cycle,
/// and the officer must choose something else for it.
fn grants_where_backups_never_end(item: &Item, parts: &[Part], register: &Register) -> bool {
    register.systems.iter().filter(|system| system.backups == BackupCycle::Never).any(|system| {
        system.holds.iter().any(|category| {
            (item.asked.scope.is_empty() || item.asked.scope.contains(category))
                && super::plan::part_for(parts, category, &system.id)
                    .is_some_and(|part| part.outcome.gives())
        })
    })
}
