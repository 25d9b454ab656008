//! Lists and erasures that break off anywhere, come too late, or meet another one: nobody is lost, nobody is
//! there twice, and no key outlives its rows.

use std::sync::Arc;

use chrono::TimeDelta;
use habeas_adapters::campaigns::history::Whom;
use habeas_adapters::campaigns::list::Format;
use habeas_adapters::campaigns::{Campaigns, ListError, Manner, Taken, Taking};
use habeas_adapters::vault::Term;
use habeas_domain::actor::Role;
use habeas_domain::id::{CampaignId, VersionNo};
use habeas_domain::kind::IdentifierType;
use tokio::task::JoinSet;

use super::campaign::{Drive, about, breach, of_a_breach};
use crate::support::{Scene, call, dies_after, on_both_engines};

on_both_engines!(InLondon:
    a_list_that_dies_anywhere_can_be_sent_again,
    whoever_comes_too_late_with_a_list_loses_nothing_of_anybody,
    erased_at_once_they_leave_the_others,
    an_erasure_that_dies_anywhere_goes_on,
    an_erasure_that_nobody_repeats_is_finished,
    whoever_a_list_names_while_they_are_erased_leaves_nothing,
);

const FIRST: VersionNo = VersionNo(1);
const CSV: Manner = Manner { format: Format::Csv, lenient: false, expect: None };
const LIVE_KEYS: &str =
    "select count(*) from vault_key where stream_type = 'recipients' and wrapped is not null";

/// Persons of these numbers, a line each.
fn list(people: std::ops::Range<usize>) -> String {
    let lines = people.map(|no| format!("person{no}@example.net\n"));
    std::iter::once("email\n".to_owned()).chain(lines).collect()
}

/// The person of this number.
fn whom(person: usize) -> Whom {
    let mail = format!("person{person}@example.net");
    Whom::KnownBy(Term::identifier(IdentifierType::Email, &mail, None).unwrap())
}

struct Hall {
    campaigns: Campaigns,
    id: CampaignId,
    drive: Drive,
}

impl Hall {
    /// A campaign whose first version is written.
    async fn of(scene: &mut Scene) -> Self {
        let (incident, people) = breach(scene, 10).await;
        let drive = Drive::begin(scene, about(&incident, people)).await;
        drive.version(scene, "listed", &["email"]).await;
        drive.word(scene, 1, "full", "en", of_a_breach()).await;
        let id = CampaignId::parse(&drive.matter.id).unwrap();
        Self { campaigns: Campaigns::new(scene.office.cases.clone()), id, drive }
    }

    async fn takes(&self, key: &str) -> Result<Taking, ListError> {
        let call = call(Role::Officer, key);
        self.campaigns.take(&self.id, FIRST, CSV, &call).await
    }

    async fn lists(&self, key: &str, csv: &str) -> Result<Taken, ListError> {
        let mut taking = self.takes(key).await?;
        taking.feed(csv.as_bytes()).await?;
        taking.finish().await
    }

    async fn erases(&self, key: &str, person: usize) -> usize {
        let call = call(Role::Officer, key);
        self.campaigns.erase(&whom(person), &call).await.unwrap().len()
    }

    async fn people(&self) -> u64 {
        self.campaigns.get(&self.id).await.unwrap().0.people
    }

    /// How many of these rows can be opened.
    async fn readable(&self, numbers: std::ops::RangeInclusive<i64>) -> usize {
        self.campaigns.people(&self.id, numbers).await.unwrap().len()
    }
}

/// It dies at every point in turn; what it left is set right, and sent again it comes in once.
async fn a_list_that_dies_anywhere_can_be_sent_again(mut scene: Scene) {
    let hall = Hall::of(&mut scene).await;
    let each = 101;
    let mut whole = false;
    let mut rounds = 0;
    while !whole {
        assert!(rounds < 400, "it never comes to its end");
        let (key, csv) = (format!("list-{rounds}"), list(rounds * each..(rounds + 1) * each));
        whole = dies_after(rounds, hall.lists(&key, &csv)).await.is_some();
        rounds += 1;
        scene.office.clock.advance(TimeDelta::minutes(3));
        let taken = hall.lists(&key, &csv).await.unwrap();
        assert_eq!(taken.left_out, []);
        let world = &scene.office.world;
        let people = rounds * each;
        for (what, count) in [
            ("campaign_person", people),
            ("campaign_contact", people),
            ("campaign_message", people),
            ("campaign_batch", rounds),
        ] {
            let count = i64::try_from(count).unwrap();
            assert_eq!(world.count(&format!("select count(*) from {what}")).await, count, "{what}");
        }
        assert_eq!(hall.people().await, u64::try_from(people).unwrap());
    }
    // What it left of keys is swept an hour later, and none of those that are needed.
    scene.office.clock.advance(TimeDelta::hours(2));
    scene.works().await;
    let keys = i64::try_from(rounds * 2).unwrap();
    assert_eq!(scene.office.keeper.count(LIVE_KEYS).await, keys, "two for a hundred and one");
    hall.drive.goes_out(&mut scene, 1).await;
    assert_eq!(scene.crew.postbox.empty().len(), rounds * each);
    let staged = "select count(*) from campaign_batch where not live";
    assert_eq!(scene.office.world.count(staged).await, 0);
}

