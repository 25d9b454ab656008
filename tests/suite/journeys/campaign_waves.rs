//! S43: ten thousand in a first wave, forty thousand in a second of whom nine thousand were in the first, and
//! a wrong date. Here with tens of people; nobody is told twice by one version, and everybody is told.

use chrono::TimeDelta;
use habeas_adapters::campaigns::list::Format;
use habeas_adapters::campaigns::{Campaigns, Manner};
use habeas_domain::actor::Role;
use habeas_domain::id::{CampaignId, VersionNo};
use serde_json::{Value, json};

use super::campaign::{Drive, about, breach, of_a_breach};
use super::says;
use crate::support::{Scene, call, on_both_engines};

on_both_engines!(InLondon:
    a_second_wave_supplements_and_a_correction_is_a_version,
    whoever_dies_between_sending_and_saying_so_sends_a_group_again,
    a_list_that_breaks_off_leaves_nothing,
    whoever_is_found_after_a_correction_is_told_what_holds,
);

const CSV: Manner = Manner { format: Format::Csv, lenient: false, expect: None };

fn list(people: impl Iterator<Item = u32>) -> String {
    let lines = people.map(|no| format!("person{no}@example.net\n"));
    std::iter::once("email\n".to_owned()).chain(lines).collect()
}

fn with(mut parts: Value, more: &[(&str, &str)]) -> Value {
    for (part, text) in more {
        parts[*part] = json!(text);
    }
    parts
}

async fn a_second_wave_supplements_and_a_correction_is_a_version(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 10).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, &list(1..=10)).await;
    drive.goes_out(&mut scene, 1).await;
    assert_eq!(scene.crew.postbox.empty().len(), 10);

    // The second wave: forty, nine of whom were in the first.
    drive.version(&scene, "listed", &["email"]).await;
    drive.word(&scene, 2, "full", "en", with(of_a_breach(), &[("title", "Hashes got out")])).await;
    let new = [("title", "More got out"), ("what_is_new", "Hashes of passwords were in it.")];
    drive.word(&scene, 2, "supplement", "en", with(of_a_breach(), &new)).await;
    let taken = drive.listed(&scene, 2, &list(2..=41)).await;
    assert_eq!((&taken["people"], &taken["messages"]), (&json!(31), &json!(40)));
    drive.goes_out(&mut scene, 2).await;
    let told = scene.crew.postbox.empty();
    assert_eq!(told.len(), 40);
    let supplements = told.iter().filter(|posted| posted.subject().contains("More got out"));
    let mut whom: Vec<&str> = supplements.map(|posted| posted.to.as_str()).collect();
    whom.sort_unstable();
    assert_eq!(whom.len(), 9);
    assert!(whom.contains(&"person2@example.net") && !whom.contains(&"person11@example.net"));

    // The date was wrong: everybody on any list is told once more, and nobody new gets the old text.
    drive.version(&scene, "everyone", &["email"]).await;
    let right = [
        ("title", "We told you a wrong date"),
        ("what_was_wrong", "It was not the sixth."),
        ("what_is_right", "It was the fifth."),
    ];
    drive.word(&scene, 3, "full", "en", of_a_breach()).await;
    drive.word(&scene, 3, "correction", "en", with(of_a_breach(), &right)).await;
    drive.goes_out(&mut scene, 3).await;
    let told = scene.crew.postbox.empty();
    assert_eq!(told.len(), 41);
    for posted in &told {
        says(&posted.text(), &["What was wrong in our last message", "It was the fifth."]);
    }
    let seen = scene.sees(&incident).await;
    let told = seen["people_told"].as_array().unwrap();
    let people: Vec<&Value> = told.iter().map(|one| &one["people"]).collect();
    assert_eq!(people, [&json!(10), &json!(41), &json!(41)], "each time, how many in all");
    scene.comes_to_the_same_again().await;
}

