//! The script on different days: it ends, and shows what it is to show.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use habeas_adapters::cases::{Cases, Rules};
use habeas_domain::clock::Duty;
use habeas_domain::id::ItemNo;
use habeas_domain::kind::ItemKind;
use habeas_domain::people::Standing;
use habeas_domain::request::{Case, FeeState, LinkKind, Outcome, Phase, TailKind, WaitingOn};
use habeas_domain::{complaint, incident};

use super::*;
use crate::open::Parts;

/// The cases by the names of their stories.
#[derive(Default)]
struct Played {
    requests: BTreeMap<&'static str, Box<Case>>,
    complaints: BTreeMap<&'static str, Box<complaint::Case>>,
    incidents: BTreeMap<&'static str, Box<incident::Case>>,
}

/// Plays in a folder up to this time, and gives each case by the name of its story.
async fn played(data: &Path, now: &str) -> Played {
    let now = DateTime::parse_from_rfc3339(now).unwrap().to_utc();
    let listen = "127.0.0.1:0".parse().unwrap();
    let folder = Folder::make(Some(data), Some(listen)).unwrap();
    let ways = Ways::of(&folder.settings).unwrap();
    let played = play(&folder.settings, ways, now).await.unwrap_or_else(|e| panic!("{now}: {e:#}"));
    let Parts { desk, vault, rules, .. } = Parts::open(&folder.settings).await.unwrap();
    let cases = Cases::new(desk, vault, Rules::new(rules));
    let mut all = Played::default();
    for (story, id) in played.cases.requests {
        all.requests.insert(story, cases.get(&id).await.unwrap().0);
    }
    for (story, id) in played.cases.complaints {
        all.complaints.insert(story, cases.get(&id).await.unwrap().0);
    }
    for (story, id) in played.cases.incidents {
        all.incidents.insert(story, cases.get(&id).await.unwrap().0);
    }
    all
}

/// The outcomes of an item, without what they hold.
fn outcomes(case: &Case) -> BTreeSet<String> {
    let decided = case.items.values().filter_map(|item| item.stage.decided());
    let parts = decided.flat_map(|decided| &decided.decision.parts);
    parts.map(|part| name_of(&part.outcome)).collect()
}

fn name_of(outcome: &Outcome) -> String {
    match serde_json::to_value(outcome).unwrap() {
        serde_json::Value::Object(named) => named.keys().next().unwrap().clone(),
        plain => plain.as_str().unwrap().to_owned(),
    }
}

/// Any day will do: the turn of the year, both changes of the clocks, a leap day, a Sunday night.
#[tokio::test]
async fn after_new_year() {
    shows_all("2026-01-05T08:30:00-08:00").await;
}

#[tokio::test]
async fn late_on_a_sunday() {
    shows_all("2026-03-01T23:59:00-08:00").await;
}

#[tokio::test]
async fn before_thanksgiving() {
    shows_all("2026-11-20T16:00:00-08:00").await;
}

#[tokio::test]
async fn between_the_years() {
    shows_all("2027-12-28T00:01:00-08:00").await;
}

#[tokio::test]
async fn on_a_leap_day() {
    shows_all("2028-02-29T10:00:00-08:00").await;
}

