//! What a breach owes, to whom it owes it, and by when.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{book, find, house, lives, small};
use crate::breach::{Affected, Capacity, Cause, Count, DataClass, Facts, Operator, Risk, Severity};
use crate::clock::{Due, Tier, reckon_legs};
use crate::id::RegimeId;
use crate::moment::Moment;
use crate::place::Country;
use crate::regime::{Because, Pack, Rulebook};

/// A breach as a test tells it: a controller in China that is none of the special operators.
struct Breach {
    affected: Vec<Affected>,
    data: BTreeSet<DataClass>,
    causes: BTreeSet<Cause>,
    capacity: Capacity,
    operator: Operator,
    unreadable: bool,
    risk: Risk,
    severity: Option<Severity>,
}

/// Some e-mail addresses got out by mistake.
fn breach(affected: &[(&str, Count)]) -> Breach {
    let affected = affected
        .iter()
        .map(|(place, people)| Affected {
            place: lives(place),
            people: *people,
            records: Count::Unknown,
        })
        .collect();
    Breach {
        affected,
        data: [DataClass::Ordinary].into(),
        causes: [Cause::Mistake].into(),
        capacity: Capacity::Controller,
        operator: Operator::Other,
        unreadable: false,
        risk: Risk::Risk,
        severity: None,
    }
}

impl Breach {
    fn facts(&self) -> Facts<'_> {
        Facts {
            capacity: self.capacity,
            operator: self.operator,
            affected: &self.affected,
            data: &self.data,
            causes: &self.causes,
            unreadable: self.unreadable,
            risk: self.risk,
            severity: self.severity,
        }
    }

    /// The duties by names like `gdpr/breach.authority`, in the order of their packs; without the house's
    /// own, which is always owed.
    fn owes_by(&self, book: &Rulebook, on: &str) -> Vec<String> {
        let (facts, on) = (self.facts(), on.parse::<NaiveDate>().unwrap());
        let mut owed = Vec::new();
        let regimes = book.regimes_for_breach(&facts, on);
        let house = RegimeId::house();
        assert!(regimes.iter().any(|choice| choice.regime == house), "{regimes:?}");
        for choice in regimes.into_iter().filter(|choice| choice.regime != house) {
            let pack = book.pack(&choice.pack).unwrap();
            let rules = book.owed_for_breach(pack, &facts, on);
            owed.extend(rules.map(|rule| format!("{}/{}", pack.regime, rule.id)));
        }
        owed
    }

    fn owes(&self) -> Vec<String> {
        self.owes_by(&book(), "2026-11-20")
    }
}

#[test]
fn the_law_of_each_place_is_asked_and_a_low_risk_owes_nothing_in_europe() {
    let mut small = breach(&[("DE", Count::Exactly(300))]);
    small.risk = Risk::Unlikely;
    assert_eq!(small.owes(), [""; 0]);
    small.risk = Risk::Risk;
    assert_eq!(small.owes(), ["gdpr/breach.authority"]);
    small.risk = Risk::High;
    assert_eq!(small.owes(), ["gdpr/breach.authority", "gdpr/breach.people"]);
}

/// Whoever judges the risk has weighed it; whoever has lost their data is not helped by it.
#[test]
fn what_nobody_can_read_excuses_only_a_law_about_what_somebody_got() {
    let mut lost = breach(&[
        ("DE", Count::Exactly(3)),
        ("GB", Count::Exactly(3)),
        ("SG", Count::Exactly(3)),
        ("US-CA", Count::Exactly(3)),
    ]);
    (lost.risk, lost.data) = (Risk::High, [DataClass::Financial].into());
    let people = |lost: &Breach| -> Vec<String> {
        let owed = sorted(lost.owes()).into_iter();
        owed.filter(|rule| rule.ends_with("/breach.people")).collect()
    };
    let judged = ["gdpr/breach.people", "sg/breach.people", "uk/breach.people"];
    assert_eq!(people(&lost), [&["ccpa/breach.people"], &judged[..]].concat());
    lost.unreadable = true;
    assert_eq!(people(&lost), judged);
}

