//! Many people are told of one thing: written, approved by somebody else, listed, sent, and each by another
//! way where the first does not reach them (P19, P21, P22, P36; S43).

use axum::http::StatusCode;
use habeas_adapters::campaigns::people;
use habeas_domain::access::Event;
use habeas_domain::actor::Role;
use habeas_domain::campaign::WaitingOn;
use habeas_domain::digest::Digest;
use habeas_domain::id::{BatchNo, CampaignId};
use serde_json::{Value, json};

use super::incident::{duty, finding, no, report};
use super::{hides, says};
use crate::support::{Answer, Matter, Portal, Scene, on_both_engines, record_of};

on_both_engines!(InLondon:
    people_are_told_of_a_breach_in_their_own_language,
    whoever_is_not_reached_is_called_and_then_written_to,
    a_bad_list_is_refused_whole_or_taken_without_its_bad_lines,
    one_person_is_erased_and_the_others_stay,
);

/// A campaign, and an approver beside the officer who writes it.
pub(crate) struct Drive {
    pub(crate) matter: Matter,
    pub(crate) approver: Portal,
}

impl Drive {
    pub(crate) async fn begin(scene: &mut Scene, about: Value) -> Self {
        let officer = scene.officer.clone();
        let matter = scene.takes_in("campaigns", &officer, &json!({ "about": about })).await;
        let approver = Portal::of(&scene.office, Role::Approver).await;
        Self { matter, approver }
    }

    /// The officer does something with it.
    pub(crate) async fn does(&self, scene: &Scene, what: &str, body: Value) -> Value {
        scene.does(&scene.officer, &self.matter, what, body).await
    }

    pub(crate) async fn refuses(&self, scene: &Scene, what: &str, body: Value) -> String {
        scene.refuses(&scene.officer, &self.matter, what, body).await
    }

    /// A version for whoever is listed, by these channels.
    pub(crate) async fn version(&self, scene: &Scene, audience: &str, channels: &[&str]) {
        let version = json!({ "audience": audience, "channels": channels, "language": "en",
                              "complete": true });
        self.does(scene, "versions", version).await;
    }

    pub(crate) async fn word(
        &self,
        scene: &Scene,
        no: u16,
        form: &str,
        language: &str,
        parts: Value,
    ) {
        let wording = json!({ "form": form, "language": language, "parts": parts });
        self.does(scene, &format!("versions/{no}/wording"), wording).await;
    }

    /// Hands a list in.
    pub(crate) async fn lists(&self, scene: &Scene, no: u16, query: &str, csv: &str) -> Answer {
        let path = format!("{}{query}", self.matter.path(&format!("versions/{no}/people")));
        let key = scene.key();
        let headers = [("idempotency-key", key.as_str()), ("content-type", "text/csv")];
        scene.officer.post_with(&path, &headers, csv.to_owned()).await
    }

    pub(crate) async fn listed(&self, scene: &Scene, no: u16, csv: &str) -> Value {
        let answer = self.lists(scene, no, "", csv).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.body
    }

    pub(crate) async fn approves(&self, scene: &Scene, no: u16) {
        let what = format!("versions/{no}/approve");
        scene.does(&self.approver, &self.matter, &what, json!({})).await;
    }

    /// Approved by the approver and begun by the officer; everybody works.
    pub(crate) async fn goes_out(&self, scene: &mut Scene, no: u16) {
        self.approves(scene, no).await;
        self.does(scene, &format!("versions/{no}/begin"), json!({})).await;
        scene.works().await;
    }

    /// A clerk reports that the mail of a version came back from there.
    pub(crate) async fn comes_back(&self, scene: &Scene, no: u16, from: &str) -> Answer {
        let back = json!({ "identifier": { "type": "email", "value": from }, "channel": "email" });
        let what = format!("versions/{no}/came-back");
        scene.tries(&scene.clerk, &self.matter, &what, back).await
    }

    pub(crate) async fn sees(&self, scene: &Scene, no: usize) -> Value {
        scene.sees(&self.matter).await["versions"][no - 1].clone()
    }

    /// What it waits for, once everybody has seen what happened: the list finds it by each of that, and by
    /// nothing else.
    pub(super) async fn waits(&self, scene: &Scene) -> Vec<String> {
        let seen = scene.sees(&self.matter).await;
        let waits: Vec<String> = serde_json::from_value(seen["waiting_on"].clone()).unwrap();
        for on in WaitingOn::ALL {
            let query = format!("waiting_on={on}&reference={}", self.matter.reference);
            let found = scene.clerk.get(&format!("/v1/campaigns?{query}")).await.body;
            let finds = waits.iter().any(|code| code == on.code());
            assert_eq!(found["count"]["number"], json!(u8::from(finds)), "{on} {waits:?}");
            let rows = found["campaigns"].as_array().unwrap();
            assert!(rows.iter().all(|row| row["waiting_on"] == seen["waiting_on"]), "{on}");
        }
        waits
    }
}

