//! A whole desk at work: everyone who calls it, everyone who works there, and what they send out.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::actor::Role;
use serde_json::{Value, json};

use super::office::at;
use super::postbox::Posted;
use super::{Answer, Crew, House, Office, Portal, World};

/// The desk in Los Angeles on Friday 20 November 2026, with three systems, all workers, and a caller
/// in each role.
pub struct Scene {
    pub office: Office,
    pub crew: Crew,
    pub portal: Portal,
    pub clerk: Portal,
    pub officer: Portal,
    pub admin: Portal,
    commands: AtomicU32,
}

/// One case, as the portal knows it.
#[derive(Clone)]
pub struct Matter {
    /// `requests` or `complaints`.
    pub kind: &'static str,
    pub id: String,
    pub reference: String,
    /// What the portal was answered.
    pub body: Value,
}

/// The same desk in London, on 6 February 2026.
pub struct InLondon;

/// The same, where counsel chose that the promise follows the law when it stands still.
pub struct InLondonByCounsel;

/// The same desk in Shanghai, on 21 November 2026.
pub struct InShanghai;

/// The same desk in Los Angeles, on 6 February 2026.
pub struct InSpring;

/// The same desk in Los Angeles, on 30 October 2026: clocks change on 1 November.
pub struct InAutumn;

/// A desk in Berlin, on 23 October 2026: clocks change on the 25th.
pub struct InBerlin;

/// A desk in Auckland, on 25 September 2026: clocks change on the 27th.
pub struct InAuckland;

impl Scene {
    pub async fn postgres() -> Self {
        Self::of(Office::postgres().await).await
    }

    pub async fn sqlite() -> Self {
        Self::of(Office::sqlite().await).await
    }

    async fn of(office: Office) -> Self {
        let scene = Self {
            crew: Crew::of(&office),
            portal: Portal::of(&office, Role::Portal).await,
            clerk: Portal::of(&office, Role::Clerk).await,
            officer: Portal::of(&office, Role::Officer).await,
            admin: Portal::of(&office, Role::Administrator).await,
            commands: AtomicU32::new(0),
            office,
        };
        for (id, holds, backups, marketing) in [
            ("core", &["profile", "viewing_history"][..], json!({ "days": 35 }), false),
            ("support", &["chats", "moderation_notes"], json!("none"), false),
            ("newsletter", &["marketing_profile"], json!("none"), true),
        ] {
            scene.registers(id, holds, backups, marketing).await;
        }
        scene
    }

    /// An administrator registers a system, or amends what is known of it.
    pub async fn registers(&self, id: &str, holds: &[&str], backups: Value, marketing: bool) {
        let system = json!({ "id": id, "kind": "own", "holds": holds, "subjects": ["user"],
                             "backups": backups, "carry_out_days": 10, "marketing": marketing });
        ok(self.admin.post("/v1/systems", &self.key(), &system).await);
    }

    /// An idempotency key that nobody used before.
    pub fn key(&self) -> String {
        format!("command-{}", self.commands.fetch_add(1, Ordering::Relaxed))
    }

    /// The portal hands a letter in.
    pub async fn receives(&mut self, letter: &Value) -> Matter {
        let portal = self.portal.clone();
        self.receives_from(&portal, letter).await
    }

    /// Someone hands a request in.
    pub async fn receives_from(&mut self, who: &Portal, letter: &Value) -> Matter {
        self.takes_in("requests", who, letter).await
    }

    /// The portal hands a complaint, a report or a question in.
    pub async fn complains(&mut self, letter: &Value) -> Matter {
        let portal = self.portal.clone();
        self.takes_in("complaints", &portal, letter).await
    }

    /// Someone hands a letter in, and the crew does what follows.
    pub async fn takes_in(&mut self, kind: &'static str, who: &Portal, letter: &Value) -> Matter {
        let answer = who.post(&format!("/v1/{kind}"), &self.key(), letter).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
        let matter = Matter::of(kind, answer.body);
        self.works().await;
        matter
    }

    /// Someone does something with a case; it must be accepted.
    pub async fn does(&self, who: &Portal, matter: &Matter, what: &str, body: Value) -> Value {
        ok(self.tries(who, matter, what, body).await)
    }

    /// Someone tries to do something with a request.
    pub async fn tries(&self, who: &Portal, matter: &Matter, what: &str, body: Value) -> Answer {
        self.a_moment_passes();
        who.post(&matter.path(what), &self.key(), &body).await
    }

    /// The code with which it is refused. Nothing is stored, but for a refused access in the record of those.
    pub async fn refuses(&self, who: &Portal, matter: &Matter, what: &str, body: Value) -> String {
        self.refuses_at(who, &matter.path(what), body).await.code().to_owned()
    }

    /// The same for anything that is posted, with the whole answer.
    pub async fn refuses_at(&self, who: &Portal, path: &str, body: Value) -> Answer {
        let stored = "select count(*) from events where aggregate_type <> 'access'";
        let before = self.office.world.count(stored).await;
        self.a_moment_passes();
        let answer = who.post(path, &self.key(), &body).await;
        assert!(answer.status.is_client_error(), "{path}: {:?}", answer.body);
        assert_eq!(self.office.world.count(stored).await, before, "{path}");
        answer
    }

