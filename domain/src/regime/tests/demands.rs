//! Rights, refusals, fees, preservation, complaints.

use super::{SMALL, book, choices, regime, row};
use crate::ground::{FeeGround, RefusalGround};
use crate::kind::ItemKind;
use crate::regime::{Pack, RightAnswer, Rulebook};

/// Asks about someone who lives there.
fn at<T>(book: &Rulebook, place: &str, ask: impl Fn(&Rulebook, &[&Pack]) -> T) -> T {
    ask(book, &book.packs_of(&choices(book, place)).unwrap())
}

fn right(book: &Rulebook, place: &str, kind: ItemKind) -> &'static str {
    at(book, place, |book, packs| match book.right(packs, kind) {
        RightAnswer::Given { .. } => "given",
        RightAnswer::Unsettled { .. } => "unsettled",
        RightAnswer::NotGiven { by, told } => {
            assert!(!by.is_empty() && !told.is_empty());
            "not given"
        }
    })
}

#[test]
fn a_right_is_given_by_the_house_or_by_a_law_or_by_none() {
    let book = book();
    assert_eq!(right(&book, "unknown", ItemKind::Copy), "given");
    assert_eq!(right(&book, "unknown", ItemKind::Restriction), "not given");
    assert_eq!(right(&book, "DE", ItemKind::Restriction), "given");
    assert_eq!(right(&book, "HK", ItemKind::Restriction), "not given");
    assert_eq!(right(&book, "CN", ItemKind::Restriction), "unsettled");
    let accepting = book.accepting(&regime("pipl"), &row("rights")).unwrap();
    assert_eq!(right(&accepting, "CN", ItemKind::Restriction), "given");
}

#[test]
fn a_right_is_refused_as_not_given_only_where_none_gives_it() {
    let book = book();
    let may = |place, kind| {
        at(&book, place, |b, packs| b.may_refuse(packs, kind, RefusalGround::RightNotGiven))
    };
    let by = may("unknown", ItemKind::Objection).unwrap();
    assert_eq!(by[0].words, "P15");
    assert!(may("DE", ItemKind::Objection).is_none());
    assert!(may("CN", ItemKind::Objection).is_none(), "an unread row leaves it to an officer");
    assert!(may("unknown", ItemKind::Deletion).is_none());
}

#[test]
fn a_ground_must_be_on_the_list_of_the_kind() {
    let book = book();
    let may = |kind, ground| at(&book, "unknown", |b, packs| b.may_refuse(packs, kind, ground));
    assert!(may(ItemKind::Access, RefusalGround::Impractical).is_some());
    assert!(may(ItemKind::Deletion, RefusalGround::Impractical).is_none(), "tape is cleared (P04)");
    assert!(may(ItemKind::Deletion, RefusalGround::LegalDuty).is_some());
    assert!(may(ItemKind::Copy, RefusalGround::TransferNotFeasible).is_none());
    assert!(may(ItemKind::Portability, RefusalGround::TransferNotFeasible).is_some());
    for ground in RefusalGround::ALL {
        assert!(may(ItemKind::MarketingOptOut, *ground).is_none());
        assert!(may(ItemKind::ConsentWithdrawal, *ground).is_none());
    }
}

#[test]
fn a_law_that_lists_grounds_narrows_those_of_the_house() {
    let rows = "\n[[refusals]]\nid = \"no\"\nkinds = [\"copy\"]\ngrounds = [\"others_rights\"]\nbasis = \"s.9\"\nreviewed = true\n";
    let book = book().with_packs(vec![Pack::parse(&format!("{SMALL}{rows}")).unwrap()]);
    let may = |kind, ground| at(&book, "NO", |b, packs| b.may_refuse(packs, kind, ground));
    let by = may(ItemKind::Copy, RefusalGround::OthersRights).unwrap();
    assert_eq!(by.iter().map(|b| b.words.as_str()).collect::<Vec<_>>(), ["P13", "s.9"]);
    assert!(may(ItemKind::Copy, RefusalGround::DisproportionateEffort).is_none());
    assert!(may(ItemKind::Access, RefusalGround::DisproportionateEffort).is_some());
}

#[test]
fn a_fee_needs_a_ground_that_all_allow() {
    let book = book();
    let fee = |book: &Rulebook, kind| at(book, "HK", |b, packs| b.fee(packs, kind));
    let terms = fee(&book, ItemKind::Copy).unwrap();
    assert_eq!((terms.months, terms.free), (Some(12), 2));
    assert_eq!(Vec::from_iter(terms.grounds), [FeeGround::Repeated]);
    assert!(fee(&book, ItemKind::MarketingOptOut).is_none());
    let accepting = book.accepting(&regime("hk"), &row("fee")).unwrap();
    let terms = fee(&accepting, ItemKind::Copy).unwrap();
    assert_eq!(Vec::from_iter(terms.grounds), [FeeGround::Repeated], "free in principle (P12)");
    assert_eq!(terms.because.len(), 2);
}

#[test]
fn what_is_refused_is_preserved_as_long_as_any_asks() {
    let rows = "\n[[preservation]]\nid = \"keep\"\nkinds = [\"copy\"]\nperiod = \"2 months\"\nbasis = \"s.9\"\nreviewed = true\n";
    let longer = book().with_packs(vec![Pack::parse(&format!("{SMALL}{rows}")).unwrap()]);
    let until = |book: &Rulebook, kind| {
        at(book, "NO", |b, packs| b.preserved(packs, kind, "2026-12-31".parse().unwrap()))
            .map(|preserved| (preserved.until.to_string(), preserved.because.words))
    };
    let of = |day: &str, basis: &str| Some((day.to_owned(), basis.to_owned()));
    assert_eq!(until(&book(), ItemKind::Copy), of("2027-01-30", "P11"));
    assert_eq!(until(&longer, ItemKind::Copy), of("2027-02-28", "s.9"));
    assert_eq!(until(&longer, ItemKind::Deletion), None);
}

#[test]
fn only_what_was_read_is_quoted_about_complaining() {
    let book = book();
    let who = |place: &str| -> Vec<String> {
        let packs = book.packs_of(&choices(&book, place)).unwrap();
        book.complaints(&packs).map(|(pack, _)| pack.regime.to_string()).collect()
    };
    assert_eq!(who("DE"), ["gdpr", "house"]);
    assert_eq!(who("US-CA"), ["house"]);
}