/// Everything that people are told of a breach.
pub(crate) fn of_a_breach() -> Value {
    json!({
        "title": "Somebody saw your mail address",
        "short": "Somebody saw your mail address. Please read our mail or call us.",
        "what_happened": "On 6 February a list lay open for an hour.",
        "data_concerned": "Your mail address.",
        "consequences": "You may get unwanted mail.",
        "measures": "We closed the list.",
        "advice": "Watch for mail that asks for your password:\n- open no link in it\n- tell us",
        "contact_point": "privacy@dramalight.example",
    })
}

fn in_chinese() -> Value {
    json!({
        "title": "您的邮箱地址曾被他人看到", "short": "您的邮箱地址曾被他人看到，请查看邮件。",
        "what_happened": "二月六日，一份名单曾公开一小时。", "data_concerned": "您的邮箱地址。",
        "consequences": "您可能收到垃圾邮件。", "measures": "我们已关闭该名单。",
        "advice": "请勿打开可疑邮件中的链接。", "contact_point": "privacy@dramalight.example",
    })
}

/// An incident that many people have to be told of, and its duty to tell them.
pub(crate) async fn breach(scene: &mut Scene, people: u64) -> (Matter, u64) {
    let clerk = scene.clerk.clone();
    let told = report("staff", "2026-02-06T10:00:00Z");
    let incident = scene.takes_in("incidents", &clerk, &told).await;
    let grave = finding("high", &json!([ { "country": "GB", "people": people } ]));
    let seen = scene.does(&scene.officer, &incident, "assessments", grave).await;
    scene.works().await;
    scene.crew.postbox.empty();
    (incident, no(duty(&seen, "uk", "breach.people")))
}

pub(crate) fn about(incident: &Matter, duty: u64) -> Value {
    json!({ "breach_notice": { "incident": incident.id, "duties": [duty] } })
}

async fn people_are_told_of_a_breach_in_their_own_language(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 4).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email", "sms"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.word(&scene, 1, "full", "zh", in_chinese()).await;
    let list = "email,phone,language,channel\n\
                ada@example.net,+44 20 7946 0101,en,\n\
                ben@example.net,,de,\n\
                mei@example.net,,zh,\n\
                ,020 7946 0104,en,\n\
                ADA@Example.net,,en,\n";
    let taken = drive.listed(&scene, 1, list).await;
    assert_eq!(taken["lines"], 5);
    assert_eq!((&taken["people"], &taken["messages"]), (&json!(4), &json!(4)), "Ada is one person");

    // Nothing leaves before its approval, and nobody approves what they wrote.
    assert_eq!(drive.refuses(&scene, "versions/1/begin", json!({})).await, "not_approved");
    assert_eq!(drive.refuses(&scene, "versions/1/approve", json!({})).await, "author_approves");
    scene.works().await;
    scene.no_more_mail();
    drive.goes_out(&mut scene, 1).await;

    let ada = scene.mail("ada@example.net");
    assert_eq!(
        ada.subject(),
        format!("{}: Somebody saw your mail address", drive.matter.reference)
    );
    says(
        &ada.text(),
        &[
            "What happened",
            "a list lay open",
            "- open no link in it",
            "+1 555 0100",
            "something happened to data about you",
        ],
    );
    says(&scene.mail("ben@example.net").text(), &["Somebody saw your mail address"]);
    says(&scene.mail("mei@example.net").text(), &["发生了什么", "二月六日", "您可以采取的措施"]);
    let short = scene.mail("+442079460104");
    says(&short.bytes, &["Dramalight", "Please read our mail or call us"]);
    scene.no_more_mail();
    let version = drive.sees(&scene, 1).await;
    assert_eq!((&version["stage"], &version["messages"]["told"]), (&json!("told"), &json!(4)));

    // The incident knows, and its duty is met.
    let seen = scene.sees(&incident).await;
    assert_eq!(duty(&seen, "uk", "breach.people")["state"], "done");
    let told = &seen["people_told"][0];
    assert_eq!((&told["people"], &told["means"]), (&json!(4), &json!(["email", "sms"])));
    assert_eq!(told["campaign"], json!(drive.matter.id));

    // The same list again, and a restart, tell nobody twice.
    let again = drive.listed(&scene, 1, list).await;
    assert_eq!((&again["people"], &again["messages"]), (&json!(0), &json!(0)));
    scene.works().await;
    scene.no_more_mail();
    drive.does(&scene, "close", json!({})).await;
    scene.comes_to_the_same_again().await;
}