    /// The request as an officer sees it now.
    pub async fn sees(&self, matter: &Matter) -> Value {
        ok(self.officer.get(&format!("/v1/{}/{}", matter.kind, matter.id)).await)
    }

    /// Everyone works until nothing is left to do at this time.
    pub async fn works(&mut self) {
        self.a_moment_passes();
        self.crew.works().await;
    }

    /// Everyone works a minute later: what became of messages is told to their campaigns by then.
    pub async fn works_a_minute_later(&mut self) {
        self.office.clock.advance(TimeDelta::minutes(1));
        self.works().await;
    }

    /// Everyone but this one works.
    pub async fn works_without(&mut self, name: &str) {
        self.a_moment_passes();
        self.crew.works_without(name).await;
    }

    /// Nothing happens at the very same time as what it follows from.
    fn a_moment_passes(&self) {
        self.office.clock.advance(TimeDelta::seconds(1));
    }

    /// The time goes on to this moment.
    pub async fn until(&mut self, moment: &str) {
        self.until_then(at(moment)).await;
    }

    pub async fn until_then(&mut self, moment: DateTime<Utc>) {
        assert!(moment >= self.office.clock.now(), "time goes one way");
        self.crew.works_until(&self.office, moment).await;
    }

    /// What happened and what was told, in order: names of events, and `told: …` for messages.
    pub async fn timeline(&self, matter: &Matter) -> Vec<String> {
        let body = ok(self.officer.get(&matter.path("timeline?limit=500")).await);
        assert_eq!(body["waiting"], 0, "every message was begun");
        let kind = |notice: &Value| notice["kind"].as_str().unwrap().to_owned();
        let entries = body["entries"].as_array().unwrap().iter();
        let name = |entry: &Value| {
            if let Some(event) = entry["event"]["type"].as_str() {
                return event.to_owned();
            }
            let notices = entry["message"]["notices"].as_array().unwrap();
            let kinds: Vec<String> = notices.iter().map(kind).collect();
            format!("told: {}", kinds.join(", "))
        };
        entries.map(name).collect()
    }

    /// The record is found and has the first contact; a code goes there and comes back.
    pub async fn verifies(&mut self, matter: &Matter, mailbox: &str) {
        let found = json!({ "found": true, "attested": [1] });
        self.does(&self.clerk, matter, "record", found).await;
        self.works().await;
        self.confirms_by_code(matter, 1, mailbox).await;
    }

    /// A code goes to a contact on record, and whoever reads there types it.
    pub async fn confirms_by_code(&mut self, matter: &Matter, contact: u16, address: &str) {
        let asked = json!({ "method": "one_time_code", "contact": contact });
        let asked = self.does(&self.portal, matter, "challenges", asked).await;
        let step = asked["steps"].as_array().unwrap().last().unwrap()["no"].clone();
        self.works().await;
        let code = code_in(&self.latest(address));
        let typed = json!({ "code": code });
        let body = self.does(&self.portal, matter, &format!("challenges/{step}/code"), typed).await;
        assert_eq!(body["steps"].as_array().unwrap().last().unwrap()["state"], "accepted");
        self.works().await;
    }

    /// The last message to this address, which stays in the box.
    pub fn latest(&self, address: &str) -> Posted {
        let all = self.crew.postbox.all();
        let mine = all.into_iter().rfind(|posted| posted.to == address);
        mine.unwrap_or_else(|| panic!("nothing for {address}"))
    }

    /// The text of every message in the box.
    pub fn letters(&self) -> Vec<String> {
        self.crew.postbox.all().iter().map(Posted::text).collect()
    }

    /// The only message to this address since the last look.
    #[track_caller]
    pub fn mail(&self, address: &str) -> Posted {
        self.crew.postbox.only(address)
    }

    /// The box holds nothing for anyone but, perhaps, staff.
    #[track_caller]
    pub fn no_more_mail(&self) {
        let all = self.crew.postbox.empty();
        let people: Vec<_> = all.iter().filter(|posted| !is_of_staff(&posted.to)).collect();
        let told: Vec<_> = people.iter().map(|posted| (&posted.to, posted.subject())).collect();
        assert!(told.is_empty(), "{told:?}");
    }

    /// Takes out what staff were told, as subjects without the reference.
    pub fn alarms(&self, matter: &Matter) -> Vec<String> {
        let start = format!("{}: ", matter.reference);
        let all = self.crew.postbox.empty().into_iter();
        let (staff, people): (Vec<_>, Vec<_>) = all.partition(|posted| is_of_staff(&posted.to));
        assert!(people.is_empty(), "{:?}", people.iter().map(Posted::subject).collect::<Vec<_>>());
        let subjects = staff.iter().map(Posted::subject);
        subjects
            .map(|subject| subject.strip_prefix(&start).unwrap_or(&subject).to_owned())
            .collect()
    }

