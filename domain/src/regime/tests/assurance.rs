//! How sure one must be who speaks: kind by sensitivity.

use super::{SMALL, book, choices, regime, row};
use crate::assurance::{Assurance, Sensitivity};
use crate::kind::ItemKind;
use crate::regime::{Needed, Pack, Rulebook};

fn needed(book: &Rulebook, place: &str, kind: ItemKind, sensitivity: Sensitivity) -> Needed {
    let packs = book.packs_of(&choices(book, place)).unwrap();
    book.needed(&packs, kind, sensitivity)
}

#[test]
fn the_table_of_the_house() {
    use Assurance::{Contact, Matched, None, Session};
    let book = book();
    for (kind, ordinary, high, standing) in [
        (ItemKind::Access, Matched, Session, true),
        (ItemKind::Copy, Matched, Session, true),
        (ItemKind::Portability, Matched, Session, true),
        (ItemKind::Correction, Matched, Session, true),
        (ItemKind::Deletion, Matched, Session, true),
        (ItemKind::Restriction, Contact, Contact, false),
        (ItemKind::Objection, Contact, Contact, false),
        (ItemKind::ConsentWithdrawal, Contact, Contact, false),
        (ItemKind::MarketingOptOut, None, None, false),
    ] {
        for (sensitivity, expected) in
            [(Sensitivity::Ordinary, ordinary), (Sensitivity::High, high)]
        {
            let needed = needed(&book, "unknown", kind, sensitivity);
            assert_eq!(needed.assurance, expected, "{kind} {sensitivity}");
            assert_eq!(needed.standing, standing, "{kind} {sensitivity}");
            assert_eq!(needed.because.len(), 1);
        }
    }
}

#[test]
fn what_discloses_or_destroys_is_never_served_on_a_contact_alone() {
    let book = book();
    for place in ["US-CA", "GB", "DE", "CN", "HK", "NZ", "unknown"] {
        for kind in ItemKind::ALL.iter().filter(|kind| kind.discloses() || kind.destroys()) {
            for sensitivity in Sensitivity::ALL {
                let needed = needed(&book, place, *kind, *sensitivity);
                assert!(needed.assurance >= Assurance::Matched && needed.standing);
            }
        }
    }
}

#[test]
fn a_law_that_forbids_verifying_lowers_the_need_once_it_is_accepted() {
    let book = book();
    let ask = |book: &Rulebook| needed(book, "US-CA", ItemKind::Objection, Sensitivity::High);
    assert_eq!(ask(&book).assurance, Assurance::Contact);
    let accepting = book.accepting(&regime("ccpa"), &row("assurance.opt_out")).unwrap();
    let needed = ask(&accepting);
    assert_eq!(needed.assurance, Assurance::None);
    let who: Vec<_> = needed.because.iter().map(|basis| basis.regime.as_str()).collect();
    assert_eq!(who, ["ccpa", "house"]);
}

#[test]
fn the_strongest_need_stands_under_the_lowest_ceiling() {
    let with = |rows: &str| {
        let book = book().with_packs(vec![Pack::parse(&format!("{SMALL}{rows}")).unwrap()]);
        needed(&book, "NO", ItemKind::MarketingOptOut, Sensitivity::High).assurance
    };
    let row = "\n[[assurance]]\nid = \"who\"\nkinds = \"all\"\nneeds = \"in_person\"\nstanding = true\nbasis = \"s.9\"\nreviewed = true\n";
    assert_eq!(with(row), Assurance::None, "P17 needs no identity whatever a law would like");
    let book = book().with_packs(vec![Pack::parse(&format!("{SMALL}{row}")).unwrap()]);
    let copy = needed(&book, "NO", ItemKind::Copy, Sensitivity::Ordinary);
    assert_eq!(copy.assurance, Assurance::InPerson);
}

#[test]
fn a_gap_serves_nobody() {
    let needed = book().needed(&[], ItemKind::Copy, Sensitivity::Ordinary);
    assert_eq!((needed.assurance, needed.standing), (Assurance::InPerson, true));
}
