//! Answers, and what comes after them.

use habeas_domain::clock::Duty;
use habeas_domain::ground::RefusalGround;
use habeas_domain::id::{ItemNo, TaskNo};
use habeas_domain::kind::ItemKind;
use habeas_domain::notice::NoticeKind;
use habeas_domain::regime::RightAnswer;
use habeas_domain::request::{Decided, Event, Item, Outcome, Part, Stage, TailKind};

use super::of_request::is_limited;
use super::page;
use crate::letters::pen::{RequestPen, Ways};
use crate::letters::render::RenderError;
use crate::letters::tongue::Tongue;
use crate::letters::words::{grounds, outcome, work};

/// The answer about one item.
struct Answer {
    item: String,
    outcomes: Vec<OutcomeLine>,
    told: Vec<String>,
    reason: Option<String>,
    next: Vec<String>,
}

struct OutcomeLine {
    about: Option<String>,
    words: String,
}

/// The answer. Whoever only reports is told that there is one, and nothing of it.
pub(in crate::letters) struct Decision {
    limited: bool,
    own: bool,
    whole: bool,
    answers: Vec<Answer>,
}

/// Everything decided is carried out.
pub(in crate::letters) struct Completion {
    items: Vec<String>,
    backups: Option<String>,
    restricted: bool,
}

/// The last backup is clear (P04).
pub(in crate::letters) struct BackupPurged {
    restricted: bool,
}

/// Taken back, with what could not be any more.
pub(in crate::letters) struct Withdrawn {
    items: Vec<String>,
    done: Vec<String>,
    ways: Ways,
}

page!(Decision::write: "en/decision.letter", "zh/decision.letter");
page!(Completion::write: "en/completion.letter", "zh/completion.letter");
page!(BackupPurged::write: "en/backup_purged.letter", "zh/backup_purged.letter");
page!(Withdrawn::write: "en/withdrawn.letter", "zh/withdrawn.letter");

impl Decision {
    pub(super) fn of(pen: &RequestPen<'_>, items: &[ItemNo]) -> Result<Self, RenderError> {
        let limited = is_limited(pen.case, pen.message);
        let mut answers = Vec::new();
        for item in pen.these(items).filter(|_| !limited) {
            let decided = item.stage.decided().ok_or(RenderError::NoCause(NoticeKind::Decision))?;
            answers.push(answer(pen, item, decided)?);
        }
        Ok(Self { limited, own: pen.is_own_motion(), whole: pen.case.items.len() == 1, answers })
    }
}

fn answer(pen: &RequestPen<'_>, item: &Item, decided: &Decided) -> Result<Answer, RenderError> {
    let parts = &decided.decision.parts;
    let speaks = parts.iter().any(|part| part.outcome.speaks_of_data());
    if speaks && pen.is_given() && item.asked.kind != ItemKind::MarketingOptOut {
        return Err(RenderError::NotForThisContact(NoticeKind::Decision));
    }
    let one = parts.len() == 1;
    // What is left comes after what is named.
    let (named, rest): (Vec<&Part>, Vec<&Part>) =
        parts.iter().partition(|part| part.category.is_some() || part.system.is_some());
    let outcomes = named.into_iter().chain(rest).map(|part| {
        let about = pen.about(part.category.as_ref(), part.system.as_ref());
        let everything_else = || pen.tongue.pick(("everything else", "其余内容")).to_owned();
        OutcomeLine {
            about: about.or_else(|| (!one).then(everything_else)),
            words: outcome::of(pen, item, &part.outcome),
        }
    });
    Ok(Answer {
        item: pen.item(item),
        outcomes: outcomes.collect(),
        told: not_given(pen, item, decided)?,
        reason: pen.words(NoticeKind::Decision, &[item.asked.no])?,
        next: next(pen, item, decided),
    })
}

/// What the packs say about a right that they do not give (P15), as far as they may be quoted.
fn not_given(
    pen: &RequestPen<'_>,
    item: &Item,
    decided: &Decided,
) -> Result<Vec<String>, RenderError> {
    let refused = decided
        .decision
        .parts
        .iter()
        .any(|part| part.outcome.refusal() == Some(RefusalGround::RightNotGiven));
    let packs = pen.packs()?;
    let language = pen.tongue.language();
    Ok(match pen.material.rules.right(&packs, item.asked.kind) {
        RightAnswer::NotGiven { told, .. } if refused => {
            told.into_iter().map(|words| words.in_language(&language).to_owned()).collect()
        }
        _ => Vec::new(),
    })
}

