//! The same again: cases folded from their stored words by someone who can open nothing, and
//! views built anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use cqrs_es::Aggregate as _;
use habeas_adapters::cases::{Cases, Rules};
use habeas_adapters::ledger::feed;
use habeas_adapters::outbox;
use habeas_adapters::views::build;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::campaign::Campaign;
use habeas_domain::case::{CaseId as _, CaseStream};
use habeas_domain::complaint::{self, Complaint};
use habeas_domain::id::{ContactNo, DispatchId, ItemNo, KeyId, PrincipalId, TaskNo};
use habeas_domain::incident::{self, Incident};
use habeas_domain::notice::{self, Owes};
use habeas_domain::people::{LossReason, REQUESTER};
use habeas_domain::request::{Act, Items, Plan, Request, TailEnd, TailNo};
use habeas_domain::stream::Decides;
use habeas_workers::{Projector, drain};
use serde::Serialize;
use serde_json::Value;

use super::scene::ok;
use super::{House, Portal, Scene, World, register};

const TABLES: [&str; 6] =
    ["view_request", "view_complaint", "view_incident", "view_campaign", "view_timer", "view_task"];

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
        for id in self.cases::<Request>().await {
            self.decides_the_same_with_an_empty_vault::<Request>(&id).await;
        }
        for id in self.cases::<Complaint>().await {
            self.decides_the_same_with_an_empty_vault::<Complaint>(&id).await;
        }
        for id in self.cases::<Incident>().await {
            self.decides_the_same_with_an_empty_vault::<Incident>(&id).await;
        }
        let live = view_rows(&self.office.world).await;
        let cases = self.cases::<Request>().await.len()
            + self.cases::<Complaint>().await.len()
            + self.cases::<Incident>().await.len()
            + self.streams(Campaign::TYPE).await.len();
        assert_eq!(live.is_empty(), cases == 0);
        self.campaigns_are_listed_as_they_stand().await;
        rebuild_views(&self.office.world, 7, self.office.cases.rules().clone()).await;
        assert_eq!(view_rows(&self.office.world).await, live, "rebuilt from 0");
    }

    /// The list shows each campaign as its own answer does, and what is kept of how many messages stand how is
    /// what they come to.
    async fn campaigns_are_listed_as_they_stand(&self) {
        let listed = ok(self.officer.get("/v1/campaigns?limit=200").await);
        for row in listed["campaigns"].as_array().unwrap() {
            let path = format!("/v1/campaigns/{}", row["id"].as_str().unwrap());
            let seen = ok(self.officer.get(&path).await);
            for (name, value) in row.as_object().unwrap() {
                let shown = match name.as_str() {
                    "incident" => &seen["about"]["breach_notice"]["incident"],
                    "stage" => &seen["versions"].as_array().unwrap().last().unwrap()["stage"],
                    _ => &seen[name],
                };
                assert_eq!(shown, value, "{path}: {name}");
            }
        }
        let astray = "select count(*) from
            (select campaign from
                (select campaign, version, batch, state, change from campaign_count
                 union all
                 select campaign, version, batch, state, -1 from campaign_message) one
              group by campaign, version, batch, state having sum(change) <> 0) of_these";
        assert_eq!(self.office.world.count(astray).await, 0, "miscounted");
    }

    /// Every case of this kind that the ledger knows.
    async fn cases<A: CaseStream>(&self) -> BTreeSet<String> {
        self.streams(A::TYPE).await
    }

    async fn streams(&self, kind: &str) -> BTreeSet<String> {
        let ledger = self.office.world.ledger().await.into_iter();
        let streams = ledger.filter(|event| event.aggregate_type == kind);
        streams.map(|event| event.aggregate_id).collect()
    }

    /// The same desk beside a vault that holds no key at all shows the same cases and timelines.
    async fn answers_the_same_with_an_empty_vault(&self) {
        let empty = House::sqlite().await;
        let desk = self.office.cases.desk().clone();
        let rules = self.office.cases.rules().clone();
        let blind = Cases::new(desk, empty.vault().await, rules);
        for who in [&self.officer, &self.portal] {
            let elsewhere = Portal::at(&blind, who);
            let requests = self.cases::<Request>().await.into_iter();
            let complaints = self.cases::<Complaint>().await.into_iter();
            let paths = requests
                .map(|id| format!("/v1/requests/{id}"))
                .chain(complaints.map(|id| format!("/v1/complaints/{id}")));
            let mut paths: Vec<String> =
                paths.flat_map(|path| [path.clone(), format!("{path}/timeline")]).collect();
            // What happens in an incident is no portal's to see.
            for id in self.cases::<Incident>().await {
                let path = format!("/v1/incidents/{id}");
                let timeline = format!("{path}/timeline");
                paths.push(path);
                paths.extend((!std::ptr::eq(who, &raw const self.portal)).then_some(timeline));
            }
            if !std::ptr::eq(who, &raw const self.portal) {
                let campaigns = self.streams(Campaign::TYPE).await.into_iter();
                paths.extend(campaigns.map(|id| format!("/v1/campaigns/{id}")));
            }
            for path in paths {
                assert_eq!(ok(elsewhere.get(&path).await), ok(who.get(&path).await), "{path}");
            }
        }
    }

    /// Folds a case event by event from the stored JSON, with everything sealed blotted out, and
    /// compares it with the live one: its state, its next alarm, its offers, what it owed to tell,
    /// and what it would decide.
    async fn decides_the_same_with_an_empty_vault<A>(&self, id: &str)
    where
        A: Replayed + CaseStream<Case: Owes> + Decides<Event: Serialize, Error: PartialEq>,
    {
        let rules = self.office.cases.rules().now();
        let reference = A::Id::read(id).unwrap().case();
        let (mut told, mut blotted) = (BTreeSet::new(), A::default());
        let mut last = Vec::new();
        for (command, events) in commands::<A>(&self.office.world, id).await {
            for event in &events {
                blotted.apply(event.clone());
            }
            let case = blotted.live().unwrap();
            let owed = notice::messages(&events, case);
            told.extend(owed.iter().map(|message| message.dispatch(&reference, &command)));
            last = events;
        }
        assert!(!last.is_empty());
        let owed: BTreeSet<DispatchId> = {
            let mut reader = self.office.world.store.read().await.unwrap();
            outbox::of_case(reader.conn(), &reference).await.unwrap().into_iter().collect()
        };
        assert_eq!(told, owed, "what was owed to be told");

        let (live, _) = self.office.cases.desk().fold::<A>(id).await.unwrap();
        let today = self.office.clock.now().with_timezone(&rules.house().zone).date_naive();
        let state = |case| blot(serde_json::to_value(case).unwrap());
        assert_eq!(state(&blotted), state(&live), "the state");
        assert_eq!(blotted.next_check(&rules), live.next_check(&rules), "the next alarm");
        assert_eq!(blotted.offered(today), live.offered(today), "the offers");
        let decide = |case: &A, role, act| {
            let by = Actor { role, id: PrincipalId::parse(&format!("{role}.one")).unwrap() };
            let command = A::command(self.office.clock.now(), by, Arc::clone(&rules), act);
            let decided = case.decides(command);
            decided.map(|events| blot(serde_json::to_value(events).unwrap()))
        };
        for act in live.acts() {
            for role in [Role::Officer, Role::Worker] {
                let (one, two) = (act.clone(), act.clone());
                assert_eq!(decide(&blotted, role, one), decide(&live, role, two), "{act:?}");
            }
        }
    }
}