#[test]
fn more_people_cross_thresholds_elsewhere() {
    let mut grown = breach(&[
        ("DE", Count::Exactly(300)),
        ("KR", Count::Exactly(900)),
        ("SG", Count::Between(300, 600)),
        ("JP", Count::Exactly(1_000)),
    ]);
    let owed = ["gdpr/breach.authority", "kr/breach.people", "sg/breach.authority"];
    assert_eq!(sorted(grown.owes()), owed);
    grown.affected[1].people = Count::Exactly(1_000);
    grown.affected[3].people = Count::Exactly(1_001);
    let owed = sorted(grown.owes());
    for more in ["kr/breach.authority", "jp/breach.preliminary", "jp/breach.final"] {
        assert!(owed.iter().any(|owed| owed == more), "{more}: {owed:?}");
    }
    // What nobody knows reaches no threshold, and what fell to nobody is no law's business.
    grown.affected[1].people = Count::Unknown;
    grown.affected[2].people = Count::Exactly(0);
    grown.affected[3].people = Count::Exactly(0);
    assert_eq!(sorted(grown.owes()), ["gdpr/breach.authority", "kr/breach.people"]);
}

#[test]
fn what_sort_of_data_and_why_it_happened_count_without_numbers() {
    let mut hacked = breach(&[("KR", Count::Unknown), ("JP", Count::Unknown)]);
    hacked.causes = [Cause::Hacking].into();
    let owed = [
        "jp/breach.final.improper",
        "jp/breach.people",
        "jp/breach.preliminary",
        "kr/breach.authority",
        "kr/breach.people",
    ];
    assert_eq!(sorted(hacked.owes()), owed);
    let mut cards = breach(&[("BR", Count::Exactly(2)), ("US-CA", Count::Exactly(501))]);
    assert_eq!(cards.owes(), [""; 0]);
    cards.data = [DataClass::Financial].into();
    let owed = [
        "br/breach.authority",
        "br/breach.complement",
        "br/breach.people",
        "ccpa/breach.attorney_general",
        "ccpa/breach.people",
    ];
    assert_eq!(sorted(cards.owes()), owed);
    cards.affected[1].people = Count::Exactly(500);
    assert!(!cards.owes().contains(&"ccpa/breach.attorney_general".to_owned()));
    cards.unreadable = true;
    assert!(!cards.owes().contains(&"ccpa/breach.people".to_owned()));
}

#[test]
fn each_sort_of_operator_has_its_own_hours_in_china() {
    let mut grave = breach(&[("CN", Count::Exactly(10))]);
    let anyhow = ["pipl/breach.authority", "pipl/breach.people"];
    assert_eq!(grave.owes(), anyhow);
    grave.severity = Some(Severity::General);
    assert_eq!(grave.owes(), anyhow);
    grave.severity = Some(Severity::Major);
    for (operator, rule) in [
        (Operator::CriticalInfrastructure, "pipl/breach.incident.critical"),
        (Operator::StateOrgan, "pipl/breach.incident.state"),
        (Operator::Other, "pipl/breach.incident"),
    ] {
        grave.operator = operator;
        let owed = [&anyhow[..], &[rule, "pipl/breach.incident.final"]].concat();
        assert_eq!(grave.owes(), owed);
    }
    let book = book();
    let (pack, last) = find(&book, "pipl", "breach.incident.final");
    assert!(!book.governs(pack, last), "its source was not read");
}

#[test]
fn a_processor_owes_word_to_those_it_works_for() {
    let mut ours = breach(&[("FR", Count::Exactly(9)), ("GB", Count::Unknown)]);
    ours.capacity = Capacity::Processor;
    ours.risk = Risk::Unlikely;
    assert_eq!(ours.owes(), ["gdpr/breach.controller", "uk/breach.controller"]);
    ours.capacity = Capacity::Joint;
    ours.risk = Risk::Risk;
    assert_eq!(ours.owes(), ["gdpr/breach.authority", "uk/breach.authority"]);
}

#[test]
fn an_establishment_brings_its_law_and_counts_everyone() {
    let mut korean = house("CN", Tz::Asia__Shanghai);
    korean.establishments = vec![Country::parse("KR").unwrap()];
    let book = Rulebook::shipped(korean);
    let abroad = breach(&[("US-TX", Count::Exactly(1_000))]);
    let owed = ["kr/breach.authority", "kr/breach.people"];
    assert_eq!(abroad.owes_by(&book, "2026-11-20"), owed);
    let on = "2026-11-20".parse().unwrap();
    let why = |breach: &Breach| {
        let regimes = book.regimes_for_breach(&breach.facts(), on);
        regimes.iter().find(|choice| choice.regime.as_str() == "kr").unwrap().because
    };
    assert_eq!(why(&abroad), Because::Establishment);
    let both = breach(&[("US-TX", Count::Exactly(1_000)), ("KR", Count::Exactly(1))]);
    assert_eq!(why(&both), Because::Residence);
}

