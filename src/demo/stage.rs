//! The desk of the demo by a clock that is moved: everything that a running desk has, and nobody but
//! the script to act at it.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use habeas_adapters::clock::{Clock, Simulated};
use habeas_adapters::desk::{Call, Done};
use habeas_adapters::mailroom::Mailroom;
use habeas_adapters::nudge::Nudge;
use habeas_adapters::outbox;
use habeas_adapters::requests::{Requests, Rules, Sealer};
use habeas_adapters::store::{Durability, Store};
use habeas_adapters::vault::{SealError, Vault};
use habeas_adapters::views::timer;
use habeas_domain::actor::Actor;
use habeas_domain::contact::Channel;
use habeas_domain::house::{self, House};
use habeas_domain::id::{DispatchId, RequestId};
use habeas_domain::request::{Act, Case, Request};
use habeas_domain::system::Register;
use habeas_workers::{
    Courier, Linker, Notifier, Projector, Sequencer, Shredder, Speed, Step, Timekeeper, Worker,
    drain,
};

use super::ways::Ways;
use crate::open::Parts;
use crate::settings::Settings;

/// So many messages a minute that none waits for another one.
const SPEED: u32 = 60_000_000;
/// How long the workers may wait between two looks.
const LOOK: TimeDelta = TimeDelta::minutes(20);
/// What comes due by itself within so long is done together.
const TOGETHER: TimeDelta = TimeDelta::hours(1);
/// The channels of the two couriers.
const MAIL: [Channel; 2] = [Channel::Email, Channel::Post];
const SMS: [Channel; 1] = [Channel::Sms];

/// The desk, its workers and its clock.
pub(super) struct Stage {
    pub(super) requests: Requests,
    /// What planning and deciding ask; systems are registered before the first letter arrives.
    pub(super) register: Arc<Register>,
    clock: Simulated,
    store: Store,
    /// Those who carry events on, to where something follows from them.
    carriers: Vec<Box<dyn Worker>>,
    /// What the timekeeper reads.
    projector: Projector,
    timekeeper: Timekeeper,
    /// When the workers last had nothing left to do.
    looked: DateTime<Utc>,
}

impl Stage {
    /// Opens an empty desk at this time. Nothing waits for the disk: what is played can be played
    /// again.
    pub(super) async fn open(
        settings: &Settings,
        ways: Ways,
        start: DateTime<Utc>,
    ) -> anyhow::Result<Self> {
        let clock = Simulated::at(start);
        let by = Clock::from(clock.clone());
        let Parts { store, vault, desk, rules } =
            Parts::open_by(settings, &by, Durability::Off).await?;
        let requests = Requests::new(desk, vault, Rules::new(rules));
        Ok(Self {
            register: Arc::default(),
            carriers: carriers(&store, &requests, ways),
            projector: Projector::new(store.clone(), requests.rules().clone()),
            timekeeper: Timekeeper::new(requests.clone()),
            looked: start,
            requests,
            clock,
            store,
        })
    }

