//! The desk of the demo by a clock that is moved: everything that a running desk has, and nobody but
//! the script to act at it.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use habeas_adapters::cases::{Cases, Rules, Sealer};
use habeas_adapters::clock::{Clock, Simulated};
use habeas_adapters::desk::{Call, Done};
use habeas_adapters::mailroom::Mailroom;
use habeas_adapters::nudge::Nudge;
use habeas_adapters::outbox;
use habeas_adapters::store::{Durability, Store};
use habeas_adapters::vault::{SealError, Vault};
use habeas_domain::actor::Actor;
use habeas_domain::case::CaseId as _;
use habeas_domain::contact::Channel;
use habeas_domain::house::{self, House};
use habeas_domain::id::{DispatchId, RequestId};
use habeas_domain::request::{Act, Case, Request};
use habeas_domain::system::Register;
use habeas_workers::{
    Campaigner, Courier, Linker, Notifier, Projector, Sequencer, Shredder, Speed, Step, Timekeeper,
    Worker,
};

use super::ways::Ways;
use crate::open::Parts;
use crate::settings::Settings;

/// So many messages a minute that none waits for another one.
const SPEED: u32 = 60_000_000;
/// How long the workers may wait between two looks.
const LOOK: TimeDelta = TimeDelta::minutes(20);
/// The most events that get their places at once. Nobody reads fewer in a step.
const BATCH: i64 = 200;
/// What comes due by itself within so long is done together.
const TOGETHER: TimeDelta = TimeDelta::hours(1);
/// The channels of the two couriers.
const MAIL: [Channel; 2] = [Channel::Email, Channel::Post];
const SMS: [Channel; 1] = [Channel::Sms];

