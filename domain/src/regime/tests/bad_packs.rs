//! A bad pack is refused with every problem named.

use super::{SMALL, small};
use crate::regime::Pack;
use crate::regime::shipped::TEXTS;

fn problems(text: &str) -> Vec<String> {
    Pack::parse(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// The one problem that this change makes, as `place: what`.
#[track_caller]
fn changing(from: &str, to: &str) -> String {
    let found = problems(&small(from, to));
    assert_eq!(found.len(), 1, "{found:#?}");
    found.into_iter().next().unwrap()
}

#[test]
fn the_small_pack_has_no_problem() {
    assert_eq!(problems(SMALL), Vec::<String>::new());
}

/// Each change gives a problem that begins so.
fn each_gives(cases: &[(&str, &str, &str)]) {
    for (from, to, expected) in cases {
        let found = problems(&small(from, to));
        assert!(
            found.iter().any(|problem| problem.starts_with(expected)),
            "{to:?} should give {expected:?}, not {found:#?}"
        );
    }
}

#[test]
fn a_row_speaks_of_items_or_of_complaints() {
    assert_eq!(
        problems(&small("kinds = \"all\"\nanchor", "complaints = \"all\"\nanchor")),
        [""; 0]
    );
    each_gives(&[
        (
            "kinds = \"all\"\nanchor",
            "kinds = \"all\"\ncomplaints = \"all\"\nanchor",
            "rules[0].kinds: must be left out where complaints are named",
        ),
        (
            "kinds = \"all\"\nanchor",
            "complaints = [\"deletion\"]\nanchor",
            "rules[0].complaints[0]: complaint kind",
        ),
    ]);
    // The house answers every kind of complaint too.
    let house = TEXTS[0].replace("complaints = \"all\"", "complaints = [\"clue\"]");
    assert_eq!(problems(&house), [""; 0], "a text of before is only read");
    let silent = Pack::parse_to_hold(&house).unwrap_err();
    let silent: Vec<_> = silent.iter().map(ToString::to_string).collect();
    assert_eq!(silent.len(), 7, "{silent:#?}");
    assert!(silent.contains(&"rules: never have a clock to respond to question".to_owned()));
}

#[test]
fn each_slip_in_a_head_or_row_is_named_with_its_place() {
    each_gives(&[
        ("regime = \"xx\"", "regime = \"X x\"", "regime: regime must be 1 to 32"),
        ("title.en", "title.zh", "title.en: is missing"),
        ("title.en", "title.english", "title.en: is missing"),
        ("\"Europe/Oslo\"", "\"Europe/Olso\"", "zone: zone must be a name"),
        ("calendar = \"NO\"", "calendar = \"ON\"", "calendar: calendar must be"),
        ("calendar = \"NO\"", "", "calendar: is missing"),
        ("territories = [\"NO\"]", "territories = [\"QQ\"]", "applies.territories[0]: country"),
        ("territories = [\"NO\"]", "territories = []", "applies.territories: must not be empty"),
        (
            "territories = [\"NO\"]",
            "territories = [\"NO\", \"NO\"]",
            "applies.territories: names something twice",
        ),
        ("territories = [\"NO\"]", "territories = \"NO\"", "applies.territories: must be a list"),
        (
            "by_establishment = false",
            "by_establishment = 0",
            "applies.by_establishment: must be true",
        ),
        ("given = true", "given = false", "rights[0].told: is missing"),
        (
            "id = \"rights\"",
            "id = \"respond\"",
            "rights[0].id: respond is already the name of rules[0].id",
        ),
        (
            "id = \"rights\"",
            "id = \"respond.clarification\"",
            "rules[0].pause.advised: respond.clarification is already",
        ),
        ("[complain]", "[policy]\n[complain]", "policy.consents: is missing"),
        ("court = false", "", "complain.court: is missing"),
    ]);
}

#[test]
fn each_slip_in_a_rule_is_named_with_its_place() {
    each_gives(&[
        ("duty = \"respond\"", "duty = \"reply\"", "rules[0].duty: duty must be one"),
        ("tier = \"statute\"", "tier = 1", "rules[0].tier: must be a text"),
        ("anchor = \"receipt\"", "anchor = \"reciept\"", "rules[0].anchor: must be an anchor"),
        (
            "anchor = \"receipt\"",
            "anchor = { latest_of = [] }",
            "rules[0].anchor.latest_of: must not be",
        ),
        (
            "anchor = \"receipt\"",
            "anchor = { latest_of = [\"moon\"] }",
            "rules[0].anchor.latest_of[0]: gate",
        ),
        (
            "anchor = \"receipt\"",
            "anchor = { identity_if_asked_within = 0 }",
            "rules[0].anchor.identity_if_asked_within: must be a whole",
        ),
        ("\"20 days\"", "\"0 days\"", "rules[0].period: period must be longer"),
        ("\"20 days\"", "20", "rules[0].period: must be a text"),
        ("\"20 days\"", "\"45 days\"", "rules[0].extension.total: must be longer"),
        ("\"20 days\"", "\"48 hours\"", "rules[0].roll: must be left out"),
        (
            "[\"fixed\"]",
            "[\"controller\"]",
            "rules[0].calendars: controller is not for a pack in its own zone",
        ),
        ("[\"fixed\"]", "[]", "rules[0].calendars: must not be empty"),
        ("mode = \"suspend_exclusive\"", "mode = \"none\"", "rules[0].pause.mode: pause mode"),
        (
            "advised = [\"clarification\"]",
            "advised = [\"identity\"]",
            "rules[0].pause.advised: names identity",
        ),
        (
            "grounds = [\"complexity\"]",
            "grounds = [\"haste\"]",
            "rules[0].extension.grounds[0]: extension",
        ),
        (", basis = \"s.2\"", "", "rules[0].extension.basis: is missing"),
        ("basis = \"s.1\"", "basis = \" \"", "rules[0].basis: must say something"),
        ("basis = \"s.1\"", "", "rules[0].basis: is missing"),
        ("2020-01-01", "\"2020-01-01\"", "rules[0].effective_from: must be a date"),
        ("2020-01-01", "2020-01-01T00:00:00Z", "rules[0].effective_from: must be a date"),
        ("2020-01-01", "2020-01-01\neffective_to = 2019-12-31", "rules[0].effective_to: is before"),
        (
            "2020-01-01",
            "2020-01-01\nefective_to = 2029-12-31",
            "rules[0].efective_to: is not a key",
        ),
    ]);
}

#[test]
fn a_slip_inside_a_row_is_not_told_as_a_gap_too() {
    changing("given = true", "given = 1");
    let slip = TEXTS[0].replace("basis = \"P02\"\n", "basis = \"\"\n");
    assert!(problems(&slip).iter().all(|problem| problem.ends_with(".basis: must say something")));
}

#[test]
fn all_problems_are_named_at_once() {
    let text = small("zone = \"Europe/Oslo\"", "zone = \"Mars\"\ncolour = \"red\"")
        .replace("period = \"20 days\"", "period = \"soon\"")
        .replace("basis = \"s.3\"\nreviewed = true", "")
        .replace("tier = \"statute\"", "tier = \"law\"");
    let found = problems(&text);
    let expected = [
        "zone: ",
        "rules[0].tier: ",
        "rules[0].period: ",
        "rights[0].basis: ",
        "rights[0].reviewed: ",
        "colour: is not a key",
    ];
    for start in expected {
        assert!(found.iter().any(|problem| problem.starts_with(start)), "{start}: {found:#?}");
    }
}

#[test]
fn a_text_that_is_no_toml_names_its_line() {
    assert!(changing("regime = \"xx\"", "regime = ").starts_with("line 2: "));
}

/// The rule of the small pack once more, under another name and from another day.
fn and_again(kinds: &str, from: &str) -> String {
    let rule = &SMALL[SMALL.find("[[rules]]").unwrap()..SMALL.find("[[rights]]").unwrap()];
    let again = rule
        .replace("id = \"respond\"", "id = \"again\"")
        .replace("kinds = \"all\"", kinds)
        .replace("2020-01-01", from);
    small("[[rights]]", &format!("{again}\n[[rights]]"))
}

#[test]
fn two_rules_for_one_thing_at_one_time_overlap() {
    let found = problems(&and_again("kinds = [\"access\", \"copy\"]", "2021-05-01"));
    assert_eq!(found, ["rules[1]: is in force on 2021-05-01 beside respond for access, copy"]);
}

#[test]
fn a_rule_may_follow_where_the_other_ended() {
    let followed = and_again("kinds = \"all\"", "2021-05-01")
        .replace("2020-01-01", "2020-01-01\neffective_to = 2021-04-30");
    assert_eq!(problems(&followed), Vec::<String>::new());
    let a_day_late = followed.replace("2021-04-30", "2021-05-01");
    assert_eq!(problems(&a_day_late).len(), 1);
}

#[test]
fn a_right_is_spoken_of_once() {
    let twice = format!(
        "{SMALL}\n[[rights]]\nid = \"more\"\nkinds = [\"copy\"]\ngiven = true\nbasis = \"s.9\"\nreviewed = true\n"
    );
    assert_eq!(problems(&twice), ["rights[1].kinds: speaks of copy again"]);
    let gap = small("kinds = \"all\"\ngiven", "kinds = [\"access\"]\ngiven");
    assert_eq!(problems(&gap).len(), 8);
}

#[test]
fn a_ground_that_rows_may_not_name_is_refused() {
    let row = |ground: &str| {
        format!(
            "{SMALL}\n[[refusals]]\nid = \"no\"\nkinds = \"all\"\ngrounds = [\"{ground}\"]\nbasis = \"s.9\"\nreviewed = true\n"
        )
    };
    assert_eq!(problems(&row("legal_duty")), Vec::<String>::new());
    assert!(problems(&row("right_not_given"))[0].starts_with("refusals[0].grounds[0]: "));
}

#[test]
fn a_ceiling_is_no_lower_than_the_need() {
    let text = format!(
        "{SMALL}\n[[assurance]]\nid = \"who\"\nkinds = \"all\"\nneeds = \"matched\"\nat_most = \"contact\"\nstanding = true\nbasis = \"s.9\"\nreviewed = true\n"
    );
    assert_eq!(problems(&text), ["assurance[0].at_most: is less than the row needs"]);
}

#[test]
fn only_the_house_states_a_policy_and_it_must() {
    let house = TEXTS[0];
    let elsewhere = house.replace("regime = \"house\"", "regime = \"yy\"");
    assert_eq!(problems(&elsewhere), ["policy: is for the pack of the house only"]);
    let without = &house[..house.find("[policy.consents]").unwrap()];
    assert_eq!(problems(without), ["policy: is missing"]);
}

#[test]
fn the_house_leaves_no_kind_without_clock_or_table() {
    let house = TEXTS[0];
    let ended = house.replace(
        "basis = \"P02\"\nreviewed = true\neffective_from = 2015-01-01",
        "basis = \"P02\"\nreviewed = true\neffective_from = 2015-01-01\neffective_to = 2030-01-01",
    );
    assert_eq!(problems(&ended), ["rules: never have a clock to respond to deletion"]);
    let unread = house.replace(
        "basis = \"P17\"\nreviewed = true\n\n# What can",
        "basis = \"P17\"\nreviewed = false\n\n# What can",
    );
    assert_eq!(problems(&unread).len(), 2);
}