/// A kind of case whose decisions are compared.
trait Replayed: CaseStream + Serialize {
    /// Acts that bring nothing personal along, on everything that the case has.
    fn acts(&self) -> Vec<Self::Act>;
    /// What it offers on this day.
    fn offered(&self, on: NaiveDate) -> String;
}

/// The events of a case as they are stored, blotted, command by command.
async fn commands<A: CaseStream>(world: &World, id: &str) -> Vec<(String, Vec<A::Event>)> {
    let mut commands: Vec<(String, Vec<A::Event>)> = Vec::new();
    for stored in world.ledger().await {
        if stored.aggregate_type != A::TYPE || stored.aggregate_id != id {
            continue;
        }
        let command = stored.metadata().unwrap().command;
        let event = read::<A>(&stored);
        match commands.last_mut() {
            Some((last, events)) if *last == command => events.push(event),
            _ => commands.push((command, vec![event])),
        }
    }
    commands
}

fn read<A: CaseStream>(stored: &feed::Event) -> A::Event {
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

impl Replayed for Request {
    fn acts(&self) -> Vec<Act> {
        let case = self.case().unwrap();
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

    fn offered(&self, on: NaiveDate) -> String {
        let officer = PrincipalId::parse("officer.one").unwrap();
        format!("{:?}", self.case().unwrap().offers(&officer, on))
    }
}

impl Replayed for Complaint {
    fn acts(&self) -> Vec<complaint::Act> {
        use complaint::Act;
        let case = self.case().unwrap();
        let all = case.allegations.keys().copied().collect();
        let mut acts = vec![
            Act::CheckClocks,
            Act::Close,
            Act::Take,
            Act::CheckChildData { found: false },
            Act::LoseIdentity { party: REQUESTER, why: LossReason::Fraud },
            Act::Reopen { why: complaint::Reason::NewFacts, allegations: all },
        ];
        for allegation in case.allegations.keys().copied() {
            for outcome in complaint::Outcome::ALL.iter().copied() {
                acts.push(Act::Decide(complaint::Decide {
                    allegation,
                    outcome,
                    remedies: BTreeSet::new(),
                    reason_told: None,
                    reason_kept: None,
                    request: None,
                }));
            }
        }
        acts
    }

    fn offered(&self, on: NaiveDate) -> String {
        let id = PrincipalId::parse("officer.one").unwrap();
        let officer = Actor { role: Role::Officer, id };
        let around = complaint::Around::default();
        format!("{:?}", self.case().unwrap().offers(&officer, on, &around))
    }
}

impl Replayed for Incident {
    fn acts(&self) -> Vec<incident::Act> {
        use incident::Act;
        let case = self.case().unwrap();
        let reasoning = || seal_of(case);
        let mut acts = vec![
            Act::CheckClocks,
            Act::Close,
            Act::Take,
            Act::JudgeNoBreach { reasoning: reasoning() },
            Act::Reopen { reasoning: reasoning() },
            Act::Review { findings: reasoning() },
        ];
        for duty in case.obligations.keys().copied() {
            acts.push(Act::JudgeNotNotifiable { duty, exemption: None, reasoning: reasoning() });
            acts.push(Act::Revise { duty, known: None, reasoning: reasoning() });
        }
        acts
    }

    fn offered(&self, _: NaiveDate) -> String {
        let officer = PrincipalId::parse("officer.one").unwrap();
        format!("{:?}", self.case().unwrap().offers(&officer))
    }
}

/// Some sealed value: what it holds decides nothing.
fn seal_of(case: &incident::Case) -> habeas_domain::sealed::Sealed {
    case.receipt.summary.clone()
}
