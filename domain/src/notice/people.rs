//! What the people in a case are told.

use chrono::{DateTime, Utc};

use crate::ground::{FeeGround, HoldGround};
use crate::id::{ItemNo, StepNo, TrackNo};
use crate::kind::{ItemKind, Relation};
use crate::people::{REQUESTER, StepState};
use crate::request::{Case, Decision, Hold, Item, Items, Outcome, Stage, TailKind, TaskState};

use super::NoticeKind;
use super::owed::{self, Owed, tell};
use super::reach::{self, Came, Reach};

/// A notice to the requester, for each item that a track names; once for all of them where it names none.
pub(super) fn tell_of(case: &Case, kind: NoticeKind, items: &Items, reach: Reach) -> Vec<Owed> {
    if items.is_empty() {
        return tell(case, REQUESTER, kind, None, reach);
    }
    items.iter().flat_map(|item| tell(case, REQUESTER, kind, Some(*item), reach)).collect()
}

/// The house does not write to itself that its own case began.
pub(super) fn acknowledge(case: &Case) -> Vec<Owed> {
    if case.requester().relation == Relation::House {
        return Vec::new();
    }
    tell(case, REQUESTER, NoticeKind::Acknowledgement, None, Reach::Any)
}

/// Contacts came on record: what only such a contact may be told follows at once, and whoever
/// reads at the others learns that someone asked.
pub(super) fn on_record(case: &Case, at: DateTime<Utc>) -> Vec<Owed> {
    let news = Came::on_record(case, at);
    let mut owed = Vec::new();
    if case.items.values().any(|item| item.asked.needs > crate::assurance::Assurance::None) {
        for found in reach::others_on_record(case) {
            if news.is_fresh(found.1) {
                owed.push(Owed::at(NoticeKind::SomeoneAsked, None, REQUESTER, found));
            }
        }
    }
    if reach::of_subject(case).is_some_and(|(_, contact)| news.is_fresh(contact)) {
        for no in deletions(case).filter(|no| news.is_open(NoticeKind::Consequences, Some(*no))) {
            owed.extend(consequences(case, no));
        }
    }
    if news.reaches_writer() {
        if news.is_open(NoticeKind::Ticket, None) {
            owed.extend(ticket(case));
        }
        for item in case.items.values() {
            owed.extend(waiting_answer(case, item).filter(|one| news.is_open(one.kind, one.item)));
        }
    }
    owed
}

/// An answer that no contact given could be told.
fn waiting_answer(case: &Case, item: &Item) -> impl Iterator<Item = Owed> {
    let decided = match &item.stage {
        Stage::Decided(decided) | Stage::Done(decided) if decided.told.is_none() => Some(decided),
        Stage::Asked | Stage::Decided(_) | Stage::Done(_) | Stage::Finished(_) => None,
    };
    let waits = decided
        .filter(|decided| answer_reach(case, item, &decided.decision) == Reach::OnRecord)
        .map(|decided| answer(case, item, &decided.decision));
    waits.into_iter().flatten()
}

/// Nobody follows the course of a case that the house opened itself, and whoever only reports is
/// told that it arrived and that it was answered.
fn is_silent(case: &Case) -> bool {
    matches!(case.requester().relation, Relation::Reporter | Relation::House)
}

/// Items that would delete something, and have not.
fn deletions(case: &Case) -> impl Iterator<Item = ItemNo> {
    let open = |item: &&Item| matches!(item.stage, Stage::Asked | Stage::Decided(_));
    case.items
        .values()
        .filter(open)
        .filter(|item| item.asked.kind == ItemKind::Deletion)
        .map(|item| item.asked.no)
}

/// What deleting ends is told to the subject, whoever asks for it; until there is a contact on
/// record it waits.
fn consequences(case: &Case, item: ItemNo) -> Option<Owed> {
    let found = reach::of_subject(case)?;
    Some(Owed::at(NoticeKind::Consequences, Some(item), REQUESTER, found))
}

/// Neither the house nor someone who only reports has a use for a ticket.
fn ticket(case: &Case) -> Option<Owed> {
    owed::ticket(case).filter(|_| !is_silent(case))
}

/// The case is open again: the new dates, and again what deleting ends.
pub(super) fn reopened(case: &Case, items: &Items) -> Vec<Owed> {
    let mut owed = acknowledge(case);
    let again = |no: &ItemNo| items.is_empty() || items.contains(no);
    owed.extend(deletions(case).filter(again).filter_map(|item| consequences(case, item)));
    owed
}

/// Other proof than a code is asked for where the party reads its letters. A step that the same command ended asks for nothing.
pub(super) fn challenge(case: &Case, no: StepNo) -> Vec<Owed> {
    let Some(step) = case.people.steps.get(&no).filter(|step| step.state == StepState::Open) else {
        return Vec::new();
    };
    if step.method != crate::assurance::Method::OneTimeCode {
        return tell(case, step.party, NoticeKind::ProofAsked, step.item, Reach::Any);
    }
    owed::code(case, step).into_iter().collect()
}

