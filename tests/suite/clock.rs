//! `habeas clock`, as a person or a script would run it.

use std::process::{Command, Output};

use serde_json::Value;

fn clock(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_habeas")).arg("clock").args(arguments).output().unwrap()
}

fn answer(arguments: &[&str]) -> Value {
    let output = clock(&[arguments, &["--json"]].concat());
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The exit code and what was said about it; nothing may be on standard output.
fn refusal(arguments: &[&str]) -> (Option<i32>, String) {
    let output = clock(arguments);
    assert!(output.stdout.is_empty(), "{arguments:?}");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn rows(name: &str) -> Vec<csv::StringRecord> {
    let path = format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let rows = csv::Reader::from_path(path).unwrap().into_records();
    rows.map(Result::unwrap).collect()
}

#[test]
fn it_says_when_and_why_in_plain_words() {
    let output = clock(&["--calendar", "CN", "--from", "2026-09-20", "--add", "15 working days"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().next(), Some("2026-10-16 (Friday)"));
    assert!(said.contains("Sat 10 Oct 2026: a make-up working day, counted."));
    assert!(said.contains("Mon 5 Oct 2026 to Wed 7 Oct 2026: a public holiday, not counted."));
}

#[test]
fn it_gives_the_same_as_data() {
    let found = answer(&["--calendar", "CN", "--from", "2026-12-20", "--add", "15 working days"]);
    assert_eq!(found["due"], "2027-01-11");
    assert_eq!(found["provisional"], true);
    assert_eq!(found["calendar"], "CN");
    let steps: Vec<_> = found["trace"].as_array().unwrap().iter().map(|s| &s["step"]).collect();
    assert_eq!(steps.first().unwrap().as_str(), Some("anchored"));
    assert!(steps.contains(&&Value::from("provisional")));
    assert_eq!(steps.last().unwrap().as_str(), Some("due"));
}

#[test]
fn one_of_a_unit_may_be_written_in_the_singular() {
    for (period, due) in [("1 day", "2026-02-01"), ("1 month", "2026-02-28")] {
        assert_eq!(answer(&["--from", "2026-01-31", "--add", period])["due"], due);
    }
    let found = answer(&["--from", "2026-01-31", "--add", "1 working day", "--calendar", "US"]);
    assert_eq!(found["due"], "2026-02-02");
}

#[test]
fn the_zone_says_which_day_it_is() {
    let instant = ["--from", "2026-11-20T16:40:00-08:00", "--add", "15 working days"];
    let due = |calendar, zone| {
        let place = ["--calendar", calendar, "--zone", zone];
        answer(&[&instant[..], &place[..]].concat())["due"].clone()
    };
    assert_eq!(due("CN", "Asia/Shanghai"), "2026-12-11");
    assert_eq!(due("US", "America/Los_Angeles"), "2026-12-14");
    assert_eq!(due("US-CA", "America/Los_Angeles"), "2026-12-15");
}

#[test]
fn hours_are_told_in_the_offset_of_the_question_or_else_of_the_zone() {
    let asked = ["--from", "2026-10-23T10:05:00+02:00", "--add", "72 hours"];
    assert_eq!(answer(&asked)["due"], "2026-10-26T10:05:00+02:00");
    let excluded = [&asked[..], &["--first-day", "excluded"]].concat();
    assert_eq!(answer(&excluded)["due"], "2026-10-26T11:00:00+02:00");
    let day = ["--from", "2026-10-23", "--add", "72 hours", "--zone", "Europe/Berlin"];
    assert_eq!(answer(&day)["due"], "2026-10-25T23:00:00+01:00");
}

#[test]
fn what_is_not_understood_is_told_from_what_cannot_be_done() {
    let from = ["--from", "2026-01-01", "--add"];
    let misused: [&[&str]; 8] = [
        &["15 working days"],
        &["15 days", "--roll", "working-day"],
        &["15 weeks"],
        &["days"],
        &["15 days", "--calendar", "XX"],
        &["15 days", "--zone", "Mars/Olympus"],
        &["15 days", "--first-day", "maybe"],
        &["15 days", "--roll", "monday"],
    ];
    for rest in misused {
        let (code, said) = refusal(&[&from[..], rest].concat());
        assert_eq!(code, Some(2), "{rest:?}");
        assert!(said.starts_with("error: "), "{said}");
    }
    for date in ["yesterday", "2026-02-30", "2026-1-1", "2026-01-01T10:00:00"] {
        assert_eq!(refusal(&["--from", date, "--add", "1 day"]).0, Some(2), "{date}");
    }
    let (code, said) =
        refusal(&["--from", "2035-12-20", "--add", "20 working days", "--calendar", "US"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("outside the years 2015 to 2035"), "{said}");
    let (code, _) = refusal(&["--from", "9999-12-20", "--add", "20 days"]);
    assert_eq!(code, Some(1));
}

#[test]
fn it_finds_the_working_days_that_independent_libraries_agree_on() {
    for row in rows("working_days.csv") {
        let [id, country, region, kind, start, _, _, count, due] =
            std::array::from_fn(|field| &row[field]);
        let calendar = match (kind, region) {
            ("any-part", _) => format!("{country}+any-part"),
            ("nz-privacy", _) => format!("{country}+privacy-act"),
            (_, "") => country.to_owned(),
            (_, region) => format!("{country}-{region}"),
        };
        let period = format!("{count} working days");
        let found = answer(&["--calendar", &calendar, "--from", start, "--add", &period]);
        assert_eq!(found["due"], due, "row {id}");
    }
}

/// What the name of a rule in the table means as options.
fn options(rule: &str) -> Vec<&'static str> {
    let (period, rest) = match rule {
        "MONTH+1/no-roll" => ("1 month", ""),
        "UK-1M-ROLL" | "EU1182-1M-ROLL" => ("1 month", "--roll working-day"),
        "UK-3M-FROM-START-ROLL" => ("3 months", "--roll working-day"),
        "UK-COMPLAINT-ACK-30D-ROLL" | "CN-30D-ROLL" => ("30 days", "--roll working-day"),
        "CCPA-45D-EXCL" => ("45 days", ""),
        "CCPA-45D-INCL" => ("45 days", "--first-day included"),
        "CCPA-90D-TOTAL-EXCL" => ("90 days", ""),
        "HK-40D-ROLL" => ("40 days", "--roll working-day"),
        "KR-10D-ROLL" => ("10 days", "--roll working-day"),
        "BR-15D-ROLL" => ("15 days", "--roll working-day"),
        "JP-BREACH-30D-DAY1-INCL-ROLL" => ("30 days", "--first-day included --roll working-day"),
        "JP-BREACH-60D-DAY1-INCL-ROLL" => ("60 days", "--first-day included --roll working-day"),
        "ZA-30D-ROLL-SUN" | "CA-30D-ROLL-SUN" => ("30 days", "--roll not-sunday-or-holiday"),
        "HOURS-72-EU1182" => ("72 hours", "--first-day excluded"),
        "HOURS-72-ELAPSED" => ("72 hours", ""),
        "HOURS-4-ELAPSED" => ("4 hours", ""),
        other => panic!("the table has a rule {other} that this test does not know"),
    };
    ["--add", period].into_iter().chain(rest.split_whitespace()).collect()
}

#[test]
fn it_finds_the_months_days_and_hours_of_the_worked_examples() {
    for row in rows("months_days_hours.csv") {
        let [id, rule, place, start, due] = std::array::from_fn(|field| &row[field]);
        let derived = if rule.starts_with("JP-") { "+year-end" } else { "" };
        let calendar = format!("{place}{derived}");
        let mut question = options(rule);
        question.extend(["--from", start]);
        if rule.starts_with("HOURS") {
            question.extend(["--zone", place]);
        } else if place != "-" {
            question.extend(["--calendar", &calendar]);
        }
        assert_eq!(answer(&question)["due"], due, "row {id}, {rule}");
    }
}

#[test]
fn the_rules_of_a_pack_answer_by_duty() {
    let uk = ["--regime", "uk", "--duty", "respond", "--received"];
    let found = answer(&[&uk[..], &["2026-01-30"]].concat());
    assert_eq!(found["due"], "2026-03-02");
    assert_eq!(found["rules"].as_array().unwrap().len(), 1);
    assert_eq!(found["rules"][0]["extended"]["due"], "2026-04-30");
    // Three days later another rule is in force, with the same month.
    let later = answer(&[&uk[..], &["2026-02-27"]].concat());
    assert_ne!(found["rules"][0]["rule"], later["rules"][0]["rule"]);

    let scotland = ["2026-07-03", "--country", "GB", "--region", "SCT"];
    assert_eq!(answer(&[&uk[..], &scotland].concat())["due"], "2026-08-04");
    assert_eq!(answer(&[&uk[..], &scotland[..1]].concat())["due"], "2026-08-03");

    let said = clock(&[&uk[..], &["2026-01-30"]].concat());
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.starts_with("2026-03-02 (Monday)\n"), "{said}");
    assert!(said.contains("UK GDPR Art. 12(3)"), "{said}");
}

#[test]
fn the_rules_about_complaints_answer_too() {
    let uk = ["--regime", "uk", "--duty", "acknowledge", "--received", "2026-06-25"];
    // The thirtieth day after the day of receipt is a Saturday.
    let found = answer(&[&uk[..], &["--kind", "infringement_report"]].concat());
    assert_eq!(found["due"], "2026-07-27");
    assert_eq!(found["rules"][0]["basis"], "DPA 2018 s.164A");
    let appeal = ["--regime", "us_va", "--duty", "appeal", "--received", "2026-11-02"];
    assert_eq!(answer(&appeal)["due"], "2027-01-01");
    let (code, said) = refusal(&[&uk[..], &["--kind", "grievance"]].concat());
    assert_eq!(code, Some(2));
    assert!(said.contains("infringement_report"), "{said}");
}

#[test]
fn the_promise_of_the_house_is_counted_on_two_calendars() {
    let promise = ["--regime", "house", "--duty", "respond", "--kind", "deletion"];
    let here = ["--calendar", "CN", "--zone", "Asia/Shanghai", "--country", "US"];
    let received = ["--received", "2026-11-20T16:40:00-08:00"];
    let found = answer(&[&promise[..], &here, &received].concat());
    assert_eq!(found["due"], "2026-12-11");
    let compared = found["trace"].as_array().unwrap().last().unwrap();
    assert_eq!(compared["others"][0]["calendar"], "US");

    // Without a controller nobody knows on whose calendar.
    let (code, said) = refusal(&[&promise[..], &received].concat());
    assert_eq!(code, Some(2));
    assert!(said.contains("--calendar"), "{said}");
}

#[test]
fn a_question_about_rules_must_be_whole() {
    let misused: [&[&str]; 7] = [
        &[],
        &["--json"],
        &["--from", "2026-01-30"],
        &["--regime", "uk"],
        &["--regime", "uk", "--duty", "respond"],
        &["--regime", "uk", "--duty", "respond", "--received", "2026-01-30", "--add", "1 day"],
        &["--regime", "nowhere", "--duty", "respond", "--received", "2026-01-30"],
    ];
    for arguments in misused {
        assert_eq!(refusal(arguments).0, Some(2), "{arguments:?}");
    }
    let none = ["--regime", "uk", "--duty", "appeal", "--received", "2026-01-30"];
    let (code, said) = refusal(&none);
    assert_eq!(code, Some(1));
    assert!(said.contains("no rule"), "{said}");
}
