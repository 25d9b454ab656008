//! The same again: requests folded from their stored words by someone who can open nothing, and
//! views built anew.

use std::collections::{BTreeMap, BTreeSet};

use cqrs_es::Aggregate as _;
use habeas_adapters::ledger::feed;
use habeas_adapters::outbox;
use habeas_adapters::requests::{Requests, Rules};
use habeas_adapters::views::build;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::id::{ContactNo, DispatchId, ItemNo, KeyId, PrincipalId, RequestId, TaskNo};
use habeas_domain::notice;
use habeas_domain::people::{LossReason, REQUESTER};
use habeas_domain::request::{Act, Command, Event, Items, Plan, Request, TailEnd, TailNo};
use habeas_workers::{Projector, drain};
use serde_json::Value;

use super::scene::ok;
use super::{House, Portal, Scene, World, register};

const TABLES: [&str; 3] = ["view_request", "view_timer", "view_task"];

/// Every row of the live build of the views, without the number of the build.
pub async fn view_rows(world: &World) -> BTreeMap<String, usize> {
    let live = world.count("select build from projection where stage = 'live'").await;
    let mut rows = BTreeMap::new();
    for line in world.dump().await.lines() {
        if let Some((table, row)) = line.split_once(' ')
            && TABLES.contains(&table)
        {
            let row = row.replacen(&live.to_string(), "#", 1);
            *rows.entry(format!("{table} {row}")).or_default() += 1;
        }
    }
    rows
}