/// What follows from the answer.
fn next(pen: &RequestPen<'_>, item: &Item, decided: &Decided) -> Vec<String> {
    let mut next = Vec::new();
    if let Some(ground) = decided.decision.deletion_ground.filter(|_| pen.is_own_motion()) {
        next.push(pen.tongue.pick(grounds::deletion(ground)).to_owned());
    }
    let carry_out = pen.case.docket.governing(Some(item.asked.no), Duty::CarryOut);
    if let Some((_, clock)) = carry_out.filter(|_| item.owes_work()) {
        let due = pen.due(&clock.due);
        next.push(match pen.tongue {
            Tongue::En => format!("We carry this out in all our systems by {due}."),
            Tongue::Zh => format!("我们将在{due}在所有系统中执行完毕。"),
        });
    }
    let destroys =
        item.asked.kind == ItemKind::Deletion
            && decided.decision.parts.iter().any(|part| {
                part.outcome.gives() || matches!(part.outcome, Outcome::Anonymised { .. })
            });
    if destroys {
        next.push(say(
            pen,
            "Copies in our backups are kept apart, stored securely and used for nothing until the backups are next renewed. Then they are gone too.",
            "备份中的副本会被隔离并安全存储，不作任何使用，待备份下次更新时一并清除。",
        ));
    }
    let gives = || decided.decision.parts.iter().any(|part| part.outcome.gives());
    if item.asked.kind == ItemKind::ConsentWithdrawal && gives() {
        // Deleting is offered and never assumed (P23).
        next.push(say(
            pen,
            "This does not delete what we hold by that consent. If you want us to delete it too, tell us.",
            "撤回同意不等于删除基于该同意收集的信息。如您希望我们一并删除，请告知我们。",
        ));
    }
    if item.owes_copy() {
        next.push(say(
            pen,
            "The data itself does not travel in this message. You get it separately, by a protected way.",
            "具体信息不在本消息中，我们将以安全方式另行提供。",
        ));
    }
    next
}

fn say(pen: &RequestPen<'_>, en: &'static str, zh: &'static str) -> String {
    pen.tongue.pick((en, zh)).to_owned()
}

impl Completion {
    pub(super) fn of(pen: &RequestPen<'_>) -> Self {
        let done = |item: &&Item| {
            item.owes_work() && matches!(item.stage, Stage::Done(_) | Stage::Finished(_))
        };
        let backups = pen.case.tails.values().filter(|tail| tail.ended.is_none());
        let last = backups
            .filter(|tail| matches!(tail.kind, TailKind::Backup { .. }))
            .map(|tail| tail.until)
            .max();
        Self {
            items: pen.these(&[]).filter(done).map(|item| pen.item(item)).collect(),
            backups: last.map(|day| pen.day(day)),
            restricted: is_restricted(pen),
        }
    }
}

fn is_restricted(pen: &RequestPen<'_>) -> bool {
    pen.case
        .tails
        .values()
        .any(|tail| tail.ended.is_none() && matches!(tail.kind, TailKind::Restricted { .. }))
}

impl BackupPurged {
    pub(super) fn of(pen: &RequestPen<'_>) -> Self {
        Self { restricted: is_restricted(pen) }
    }
}

impl Withdrawn {
    pub(super) fn of(pen: &RequestPen<'_>, items: &[ItemNo]) -> Self {
        let carried_out = pen.events.iter().find_map(|event| match event {
            Event::ItemsWithdrawn { carried_out, .. } => Some(carried_out.as_slice()),
            _ => None,
        });
        let done = carried_out.unwrap_or_default().iter().filter(|_| !pen.is_given());
        Self {
            items: pen.items(items),
            done: done.filter_map(|no| done_work(pen, *no)).collect(),
            ways: pen.ways(),
        }
    }
}

/// Work that was carried out: what, and in which system.
fn done_work(pen: &RequestPen<'_>, no: TaskNo) -> Option<String> {
    let task = pen.case.tasks.get(&no)?;
    let what = pen.tongue.pick(work::task(task.kind));
    Some(format!("{what}{}", pen.in_brackets(&pen.named(task.system.as_str()))))
}