    /// A system claims its task.
    pub async fn claims(&self, system: &str, matter: &Matter, task: u16) -> Answer {
        let machine = Portal::of_system(&self.office, system).await;
        let claim = json!({ "lease_minutes": 30 });
        self.tries(&machine, matter, &format!("tasks/{task}/claim"), claim).await
    }

    /// A system claims its task and reports how it ended.
    pub async fn finishes(&self, system: &str, matter: &Matter, task: u16, result: &str) -> Value {
        let claimed = ok(self.claims(system, matter, task).await);
        let machine = Portal::of_system(&self.office, system).await;
        let report = json!({ "fence": claimed["fence"], "result": result });
        self.does(&machine, matter, &format!("tasks/{task}/report"), report).await
    }
}

impl Matter {
    /// The case that was answered.
    pub fn of(kind: &'static str, body: Value) -> Self {
        let word = |name: &str| body[name].as_str().unwrap().to_owned();
        let (id, reference) = (word("id"), word("reference"));
        Self { kind, id, reference, body }
    }

    pub fn path(&self, what: &str) -> String {
        format!("/v1/{}/{}/{what}", self.kind, self.id)
    }
}

/// Desks elsewhere: where, since when, and with which packs of the operator's own.
macro_rules! elsewhere {
    ($($place:ident: $country:literal, $zone:expr, $begun:literal, $packs:expr;)+) => { $(
        impl $place {
            pub async fn postgres() -> Scene {
                Self::of(World::postgres().await, House::postgres().await).await
            }

            pub async fn sqlite() -> Scene {
                Self::of(World::sqlite().await, House::sqlite().await).await
            }

            async fn of(world: World, keeper: House) -> Scene {
                let place = ($country, $zone);
                Scene::of(Office::elsewhere(world, keeper, place, at($begun), $packs).await).await
            }
        }
    )+ };
}
elsewhere! {
    InLondon: "GB", chrono_tz::Europe::London, "2026-02-06T10:05:00Z", Vec::new();
    InLondonByCounsel:
        "GB", chrono_tz::Europe::London, "2026-02-06T10:05:00Z", vec![promise_that_follows_the_law()];
    InShanghai: "CN", chrono_tz::Asia::Shanghai, "2026-11-21T08:45:00+08:00", Vec::new();
    InBerlin: "DE", chrono_tz::Europe::Berlin, "2026-10-23T10:05:00Z", Vec::new();
    InAutumn: "US", chrono_tz::America::Los_Angeles, "2026-10-30T09:00:00-07:00", Vec::new();
    InAuckland: "NZ", chrono_tz::Pacific::Auckland, "2026-09-25T09:00:00+12:00", Vec::new();
    InSpring: "US", chrono_tz::America::Los_Angeles, "2026-02-06T09:00:00-08:00", Vec::new();
}

/// The shipped policy, whose promise to answer stands still while the law's clock does.
fn promise_that_follows_the_law() -> String {
    let mut texts = habeas_domain::regime::shipped_texts().iter();
    let house = texts.find(|text| text.contains("regime = \"house\"")).unwrap();
    let pause = "pause = { mode = \"suspend_inclusive\", grounds = [\"clarification\"], when = \"with_statute\" }";
    let rule = "id = \"respond\"\n";
    house.replacen(rule, &format!("{rule}{pause}\n"), 1)
}

fn is_of_staff(address: &str) -> bool {
    address.ends_with("@dramalight.example")
}

/// The eight digits in a message.
pub fn code_in(posted: &Posted) -> String {
    let text = posted.text();
    let mut words = text.split(|c: char| !c.is_ascii_digit());
    words.find(|word| word.len() == 8).unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

/// What came back, if all went well.
pub fn ok(answer: Answer) -> Value {
    assert!(answer.status.is_success(), "{} {:?}", answer.status, answer.body);
    answer.body
}

/// The words of a list in an answer.
pub fn words(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// The latest clock of an item's duty under a regime; item 0 for a duty of the whole case.
pub fn clock<'b>(body: &'b Value, item: usize, duty: &str, regime: &str) -> &'b Value {
    let clocks = match item {
        0 => &body["clocks"],
        no => &body["items"][no - 1]["clocks"],
    };
    let of = |clock: &&Value| clock["duty"] == duty && clock["regime"] == regime;
    let found = clocks.as_array().unwrap().iter().rfind(of);
    found.unwrap_or_else(|| panic!("no {duty} of {regime} in {clocks}"))
}

/// What stands in the way of an act on an item; none when it is allowed or not offered.
pub fn blocks<'b>(body: &'b Value, act: &str, item: u16) -> Option<Vec<&'b str>> {
    let of = |offer: &&Value| offer["act"] == act && offer["item"] == item;
    let found = body["blocked"].as_array().unwrap().iter().find(of)?;
    Some(words(&found["reasons"]))
}

/// Whether an act on an item may be done now.
pub fn allows(body: &Value, act: &str, item: u16) -> bool {
    let of = |offer: &Value| offer["act"] == act && offer["item"] == item;
    body["allowed"].as_array().unwrap().iter().any(of)
}
