//! What the binary and the settings bring along is put on record once, and found again.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::DateTime;
use habeas_adapters::chance::Chance;
use habeas_adapters::clock::{Clock, Simulated};
use habeas_adapters::desk::{Call, Desk};
use habeas_adapters::rules::{self, Brought};
use habeas_domain::actor::{Actor, Role};
use habeas_domain::calendar::overrides::Override;
use habeas_domain::calendar::{CalendarId, Calendars, Overrides};
use habeas_domain::digest::Digest;
use habeas_domain::house::{self, AcceptReason, Act, House};
use habeas_domain::id::{PrincipalId, RegimeId, RuleId, VersionName};
use habeas_domain::place::Country;
use habeas_domain::regime;

use crate::support::{World, on_both_engines};

fn desk(world: &World) -> Desk {
    let clock = Simulated::at(DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    Desk::new(world.store.clone(), Clock::from(clock), Chance::seeded(1), "test")
}

fn brought() -> Brought {
    Brought {
        house: regime::House {
            country: Country::parse("US").unwrap(),
            zone: chrono_tz::America::Los_Angeles,
            calendar: CalendarId::parse("US").unwrap(),
            establishments: Vec::new(),
        },
        packs: Vec::new(),
        calendars: Arc::new(Calendars::shipped()),
        settings: Digest::of(b"settings"),
        version: VersionName::parse("0.1.0").unwrap(),
    }
}

async fn starting_twice_puts_everything_on_record_once(world: World) {
    let mut desk = desk(&world);
    let first = rules::adopt(&mut desk, &brought()).await.unwrap();
    let events = world.count("select count(*) from events").await;
    assert_eq!(events, 2 + 17 + 1, "program, settings, seventeen packs, calendars");
    assert_eq!(world.count("select count(*) from document").await, 17 + 2);
    rules::adopt(&mut desk, &brought()).await.unwrap();
    assert_eq!(world.count("select count(*) from events").await, events);
    let house: House = desk.fold(House::STREAM).await.unwrap().0;
    for pack in first.all_adopted() {
        assert_eq!(house.records().packs[&pack.regime].edition.digest, pack.digest);
    }
}

async fn a_pack_of_the_operator_takes_the_place_of_the_shipped_one(world: World) {
    let mut desk = desk(&world);
    let shipped = rules::adopt(&mut desk, &brought()).await.unwrap();
    let uk = RegimeId::parse("uk").unwrap();
    let old = shipped.adopted(&uk).unwrap().digest;
    let text = regime::shipped_texts().iter().find(|text| Digest::of(text.as_bytes()) == old);
    let own = format!("{}\n# amended by the house\n", text.unwrap());
    let with_own = Brought { packs: vec![own.clone()], ..brought() };
    let book = rules::adopt(&mut desk, &with_own).await.unwrap();
    assert_eq!(book.adopted(&uk).unwrap().digest, Digest::of(own.as_bytes()));
    assert!(book.pack(&old).is_some(), "cases under the old edition still find their rules");
    // Back to the shipped one: adopted again, and the operator's stays known.
    let book = rules::adopt(&mut desk, &brought()).await.unwrap();
    assert_eq!(book.adopted(&uk).unwrap().digest, old);
    assert!(book.pack(&Digest::of(own.as_bytes())).is_some());
}

async fn an_unreviewed_rule_governs_only_as_it_was_accepted(world: World) {
    let mut desk = desk(&world);
    let book = rules::adopt(&mut desk, &brought()).await.unwrap();
    let nz = RegimeId::parse("nz").unwrap();
    let pack = book.adopted(&nz).unwrap();
    let rule = pack.rules.iter().find(|rule| !rule.reviewed).unwrap();
    assert!(!book.governs(pack, rule));
    let (name, digest): (RuleId, Digest) = (rule.id.clone(), pack.digest);
    let by = Actor { role: Role::Administrator, id: PrincipalId::parse("admin.one").unwrap() };
    let call = Call::of_worker(by.clone(), "accept".to_owned(), None);
    let act = Act::AcceptRule {
        regime: nz.clone(),
        rule: name.clone(),
        digest,
        reason: AcceptReason::CounselAdvised,
    };
    desk.execute::<House, _>(House::STREAM, &call, |_, now| {
        Ok(house::Command { now, by: by.clone(), act: act.clone() })
    })
    .await
    .unwrap();
    let book = rules::adopt(&mut desk, &brought()).await.unwrap();
    let pack = book.adopted(&nz).unwrap();
    assert!(book.governs(pack, pack.rule(&name).unwrap()));
    // Another text of the pack has to be accepted again.
    let text = regime::shipped_texts().iter().find(|t| Digest::of(t.as_bytes()) == digest).unwrap();
    let changed = Brought { packs: vec![format!("{text}\n")], ..brought() };
    let book = rules::adopt(&mut desk, &changed).await.unwrap();
    let pack = book.adopted(&nz).unwrap();
    assert!(!book.governs(pack, pack.rule(&name).unwrap()));
}

async fn calendars_are_kept_with_what_settings_lay_over_them(world: World) {
    let mut desk = desk(&world);
    rules::adopt(&mut desk, &brought()).await.unwrap();
    let said = Override { holidays: ["2026-12-04".parse().unwrap()].into(), ..Override::default() };
    let overrides = Overrides(BTreeMap::from([(CalendarId::parse("US").unwrap(), said)]));
    let calendars = Arc::new(Calendars::with_overrides(overrides).unwrap());
    let changed = Brought { calendars: Arc::clone(&calendars), ..brought() };
    rules::adopt(&mut desk, &changed).await.unwrap();
    let house: House = desk.fold(House::STREAM).await.unwrap().0;
    assert_eq!(house.records().calendars.as_ref().unwrap().digest, calendars.digest());
    let kept = "select count(*) from document where kind = 'calendar_edition'";
    assert_eq!(world.count(kept).await, 2);
    let refused = world.as_owner("delete from document").await;
    assert!(refused.is_err(), "what once held stays");
}

on_both_engines!(
    starting_twice_puts_everything_on_record_once,
    a_pack_of_the_operator_takes_the_place_of_the_shipped_one,
    an_unreviewed_rule_governs_only_as_it_was_accepted,
    calendars_are_kept_with_what_settings_lay_over_them,
);