async fn shows_all(now: &str) {
    let root = tempfile::tempdir().unwrap();
    let Played { requests: cases, complaints, incidents } =
        played(&root.path().join("demo"), now).await;
    let of = |story: &str| &cases[story];

    let kinds: BTreeSet<_> =
        cases.values().flat_map(|c| c.items.values().map(|item| item.asked.kind)).collect();
    assert_eq!(kinds, ItemKind::ALL.iter().copied().collect(), "{now}");
    let all: BTreeSet<_> = cases.values().flat_map(|case| outcomes(case)).collect();
    let expected = [
        "already_so",
        "anonymised",
        "answered_with",
        "granted",
        "identity_not_confirmed",
        "no_answer",
        "not_ours",
        "nothing_held",
        "partly",
        "refused",
        "restricted",
        "standing_not_shown",
        "statement_attached",
        "withdrawn",
    ];
    assert_eq!(all.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{now}");

    for story in ["nora", "chen", "tomas", "sofia_again", "walker", "pat", "attack", "agency"] {
        assert_eq!(of(story).phase, Phase::Closed, "{now}: {story}");
    }
    // What time alone brought about.
    assert!(outcomes(of("silent")).contains("identity_not_confirmed"), "{now}");
    assert!(outcomes(of("mute")).contains("no_answer"), "{now}");
    let late = of("harper").docket.clocks.values().filter(|c| c.started.duty == Duty::Respond);
    assert!(late.clone().any(|clock| clock.late.is_some() && clock.is_open()), "{now}");
    let fees: Vec<_> = of("alex_third").fees.values().map(|fee| fee.state).collect();
    assert!(matches!(fees[..], [FeeState::Lapsed(_), FeeState::Paid(_)]), "{now}: {fees:?}");
    // What somebody did.
    assert!(of("priya").items.values().all(|item| item.round == 2), "{now}");
    assert!(of("yusuf").docket.clocks.values().any(|clock| clock.extended), "{now}");
    assert!(!of("attack").denied.is_empty(), "{now}");
    let mother = &of("guardian").requester().standing;
    assert!(matches!(mother, Standing::Lost { .. }), "{now}: {mother:?}");
    let twice = of("sofia_again").links.values().any(|kind| *kind == LinkKind::Duplicate);
    assert!(twice, "{now}: {:?}", of("sofia_again").links);
    let legs = |story: &str, ended: bool| {
        let tails = of(story).tails.values();
        tails
            .filter(|tail| matches!(tail.kind, TailKind::Backup { .. }))
            .filter(|tail| tail.ended.is_some() == ended)
            .count()
    };
    assert!(legs("nora", true) == 2 && legs("nora", false) == 0, "{now}");
    assert!(legs("dana", false) > 0, "{now}");
    for story in ["zhou", "kim", "leo", "sam", "harper", "yusuf", "guardian"] {
        assert_eq!(of(story).phase, Phase::Open, "{now}: {story}");
    }
    complaints_show(&complaints, now);
    incidents_show(&incidents, now);
    let again = &of("ben").items[&ItemNo(1)];
    assert!(again.round == 2 && again.stage.decided().is_none(), "{now}: a complaint was right");
    // Every answer that was owed has reached somebody.
    for (story, case) in &cases {
        assert!(case.undelivered.is_empty(), "{now}: {story} {:?}", case.undelivered);
        let waits = case.waiting_on(case.receipt.entered.date_naive());
        assert!(!waits.contains(&WaitingOn::Notice) || *story == "guardian", "{now}: {story}");
    }
}

fn complaints_show(complaints: &BTreeMap<&'static str, Box<complaint::Case>>, now: &str) {
    for story in ["ben_again", "nyberg", "teacher"] {
        let case = &complaints[story];
        assert_eq!(case.phase, complaint::Phase::Closed, "{now}: {story}");
        let told =
            case.allegations.values().all(|a| a.decided.as_ref().is_some_and(|d| d.told.is_some()));
        assert!(told, "{now}: {story}");
    }
    for story in ["clue", "tang"] {
        assert_eq!(complaints[story].phase, complaint::Phase::Open, "{now}: {story}");
    }
    let mut links = complaints["teacher"].links.iter();
    assert!(
        links.any(|linked| linked.link == complaint::Link::Deletion),
        "{now}: the house deletes"
    );
}

fn incidents_show(incidents: &BTreeMap<&'static str, Box<incident::Case>>, now: &str) {
    let bucket = &incidents["bucket"];
    assert_eq!(bucket.phase, incident::Phase::Closed, "{now}");
    let late = bucket.docket.clocks.values().filter(|clock| clock.late.is_some());
    let late: Vec<_> = late.collect();
    assert!(late.is_empty(), "{now}: told in time: {late:?}");
    let partner = &incidents["partner"];
    assert_eq!(partner.phase, incident::Phase::Open, "{now}");
    assert!(partner.docket.clocks.values().any(habeas_domain::docket::Clock::is_running), "{now}");
}

#[tokio::test]
async fn no_two_demos_have_a_secret_in_common() {
    let mut seen = BTreeSet::new();
    for _ in 0..2 {
        let root = tempfile::tempdir().unwrap();
        let listen = "127.0.0.1:0".parse().unwrap();
        let folder = Folder::make(Some(&root.path().join("demo")), Some(listen)).unwrap();
        let ways = Ways::of(&folder.settings).unwrap();
        let played = play(&folder.settings, ways, Clock::System.now()).await.unwrap();
        for key in played.staff.keys {
            assert!(seen.insert(key.secret), "{}", key.principal);
        }
        for id in played.cases.requests.into_values() {
            assert!(seen.insert(id.as_str().to_owned()), "{id}");
        }
        for id in played.cases.complaints.into_values() {
            assert!(seen.insert(id.as_str().to_owned()), "{id}");
        }
    }
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("mine.txt"), "mine").unwrap();
    let refused = Folder::make(Some(root.path()), None).err().unwrap().to_string();
    assert!(refused.contains("is not empty"), "{refused}");
    assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1);
}