/// A fee for repetition speaks of earlier requests.
pub(super) const fn fee_reach(ground: FeeGround) -> Reach {
    match ground {
        FeeGround::Repeated | FeeGround::FurtherCopy => Reach::OnRecord,
        FeeGround::Excessive | FeeGround::CostRelated => Reach::Any,
    }
}

/// The same of a fee that is no longer asked.
pub(super) fn fee_waived(case: &Case, no: TrackNo) -> Vec<Owed> {
    let Some(fee) = case.fees.get(&no) else { return Vec::new() };
    tell_of(case, NoticeKind::Fee, &fee.items, fee_reach(fee.ground))
}

/// Nobody hears of a confidential hold. One that a denial placed is no news to a stranger: staff
/// have heard of the denial itself.
pub(super) fn hold(case: &Case, hold: &Hold) -> Vec<Owed> {
    let stranger = reach::best(case, REQUESTER, Reach::OnRecord).is_none();
    if hold.confidential || is_silent(case) || (hold.ground == HoldGround::PartyObjects && stranger)
    {
        return Vec::new();
    }
    tell_of(case, NoticeKind::Hold, &hold.items, Reach::OnRecord)
}

/// The answer about an item. The last one carries the ticket again.
pub(super) fn decided(case: &Case, no: ItemNo, decision: &Decision) -> Vec<Owed> {
    let Some(item) = case.items.get(&no) else { return Vec::new() };
    let mut owed = answer(case, item, decision);
    if case.all_decided() {
        owed.extend(ticket(case));
    }
    owed
}

fn answer(case: &Case, item: &Item, decision: &Decision) -> Vec<Owed> {
    let reach = answer_reach(case, item, decision);
    tell(case, REQUESTER, kind_of(decision), Some(item.asked.no), reach)
}

/// An outcome that speaks of data needs a contact on record, save that a stop of marketing is of
/// the address itself, and that a report is answered without a word about what was found.
fn answer_reach(case: &Case, item: &Item, decision: &Decision) -> Reach {
    let withdrawn = kind_of(decision) == NoticeKind::Withdrawn;
    let speaks = decision.parts.iter().any(|part| part.outcome.speaks_of_data())
        || (withdrawn && case.tasks_of(item.asked.no).any(|(_, task)| task.is_carried_out()));
    let reporter = case.requester().relation == Relation::Reporter;
    if speaks && !reporter && item.asked.kind != ItemKind::MarketingOptOut {
        Reach::OnRecord
    } else {
        Reach::Any
    }
}

/// The explained outcomes and a withdrawal have letters of their own.
fn kind_of(decision: &Decision) -> NoticeKind {
    let all = |outcome| decision.parts.iter().all(|part| part.outcome == outcome);
    if all(Outcome::IdentityNotConfirmed) {
        NoticeKind::IdentityNotConfirmed
    } else if all(Outcome::StandingNotShown) {
        NoticeKind::StandingNotShown
    } else if all(Outcome::Withdrawn) {
        NoticeKind::Withdrawn
    } else {
        NoticeKind::Decision
    }
}

/// Everything decided is carried out: told once nothing decided is left to do, if anything was
/// done at all. A stop of marketing was confirmed by its answer, and once is enough (P17).
pub(super) fn done(case: &Case, no: ItemNo) -> Vec<Owed> {
    let left = |item: &Item| matches!(item.stage, Stage::Decided(_)) && item.owes_work();
    let worked = case.items.get(&no).is_some_and(|item| {
        item.asked.kind != ItemKind::MarketingOptOut && item.owes_work() && is_whole(case, item)
    });
    if !worked || is_silent(case) || case.items.values().any(left) {
        return Vec::new();
    }
    tell(case, REQUESTER, NoticeKind::Completion, None, Reach::OnRecord)
}

/// Whether work of this round was carried out, and none was taken back without being ordered
/// again: what a hold cancelled is not done.
fn is_whole(case: &Case, item: &Item) -> bool {
    let tasks: Vec<_> =
        case.tasks_of(item.asked.no).filter(|(_, task)| task.round == item.round).collect();
    let again = |no, system, kind| {
        tasks.iter().any(|(other, task)| {
            *other > no && task.system == system && task.kind == kind && task.is_carried_out()
        })
    };
    tasks.iter().any(|(_, task)| task.is_carried_out())
        && tasks
            .iter()
            .filter(|(_, task)| task.state == TaskState::Cancelled)
            .all(|(no, task)| again(*no, task.system.clone(), task.kind))
}

/// The last backup is clear: nothing that was deleted is left anywhere (P04). Told to whoever wants
/// to hear of it.
pub(super) fn backup_ended(case: &Case) -> Vec<Owed> {
    let live = case
        .tails
        .values()
        .any(|tail| tail.ended.is_none() && matches!(tail.kind, TailKind::Backup { .. }));
    let to_come = case.tasks.values().any(|task| task.is_open() && task.kind.destroys());
    if live || to_come || is_silent(case) || !case.receipt.last_notice {
        return Vec::new();
    }
    tell(case, REQUESTER, NoticeKind::BackupPurged, None, Reach::OnRecord)
}