async fn whoever_is_not_reached_is_called_and_then_written_to(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 2).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email", "phone", "post"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    let list = "email,phone,name,address\n\
                ada@example.net,+44 20 7946 0101,Ada Sample,\"1 Sample Street\nExampletown\"\n\
                ,+44 20 7946 0102,,\n";
    drive.listed(&scene, 1, list).await;
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ada@example.net");
    let version = drive.sees(&scene, 1).await;
    assert_eq!(
        (&version["stage"], &version["messages"]["by_hand"]),
        (&json!("under_way"), &json!(1))
    );
    assert_eq!(drive.waits(&scene).await, ["clerks"]);

    // The mail to Ada came back: now she is to be called as well.
    drive.comes_back(&scene, 1, "ada@example.net").await;
    scene.works().await;
    let twice = drive.comes_back(&scene, 1, "ada@example.net").await;
    assert_eq!(twice.status, StatusCode::NOT_FOUND, "it came back already");
    let calls = scene.clerk.get(&drive.matter.path("versions/1/by-hand?channel=phone")).await.body;
    assert_eq!(calls["people"].as_array().unwrap().len(), 2);
    hides(&calls.to_string(), &["79460101", "7946 0101", "ada@example.net"]);
    let look = json!({ "purpose": "contact" });
    let open = |person: u64| format!("versions/1/by-hand/{person}/open");
    let ada = scene.does(&scene.clerk, &drive.matter, &open(1), look.clone()).await;
    assert_eq!(
        (&ada["contacts"]["phone"], &ada["form"]),
        (&json!("+442079460101"), &json!("full"))
    );
    assert_eq!(scene.refuses(&scene.portal, &drive.matter, &open(1), look).await, "forbidden");
    let record = record_of(&scene.office, "clerk.one", 1).await;
    let Some(Event::Exported { export, .. }) = record.last() else { panic!("{record:?}") };
    let campaign = CampaignId::parse(&drive.matter.id).unwrap();
    assert_eq!((&export.case, export.count), (&Some(campaign.into()), 1));

    // Her number is wrong: then a letter. The other one is reached at the second call.
    let said = async |scene: &Scene, person: u64, result: &str| {
        let report = json!({ "result": result });
        let what = format!("versions/1/by-hand/{person}");
        let answer = scene.tries(&scene.clerk, &drive.matter, &what, report).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{:?}", answer.body);
    };
    said(&scene, 1, "not_this_way").await;
    said(&scene, 2, "again").await;
    said(&scene, 2, "told").await;
    scene.works().await;
    let letters = scene.clerk.get(&drive.matter.path("versions/1/by-hand?channel=post")).await.body;
    assert_eq!(letters["people"][0]["person"], 1);
    said(&scene, 1, "not_this_way").await;
    scene.works().await;
    // No way is left: she is on the list of those whom people have to think about.
    let nowhere = scene.clerk.get(&drive.matter.path("versions/1/by-hand")).await.body;
    assert_eq!(nowhere["people"].as_array().unwrap().len(), 1);
    let version = drive.sees(&scene, 1).await;
    assert_eq!(
        (&version["stage"], &version["messages"]["unreachable"]),
        (&json!("told"), &json!(1))
    );
    let seen = scene.sees(&incident).await;
    assert_eq!(duty(&seen, "uk", "breach.people")["state"], "owed", "she was not told");
    assert_eq!(seen["people_told"][0]["complete"], false);
    scene.comes_to_the_same_again().await;
}