/// The desk, its workers and its clock.
pub(super) struct Stage {
    pub(super) cases: Cases,
    /// What planning and deciding ask; systems are registered before the first letter arrives.
    pub(super) register: Arc<Register>,
    clock: Simulated,
    store: Store,
    sequencer: Sequencer,
    /// Those who read whatever got its place.
    readers: Vec<Box<dyn Worker>>,
    couriers: [Courier; 2],
    campaigner: Campaigner,
    /// Whether many people are being told; else the campaigner is not asked.
    telling: bool,
    projector: Projector,
    timekeeper: Timekeeper,
    /// When a message falls due.
    message: Option<DateTime<Utc>>,
    /// When something comes due by itself.
    alarm: Option<DateTime<Utc>>,
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
        let cases = Cases::new(desk, vault, Rules::new(rules));
        let mut projector = Projector::new(store.clone(), cases.rules().clone());
        // In its first step it makes the tables that it fills from the next one on.
        projector.step().await.context("making views")?;
        Ok(Self {
            register: Arc::default(),
            sequencer: Sequencer::with_batch(store.clone(), Nudge::new(), BATCH),
            readers: readers(&cases),
            campaigner: campaigner(&cases, &ways),
            telling: false,
            couriers: couriers(&cases, ways),
            message: None,
            alarm: None,
            projector,
            timekeeper: Timekeeper::new(cases.clone()),
            looked: start,
            cases,
            clock,
            store,
        })
    }

    /// Everything is on the disk, and the files are closed.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        self.vault().flush().await?;
        self.store.flush().await?;
        self.vault().close().await;
        self.store.close().await;
        Ok(())
    }

    pub(super) const fn vault(&self) -> &Vault {
        self.cases.vault()
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Today at the house.
    pub(super) fn today(&self) -> NaiveDate {
        let zone = self.cases.rules().now().house().zone;
        self.now().with_timezone(&zone).date_naive()
    }

    /// Many people are to be told: from now on the campaigner is asked, until nothing is left to do.
    pub(super) const fn tells_many(&mut self) {
        self.telling = true;
    }

    /// Somebody needs so long.
    pub(super) fn takes(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    /// The workers do what there is to do at this time. A running desk asks each of them again and
    /// again; here nobody is asked who cannot have anything to do.
    async fn works(&mut self, to: To) -> anyhow::Result<()> {
        loop {
            let read = self.reads().await?;
            let due = read || self.message.is_some_and(|due| due <= self.now());
            let mut carried = false;
            while due && self.carries().await? {
                carried = true;
            }
            let goes_on = self.telling && carried || to == To::TheEnd && (carried || read);
            if goes_on {
                continue;
            }
            if !self.looks_at_the_time().await? {
                // Whatever was read last, the campaigner was asked after it.
                self.telling &= self.message.is_some();
                break Ok(());
            }
        }
    }

    /// What was written gets its place and is read; gives whether there was anything.
    async fn reads(&mut self) -> anyhow::Result<bool> {
        if self.sequencer.step().await.context("giving places")? != Step::Worked {
            return Ok(false);
        }
        for reader in &mut self.readers {
            reader.step().await.with_context(|| format!("the {} reads", reader.name()))?;
        }
        Ok(true)
    }

    /// What is due is carried; gives whether there was anything.
    async fn carries(&mut self) -> anyhow::Result<bool> {
        let (mut any, mut next) = (false, None);
        for courier in &mut self.couriers {
            match courier.step().await.context("carrying messages")? {
                Step::Idle { until } => next = earliest(next, until),
                Step::Worked | Step::Behind => any = true,
            }
        }
        if self.telling {
            match self.campaigner.step().await.context("telling many people")? {
                Step::Idle { until } => next = earliest(next, until),
                // A group is no event by which it would be asked for the next one.
                Step::Worked | Step::Behind => (any, next) = (true, Some(self.now())),
            }
        }
        self.message = next;
        Ok(any)
    }

    /// What comes due by itself is done; gives whether there was anything.
    async fn looks_at_the_time(&mut self) -> anyhow::Result<bool> {
        // It reads the views.
        self.projector.step().await.context("bringing views up to date")?;
        match self.timekeeper.step().await.context("looking at the time")? {
            Step::Idle { until } => {
                self.alarm = until;
                Ok(false)
            }
            Step::Worked | Step::Behind => Ok(true),
        }
    }

    /// The time goes on, and stops wherever a message is due, and soon after something came due by
    /// itself.
    async fn works_until(&mut self, until: DateTime<Utc>, to: To) -> anyhow::Result<()> {
        self.works(to).await?;
        while let Some(next) = self.next(until) {
            self.clock.set(next);
            self.works(to).await?;
        }
        // Nothing comes due between the last stop and then.
        self.clock.set(until.max(self.now()));
        self.looked = self.now();
        Ok(())
    }

    /// The time goes on to this, and nothing is left to do.
    pub(super) async fn ends_at(&mut self, now: DateTime<Utc>) -> anyhow::Result<()> {
        self.works_until(now, To::TheEnd).await
    }

    /// The time goes on to a move of the script. So that a demo is there at once, the workers let a
    /// few minutes pass before they look, unless the move waits for what they do.
    pub(super) async fn goes_on_to(
        &mut self,
        at: DateTime<Utc>,
        waits: bool,
    ) -> anyhow::Result<()> {
        if waits || at - self.looked > LOOK {
            let to = if waits { To::TheEnd } else { To::TheNextTime };
            return self.works_until(at, to).await;
        }
        self.clock.set(at.max(self.now()));
        Ok(())
    }

    /// When to stop next, and no later than this.
    fn next(&self, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let now = self.now();
        let alarm = self.alarm.filter(|at| *at <= until).map(|at| (at + TOGETHER).min(until));
        let message = self.message.filter(|at| *at <= until);
        earliest(alarm, message).filter(|at| now < *at)
    }

    /// Every message about a request.
    pub(super) async fn messages(&self, id: &RequestId) -> anyhow::Result<Vec<DispatchId>> {
        let mut reader = self.store.read().await?;
        Ok(outbox::of_case(reader.conn(), &id.case()).await?)
    }

    /// Tells the house something.
    pub(super) async fn tell_house(&self, by: &Actor, act: house::Act) -> anyhow::Result<()> {
        let name = format!("demo/{:016x}", self.cases.desk().chance().u64());
        let call = Call::of_worker(by.clone(), name, None);
        let told = self.cases.desk().execute::<House, _>(House::STREAM, &call, |_, now| {
            Ok(house::Command { now, by: by.clone(), act: act.clone() })
        });
        told.await.with_context(|| format!("telling the house: {act:?}"))?;
        Ok(())
    }

    /// The house as it stands.
    pub(super) async fn house(&self) -> anyhow::Result<House> {
        Ok(self.cases.desk().fold(House::STREAM).await?.0)
    }

    /// Carries an act on a request out, as the handlers of the API do.
    pub(super) async fn act(
        &self,
        id: &RequestId,
        call: &Call,
        make: impl Fn(&Case, &Sealer<'_>) -> Result<Act, SealError> + Send + Sync,
    ) -> anyhow::Result<Box<Case>> {
        live(self.cases.act(id, call, None, make).await?)
    }
}

/// How far the workers go at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    /// Until nothing is left.
    TheEnd,
    /// What follows from a message that was carried is read the next time.
    TheNextTime,
}

/// The case after a command.
pub(super) fn live(done: Done<Request>) -> anyhow::Result<Box<Case>> {
    match done.state {
        Request::Live(case) => Ok(case),
        Request::Absent => anyhow::bail!("there is no such request"),
    }
}

/// The earlier of two, where there are two.
fn earliest(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    a.into_iter().chain(b).min()
}

/// Those who read the ledger.
fn readers(cases: &Cases) -> Vec<Box<dyn Worker>> {
    vec![
        Box::new(Notifier::new(cases.desk().clone(), Nudge::new())),
        Box::new(Linker::new(cases.clone())),
        Box::new(Shredder::new(cases.clone())),
    ]
}

fn campaigner(cases: &Cases, ways: &Ways) -> Campaigner {
    let rooms = Mailroom::new(cases.clone(), ways.letterhead.clone());
    let mail = [(Channel::Email, Arc::clone(&ways.mail))];
    Campaigner::new(rooms, mail.into(), Speed::unbounded())
}

fn couriers(cases: &Cases, ways: Ways) -> [Courier; 2] {
    let rooms = Mailroom::new(cases.clone(), ways.letterhead);
    let courier = |name, channels: &[Channel], carrier| {
        Courier::new(name, rooms.clone(), channels, carrier, Speed::per_minute(SPEED))
    };
    [courier("mail courier", &MAIL, ways.mail), courier("sms courier", &SMS, ways.sms)]
}