#[test]
fn a_law_to_come_is_not_owed_before_its_day() {
    let book = book();
    let indian = breach(&[("IN", Count::Exactly(1))]);
    assert_eq!(indian.owes_by(&book, "2027-05-12"), [""; 0]);
    let owed = ["in/breach.detailed", "in/breach.first", "in/breach.people"];
    assert_eq!(sorted(indian.owes_by(&book, "2027-05-13")), owed);
}

/// When a duty ends that began with that knowledge or assessment.
fn due(pack: &str, rule: &str, from: &str) -> String {
    let book = book();
    let (pack, rule) = find(&book, pack, rule);
    let legs = book.legs(pack, rule, None, None);
    let from = Moment::At(from.parse().unwrap());
    let found = reckon_legs(&rule.terms(), from, &[], &legs, book.calendars()).unwrap();
    match found.due.unwrap() {
        Due::Day(day) => day.to_string(),
        Due::Instant(instant) => instant.to_rfc3339(),
    }
}

#[test]
fn hours_run_through_nights_weekends_and_changes_of_the_clock() {
    for (pack, rule, from, by) in [
        // The hour of becoming aware is left out; summer time begins in between.
        ("gdpr", "breach.authority", "2026-03-27T22:30:00Z", "2026-03-30T23:00:00+00:00"),
        // It ends in between, in Europe and in California.
        ("gdpr", "breach.authority", "2026-10-23T10:05:00Z", "2026-10-26T11:00:00+00:00"),
        ("uk", "breach.authority", "2026-10-23T10:05:00Z", "2026-10-26T10:05:00+00:00"),
        ("uk", "breach.authority", "2026-03-27T22:30:00Z", "2026-03-30T22:30:00+00:00"),
        ("kr", "breach.people", "2026-02-13T18:00:00+09:00", "2026-02-16T09:00:00+00:00"),
        ("pipl", "breach.incident", "2026-10-01T23:10:00+08:00", "2026-10-01T19:10:00+00:00"),
        ("pipl", "breach.incident.state", "2026-10-01T23:10:00+08:00", "2026-10-01T17:10:00+00:00"),
        (
            "pipl",
            "breach.incident.critical",
            "2026-10-01T23:10:00+08:00",
            "2026-10-01T16:10:00+00:00",
        ),
        // Two parts: a first word, and the whole over a weekend.
        ("in", "breach.first", "2027-08-13T20:00:00+05:30", "2027-08-14T14:30:00+00:00"),
        ("in", "breach.detailed", "2027-08-13T20:00:00+05:30", "2027-08-16T14:30:00+00:00"),
        ("in", "breach.people", "2027-08-13T20:00:00+05:30", "2027-08-16T14:30:00+00:00"),
    ] {
        assert_eq!(due(pack, rule, from), by, "{pack}/{rule} from {from}");
    }
}

#[test]
fn days_count_as_each_law_counts_them() {
    for (pack, rule, from, by) in [
        // Three working days over Carnival, which is a working day by law.
        ("br", "breach.authority", "2026-02-13T12:00:00-03:00", "2026-02-18"),
        ("br", "breach.people", "2026-02-13T12:00:00-03:00", "2026-02-18"),
        ("br", "breach.complement", "2026-11-19T12:00:00-03:00", "2026-12-18"),
        // A Friday's assessment ends on Monday; and on Sunday if it fell on Thursday.
        ("sg", "breach.authority", "2026-05-29T17:00:00+08:00", "2026-06-01"),
        ("sg", "breach.authority", "2026-05-28T17:00:00+08:00", "2026-05-31"),
        // The day of knowledge is day one.
        ("jp", "breach.preliminary", "2026-08-21T23:30:00+09:00", "2026-08-23"),
        ("jp", "breach.final", "2026-08-21T09:00:00+09:00", "2026-09-24"),
        ("jp", "breach.final.improper", "2026-08-21T09:00:00+09:00", "2026-10-19"),
        // The authority rests until 3 January.
        ("jp", "breach.final", "2025-12-01T09:00:00+09:00", "2026-01-05"),
        ("ccpa", "breach.people", "2026-10-20T09:00:00-07:00", "2026-11-19"),
        ("ccpa", "breach.attorney_general", "2026-11-19T09:00:00-08:00", "2026-12-04"),
    ] {
        assert_eq!(due(pack, rule, from), by, "{pack}/{rule} from {from}");
    }
}

