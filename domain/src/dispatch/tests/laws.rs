//! What holds whatever is asked, in whatever order.

use proptest::prelude::*;

use super::*;
use crate::delivery::{BounceClass, GiveUpReason, NotSentClass, PostponeReason};
use crate::stream::golden;

fn choice<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

fn act() -> impl Strategy<Value = Act> {
    let lease = (0_u16..5, 0_i64..5);
    prop_oneof![
        Just(Act::Queue(Box::new(decision()))),
        Just(Act::Queue(Box::new(code()))),
        Just(Act::Queue(Box::new(by(Channel::Post)))),
        Just(Act::Queue(Box::new(by(Channel::Phone)))),
        Just(Act::Render(Box::new(rendered()))),
        (0_i64..90, choice(PostponeReason::ALL))
            .prop_map(|(to, reason)| Act::Postpone { until: at(to), reason }),
        lease.clone().prop_map(|(attempt, fence)| begin(attempt, fence)),
        lease.clone().prop_map(|(attempt, fence)| begin(attempt, fence)),
        lease.clone().prop_map(|(attempt, fence)| commit(attempt, fence)),
        lease.clone().prop_map(|(attempt, fence)| commit(attempt, fence)),
        (lease.clone(), 0_i64..90).prop_map(|((n, fence), to)| handed_over(n, fence, to)),
        (lease.clone(), choice(NotSentClass::ALL))
            .prop_map(|((n, fence), class)| not_sent(n, fence, class)),
        lease.prop_map(|(attempt, fence)| unknown(attempt, fence)),
        choice(GiveUpReason::ALL).prop_map(|reason| Act::GiveUp { reason }),
        (0_u64..3).prop_map(|days| Act::RecordPosted {
            on: at(0).date_naive() + chrono::Days::new(days),
            tracking: None,
        }),
        (0_i64..90, any::<bool>()).prop_map(|(to, reached)| Act::RecordCall {
            at: at(to),
            reached,
            summary: None
        }),
        (0_i64..90).prop_map(|to| Act::RecordDelivered { at: at(to) }),
        (0_i64..90, choice(BounceClass::ALL)).prop_map(|(to, class)| Act::RecordBounced {
            at: at(to),
            class,
            code: None
        }),
    ]
}

/// One step of a walk: the next thing that a courier at work would do, or anything at all.
#[derive(Debug, Clone)]
enum Step {
    Begin,
    Commit,
    Answer,
    Fail(NotSentClass),
    Lose,
    Any(Act),
}

impl Step {
    fn act(self, state: &Dispatch) -> Act {
        let next = state.next_attempt().0;
        let (now, fence) = (next - 1, i64::from(next) - 1);
        match self {
            Self::Begin => begin(next, fence + 1),
            Self::Commit => commit(now, fence),
            Self::Answer => handed_over(now, fence, 0),
            Self::Fail(class) => not_sent(now, fence, class),
            Self::Lose => unknown(now, fence),
            Self::Any(act) => act,
        }
    }
}

/// What a message tells after a walk of up to forty steps from being ready.
fn walked() -> impl Strategy<Value = Told> {
    let step = prop_oneof![
        4 => Just(Step::Begin),
        4 => Just(Step::Commit),
        1 => Just(Step::Answer),
        1 => choice(NotSentClass::ALL).prop_map(Step::Fail),
        3 => Just(Step::Lose),
        2 => act().prop_map(Step::Any),
    ];
    let steps = proptest::collection::vec((0_i64..6, step), 0..40);
    (choice(&[0, 1, 2, 3]), steps).prop_map(|(start, steps)| {
        let message =
            [decision(), message(&[NoticeKind::Code]), by(Channel::Post), by(Channel::Sms)][start]
                .clone();
        let mut told = Told::ready(message);
        let mut minute = 0;
        for (wait, step) in steps {
            minute += wait;
            let act = step.act(&told.state);
            if told.asked(minute, act.clone()).is_ok() {
                told = told.when(minute, act);
            }
        }
        told
    })
}

fn fold(events: &[Event]) -> Dispatch {
    let mut state = Dispatch::default();
    for event in events {
        state.apply(event.clone());
    }
    state
}

proptest! {
    #[test]
    fn what_is_decided_can_be_folded_and_always_to_the_same(told in walked()) {
        prop_assert_eq!(&fold(&told.events), &told.state);
        let kept = serde_json::to_string(&told.state).unwrap();
        prop_assert_eq!(serde_json::from_str::<Dispatch>(&kept).unwrap(), told.state);
    }

    /// Each commit point but the first is explained by an outcome of the one before it, and a code
    /// whose outcome is unknown never gets another.
    #[test]
    fn every_copy_is_explained(told in walked()) {
        let may_repeat = told.state.message().unwrap().notices[0].kind.may_go_out_twice();
        let mut open = false;
        let mut lost = false;
        for event in &told.events {
            match event {
                Event::CommitPointReached { .. } => {
                    prop_assert!(!open, "a second last byte while the first is unexplained");
                    prop_assert!(may_repeat || !lost, "a code went out twice");
                    open = true;
                }
                Event::OutcomeUnknown { .. } => (open, lost) = (false, true),
                Event::NotSent { .. } | Event::HandedOver { .. } => open = false,
                Event::Queued { .. } | Event::Rendered(_) | Event::Postponed { .. }
                | Event::AttemptBegun { .. } | Event::GivenUp { .. } | Event::Posted { .. }
                | Event::CallUnanswered { .. } | Event::ToldByPhone { .. }
                | Event::Delivered { .. } | Event::Bounced { .. } => {}
            }
        }
    }

    #[test]
    fn events_in_any_order_never_panic(order in proptest::collection::vec(0_usize..14, 0..30)) {
        let stored: Vec<Event> = golden::check("dispatch", Event::TYPES);
        let events: Vec<Event> =
            order.iter().map(|at| stored[at % stored.len()].clone()).collect();
        prop_assert_eq!(fold(&events), fold(&events));
    }
}

#[test]
fn every_stored_event_loads() {
    let events: Vec<Event> = golden::check("dispatch", Event::TYPES);
    assert!(events.len() >= Event::TYPES.len());
}
