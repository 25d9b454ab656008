//! The gate, over every kind, track and phase; and what holds for every history.

use crate::people::{LossReason, MatchRecord, RecordProof, Track};
use proptest::prelude::*;

use super::story::{MAIL, P1, Story, ask, day, letter, register, sealed};
use crate::actor::Role;
use crate::assurance::{Assurance, Method};
use crate::ground::HoldGround;
use crate::id::{ItemNo, TaskNo, TrackNo};
use crate::kind::{ItemKind, Relation};
use crate::notice::NoticeKind;
use crate::request::*;
use cqrs_es::Aggregate as _;

/// What is true of a case when a system tries to begin.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the table under test")]
struct Setting {
    kind: ItemKind,
    verified: bool,
    guardian: Option<bool>,
    told: bool,
    held: bool,
    decided: bool,
}

fn settings() -> impl Strategy<Value = Setting> {
    let kinds = prop::sample::select(ItemKind::ALL);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (kinds, prop::option::of(any::<bool>()), flags).prop_map(
        |(kind, guardian, (verified, told, held, decided))| Setting {
            kind,
            verified,
            guardian,
            told,
            held,
            decided,
        },
    )
}

/// Brings a case into the setting, as far as commands allow, and tries to begin.
fn begins(setting: Setting) -> bool {
    let mut asked = letter("2026-11-20T16:40:00-08:00", vec![ask(setting.kind)]);
    if setting.guardian.is_some() {
        asked.requester.relation = Relation::Guardian;
    }
    let mut story = Story::of(asked);
    story.matched(&[MAIL]);
    // Decided while everything was in order, so that only the moment of beginning is at test.
    story.code_comes_back();
    let standing = RecordProof {
        step: None,
        party: P1,
        track: Track::Standing,
        item: None,
        method: Method::Document,
        accepted: true,
        evidence: None,
        until: None,
        attested: std::collections::BTreeSet::new(),
    };
    if setting.guardian.is_some() {
        story.does(Act::RecordProof(standing));
    }
    if setting.kind == ItemKind::Portability {
        story.does(Act::JudgeTransfer {
            item: ItemNo(1),
            feasible: false,
            reason: Some(sealed("no interface")),
        });
    }
    if setting.told {
        story.told(&[NoticeKind::Consequences], Some(1));
    }
    if setting.decided {
        story.grants(1);
        let plan = Plan::CarryOut;
        story.does(Act::PlanTasks { item: ItemNo(1), plan, register: register() });
    }
    if !setting.verified {
        story.does(Act::LoseIdentity { party: P1, why: LossReason::Fraud });
    }
    if setting.guardian == Some(false) {
        story.does(Act::LoseStanding { party: P1, why: LossReason::Superseded });
    }
    if setting.held {
        story.does(Act::PlaceHold {
            hold: Hold {
                items: Items::new(),
                categories: std::collections::BTreeSet::new(),
                ground: HoldGround::Authority,
                confidential: true,
                end: HoldEnd::Review(day("2027-01-10")),
                reason: None,
            },
        });
    }
    let Some((task, of)) = story.case().tasks_of(ItemNo(1)).next() else { return false };
    let system = of.system.as_str().to_owned();
    story.as_role(Role::System, &system);
    story
        .request
        .decide(Command {
            now: story.now,
            by: story.by.clone(),
            rules: story.rules.clone(),
            act: Act::ClaimTask { task, lease_minutes: 30 },
        })
        .is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_shown_or_destroyed_unless_all_of_it_holds(setting in settings()) {
        let began = begins(setting);
        let serious = setting.kind.discloses() || setting.kind.destroys();
        if serious {
            let standing = setting.guardian != Some(false);
            let told = setting.told || setting.kind != ItemKind::Deletion;
            let all = setting.decided && setting.verified && standing && told && !setting.held;
            prop_assert_eq!(began, all);
        } else {
            prop_assert!(!began || setting.decided);
        }
    }
}

#[test]
fn the_gate_opens_only_to_the_level_that_the_packs_demand() {
    for kind in ItemKind::ALL {
        let story = Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(*kind)]));
        let needs = story.item(1).asked.needs;
        let expected = match kind {
            ItemKind::MarketingOptOut => Assurance::None,
            ItemKind::Restriction | ItemKind::Objection | ItemKind::ConsentWithdrawal => {
                Assurance::Contact
            }
            ItemKind::Access
            | ItemKind::Copy
            | ItemKind::Portability
            | ItemKind::Correction
            | ItemKind::Deletion => Assurance::Matched,
        };
        assert_eq!(needs, expected, "{kind}");
    }
}

/// Any act, sensible or not.
fn acts() -> impl Strategy<Value = Act> {
    let item = ItemNo(1);
    let task = TaskNo(1);
    prop_oneof![
        Just(Story::challenge(MAIL)),
        Just(Act::MatchRecord(MatchRecord::NotFound)),
        Just(Act::MatchRecord(MatchRecord::Found {
            attested: std::collections::BTreeSet::from([MAIL]),
            added: Vec::new(),
            sensitivity: crate::assurance::Sensitivity::High,
        })),
        (1_u16..4, any::<bool>())
            .prop_map(|(no, correct)| Act::AnswerCode { step: crate::id::StepNo(no), correct }),
        Just(Act::Deny { contact: MAIL }),
        Just(Act::AskClarification { items: Items::new(), question: sealed("?") }),
        Just(Act::AnswerClarification { no: TrackNo(1), answer: sealed("!") }),
        Just(Act::TakeItem { item }),
        Just(Act::Decide(Story::decision(1, Outcome::Granted))),
        Just(Act::Decide(Story::decision(1, Outcome::NothingHeld))),
        Just(Act::PlanTasks { item, plan: Plan::Search, register: register() }),
        Just(Act::PlanTasks { item, plan: Plan::CarryOut, register: register() }),
        Just(Act::ClaimTask { task, lease_minutes: 30 }),
        (0_u32..3).prop_map(move |fence| Act::ReportTask {
            task,
            fence,
            report: TaskReport { result: TaskResult::Done, evidence: None },
        }),
        Just(Act::EndTail { tail: TailNo(1), how: TailEnd::Cleared }),
        Just(Act::Withdraw { party: P1, items: Items::new() }),
        Just(Act::CheckClocks),
        Just(Act::Close),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Whatever is tried, in any order and at any time: events fold to the state that the
    /// decision saw, they survive JSON, and deciding again on the folded state agrees.
    #[test]
    fn every_history_folds_the_same_again(
        tries in prop::collection::vec((acts(), 0_i64..5 * 24), 1..40),
    ) {
        let mut story = Story::of(letter("2026-11-20T16:40:00-08:00", vec![ask(ItemKind::Deletion)]));
        for (act, hours) in tries {
            story.later(chrono::TimeDelta::hours(hours));
            let command = Command {
                now: story.now,
                by: story.by.clone(),
                rules: story.rules.clone(),
                act,
            };
            let Ok(events) = story.request.decide(command.clone()) else { continue };
            prop_assert_eq!(Ok(events.clone()), story.request.decide(command.clone()));
            for event in events {
                story.request.apply(event.clone());
                story.history.push(event);
            }
        }
        let text = serde_json::to_string(&story.history).unwrap();
        let read: Vec<Event> = serde_json::from_str(&text).unwrap();
        let mut again = Request::default();
        for event in read {
            again.apply(event);
        }
        prop_assert_eq!(&again, &story.request);
        serde_json::to_string(&again).unwrap();
    }
}
