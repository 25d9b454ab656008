//! What nobody has read advises, until it is accepted by name.

use super::{SMALL, book, find, regime, row, small};
use crate::ground::PauseGround;
use crate::regime::Pack;

#[test]
fn an_unreviewed_rule_does_not_govern_until_it_is_accepted() {
    let book = book();
    let (pack, rule) = find(&book, "pipl", "respond.access");
    assert!(!book.governs(pack, rule));
    let accepting = book.clone().accepting(&regime("pipl"), &row("respond.access")).unwrap();
    assert!(accepting.governs(pack, rule));
    let (other, same_name) = find(&book, "hk", "respond.correction");
    assert!(!accepting.governs(other, same_name));
}

#[test]
fn a_reviewed_rule_governs_of_itself() {
    let book = book();
    for (pack, rule) in [
        ("house", "respond.deletion"),
        ("gdpr", "respond"),
        ("uk", "respond"),
        ("ccpa", "respond"),
        ("pipl", "respond.deletion"),
        ("hk", "respond.access"),
    ] {
        let (pack, rule) = find(&book, pack, rule);
        assert!(book.governs(pack, rule), "{} {}", pack.regime, rule.id);
    }
}

#[test]
fn a_pause_ground_is_accepted_by_its_own_name() {
    let book = book();
    let (pack, rule) = find(&book, "gdpr", "respond");
    assert_eq!(Vec::from_iter(book.pauses_on(pack, rule)), [PauseGround::Identity]);
    let accepting = book.clone().accepting(&regime("gdpr"), &row("respond.clarification")).unwrap();
    let both = [PauseGround::Clarification, PauseGround::Identity];
    assert_eq!(Vec::from_iter(accepting.pauses_on(pack, rule)), both);
}

#[test]
fn only_what_waits_for_it_can_be_accepted() {
    for (pack, name) in [
        ("pipl", "respond.acess"),
        ("pipl", "respond.deletion"),
        ("gdpr", "respond.identity"),
        ("atlantis", "respond"),
    ] {
        let refused = book().accepting(&regime(pack), &row(name)).unwrap_err();
        assert!(refused.to_string().contains(name));
    }
}

#[test]
fn what_was_accepted_by_name_governs_in_the_next_edition_too() {
    let unread = |text: &str| {
        let text =
            text.replace("basis = \"s.1\"\nreviewed = true", "basis = \"s.1\"\nreviewed = false");
        Pack::parse(&text).unwrap()
    };
    let book = book()
        .with_packs(vec![unread(SMALL)])
        .accepting(&regime("xx"), &row("respond"))
        .unwrap()
        .with_packs(vec![unread(&small("20 days", "25 days"))]);
    let (pack, rule) = find(&book, "xx", "respond");
    assert!(book.governs(pack, rule));
}
