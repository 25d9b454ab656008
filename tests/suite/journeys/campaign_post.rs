//! People of whom nothing is known but where they live: a letter that came back, a search, an erasure.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::campaign::{Drive, about, breach, of_a_breach};
use super::campaign_after::said;
use crate::support::{Scene, on_both_engines};

on_both_engines!(InLondon:
    whoever_is_known_by_an_address_alone_is_found_and_erased,
    whoever_is_named_by_halves_is_named_to_nobody,
);

const LIST: &str = "name,address\n\
    Ada Sample,\"1 Sample Street\nExampletown\"\n\
    Ben Sample,\"1 Sample Street\nExampletown\"\n\
    ,2 Sample Street\n\
    Cem Sample,3 Sample Street\n";

fn at(name: &str, address: &str) -> Value {
    if name.is_empty() {
        return json!({ "type": "address", "address": address });
    }
    json!({ "type": "address", "name": name, "address": address })
}

/// A campaign by letters, of which all were posted.
async fn by_post(scene: &mut Scene) -> Drive {
    let (incident, people) = breach(scene, 4).await;
    let drive = Drive::begin(scene, about(&incident, people)).await;
    drive.version(scene, "listed", &["post"]).await;
    drive.word(scene, 1, "full", "en", of_a_breach()).await;
    let taken = drive.listed(scene, 1, LIST).await;
    assert_eq!(taken["people"], 4, "two of one house are two");
    drive.goes_out(scene, 1).await;
    for person in 1..=4 {
        said(scene, &drive, person, json!({ "result": "told" })).await;
    }
    scene.works().await;
    drive
}