/// Builds the views anew from position 0, beside the live ones, and puts them in their place.
pub async fn rebuild_views(world: &World, batch: i64, rules: Rules) {
    let mut store = world.store.clone();
    let mut tx = store.begin().await.unwrap();
    build::start(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut projector = Projector::with_batch(store, rules, batch);
    drain(&mut [&mut projector]).await.unwrap();
}

impl Scene {
    /// Ends a journey: whoever cannot open anything comes to the same, and so do views from 0.
    pub async fn comes_to_the_same_again(&mut self) {
        self.works().await;
        self.answers_the_same_with_an_empty_vault().await;
        for id in self.requests().await {
            self.decides_the_same_with_an_empty_vault(&id).await;
        }
        let live = view_rows(&self.office.world).await;
        assert!(!live.is_empty());
        rebuild_views(&self.office.world, 7, self.office.requests.rules().clone()).await;
        assert_eq!(view_rows(&self.office.world).await, live, "rebuilt from 0");
    }

    /// Every request that the ledger knows.
    async fn requests(&self) -> BTreeSet<String> {
        let ledger = self.office.world.ledger().await.into_iter();
        let requests = ledger.filter(|event| event.aggregate_type == Request::TYPE);
        requests.map(|event| event.aggregate_id).collect()
    }

    /// The same desk beside a vault that holds no key at all shows the same cases and timelines.
    async fn answers_the_same_with_an_empty_vault(&self) {
        let empty = House::sqlite().await;
        let desk = self.office.requests.desk().clone();
        let rules = self.office.requests.rules().clone();
        let blind = Requests::new(desk, empty.vault().await, rules);
        for who in [&self.officer, &self.portal] {
            let elsewhere = Portal::at(&blind, who);
            for id in self.requests().await {
                for path in [format!("/v1/requests/{id}"), format!("/v1/requests/{id}/timeline")] {
                    assert_eq!(ok(elsewhere.get(&path).await), ok(who.get(&path).await), "{path}");
                }
            }
        }
    }

    /// Folds a request event by event from the stored JSON, with everything sealed blotted out, and
    /// compares it with the live one: its state, its next alarm, its offers, what it owed to tell,
    /// and what it would decide.
    async fn decides_the_same_with_an_empty_vault(&self, id: &str) {
        let rules = self.office.requests.rules().now();
        let request_id = RequestId::parse(id).unwrap();
        let (mut told, mut blotted) = (BTreeSet::new(), Request::default());
        let mut last = Vec::new();
        for (command, events) in commands(&self.office.world, id).await {
            for event in &events {
                blotted.apply(event.clone());
            }
            let case = blotted.case().unwrap();
            let owed = notice::messages(&events, case);
            told.extend(owed.iter().map(|message| message.dispatch(&request_id, &command)));
            last = events;
        }
        assert!(!last.is_empty());
        let owed: BTreeSet<DispatchId> = {
            let mut reader = self.office.world.store.read().await.unwrap();
            outbox::of_request(reader.conn(), &request_id).await.unwrap().into_iter().collect()
        };
        assert_eq!(told, owed, "what was owed to be told");

        let (live, _) = self.office.requests.desk().fold::<Request>(id).await.unwrap();
        let today = self.office.clock.now().with_timezone(&rules.house().zone).date_naive();
        let (case, other) = (live.case().unwrap(), blotted.case().unwrap());
        let state = |request| blot(serde_json::to_value(request).unwrap());
        assert_eq!(state(other), state(case), "the state");
        assert_eq!(blotted.next_check(&rules), live.next_check(&rules), "the next alarm");
        assert_eq!(other.offers(today), case.offers(today), "the offers");
        let decide = |request: &Request, role, act| {
            let by = Actor { role, id: PrincipalId::parse(&format!("{role}.one")).unwrap() };
            let rules = std::sync::Arc::clone(&rules);
            let decided = request.decide(Command { now: self.office.clock.now(), by, rules, act });
            decided.map(|events| blot(serde_json::to_value(events).unwrap()))
        };
        for act in acts(&live) {
            for role in [Role::Officer, Role::Worker] {
                let (one, two) = (act.clone(), act.clone());
                assert_eq!(decide(&blotted, role, one), decide(&live, role, two), "{act:?}");
            }
        }
    }
}

/// The events of a request as they are stored, blotted, command by command.
async fn commands(world: &World, id: &str) -> Vec<(String, Vec<Event>)> {
    let mut commands: Vec<(String, Vec<Event>)> = Vec::new();
    for stored in world.ledger().await {
        if stored.aggregate_type != Request::TYPE || stored.aggregate_id != id {
            continue;
        }
        let command = stored.metadata().unwrap().command;
        let event = read(&stored);
        match commands.last_mut() {
            Some((last, events)) if *last == command => events.push(event),
            _ => commands.push((command, vec![event])),
        }
    }
    commands
}

fn read(stored: &feed::Event) -> Event {
    let payload = blot(serde_json::from_str(&stored.payload).unwrap());
    serde_json::from_value(payload).unwrap()
}

/// Puts the same ink over every sealed value.
fn blot(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields)
            if fields.len() == 2 && ["k", "c"].iter().all(|name| fields.contains_key(*name)) =>
        {
            let key = serde_json::to_value(KeyId::derive(&["blotted"])).unwrap();
            fields.insert("k".to_owned(), key);
            fields.insert("c".to_owned(), Value::from("blotted"));
        }
        Value::Object(fields) => {
            fields.values_mut().for_each(|field| *field = blot(field.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = blot(item.take())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    value
}

/// Acts that bring nothing personal along, on everything that the request has.
fn acts(request: &Request) -> Vec<Act> {
    let case = request.case().unwrap();
    let mut acts = vec![
        Act::CheckClocks,
        Act::Close,
        Act::LoseIdentity { party: REQUESTER, why: LossReason::Fraud },
        Act::LoseStanding { party: REQUESTER, why: LossReason::Superseded },
        Act::Withdraw { party: REQUESTER, items: Items::new() },
    ];
    let contacts = case.people.parties.values().flat_map(|party| party.contacts.keys());
    acts.extend(contacts.map(|no: &ContactNo| Act::Deny { contact: *no }));
    for item in case.items.keys() {
        let item: ItemNo = *item;
        acts.push(Act::TakeItem { item });
        for plan in [Plan::Search, Plan::Protect, Plan::CarryOut] {
            acts.push(Act::PlanTasks { item, plan, register: register() });
        }
    }
    let claim = |no: &TaskNo| Act::ClaimTask { task: *no, lease_minutes: 30 };
    acts.extend(case.tasks.keys().map(claim));
    let end = |no: &TailNo| Act::EndTail { tail: *no, how: TailEnd::Cleared };
    acts.extend(case.tails.keys().map(end));
    acts
}
