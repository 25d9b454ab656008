use super::*;

#[test]
fn nobody_grants_anything_to_themselves() {
    let told = Told::founded().when(1, enrol("ada", &[Role::Administrator]));
    let ada = administrator("ada");
    for act in [
        enrol("ada", &[Role::Administrator, Role::Officer]),
        Act::GrantRole { principal: who("ada"), role: Role::Officer },
        Act::RecordTraining { principal: who("ada"), on: date(0) },
        Act::RecordSecondFactor { principal: who("ada"), registered: true },
        Act::RecordReturn { principal: who("ada") },
    ] {
        assert_eq!(told.asked(&ada, 1, act.clone()), Err(Refusal::OwnGrant), "{act:?}");
    }
}

#[test]
fn staff_are_enrolled_once_and_in_staff_roles() {
    let told = Told::founded().when(1, enrol("ada", &[Role::Clerk]));
    assert_eq!(told.root_asks(enrol("ada", &[Role::Clerk])), Ok(vec![]));
    assert_eq!(told.root_asks(enrol("ada", &[Role::Officer])), Err(Refusal::AlreadyEnrolled));
    for role in [Role::Portal, Role::System, Role::Worker, Role::Person] {
        assert_eq!(told.root_asks(enrol("bo", &[role])), Err(Refusal::NoStaffRole));
        let grant = Act::GrantRole { principal: who("ada"), role };
        assert_eq!(told.root_asks(grant), Err(Refusal::NoStaffRole));
    }
}

#[test]
fn roles_come_and_go_with_their_keys() {
    let grant = Act::GrantRole { principal: who("ada"), role: Role::Officer };
    let withdraw = Act::WithdrawRole { principal: who("ada"), role: Role::Officer };
    let told = Told::founded().when(1, enrol("ada", &[Role::Clerk]));
    assert_eq!(told.root_asks(withdraw.clone()), Ok(vec![]));
    let told = told.when(1, grant.clone());
    assert_eq!(told.root_asks(grant), Ok(vec![]));
    let told = told
        .when(1, issue("clerk", Role::Clerk, "ada"))
        .when(1, issue("officer", Role::Officer, "ada"));
    assert_eq!(
        told.root_asks(withdraw),
        Ok(vec![
            Event::RoleWithdrawn { principal: who("ada"), role: Role::Officer },
            Event::KeyRevoked { key: key("officer"), reason: RevokeReason::HolderGone },
        ])
    );
}

#[test]
fn who_leaves_loses_every_key_but_not_the_last_of_the_house() {
    let leave = Act::RecordLeaving { principal: who("ada") };
    let told = Told::founded()
        .when(1, enrol("ada", &[Role::Clerk, Role::Administrator]))
        .when(1, issue("clerk", Role::Clerk, "ada"))
        .when(1, issue("admin", Role::Administrator, "ada"));
    let alone = told.clone().when(1, revoke("first"));
    assert_eq!(alone.root_asks(leave.clone()), Err(Refusal::LastAdministratorKey));
    let told = told.when(2, leave.clone());
    assert_eq!(told.events.len(), 4 + 3);
    assert_eq!(told.state.records().live_keys(day(2)).count(), 1);
    assert_eq!(told.root_asks(leave), Ok(vec![]));
    let grant = Act::GrantRole { principal: who("ada"), role: Role::Officer };
    assert_eq!(told.root_asks(grant), Err(Refusal::HasLeft));
    assert_eq!(told.root_asks(issue("clerk-2", Role::Clerk, "ada")), Err(Refusal::RoleNotGranted));
    let told = told.when(3, Act::RecordReturn { principal: who("ada") });
    assert!(told.root_asks(issue("clerk-2", Role::Clerk, "ada")).is_ok());
}

#[test]
fn training_lapses_after_twelve_months() {
    let train = |on| Act::RecordTraining { principal: who("ada"), on };
    let lapsed = |told: &Told, days| told.state.with_lapsed_training(date(days)).count();
    let told = Told::founded().when(1, enrol("ada", &[Role::Clerk]));
    assert_eq!(lapsed(&told, 1), 1, "never trained");
    let told = told.when(1, train(date(0)));
    assert_eq!(lapsed(&told, 365), 0, "twelve months to the day");
    assert_eq!(lapsed(&told, 366), 1);
    assert_eq!(told.root_asks(train(date(0))), Ok(vec![]));
    assert_eq!(told.root_asks(train(date(9))), Err(Refusal::InTheFuture));
    let told = told.when(366, train(date(365)));
    assert_eq!(lapsed(&told, 366), 0);
    let told = told.when(367, Act::RecordLeaving { principal: who("ada") });
    assert_eq!(lapsed(&told, 999), 0, "who has left needs no training");
}

#[test]
fn a_second_factor_comes_and_goes() {
    let factor = |registered| Act::RecordSecondFactor { principal: who("ada"), registered };
    let told = Told::founded().when(1, enrol("ada", &[Role::Clerk]));
    assert_eq!(told.root_asks(factor(true)), Ok(vec![]));
    let told = told.when(1, factor(false));
    assert!(!told.state.records().staff[&who("ada")].second_factor);
    assert!(told.when(2, factor(true)).state.records().staff[&who("ada")].second_factor);
}

#[test]
fn what_is_said_of_strangers_is_refused() {
    let told = Told::founded();
    for act in [
        Act::GrantRole { principal: who("bo"), role: Role::Clerk },
        Act::WithdrawRole { principal: who("bo"), role: Role::Clerk },
        Act::RecordTraining { principal: who("bo"), on: date(0) },
        Act::RecordSecondFactor { principal: who("bo"), registered: true },
        Act::RecordLeaving { principal: who("bo") },
        Act::RecordReturn { principal: who("bo") },
    ] {
        assert_eq!(told.root_asks(act.clone()), Err(Refusal::UnknownStaff), "{act:?}");
    }
}