async fn whoever_is_known_by_an_address_alone_is_found_and_erased(mut scene: Scene) {
    let drive = by_post(&mut scene).await;
    // Spelled as whoever has the letter in hand spells it.
    let ada = at("ADA  sample", " 1 sample street Exampletown");
    let search = async |scene: &Scene, body: Value| {
        let found = scene.clerk.post("/v1/campaigns/search", "", &body).await;
        assert_eq!(found.status, StatusCode::OK, "{:?}", found.body);
        let people = found.body["people"].as_array().unwrap().clone();
        people.iter().map(|one| one["person"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(search(&scene, json!({ "identifier": ada })).await, [1]);
    let nameless = json!({ "identifier": at("", "2 Sample Street") });
    assert_eq!(search(&scene, nameless).await, [3]);
    let house = json!({ "identifier": at("", "1 Sample Street Exampletown") });
    assert_eq!(search(&scene, house).await, [0_u64; 0], "a house is nobody");
    let cem = json!({ "campaign": drive.matter.id, "person": 4 });
    assert_eq!(search(&scene, cem).await, [4]);

    // Two letters come back: by what stands on it, and by the number that the house printed on it.
    let back = async |scene: &Scene, body: Value| {
        let what = "versions/1/came-back";
        scene.tries(&scene.clerk, &drive.matter, what, body).await.status
    };
    let post = |who: Value| json!({ "identifier": who, "channel": "post" });
    assert_eq!(back(&scene, post(ada.clone())).await, StatusCode::NO_CONTENT);
    assert_eq!(back(&scene, post(ada.clone())).await, StatusCode::NOT_FOUND, "it is back already");
    let number = json!({ "person": 4, "channel": "post" });
    assert_eq!(back(&scene, number.clone()).await, StatusCode::NO_CONTENT);
    assert_eq!(back(&scene, number).await, StatusCode::NOT_FOUND);
    let nobody = json!({ "person": 5, "channel": "post" });
    assert_eq!(back(&scene, nobody).await, StatusCode::NOT_FOUND);
    scene.works_a_minute_later().await;
    let messages = drive.sees(&scene, 1).await["messages"].clone();
    assert_eq!((&messages["told"], &messages["unreachable"]), (&json!(2), &json!(2)));

    let erase = async |scene: &Scene, body: Value| {
        scene.officer.post("/v1/campaigns/erase", &scene.key(), &body).await
    };
    let rows = async |scene: &Scene, body: Value| {
        let erased = erase(scene, body).await;
        assert_eq!(erased.status, StatusCode::OK, "{:?}", erased.body);
        erased.body["erased"].as_array().unwrap().len()
    };
    let ben = at("Ben Sample", "1 Sample Street\r\nExampletown");
    assert_eq!(rows(&scene, json!({ "identifier": ben })).await, 1);
    assert_eq!(rows(&scene, json!({ "identifier": ben })).await, 0);
    let numbered = |person: i64| json!({ "campaign": drive.matter.id, "person": person });
    assert_eq!(rows(&scene, numbered(4)).await, 1);
    assert_eq!(rows(&scene, numbered(4)).await, 0, "nothing of them is left");
    assert_eq!(rows(&scene, json!({ "identifier": at("", "2 sample street") })).await, 1);
    assert_eq!(erase(&scene, numbered(5)).await.status, StatusCode::NOT_FOUND);
    let gone = json!({ "person": 2, "channel": "post" });
    assert_eq!(back(&scene, gone).await, StatusCode::NOT_FOUND, "nobody looks for who is erased");
    let left = "select count(*) from campaign_person where sealed is not null";
    assert_eq!(scene.office.world.count(left).await, 1, "Ada's");
    assert_eq!(scene.sees(&drive.matter).await["erased"], 3);
    scene.comes_to_the_same_again().await;
}

async fn whoever_is_named_by_halves_is_named_to_nobody(mut scene: Scene) {
    let drive = by_post(&mut scene).await;
    let id = &drive.matter.id;
    let ada = at("Ada Sample", "1 Sample Street Exampletown");
    for (body, fields) in [
        (json!({}), ["/identifier"].as_slice()),
        (json!({ "person": 1 }), &["/campaign"]),
        (json!({ "campaign": id }), &["/person"]),
        (json!({ "campaign": "cmg_7", "person": 1 }), &["/campaign"]),
        (json!({ "identifier": ada, "campaign": id, "person": 1 }), &["/identifier"]),
        (json!({ "identifier": { "type": "address" } }), &["/identifier/address"]),
        (json!({ "identifier": { "type": "email" } }), &["/identifier/value"]),
        (json!({ "identifier": { "type": "house", "value": "1" } }), &["/identifier/type"]),
        (json!({ "identifier": at(" ", "1 Sample Street") }), &["/identifier/name"]),
        (json!({ "identifier": at("Ada", &"x".repeat(1_001)) }), &["/identifier/address"]),
        (
            json!({ "identifier": { "type": "address", "value": "1 Sample Street" } }),
            &["/identifier/value", "/identifier/address"],
        ),
        (
            json!({ "identifier": { "type": "email", "value": "ada@example.net", "name": "Ada" } }),
            &["/identifier/name"],
        ),
    ] {
        let erased = scene.officer.post("/v1/campaigns/erase", &scene.key(), &body).await;
        assert_eq!(erased.fields(), fields, "{body}");
        let found = scene.clerk.post("/v1/campaigns/search", "", &body).await;
        assert_eq!(found.fields(), fields, "{body}");
    }
    let path = drive.matter.path("versions/1/came-back");
    for (mut body, field) in [
        (json!({}), "/identifier"),
        (json!({ "identifier": ada, "person": 1 }), "/identifier"),
        (json!({ "campaign": id, "person": 1 }), ""),
    ] {
        body["channel"] = json!("post");
        let back = scene.clerk.post(&path, &scene.key(), &body).await;
        let field = if field.is_empty() { "/campaign" } else { field };
        assert_eq!(back.fields(), [field], "{body}");
    }
    let nowhere = json!({ "campaign": format!("cmg_{}", "0".repeat(32)), "person": 1 });
    let erased = scene.officer.post("/v1/campaigns/erase", &scene.key(), &nowhere).await;
    assert_eq!(erased.status, StatusCode::NOT_FOUND);
    let found = scene.clerk.post("/v1/campaigns/search", "", &nowhere).await;
    assert_eq!(found.status, StatusCode::NOT_FOUND);
    let left = "select count(*) from campaign_person where sealed is not null";
    assert_eq!(scene.office.world.count(left).await, 4);
}
