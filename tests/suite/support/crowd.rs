//! Many requests that live at random, each act a legal one.

use habeas_domain::people::{RecordProof, Track};
use std::collections::BTreeSet;

use chrono::{Days, TimeDelta};
use habeas_adapters::store::Store;
use habeas_domain::assurance::Method;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::ground::{HoldGround, RefusalGround};
use habeas_domain::id::{ItemNo, PartyNo, RequestId, TaskNo, TrackNo};
use habeas_domain::kind::ItemKind;
use habeas_domain::notice::Heard;
use habeas_domain::notice::NoticeKind;
use habeas_domain::request::*;

use super::story::{Story, code, decision, found, message, register, sealed};

/// The same numbers every time.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }
}

/// Cases in all states that chance brings about.
pub struct Crowd {
    pub stories: Vec<Story>,
    pub dice: Dice,
    store: Store,
}

impl Crowd {
    pub fn new(store: &Store, seed: u64) -> Self {
        Self { stories: Vec::new(), dice: Dice::new(seed), store: store.clone() }
    }

    /// One more letter, some hours after the last.
    pub async fn receives(&mut self) {
        let number = self.stories.len();
        let hour = number % 24;
        let received = format!("2026-11-{:02}T{hour:02}:30:00Z", 2 + number / 24 % 28);
        let mut kinds = vec![self.dice.pick(ItemKind::ALL)];
        if self.dice.roll(3) == 0 {
            kinds.push(self.dice.pick(&[ItemKind::Deletion, ItemKind::Copy]));
        }
        kinds.dedup();
        let name = format!("crowd-{number}");
        self.stories.push(Story::begin(&self.store, &name, &received, &kinds).await);
    }

    /// So many acts, each by a request that chance picks.
    pub async fn lives(&mut self, acts: usize) {
        for _ in 0..acts {
            let story = self.dice.roll(self.stories.len());
            // Some things follow each other at once, others after a day.
            let minutes = self.dice.pick(&[2, 5, 60, 26 * 60]);
            let span = TimeDelta::minutes(minutes);
            let story = &mut self.stories[story];
            story.later(span);
            // Most of what chance thinks of is refused; one thing in a few tries is not.
            for _ in 0..12 {
                let act = propose(story, &mut self.dice);
                if story.tries(act).await == Ok(true) {
                    break;
                }
            }
        }
    }
}

fn propose(story: &Story, dice: &mut Dice) -> Act {
    let case = story.case();
    let item = ItemNo(u16::try_from(1 + dice.roll(case.items.len())).unwrap());
    let no = TrackNo(1);
    let at = story.now;
    match dice.roll(20) {
        0 | 1 => found(),
        2 => code(),
        3 => Act::RecordProof(RecordProof {
            step: None,
            party: PartyNo(1),
            track: Track::Identity,
            item: None,
            method: Method::InPerson,
            accepted: true,
            evidence: None,
            until: None,
            attested: BTreeSet::new(),
        }),
        4 => {
            let step = case.people.steps.keys().next_back().copied();
            step.map_or_else(code, |step| Act::AnswerCode { step, correct: dice.roll(4) > 0 })
        }
        5 => Act::AskClarification { items: BTreeSet::new(), question: sealed("which") },
        6 => Act::AnswerClarification { no, answer: sealed("this") },
        7 => Act::PlaceHold {
            hold: Hold {
                items: BTreeSet::new(),
                categories: BTreeSet::new(),
                ground: HoldGround::Dispute,
                confidential: dice.roll(2) == 0,
                end: HoldEnd::Review(at.date_naive().checked_add_days(Days::new(20)).unwrap()),
                reason: None,
            },
        },
        8 => Act::LiftHold { no },
        9 => Act::TakeItem { item },
        10 | 11 => {
            let refused = Outcome::Refused { ground: RefusalGround::ALL[0] };
            let outcomes = [Outcome::Granted, Outcome::NothingHeld, refused];
            Act::Decide(decision(item.0, outcomes[dice.roll(3)].clone()))
        }
        12 | 13 => Act::PlanTasks { item, plan: dice.pick(Plan::ALL), register: register() },
        14 | 15 => at_work(story, dice),
        16 => {
            let kinds =
                [NoticeKind::Acknowledgement, NoticeKind::Consequences, NoticeKind::Decision];
            let (channel, kind) = (Channel::Email, dice.pick(&kinds));
            let about = (kind != NoticeKind::Acknowledgement).then_some(item.0);
            Act::Hear(Heard::NoticeHandedOver { message: message(kind, about), channel, at })
        }
        17 => Act::Hear(Heard::NoticeCameBack {
            message: message(NoticeKind::Acknowledgement, None),
            at,
        }),
        18 => match dice.roll(4) {
            0 => Act::EndTail { tail: TailNo(1), how: TailEnd::Cleared },
            1 => Act::Close,
            2 => Act::Withdraw { party: PartyNo(1), items: BTreeSet::from([item]) },
            _ => Act::RecordCopyHandedOver {
                item,
                copy: HandedCopy {
                    how: HandOver::SecureLink,
                    digest: Digest::of(b"copy"),
                    receipt: None,
                },
                at,
            },
        },
        _ if dice.roll(3) == 0 => Act::Link {
            other: Related {
                case: RequestId::derive(&["elsewhere"]),
                same_subject: true,
                kinds: BTreeSet::from([ItemKind::Copy, ItemKind::Deletion]),
                received: at,
                verified: true,
                answered: (dice.roll(2) == 0).then_some(at),
            },
        },
        _ => Act::CheckClocks,
    }
}

/// Something that a system does.
fn at_work(story: &Story, dice: &mut Dice) -> Act {
    let is_claimed = |task: &Task| matches!(task.state, TaskState::Claimed { .. });
    let open = story.case().tasks.iter().filter(|(_, task)| task.is_open());
    let (claimed, ordered): (Vec<_>, Vec<_>) = open.partition(|(_, task)| is_claimed(task));
    let mut one_of = |tasks: &[(&TaskNo, &Task)]| {
        tasks.get(dice.roll(tasks.len().max(1))).map_or((TaskNo(1), 0), |(no, t)| (**no, t.fence))
    };
    let (ordered, (claimed, fence)) = (one_of(&ordered).0, one_of(&claimed));
    if dice.roll(2) == 0 {
        return Act::ClaimTask { task: ordered, lease_minutes: 30 };
    }
    let report = TaskReport { result: dice.pick(TaskResult::ALL), evidence: None };
    Act::ReportTask { task: claimed, fence, report }
}
