//! Which regimes apply.

use super::{SMALL, book, choices, house, lives, on, regime, small};
use crate::digest::Digest;
use crate::kind::SubjectCategory;
use crate::place::Country;
use crate::regime::{Because, Pack, RegimeChoice, RuleRef, Rulebook, UnknownPack};

fn names(choices: &[RegimeChoice]) -> Vec<&str> {
    choices.iter().map(|choice| choice.regime.as_str()).collect()
}

#[test]
fn residence_chooses_the_law_and_the_house_always_applies() {
    let book = book();
    let table: &[(&str, &[&str])] = &[
        ("US-CA", &["ccpa", "house"]),
        ("US-NV", &["house"]),
        ("US", &["house"]),
        ("GB", &["house", "uk"]),
        ("GB-SCT", &["house", "uk"]),
        ("DE", &["gdpr", "house"]),
        ("NO", &["gdpr", "house"]),
        ("RE", &["gdpr", "house"]),
        ("CH", &["house"]),
        ("CN", &["house", "pipl"]),
        ("HK", &["hk", "house"]),
        ("NZ", &["house", "nz"]),
        ("unknown", &["house"]),
    ];
    for (place, expected) in table {
        let chosen = choices(&book, place);
        assert_eq!(names(&chosen), *expected, "{place}");
        for choice in &chosen {
            let house = choice.regime == regime("house");
            let because = if house { Because::HouseAlways } else { Because::Residence };
            assert_eq!(choice.because, because);
            assert_eq!(book.adopted(&choice.regime).unwrap().digest, choice.pack);
        }
    }
}

#[test]
fn an_establishment_brings_its_law_to_everyone() {
    let mut dublin = house("US", chrono_tz::America::New_York);
    dublin.establishments = vec![Country::parse("IE").unwrap()];
    let book = Rulebook::shipped(dublin);
    let chosen = choices(&book, "US-CA");
    assert_eq!(names(&chosen), ["ccpa", "gdpr", "house"]);
    assert_eq!(chosen[1].because, Because::Establishment);
    let at_home = choices(&book, "IE");
    assert_eq!(at_home[0].because, Because::Residence);
}

#[test]
fn a_law_does_not_apply_before_it_is_in_force() {
    let book = book();
    let at = |day| book.regimes_for(lives("DE").as_ref(), SubjectCategory::User, on(day));
    assert_eq!(names(&at("2018-05-24")), ["house"]);
    assert_eq!(names(&at("2018-05-25")), ["gdpr", "house"]);
}

#[test]
fn a_pack_may_be_about_some_subjects_only() {
    let text =
        small("by_establishment = false", "by_establishment = false\nsubjects = [\"employee\"]");
    let book = book().with_packs(vec![Pack::parse(&text).unwrap()]);
    let about = |category| book.regimes_for(lives("NO").as_ref(), category, on("2026-01-01"));
    assert_eq!(names(&about(SubjectCategory::User)), ["gdpr", "house"]);
    assert_eq!(names(&about(SubjectCategory::Employee)), ["gdpr", "house", "xx"]);
}

#[test]
fn a_case_finds_the_edition_it_was_pinned_to() {
    let old = Pack::parse(SMALL).unwrap();
    let new = Pack::parse(&small("20 days", "25 days")).unwrap();
    let name = old.name(&old.rules[0]);
    let digest = new.digest;
    let book = book().with_packs(vec![old.clone()]).with_packs(vec![new]);
    assert_eq!(book.adopted(&regime("xx")).unwrap().digest, digest);
    let (pack, rule) = book.rule(&name).unwrap();
    assert_eq!((pack, rule), (&old, &old.rules[0]));
    let json = serde_json::to_string(&name).unwrap();
    assert_eq!(serde_json::from_str::<RuleRef>(&json).unwrap(), name);
}

#[test]
fn a_former_edition_is_known_and_not_adopted() {
    let old = Pack::parse(SMALL).unwrap();
    let book = book().with_former(vec![old.clone()]);
    assert!(book.adopted(&regime("xx")).is_none());
    assert!(book.pack(&old.digest).is_some());
    assert_eq!(names(&choices(&book, "NO")), ["gdpr", "house"]);
}

#[test]
fn a_pack_that_is_not_there_is_not_passed_over() {
    let book = book();
    let mut chosen = choices(&book, "DE");
    assert_eq!(book.packs_of(&chosen).unwrap().len(), 2);
    chosen[0].pack = Digest::of(b"lost");
    assert_eq!(book.packs_of(&chosen).unwrap_err(), UnknownPack(Digest::of(b"lost")));
}