/// Whoever was held to be gone wakes up: its rows are gone, and what it brings is refused.
async fn whoever_comes_too_late_with_a_list_loses_nothing_of_anybody(mut scene: Scene) {
    let hall = Hall::of(&mut scene).await;
    let csv = list(0..1_200);
    // One stopped behind its first batch, one before its events.
    for (key, rest) in [("slow", false), ("slower", true)] {
        let mut late = hall.takes(key).await.unwrap();
        late.feed(csv.as_bytes()).await.unwrap();
        assert!(matches!(hall.takes(key).await, Err(ListError::Busy)));
        scene.office.clock.advance(TimeDelta::minutes(3));
        let taken = hall.lists(key, &csv).await;
        assert!(taken.is_ok());
        if rest {
            let more = list(2_000..4_000);
            let more = late.feed(more.strip_prefix("email\n").unwrap().as_bytes()).await;
            assert!(matches!(more, Err(ListError::Busy)));
        } else {
            assert!(matches!(late.finish().await, Err(ListError::Busy)));
        }
    }
    assert_eq!(hall.people().await, 1_200);
    scene.works().await;
    let world = &scene.office.world;
    assert_eq!(world.count("select count(*) from campaign_batch where not live").await, 0);
    assert_eq!(world.count("select count(*) from campaign_person").await, 1_200);
    hall.drive.goes_out(&mut scene, 1).await;
    assert_eq!(scene.crew.postbox.empty().len(), 1_200);
    scene.comes_to_the_same_again().await;
}

/// Seven who share a key with others are erased at the same time.
async fn erased_at_once_they_leave_the_others(mut scene: Scene) {
    let hall = Arc::new(Hall::of(&mut scene).await);
    hall.lists("list", &list(0..30)).await.unwrap();
    scene.works().await;
    let mut all = JoinSet::new();
    for person in 0..7 {
        let hall = Arc::clone(&hall);
        all.spawn(async move { hall.erases(&format!("erase-{person}"), person).await });
    }
    assert_eq!(all.join_all().await, [1; 7]);
    assert_eq!(hall.readable(1..=30).await, 23);
    assert_eq!(scene.office.keeper.count(LIVE_KEYS).await, 1);
    assert_eq!(hall.campaigns.get(&hall.id).await.unwrap().0.erased, 7);
    hall.drive.goes_out(&mut scene, 1).await;
    assert_eq!(scene.crew.postbox.empty().len(), 23);
    scene.comes_to_the_same_again().await;
}

/// It dies at every point in turn; repeated, it ends, and is on record once.
async fn an_erasure_that_dies_anywhere_goes_on(mut scene: Scene) {
    let hall = Hall::of(&mut scene).await;
    hall.lists("list", &list(0..99)).await.unwrap();
    scene.works().await;
    let mut whole = false;
    let mut erased = 0;
    while !whole {
        assert!(erased < 99, "it never comes to its end");
        let key = format!("erase-{erased}");
        whole = dies_after(erased, hall.erases(&key, erased)).await.is_some();
        hall.erases(&key, erased).await;
        erased += 1;
        assert_eq!(hall.campaigns.get(&hall.id).await.unwrap().0.erased, erased as u64);
        assert_eq!(hall.readable(1..=99).await, 99 - erased);
    }
    assert_eq!(scene.office.keeper.count(LIVE_KEYS).await, 1);
    scene.comes_to_the_same_again().await;
}