async fn a_bad_list_is_refused_whole_or_taken_without_its_bad_lines(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 2).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    let list = "email,language\nada@example.net,en\nnobody,en\nben@example.net,Klingonisch\n";
    let refused = drive.lists(&scene, 1, "", list).await;
    assert_eq!(refused.code(), "bad_lines");
    assert_eq!(refused.fields(), ["/3/email", "/4/language"]);
    hides(&refused.page, &["nobody", "Klingonisch"]);
    let count = async |scene: &Scene, table: &str| {
        scene.office.world.count(&format!("select count(*) from {table}")).await
    };
    for table in ["campaign_person", "campaign_contact", "campaign_message", "campaign_batch"] {
        assert_eq!(count(&scene, table).await, 0, "{table}");
    }
    let taken = drive.lists(&scene, 1, "?bad_lines=leave_out", list).await.body;
    assert_eq!((&taken["people"], &taken["left_out"]), (&json!(1), &json!(2)));
    assert_eq!(
        taken["bad_lines"][0],
        json!({ "line": 3, "field": "email",
        "reason": "must be a mailbox, `@` and a host name" })
    );
    for (query, list, code) in [
        ("", "", "bad_lines"),
        ("", "email\n", "empty_list"),
        ("", "name\nAda\n", "bad_lines"),
        ("?bad_lines=maybe", list, "invalid_fields"),
    ] {
        assert_eq!(drive.lists(&scene, 1, query, list).await.code(), code, "{list:?}");
    }
    assert_eq!(drive.lists(&scene, 7, "", list).await.code(), "unknown_in_campaign");

    // The same command is the same list; another list under its name is refused.
    let path = drive.matter.path("versions/1/people");
    let headers = [("idempotency-key", "list-1"), ("content-type", "application/x-ndjson")];
    let json = r#"{"email":"cem@example.net"}"#.to_owned();
    let first = scene.officer.post_with(&path, &headers, json.clone()).await;
    assert_eq!((first.status, &first.body["people"]), (StatusCode::OK, &json!(1)));
    let second = scene.officer.post_with(&path, &headers, json).await;
    assert_eq!(second.headers["idempotent-replayed"], "true");
    assert_eq!(second.body["people"], 1);
    let other = r#"{"email":"dan@example.net"}"#.to_owned();
    let other = scene.officer.post_with(&path, &headers, other).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    assert_eq!(count(&scene, "campaign_person").await, 2);
    let kind = [("idempotency-key", "list-2"), ("content-type", "application/pdf")];
    let kind = scene.officer.post_with(&path, &kind, String::new()).await;
    assert_eq!(kind.code(), "unsupported_media_type");
    scene.comes_to_the_same_again().await;
}

async fn one_person_is_erased_and_the_others_stay(mut scene: Scene) {
    let (incident, people) = breach(&mut scene, 3).await;
    let drive = Drive::begin(&mut scene, about(&incident, people)).await;
    drive.version(&scene, "listed", &["email"]).await;
    drive.word(&scene, 1, "full", "en", of_a_breach()).await;
    drive.listed(&scene, 1, "email\nada@example.net\nben@example.net\ncem@example.net\n").await;
    let keys =
        "select count(*) from vault_key where stream_type = 'recipients' and wrapped is not null";
    let erase = json!({ "identifier": { "type": "email", "value": "Ben@Example.net" } });
    let path = "/v1/campaigns/erase";
    let key = scene.key();
    let erased = scene.officer.post(path, &key, &erase).await;
    assert_eq!(erased.body["erased"][0]["campaign"], json!(drive.matter.id), "{:?}", erased.body);
    let row = erased.body["erased"][0]["row"].as_str().unwrap().to_owned();
    // Repeating it finds nobody any more.
    let again = scene.officer.post(path, &scene.key(), &erase).await;
    assert_eq!(again.body["erased"], json!([]));
    assert_eq!(scene.office.keeper.count(keys).await, 1, "one key, and it is the new one");
    let reads = "select count(*) from campaign_person where sealed is null and language <> ''";
    assert_eq!(scene.office.world.count(reads).await, 0, "nor what they read");
    drive.goes_out(&mut scene, 1).await;
    scene.mail("ada@example.net");
    scene.mail("cem@example.net");
    scene.no_more_mail();
    let seen = scene.sees(&drive.matter).await;
    assert_eq!((&seen["people"], &seen["erased"]), (&json!(3), &json!(1)));
    assert_eq!(seen["versions"][0]["messages"]["withdrawn"], 1);

    // The digest in the ledger still covers every row, and the one that was.
    let ledger = scene.office.world.ledger().await;
    let listed = ledger.iter().find(|event| event.event_type == "PeopleListed").unwrap();
    let listed: Value = serde_json::from_str(&listed.payload).unwrap();
    let digest = listed["PeopleListed"]["batch"]["digest"].clone();
    let hashes = {
        let mut reader = scene.office.world.store.read().await.unwrap();
        let id = CampaignId::parse(&drive.matter.id).unwrap();
        people::hashes_of_batch(reader.conn(), &id, BatchNo(1)).await.unwrap()
    };
    assert!(hashes.iter().any(|hash| hash.to_string() == row));
    assert_eq!(json!(Digest::root_of(&hashes)), digest);
    scene.comes_to_the_same_again().await;
}
