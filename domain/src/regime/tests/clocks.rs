//! Whose calendar, whose zone, and when it is due.

use chrono::NaiveDate;
use chrono_tz::Tz;
use chrono_tz::{America, Asia, Europe, Indian, Pacific};

use super::{book, find, house, lives, on, regime, row};
use crate::calendar::CalendarId;
use crate::clock::{Due, Leg, PauseMode, PauseWhen, reckon_legs};
use crate::ground::PauseGround;
use crate::kind::ItemKind;
use crate::moment::Moment;
use crate::place::Country;
use crate::regime::shipped::TEXTS;
use crate::regime::{Pack, Rulebook};

fn legs(
    book: &Rulebook,
    rule: (&str, &str),
    place: &str,
    receipt: Option<Tz>,
) -> Vec<(String, Tz)> {
    let (pack, rule) = find(book, rule.0, rule.1);
    book.legs(pack, rule, lives(place).as_ref(), receipt)
        .into_iter()
        .map(|Leg { calendar, zone }| (calendar.to_string(), zone))
        .collect()
}

fn leg(calendar: &str, zone: Tz) -> (String, Tz) {
    (calendar.to_owned(), zone)
}

/// The day on which a rule is due for someone who lives there.
fn due(
    book: &Rulebook,
    rule: (&str, &str),
    place: &str,
    received: Moment,
    receipt: Option<Tz>,
) -> String {
    let (pack, rule) = find(book, rule.0, rule.1);
    let legs = book.legs(pack, rule, lives(place).as_ref(), receipt);
    let found = reckon_legs(&rule.terms(), received, &[], &legs, book.calendars()).unwrap();
    match found.due.unwrap() {
        Due::Day(day) => day.to_string(),
        Due::Instant(instant) => instant.to_rfc3339(),
    }
}

#[test]
fn the_promise_counts_where_the_house_is_and_where_the_subject_is() {
    let book = book();
    let rule = ("house", "respond.deletion");
    let received = Some(America::Los_Angeles);
    let both = [leg("CN", Asia::Shanghai), leg("US", America::Los_Angeles)];
    assert_eq!(legs(&book, rule, "US-CA", received), both);
    let one_zone = [leg("CN", Asia::Shanghai), leg("US", Asia::Shanghai)];
    assert_eq!(legs(&book, rule, "US-CA", None), one_zone);
    assert_eq!(legs(&book, rule, "CN", None), [leg("CN", Asia::Shanghai)]);
    assert_eq!(legs(&book, rule, "unknown", received), [leg("CN", Asia::Shanghai)]);
}

#[test]
fn whose_fifteen_working_days() {
    let received = Moment::At("2026-11-20T16:40:00-08:00".parse().unwrap());
    let zone = Some(America::Los_Angeles);
    let rule = ("house", "respond.deletion");
    // Earlier of 11 December on the Chinese calendar and 14 December on the American one.
    assert_eq!(due(&book(), rule, "US-CA", received, zone), "2026-12-11");
    let american = Rulebook::shipped(house("US", America::Los_Angeles));
    assert_eq!(due(&american, rule, "US-CA", received, zone), "2026-12-14");
    let mut californian = house("US", America::Los_Angeles);
    californian.calendar = CalendarId::parse("US-CA").unwrap();
    let californian = Rulebook::shipped(californian);
    assert_eq!(due(&californian, rule, "unknown", received, zone), "2026-12-15");
}

#[test]
fn spring_festival_never_makes_the_promise_longer_than_at_home() {
    let rule = ("house", "respond.deletion");
    let received = on("2026-02-06");
    assert_eq!(due(&book(), rule, "GB", received, None), "2026-02-27");
    assert_eq!(due(&book(), rule, "US", received, None), "2026-03-02");
    assert_eq!(due(&book(), rule, "CN", received, None), "2026-03-05");
}

#[test]
fn the_british_month_ends_on_the_corresponding_day_or_the_next_that_is_worked() {
    let book = book();
    // The month before the rules changed, and after: 28 February 2026 is a Saturday.
    assert_eq!(due(&book, ("uk", "respond.2018"), "GB", on("2026-01-30"), None), "2026-03-02");
    assert_eq!(due(&book, ("uk", "respond"), "GB", on("2026-09-03"), None), "2026-10-05");
}