/// It dies at every point in turn, and nobody repeats it: whoever tidies up ends what was begun, and leaves alone
/// whom it had not put down.
async fn an_erasure_that_nobody_repeats_is_finished(mut scene: Scene) {
    let hall = Hall::of(&mut scene).await;
    let other = Hall::of(&mut scene).await;
    for hall in [&hall, &other] {
        hall.lists(&format!("list-{}", hall.id), &list(0..99)).await.unwrap();
    }
    scene.works().await;
    let world = &scene.office.world;
    let [emptied, named] = [
        "select count(*) from campaign_person where sealed is null and language = ''",
        "select count(*) from campaign_contact",
    ];
    let (mut whole, mut tried, mut erased) = (false, 0, 0);
    while !whole {
        assert!(tried < 99, "it never comes to its end");
        let call = call(Role::Officer, &format!("erase-{tried}"));
        whole = dies_after(tried, hall.campaigns.erase(&whom(tried), &call)).await.is_some();
        tried += 1;
        let early = world.count(emptied).await;
        let put_down = world.count("select count(*) from campaign_erasing").await;
        let begun = put_down > 0 || early > 2 * erased;
        hall.campaigns.tidy().await.unwrap();
        assert_eq!(world.count(emptied).await, early, "it may still be on its way");
        scene.office.clock.advance(TimeDelta::minutes(3));
        hall.campaigns.tidy().await.unwrap();
        erased += i64::from(begun);
        // From both campaigns: rows, what she was known by, and the event.
        assert_eq!(world.count(emptied).await, 2 * erased);
        assert_eq!(world.count(named).await, 2 * (99 - erased));
        assert_eq!(world.count("select count(*) from campaign_erasing").await, 0);
        for hall in [&hall, &other] {
            let plan = hall.campaigns.get(&hall.id).await.unwrap().0;
            assert_eq!(i64::try_from(plan.erased).unwrap(), erased);
        }
        if begun {
            let keys = scene.office.keeper.count(LIVE_KEYS).await;
            assert_eq!(keys, 2, "one for each campaign");
            // Whoever asks after all is told what came of it, and nobody is erased once more.
            let again = hall.campaigns.erase(&whom(tried - 1), &call).await.unwrap();
            assert_eq!(again.len(), 2);
        }
    }
    assert!(erased > 10, "it dies in many places");
    let events = "select count(*) from events where event_type = 'PersonErased'";
    assert_eq!(world.count(events).await, 2 * erased);
    // It is on record as that of whoever asked for it.
    let by = "select count(*) from events where event_type = 'PersonErased' and payload like '%\"officer\"%'";
    let by = by.replace("payload", "cast(payload as text)");
    assert_eq!(world.count(&by).await, 2 * erased);
    scene.comes_to_the_same_again().await;
}

/// A list that names her again is taken in while she is erased, at every point in turn: whatever comes first,
/// nothing of her is left, or she is there again as somebody new.
async fn whoever_a_list_names_while_they_are_erased_leaves_nothing(mut scene: Scene) {
    let hall = Hall::of(&mut scene).await;
    hall.lists("list", &list(0..3)).await.unwrap();
    scene.works().await;
    let whom_it_is = whom(1);
    // Her new account would be another row of hers. The list takes its steps between those of the erasure.
    let call = call(Role::Officer, "erase");
    let mut taking = hall.takes("more").await.unwrap();
    let add = async {
        taking.feed(b"email,account\nperson1@example.net,acc-1\n").await.unwrap();
        taking.finish().await
    };
    let (erased, added) = tokio::join!(hall.campaigns.erase(&whom_it_is, &call), add);
    added.unwrap();
    scene.works().await;
    if erased.is_err() {
        // The list was first: it has ended by now.
        assert_eq!(hall.campaigns.erase(&whom_it_is, &call).await.unwrap().len(), 1);
    }
    let open = "select count(*) from campaign_person where sealed is not null";
    let hers = "select count(*) from campaign_person p where p.sealed is not null and exists
        (select 1 from campaign_person f where f.campaign = p.campaign and f.no = p.person
          and f.sealed is null)";
    assert_eq!(scene.office.world.count(hers).await, 0, "no row of somebody who was erased");
    assert!((2..=3).contains(&scene.office.world.count(open).await));
    // While rows of hers are there whose events may never come, she is not erased by halves.
    let mut taking = hall.takes("again").await.unwrap();
    taking.feed("email,account\n".as_bytes()).await.unwrap();
    let thousand = "person2@example.net,acc-2\n".repeat(1_000);
    taking.feed(thousand.as_bytes()).await.unwrap();
    let call = crate::support::call(Role::Officer, "erase-2");
    assert!(hall.campaigns.erase(&whom(2), &call).await.is_err());
    taking.finish().await.unwrap();
    assert_eq!(hall.campaigns.erase(&whom(2), &call).await.unwrap().len(), 1);
    assert_eq!(scene.office.world.count(hers).await, 0);
    scene.comes_to_the_same_again().await;
}