    /// Everything is on the disk, and the files are closed.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        self.vault().set_durability(Durability::Full).await?;
        self.store.set_durability(Durability::Full).await?;
        self.vault().close().await;
        self.store.close().await;
        Ok(())
    }

    pub(super) const fn vault(&self) -> &Vault {
        self.requests.vault()
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Today at the house.
    pub(super) fn today(&self) -> NaiveDate {
        let zone = self.requests.rules().now().house().zone;
        self.now().with_timezone(&zone).date_naive()
    }

    /// Somebody needs so long.
    pub(super) fn takes(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    /// The workers do all that there is to do at this time. Views are brought up to date only where
    /// somebody reads them.
    pub(super) async fn works(&mut self) -> anyhow::Result<()> {
        loop {
            let mut all: Vec<&mut dyn Worker> = Vec::with_capacity(self.carriers.len());
            for worker in &mut self.carriers {
                all.push(&mut **worker);
            }
            drain(&mut all).await.context("working off what is owed")?;
            drain(&mut [&mut self.projector]).await.context("bringing views up to date")?;
            if self.timekeeper.step().await.context("looking at the time")? != Step::Worked {
                break;
            }
        }
        self.looked = self.now();
        Ok(())
    }

    /// The time goes on, and stops wherever a message is due, and soon after something came due by
    /// itself.
    pub(super) async fn works_until(&mut self, until: DateTime<Utc>) -> anyhow::Result<()> {
        self.works().await?;
        while let Some(next) = self.next(until).await? {
            self.clock.set(next);
            self.works().await?;
        }
        // Nothing comes due between the last stop and then.
        self.clock.set(until.max(self.now()));
        Ok(())
    }

    /// The time goes on to a move of the script. So that a demo is there at once, the workers let a
    /// few minutes pass before they look, unless the move waits for what they do.
    pub(super) async fn goes_on_to(
        &mut self,
        at: DateTime<Utc>,
        waits: bool,
    ) -> anyhow::Result<()> {
        if waits || at - self.looked > LOOK {
            return self.works_until(at).await;
        }
        self.clock.set(at.max(self.now()));
        Ok(())
    }

    /// When to stop next, and no later than this.
    async fn next(&self, until: DateTime<Utc>) -> anyhow::Result<Option<DateTime<Utc>>> {
        let now = self.now();
        let mut reader = self.store.read().await?;
        let alarm = timer::next(reader.conn(), now).await?;
        let mail = outbox::next(reader.conn(), &MAIL).await?;
        let sms = outbox::next(reader.conn(), &SMS).await?;
        let alarm = alarm.map(|at| (at, at + TOGETHER));
        let messages = [mail, sms].map(|at| at.map(|at| (at, at)));
        let due = [alarm].into_iter().chain(messages).flatten();
        let due = due.filter(|(at, _)| now < *at && *at <= until);
        Ok(due.map(|(_, stop)| stop.min(until)).min())
    }

    /// Every message about a request.
    pub(super) async fn messages(&self, id: &RequestId) -> anyhow::Result<Vec<DispatchId>> {
        let mut reader = self.store.read().await?;
        Ok(outbox::of_request(reader.conn(), id).await?)
    }

    /// Tells the house something.
    pub(super) async fn tell_house(&self, by: &Actor, act: house::Act) -> anyhow::Result<()> {
        let name = format!("demo/{:016x}", self.requests.desk().chance().u64());
        let call = Call::of_worker(by.clone(), name, None);
        let told = self.requests.desk().execute::<House, _>(House::STREAM, &call, |_, now| {
            Ok(house::Command { now, by: by.clone(), act: act.clone() })
        });
        told.await.with_context(|| format!("telling the house: {act:?}"))?;
        Ok(())
    }

    /// The house as it stands.
    pub(super) async fn house(&self) -> anyhow::Result<House> {
        Ok(self.requests.desk().fold(House::STREAM).await?.0)
    }

    /// Carries an act on a request out, as the handlers of the API do.
    pub(super) async fn act(
        &self,
        id: &RequestId,
        call: &Call,
        make: impl Fn(&Case, &Sealer<'_>) -> Result<Act, SealError> + Send + Sync,
    ) -> anyhow::Result<Box<Case>> {
        live(self.requests.act(id, call, None, make).await?)
    }
}

/// The case after a command.
pub(super) fn live(done: Done<Request>) -> anyhow::Result<Box<Case>> {
    match done.state {
        Request::Live(case) => Ok(case),
        Request::Absent => anyhow::bail!("there is no such request"),
    }
}

/// Those who carry events on, in the order in which a message passes them. What couriers report gets
/// its place at once, so that it is told to its case in the same round.
fn carriers(store: &Store, requests: &Requests, ways: Ways) -> Vec<Box<dyn Worker>> {
    let rooms = Mailroom::new(requests.clone(), ways.letterhead);
    let courier = |name, channels: &[Channel], carrier| {
        Courier::new(name, rooms.clone(), channels, carrier, Speed::per_minute(SPEED))
    };
    vec![
        Box::new(Sequencer::new(store.clone(), Nudge::new())),
        Box::new(Notifier::new(requests.desk().clone(), Nudge::new())),
        Box::new(courier("mail courier", &MAIL, ways.mail)),
        Box::new(courier("sms courier", &SMS, ways.sms)),
        Box::new(Sequencer::new(store.clone(), Nudge::new())),
        Box::new(Linker::new(requests.clone())),
        Box::new(Shredder::new(requests.clone())),
    ]
}