#[test]
fn where_the_law_gives_no_number_ours_is_a_target() {
    let book = book();
    let mut targets = Vec::new();
    for pack in book.all_adopted() {
        let of_breaches = pack.rules.iter().filter(|rule| !rule.about.is_of_letters());
        let ours = of_breaches.filter(|rule| rule.tier == Tier::Target);
        targets.extend(ours.map(|rule| format!("{}/{}", pack.regime, rule.id)));
    }
    let unnumbered = [
        "gdpr/breach.controller",
        "gdpr/breach.people",
        "house/breach.assess",
        "in/breach.first",
        "in/breach.people",
        "jp/breach.people",
        "pipl/breach.authority",
        "pipl/breach.people",
        "sg/breach.controller",
        "sg/breach.people",
        "uk/breach.controller",
        "uk/breach.people",
    ];
    assert_eq!(sorted(targets), unnumbered);
}

/// The small pack with a rule about breaches in place of its own.
fn about(tests: &str) -> Result<Pack, Vec<String>> {
    let text =
        small("kinds = \"all\"\nanchor = \"receipt\"", &format!("{tests}\nanchor = \"knowledge\""));
    let said = |problems: Vec<_>| problems.iter().map(ToString::to_string).collect();
    Pack::parse(&text).map_err(|problems| said(problems.into_iter().collect()))
}

#[test]
fn each_slip_in_a_test_is_named_with_its_place() {
    for (tests, problem) in [
        ("breach = []", "rules[0].breach: must have at least one test"),
        ("breach = \"all\"", "rules[0].breach: must be a list of tables"),
        ("breach = [{ risk = \"medium\" }]", "rules[0].breach[0].risk: risk must be one of"),
        ("breach = [{}, { people = 0 }]", "rules[0].breach[1].people: must be a whole number"),
        ("breach = [{ data = [] }]", "rules[0].breach[0].data: must not be empty"),
        ("breach = [{ causes = [\"moon\"] }]", "rules[0].breach[0].causes[0]: cause of a breach"),
        ("breach = [{ readable = 1 }]", "rules[0].breach[0].readable: must be true or false"),
        ("breach = [{ persons = 5 }]", "rules[0].breach[0].persons: is not a key"),
        ("breach = [{}]\nkinds = \"all\"", "rules[0].kinds: must be left out where breaches"),
        ("breach = [{}]\nexemptions = [\"risk_averted\"]", "rules[0].exemptions: must be left out"),
        ("breach = [{}]\nexemptions = [\"effort\"]", "rules[0].exemptions[0]: exemption must be"),
    ] {
        let problems = about(tests).unwrap_err();
        assert!(problems.iter().any(|said| said.starts_with(problem)), "{tests}: {problems:#?}");
    }
}

#[test]
fn a_pack_about_breaches_alone_says_nothing_of_rights_or_of_complaining() {
    let whole =
        small("kinds = \"all\"\nanchor = \"receipt\"", "breach = [{}]\nanchor = \"knowledge\"");
    let alone = &whole[..whole.find("[[rights]]").unwrap()];
    let pack = Pack::parse(alone).unwrap();
    assert!(pack.complain.is_none() && pack.rights.is_empty());
    assert!(!pack.is_in_force("2026-11-20".parse().unwrap()), "it brings nothing to a request");
    // Without a rule it speaks of nothing, and is no such pack.
    let silent = &alone[..alone.find("[[rules]]").unwrap()];
    let said: Vec<_> = Pack::parse(silent).unwrap_err().iter().map(ToString::to_string).collect();
    assert!(said.contains(&"complain: is missing".to_owned()), "{said:#?}");
    // With a rule about what people bring, it must say both.
    let both = alone.replace("breach = [{}]", "kinds = \"all\"");
    let problems = Pack::parse(&both).unwrap_err();
    let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert!(said.contains(&"complain: is missing".to_owned()), "{said:#?}");
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}
