use super::*;

#[test]
fn the_command_line_makes_the_first_keys_and_no_second_administrator() {
    let shell = Actor::command_line();
    let nobody = Told::default();
    assert!(nobody.asked(&shell, 0, issue("p", Role::Portal, "shop")).is_ok());
    assert_eq!(
        nobody.asked(&shell, 0, issue("o", Role::Officer, "otto")),
        Err(Refusal::RoleNotGranted),
        "staff is enrolled first"
    );
    let staffed = nobody.by(&shell, 0, enrol("otto", &[Role::Officer]));
    assert!(staffed.asked(&shell, 0, issue("o", Role::Officer, "otto")).is_ok());
    let told = Told::founded();
    assert_eq!(
        told.asked(&shell, 1, issue("second", Role::Administrator, "mallory")),
        Err(Refusal::RoleNotGranted)
    );
    // When every administrator's key has run out, the machine's own command line opens again.
    let late = Act::IssueKey {
        key: key("late"),
        role: Role::Administrator,
        principal: who("mallory"),
        secret: Digest::of(b"late"),
        expires_at: day(400),
    };
    assert!(told.asked(&shell, 89, late.clone()).is_err());
    assert!(told.asked(&shell, 90, late).is_ok());
}

#[test]
fn nobody_else_makes_a_first_administrator_and_nobody_is_called_command_line() {
    let act = issue("first", Role::Administrator, "ada");
    assert_eq!(Told::default().asked(&administrator("root"), 0, act), Err(Refusal::RoleNotGranted));
    let reserved = issue("x", Role::Portal, "command-line");
    assert_eq!(Told::founded().root_asks(reserved), Err(Refusal::ReservedName));
    let reserved = enrol("command-line", &[Role::Clerk]);
    assert_eq!(Told::founded().root_asks(reserved), Err(Refusal::ReservedName));
}

#[test]
fn a_key_opens_by_its_secret_until_it_expires_or_is_revoked() {
    let told = Told::founded().when(1, issue("shop-1", Role::Portal, "shop"));
    let opens = |told: &Told, secret: &[u8], days| {
        told.state.holder(&key("shop-1"), &Digest::of(secret), day(days))
    };
    let shop = Actor { role: Role::Portal, id: who("shop") };
    assert_eq!(opens(&told, b"shop-1", 1), Some(shop));
    assert_eq!(opens(&told, b"shop-2", 1), None);
    assert_eq!(opens(&told, b"shop-1", 90), None);
    let told = told.when(2, revoke("shop-1"));
    assert_eq!(opens(&told, b"shop-1", 2), None);
    assert_eq!(told.root_asks(revoke("shop-1")), Ok(vec![]));
    assert_eq!(told.root_asks(revoke("never")), Err(Refusal::UnknownKey));
}

#[test]
fn issuing_again_is_already_so_and_another_key_of_that_id_is_refused() {
    let told = Told::founded().when(1, issue("shop-1", Role::Portal, "shop"));
    assert_eq!(told.root_asks(issue("shop-1", Role::Portal, "shop")), Ok(vec![]));
    assert_eq!(
        told.root_asks(issue("shop-1", Role::Portal, "other-shop")),
        Err(Refusal::KeyExists)
    );
}

#[test]
fn two_keys_are_live_at_most_so_that_one_can_be_rotated() {
    let told = Told::founded()
        .when(1, issue("shop-1", Role::Portal, "shop"))
        .when(1, issue("shop-2", Role::Portal, "shop"));
    let third = issue("shop-3", Role::Portal, "shop");
    assert_eq!(told.root_asks(third.clone()), Err(Refusal::TwoKeysLive));
    assert!(told.root_asks(issue("other", Role::Portal, "other-shop")).is_ok());
    assert!(told.when(2, revoke("shop-1")).root_asks(third).is_ok());
}

#[test]
fn keys_that_would_open_nothing_are_refused() {
    let told = Told::founded();
    for role in [Role::Worker, Role::Person] {
        assert_eq!(told.root_asks(issue("x", role, "x")), Err(Refusal::NoKeysForRole));
    }
    let root = administrator("root");
    assert_eq!(told.asked(&root, 90, issue("x", Role::Portal, "x")), Err(Refusal::AlreadyExpired));
}

#[test]
fn the_last_administrator_key_stays() {
    let told = Told::founded();
    assert_eq!(told.root_asks(revoke("first")), Err(Refusal::LastAdministratorKey));
    let told = told.when(1, issue("second", Role::Administrator, "root")).when(1, revoke("first"));
    assert_eq!(told.root_asks(revoke("second")), Err(Refusal::LastAdministratorKey));
    // One that has run out is no loss.
    assert!(told.asked(&administrator("root"), 90, revoke("second")).is_ok());
}

#[test]
fn a_key_for_staff_needs_a_granted_role_and_nobody_takes_another_role() {
    let told = Told::founded();
    let ada = issue("ada-1", Role::Officer, "ada");
    assert_eq!(told.root_asks(ada.clone()), Err(Refusal::RoleNotGranted));
    let told = told.when(1, enrol("ada", &[Role::Officer, Role::Administrator]));
    assert!(told.root_asks(ada.clone()).is_ok());
    assert_eq!(told.root_asks(issue("ada-2", Role::Approver, "ada")), Err(Refusal::RoleNotGranted));
    assert_eq!(told.asked(&administrator("ada"), 1, ada), Err(Refusal::OwnGrant));
    assert!(
        told.asked(&administrator("ada"), 1, issue("ada-3", Role::Administrator, "ada")).is_ok()
    );
}
