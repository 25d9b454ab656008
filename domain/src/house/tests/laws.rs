//! What holds whatever is asked, in whatever order.

use proptest::prelude::*;

use super::*;
use crate::stream::golden;

const NAMES: &[&str] = &["root", "ada", "bo", "shop"];

fn act() -> impl Strategy<Value = Act> {
    let name = || proptest::sample::select(NAMES);
    let role = || proptest::sample::select(Role::ALL);
    let system = |days| System { backups: BackupCycle::Days(days), ..crm() };
    prop_oneof![
        (name(), role()).prop_map(|(name, role)| enrol(name, &[role, Role::Administrator])),
        (name(), role()).prop_map(|(name, role)| Act::GrantRole { principal: who(name), role }),
        (name(), role()).prop_map(|(name, role)| Act::WithdrawRole { principal: who(name), role }),
        (name(), 0_u64..40)
            .prop_map(|(name, on)| Act::RecordTraining { principal: who(name), on: date(on) }),
        (name(), any::<bool>()).prop_map(|(name, registered)| Act::RecordSecondFactor {
            principal: who(name),
            registered
        }),
        name().prop_map(|name| Act::RecordLeaving { principal: who(name) }),
        name().prop_map(|name| Act::RecordReturn { principal: who(name) }),
        ("[a-f]", role(), name()).prop_map(|(key, role, name)| issue(&key, role, name)),
        ("[a-f]", name()).prop_map(|(key, name)| issue(&key, Role::Administrator, name)),
        "[a-f]".prop_map(|key| revoke(&key)),
        Just(revoke("first")),
        (1_u16..3).prop_map(move |days| Act::RegisterSystem(system(days))),
        (1_u16..3).prop_map(move |days| Act::AmendSystem(system(days))),
        Just(Act::RetireSystem(crm().id)),
        "[ab]".prop_map(|text| Act::AdoptSettings { digest: Digest::of(text.as_bytes()) }),
    ]
}

fn fold(events: &[Event]) -> House {
    let mut state = House::default();
    for event in events {
        state.apply(event.clone());
    }
    state
}

proptest! {
    /// Over any walk of thirty days, as long as the first key lives: folding is deterministic, an
    /// administrator's key is always live, nobody has three keys in a role, and the register's
    /// version counts its events.
    #[test]
    fn a_house_stays_in_order(
        steps in proptest::collection::vec((proptest::sample::select(NAMES), 0_u64..2, act()), 0..30)
    ) {
        let mut told = Told::founded();
        let mut today = 0;
        for (name, wait, act) in steps {
            today += wait;
            let by = administrator(name);
            if told.asked(&by, today, act.clone()).is_ok() {
                told = told.by(&by, today, act);
            }
            let live: Vec<_> = told.state.records().live_keys(day(today)).collect();
            prop_assert!(live.iter().any(|(_, key)| key.role == Role::Administrator));
            for (_, key) in &live {
                let same = live.iter().filter(|(_, other)| {
                    other.principal == key.principal && other.role == key.role
                });
                prop_assert!(same.count() <= 2);
            }
        }
        prop_assert_eq!(&fold(&told.events), &told.state);
        let changes = told.events.iter().filter(|event| {
            matches!(
                event,
                Event::SystemRegistered { .. }
                    | Event::SystemAmended { .. }
                    | Event::SystemRetired { .. }
            )
        });
        prop_assert_eq!(changes.count(), told.state.register().version as usize);
        let kept = serde_json::to_string(&told.state).unwrap();
        prop_assert_eq!(serde_json::from_str::<House>(&kept).unwrap(), told.state);
    }

    #[test]
    fn events_in_any_order_never_panic(order in proptest::collection::vec(0_usize..30, 0..40)) {
        let stored: Vec<Event> = golden::check("house", Event::TYPES);
        let events: Vec<Event> =
            order.iter().map(|at| stored[at % stored.len()].clone()).collect();
        prop_assert_eq!(fold(&events), fold(&events));
    }
}

#[test]
fn every_stored_event_loads() {
    let events: Vec<Event> = golden::check("house", Event::TYPES);
    assert!(events.len() >= Event::TYPES.len());
}
