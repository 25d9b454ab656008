//! The shipped packs say what they should.

use super::{book, regime};
use crate::clock::Duty;
use crate::kind::ItemKind;
use crate::place::Language;
use crate::regime::shipped::TEXTS;
use crate::regime::{Area, Pack, Zones};

#[test]
fn every_shipped_pack_is_read() {
    for text in TEXTS {
        let pack = Pack::parse_to_hold(text).unwrap_or_else(|problems| panic!("{problems:#?}"));
        assert!(!pack.rules.is_empty() && pack.rules.iter().all(|rule| !rule.basis.is_empty()));
        assert!(pack.sources().all(|source| !source.basis.is_empty()));
    }
}

#[test]
fn the_digest_is_of_the_exact_text() {
    let pack = Pack::parse(TEXTS[0]).unwrap();
    let same = Pack::parse(TEXTS[0]).unwrap();
    let other = Pack::parse(&format!("{}\n", TEXTS[0])).unwrap();
    assert_eq!(pack.digest, same.digest);
    assert_ne!(pack.digest, other.digest);
}

#[test]
fn every_text_for_letters_is_there_in_english_and_chinese() {
    let [english, chinese] = ["en", "zh"].map(|tag| Language::parse(tag).unwrap());
    for pack in book().all_adopted() {
        let told = pack.rights.iter().filter_map(|row| row.told.as_ref());
        let purposes = pack.policy.iter().flat_map(|policy| &policy.purposes.value);
        let names = purposes.map(|purpose| &purpose.name);
        for words in
            told.chain(names).chain([&pack.title]).chain(pack.complain.iter().map(|row| &row.to))
        {
            assert_ne!(words.in_language(&english), words.in_language(&chinese));
        }
    }
}

#[test]
fn a_text_is_found_by_the_nearest_language() {
    let book = book();
    let title = &book.adopted(&regime("pipl")).unwrap().title;
    let say = |tag| title.in_language(&Language::parse(tag).unwrap()).to_owned();
    assert_eq!(say("zh-Hant"), "《个人信息保护法》");
    assert_eq!(say("pt-BR"), say("en"));
}

#[test]
fn a_pack_with_zones_has_one_for_each_of_its_countries() {
    for pack in book().all_adopted() {
        if let (Zones::ByCountry { countries, .. }, Area::In { territories, .. }) =
            (&pack.zones, &pack.area)
        {
            let zoned: Vec<_> = countries.keys().collect();
            let mut covered: Vec<_> = territories.iter().map(|t| &t.country).collect();
            covered.sort();
            assert_eq!(zoned, covered, "{}", pack.regime);
        }
    }
}

#[test]
fn every_kind_has_a_clock_of_the_house_on_any_day() {
    let book = book();
    let house = book.adopted(&regime("house")).unwrap();
    for day in ["2015-01-01", "2026-11-20", "2035-12-31"] {
        for kind in ItemKind::ALL {
            let mut rules = house.rules_for(*kind, day.parse().unwrap());
            assert!(rules.any(|rule| rule.duty == Duty::Respond && book.governs(house, rule)));
        }
    }
}

#[test]
fn the_policy_is_what_was_published() {
    let book = book();
    let policy = book.adopted(&regime("house")).unwrap().policy.clone().unwrap();
    assert_eq!(policy.purposes.value.len(), 8);
    assert_eq!(policy.keeping.value.len(), 4);
    assert!(!policy.consequences_await_reply.value);
    assert_eq!(policy.contact_change_hours.value, 72);
    let sms = crate::id::PurposeId::parse("marketing_sms").unwrap();
    assert!(policy.purpose(&sms).is_some());
    assert!(policy.purpose(&crate::id::PurposeId::parse("other").unwrap()).is_none());
}

/// Who is denied an appeal is told of the attorney general, wherever there is an appeal.
#[test]
fn every_law_with_an_appeal_names_the_attorney_general() {
    let book = book();
    let [english, chinese] = ["en", "zh"].map(|tag| Language::parse(tag).unwrap());
    let appeals = book.all_adopted().filter(|pack| {
        let mut rules = pack.rules.iter();
        rules.any(|rule| rule.duty == Duty::Appeal)
    });
    let mut regimes = Vec::new();
    for pack in appeals {
        let row = pack.complain.as_ref().unwrap();
        assert!(row.to.in_language(&english).to_lowercase().contains("attorney general"));
        assert!(row.to.in_language(&chinese).ends_with("总检察长"), "{}", pack.regime);
        regimes.push(pack.regime.as_str().to_owned());
    }
    assert_eq!(regimes, ["us_45", "us_45_60", "us_60", "us_ia", "us_va"]);
}

/// Of a breach, a complaint, an appeal and an acknowledgement: what governs was read or reliably quoted; where
/// only its counting is debated, by the earlier reading.
#[test]
fn what_nobody_read_advises() {
    let mut advises = Vec::new();
    for pack in book().all_adopted() {
        let rules = pack.rules.iter().filter(|rule| !rule.reviewed);
        let rules = rules.filter(|rule| rule.duty != Duty::Respond);
        advises.extend(rules.map(|rule| format!("{}/{}", pack.regime, rule.id)));
    }
    let expected = [
        "pipl/breach.incident.final",
        "us_45/appeal",
        "us_45_60/appeal",
        "us_60/appeal",
        "us_ia/appeal",
    ];
    assert_eq!(advises, expected);
}
