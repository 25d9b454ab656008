use super::*;

fn pack(text: &str) -> PackEdition {
    PackEdition {
        regime: RegimeId::parse("gdpr").unwrap(),
        digest: Digest::of(text.as_bytes()),
        effective_from: date(0),
        effective_to: None,
    }
}

fn accept(text: &str) -> Act {
    Act::AcceptRule {
        regime: pack("").regime,
        rule: RuleId::parse("respond").unwrap(),
        digest: Digest::of(text.as_bytes()),
        reason: AcceptReason::CounselAdvised,
    }
}

fn accepts(told: &Told, text: &str) -> bool {
    let rule = RuleId::parse("respond").unwrap();
    told.state.accepts(&pack("").regime, &rule, &Digest::of(text.as_bytes()))
}

#[test]
fn the_library_runs_the_same_decision() {
    cqrs_es::test::TestFramework::<House>::with(())
        .given_no_previous_events()
        .when(Command { now: day(0), by: administrator("root"), act: Act::RegisterSystem(crm()) })
        .then_expect_events(vec![Event::SystemRegistered { system: crm(), register: 1 }]);
}

#[test]
fn what_holds_already_is_not_adopted_again() {
    let calendars = CalendarEdition {
        digest: Digest::of(b"calendars"),
        source: SourceName::parse("holidays").unwrap(),
        version: VersionName::parse("0.86").unwrap(),
    };
    let program =
        Program { version: VersionName::parse("0.1.0").unwrap(), rules: Digest::of(b"rules") };
    for act in [
        Act::AdoptSettings { digest: Digest::of(b"settings") },
        Act::AdoptPack(pack("1")),
        Act::AdoptCalendars(calendars),
        Act::SeeProgram(program),
    ] {
        let told = Told::default().when(0, act.clone());
        assert_eq!(told.events.len(), 1);
        assert_eq!(told.root_asks(act), Ok(vec![]));
    }
}

#[test]
fn another_edition_is_adopted_and_the_first_one_may_come_back() {
    let told = Told::default()
        .when(0, Act::AdoptPack(pack("1")))
        .when(1, Act::AdoptPack(pack("2")))
        .when(2, Act::AdoptPack(pack("1")));
    assert_eq!(told.events.len(), 3);
    let never = PackEdition { effective_to: Some(date(0)), effective_from: date(1), ..pack("3") };
    assert_eq!(told.root_asks(Act::AdoptPack(never)), Err(Refusal::NeverInForce));
}

#[test]
fn a_rule_is_accepted_by_name_and_text_by_an_administrator() {
    assert_eq!(Told::default().root_asks(accept("a month")), Err(Refusal::UnknownPack));
    let told = Told::default().when(0, Act::AdoptPack(pack("1")));
    let officer = Actor { role: Role::Officer, id: who("ada") };
    assert_eq!(told.asked(&officer, 1, accept("a month")), Err(Refusal::NotAnAdministrator));
    let told = told.when(1, accept("a month"));
    assert!(accepts(&told, "a month"));
    assert_eq!(told.root_asks(accept("a month")), Ok(vec![]));
    // A new edition keeps what was accepted as long as the rule reads the same.
    let told = told.when(2, Act::AdoptPack(pack("2")));
    assert!(accepts(&told, "a month"));
    assert!(!accepts(&told, "two months"));
    let withdraw = Act::WithdrawAcceptance {
        regime: pack("").regime,
        rule: RuleId::parse("respond").unwrap(),
    };
    assert_eq!(told.asked(&officer, 3, withdraw.clone()), Err(Refusal::NotAnAdministrator));
    let told = told.when(3, withdraw.clone());
    assert!(!accepts(&told, "a month"));
    assert_eq!(told.root_asks(withdraw), Ok(vec![]));
}

#[test]
fn the_register_counts_its_changes() {
    let amended = System { backups: BackupCycle::Days(7), ..crm() };
    let told = Told::default().when(0, Act::RegisterSystem(crm()));
    assert_eq!(told.state.register().version, 1);
    assert_eq!(told.root_asks(Act::RegisterSystem(crm())), Ok(vec![]));
    assert_eq!(told.root_asks(Act::RegisterSystem(amended.clone())), Err(Refusal::SystemExists));
    assert_eq!(told.root_asks(Act::AmendSystem(crm())), Ok(vec![]));
    let told = told.when(1, Act::AmendSystem(amended.clone()));
    assert_eq!(told.state.register().version, 2);
    assert_eq!(told.state.register().systems, [amended]);
    let told = told.when(2, Act::RetireSystem(crm().id));
    assert_eq!(told.state.register().version, 3);
    assert!(told.state.register().systems.is_empty());
    assert_eq!(told.root_asks(Act::RetireSystem(crm().id)), Ok(vec![]));
    let told = told.when(3, Act::RegisterSystem(crm()));
    assert_eq!(told.state.register().version, 4);
    assert!(told.root_asks(Act::RetireSystem(crm().id)).is_ok_and(|events| events.len() == 1));
}

#[test]
fn an_unknown_system_is_neither_amended_nor_retired() {
    let told = Told::default();
    assert_eq!(told.root_asks(Act::AmendSystem(crm())), Err(Refusal::UnknownSystem));
    assert_eq!(told.root_asks(Act::RetireSystem(crm().id)), Err(Refusal::UnknownSystem));
}