/// A group is sent, and whoever sent it is killed before saying so: it goes out again, each message under
/// the id that it had, and the rows still say that everybody was told once.
async fn whoever_dies_between_sending_and_saying_so_sends_a_group_again(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 60).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, &list(1..=60)).await;
    drive.approves(&scene, 1).await;
    drive.does(&scene, "versions/1/begin", json!({})).await;
    scene.works_without("campaigner").await;
    scene.crew.postbox.empty();
    scene.crew.kills_behind(50, "campaigner").await;
    // What it held comes back when the claim runs out.
    scene.office.clock.advance(TimeDelta::minutes(16));
    scene.works().await;
    let mut all = scene.crew.postbox.empty();
    all.retain(|posted| posted.to.starts_with("person"));
    assert_eq!(all.len(), 50 + 60, "the group twice, and the others once");
    let ids: std::collections::BTreeSet<&str> =
        all.iter().map(|posted| posted.id.as_str()).collect();
    assert_eq!(ids.len(), 60, "one id a person and version");
    let version = drive.sees(&scene, 1).await;
    assert_eq!((&version["stage"], &version["messages"]["told"]), (&json!("told"), &json!(60)));
    assert_eq!(
        version["recorded"],
        json!([ { "outcome": "handed_over", "channel": "email", "count": 60 } ])
    );
    scene.comes_to_the_same_again().await;
}

async fn a_list_that_breaks_off_leaves_nothing(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 3).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    let whole = list(1..=2_500);
    let id = CampaignId::parse(&drive.matter.id).unwrap();
    let (campaigns, call) =
        (Campaigns::new(scene.office.cases.clone()), call(Role::Officer, "broken-off"));
    let mut taking = campaigns.take(&id, VersionNo(1), CSV, &call).await.unwrap();
    taking.feed(whole.as_bytes()).await.unwrap();
    drop(taking);
    let count = "select count(*) from campaign_person";
    assert_eq!(scene.office.world.count(count).await, 2_000, "rows that are not live");
    // Whoever sends it again at once has to wait; two minutes later what was left is gone.
    assert_eq!(drive.lists(&scene, 1, "", &whole).await.code(), "list_in_progress");
    scene.office.clock.advance(chrono::TimeDelta::minutes(3));
    scene.works().await;
    assert_eq!(scene.office.world.count(count).await, 0);
    let keys = "select count(*) from vault_key where stream_type = 'recipients'";
    assert_eq!(scene.office.keeper.count(keys).await, 0);
    let taken = drive.listed(&scene, 1, &whole).await;
    assert_eq!((&taken["lines"], &taken["people"]), (&json!(2_500), &json!(2_500)));
    assert_eq!(scene.office.keeper.count(keys).await, 25, "one for a hundred people");
    scene.comes_to_the_same_again().await;
}

/// A text that was corrected goes to nobody any more: not to whoever is found later, and not to whoever it
/// comes back from.
async fn whoever_is_found_after_a_correction_is_told_what_holds(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 3).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email", "sms"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    let lines = "email,phone\nada@example.net,020 7946 0101\nben@example.net,\n";
    drive.listed(&scene, 1, lines).await;
    drive.goes_out(&mut scene, 1).await;
    drive.version(&scene, "everyone", &["email", "sms"]).await;
    let right = [("what_was_wrong", "It was not the sixth."), ("what_is_right", "The fifth.")];
    drive.word(&scene, 2, "full", "en", with(of_a_breach(), &[("title", "What happened")])).await;
    drive.word(&scene, 2, "correction", "en", with(of_a_breach(), &right)).await;
    assert_eq!(drive.lists(&scene, 2, "", "email\ncem@example.net\n").await.code(), "no_list_here");
    drive.goes_out(&mut scene, 2).await;
    scene.crew.postbox.empty();

    let late = drive.lists(&scene, 1, "", "email\ncem@example.net\n").await;
    assert_eq!(late.code(), "superseded");
    says(late.body["detail"].as_str().unwrap(), &["version 2"]);
    drive.listed(&scene, 2, "email\ncem@example.net\nben@example.net\n").await;
    scene.works().await;
    assert!(scene.mail("cem@example.net").subject().contains("What happened"));
    scene.no_more_mail();

    // The first mail to Ada comes back late: she has the correction, and no text message tells her the wrong.
    let answer = drive.comes_back(&scene, 1, "ada@example.net").await;
    assert_eq!(answer.status, axum::http::StatusCode::NO_CONTENT, "{:?}", answer.body);
    scene.works().await;
    scene.no_more_mail();
    let version = drive.sees(&scene, 1).await;
    assert_eq!(
        (&version["stage"], &version["messages"]["unreachable"]),
        (&json!("told"), &json!(0))
    );
    let seen = scene.sees(&incident).await;
    let told = seen["people_told"].as_array().unwrap().last().unwrap();
    assert_eq!((&told["people"], &told["complete"]), (&json!(3), &json!(true)));
    scene.comes_to_the_same_again().await;
}