#[test]
fn the_british_rule_is_the_one_of_the_day_of_receipt() {
    let book = book();
    let uk = book.adopted(&regime("uk")).unwrap();
    let rule_on = |day: &str| -> Vec<&str> {
        let day: NaiveDate = day.parse().unwrap();
        uk.rules_for(ItemKind::Copy, day).map(|rule| rule.id.as_str()).collect()
    };
    assert_eq!(rule_on("2018-05-24"), Vec::<&str>::new());
    assert_eq!(rule_on("2026-02-04"), ["respond.2018"]);
    assert_eq!(rule_on("2026-02-05"), ["respond"]);
    let (pack, before) = find(&book, "uk", "respond.2018");
    assert!(book.pauses_on(pack, before).is_empty());
    let (pack, since) = find(&book, "uk", "respond");
    assert_eq!(Vec::from_iter(book.pauses_on(pack, since)), [PauseGround::Clarification]);
    assert_eq!(since.pause, PauseMode::SuspendInclusive);
}

#[test]
fn a_part_of_the_kingdom_has_its_own_calendar() {
    let book = book();
    let rule = ("uk", "respond");
    assert_eq!(legs(&book, rule, "GB-SCT", None), [leg("GB-SCT", Europe::London)]);
    assert_eq!(legs(&book, rule, "GB", None), [leg("GB-ENG", Europe::London)]);
    assert_eq!(legs(&book, rule, "GB-XX", None), [leg("GB-ENG", Europe::London)]);
    assert_eq!(legs(&book, rule, "US-CA", None), [leg("GB-ENG", Europe::London)]);
}

#[test]
fn a_european_clock_counts_where_the_act_is_done() {
    let book = book();
    let rule = ("gdpr", "respond");
    assert_eq!(legs(&book, rule, "DE", None), [leg("DE", Europe::Berlin)]);
    assert_eq!(legs(&book, rule, "RE", None), [leg("RE", Indian::Reunion)]);
    assert_eq!(legs(&book, rule, "unknown", None), [leg("BE", Europe::Brussels)]);
    let mut dublin = house("CN", Asia::Shanghai);
    dublin.establishments = ["CN", "IE"].map(|c| Country::parse(c).unwrap()).to_vec();
    let book = Rulebook::shipped(dublin);
    assert_eq!(legs(&book, rule, "DE", None), [leg("IE", Europe::Dublin)]);
}

#[test]
fn the_other_laws_name_their_own() {
    let book = book();
    let received = on("2025-12-12");
    assert_eq!(
        legs(&book, ("nz", "respond"), "NZ", None),
        [leg("NZ+privacy-act", Pacific::Auckland)]
    );
    // 8 working days before Christmas, 12 from 16 January on, Auckland's anniversary among them.
    assert_eq!(due(&book, ("nz", "respond"), "NZ", received, None), "2026-02-02");
    assert_eq!(legs(&book, ("hk", "respond.access"), "HK", None), [leg("HK", Asia::Hong_Kong)]);
    // 23 May 2026 is a Saturday, and stands.
    assert_eq!(due(&book, ("hk", "respond.access"), "HK", on("2026-04-13"), None), "2026-05-23");
    // The day of receipt is day one of 45; nothing rolls.
    assert_eq!(due(&book, ("ccpa", "respond"), "US-CA", on("2026-03-03"), None), "2026-04-16");
    assert_eq!(
        due(&book, ("pipl", "respond.deletion"), "CN", on("2026-02-06"), None),
        "2026-03-05"
    );
}

#[test]
fn stopping_marketing_takes_a_day_at_most() {
    let received = Moment::At("2026-11-20T16:40:00Z".parse().unwrap());
    let rule = ("house", "opt_out.marketing");
    assert_eq!(due(&book(), rule, "unknown", received, None), "2026-11-21T16:40:00+00:00");
}

#[test]
fn no_extension_lengthens_the_promise() {
    let book = book();
    let promised = &book.adopted(&regime("house")).unwrap().rules;
    assert!(promised.iter().all(|rule| rule.extension.is_none() && rule.pause == PauseMode::None));
    let (_, uk) = find(&book, "uk", "respond");
    assert_eq!(uk.extension.as_ref().unwrap().total.to_string(), "3 months");
}

#[test]
fn counsel_can_let_the_promise_follow_the_law() {
    let pause = "pause = { mode = \"suspend_inclusive\", grounds = [\"clarification\"], when = \"with_statute\" }";
    let id = "id = \"respond.deletion\"";
    let text = TEXTS[0].replace(id, &format!("{id}\n{pause}"));
    let book = book().with_packs(vec![Pack::parse(&text).unwrap()]);
    let house = book.adopted(&regime("house")).unwrap();
    let rule = house.rule(&row("respond.deletion")).unwrap();
    assert_eq!(rule.pause_when, PauseWhen::WithStatute);
    assert!(book.pauses_on(house, rule).contains(&PauseGround::Clarification));
}
