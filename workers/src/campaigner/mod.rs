//! Tells many people: takes the messages of campaigns out of the building, group by group.
//!
//! ```text
//! claim a group ─► open the rows ─► write each ─► send them ─► say what became of all of them
//!  one transaction                                               one transaction
//! ```
//! Unlike a message of a case, none of these has a stream: what became of them is rows, and the campaign
//! is told of up to a thousand at once. The price is the window: a crash between the two transactions
//! leaves a group in doubt, and all of it goes out again, under the same message ids. That is at most
//! [`GROUP`] messages, where a courier has one.
//!
//! While an authority asks for silence about the incident nothing leaves, and when it ends the rest does:
//! nobody need remember.

mod ahead;
mod came;
mod gate;
mod send;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use habeas_adapters::campaigns::messages::{self, GROUP};
use habeas_adapters::campaigns::work::{self, Awake};
use habeas_adapters::campaigns::{CampaignError, Campaigns, outcomes};
use habeas_adapters::carrier::Carrier;
use habeas_adapters::desk::{Call, DeskError};
use habeas_adapters::mailroom::Mailroom;
use habeas_domain::actor::Actor;
use habeas_domain::campaign::{Act, Audience, MOST_ROWS, Plan, Stage, Version};
use habeas_domain::contact::Channel;
use habeas_domain::id::CampaignId;
use tokio::sync::Mutex;

use self::ahead::Ahead;
use self::came::Lately;
use crate::courier::Speed;
use crate::step::{Step, Worker, WorkerError};

/// How long after a report outcomes are gathered for the next one, unless they fill it, or a version waits for
/// them: there are as many events as there are minutes, and not as there are messages.
const GATHERED: TimeDelta = TimeDelta::minutes(1);

/// How often lists are looked for whose takers are gone.
const TIDY: TimeDelta = TimeDelta::minutes(1);

/// How many changes of its counts a campaign has too many before they are folded.
const LOOSE: i64 = 1_000;

/// The ways out, by channel. What is not there is not tried.
pub type Ways = BTreeMap<Channel, Arc<dyn Carrier>>;

/// The worker that tells many people.
#[derive(Debug)]
pub struct Campaigner {
    hands: Hands,
    ahead: Ahead,
    actor: Actor,
    tidied: Option<DateTime<Utc>>,
    /// Whether it has tried all ways anew since it began.
    begun: bool,
    /// When it told a campaign last what became of messages.
    reported: BTreeMap<CampaignId, DateTime<Utc>>,
}

/// What messages pass through.
#[derive(Debug)]
struct Hands {
    campaigns: Campaigns,
    mailroom: Mailroom,
    ways: Ways,
    /// How each way did, by the groups before.
    lately: Mutex<Lately>,
}

impl Hands {
    /// Holds back for good some of what nobody holds of a version; false when nothing is left.
    async fn withdraw(&self, plan: &Plan, version: &Version) -> Result<bool, WorkerError> {
        let (now, mut desk) = (self.now(), self.campaigns.desk().clone());
        let mut reader = desk.read().await?;
        if !messages::is_any_unheld(reader.conn(), &plan.id, version.no(), now).await? {
            return Ok(false);
        }
        drop(reader);
        let mut tx = desk.store().begin().await?;
        let withdrawn = messages::withdraw(&mut tx, &plan.id, version.no(), now).await?;
        tx.commit().await?;
        Ok(withdrawn > 0)
    }

    fn now(&self) -> DateTime<Utc> {
        self.campaigns.desk().clock().now()
    }
}

/// What one look at a campaign, or at a version of it, came to.
enum Look {
    /// Something was done.
    Worked,
    /// Something is to be done at that time, or when somebody has done something.
    Waits(Option<DateTime<Utc>>),
    /// Nothing is left until the next event.
    Rests,
}

impl Look {
    /// Both together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Worked, _) | (_, Self::Worked) => Self::Worked,
            (Self::Waits(one), Self::Waits(other)) => {
                Self::Waits(one.into_iter().chain(other).min())
            }
            (Self::Waits(at), Self::Rests) | (Self::Rests, Self::Waits(at)) => Self::Waits(at),
            (Self::Rests, Self::Rests) => Self::Rests,
        }
    }
}

impl Campaigner {
    /// A campaigner who sends by these ways, at most as fast as that.
    #[must_use]
    pub fn new(mailroom: Mailroom, ways: Ways, speed: Speed) -> Self {
        let campaigns = Campaigns::new(mailroom.cases().clone());
        let ahead = Ahead::new(speed.in_groups_of(GROUP));
        let hands = Hands { campaigns, mailroom, ways, lately: Mutex::default() };
        let actor = Actor::worker("campaigner");
        Self { hands, ahead, actor, tidied: None, begun: false, reported: BTreeMap::new() }
    }

    /// Looks at a campaign, as much of it as is in the ledger. What came after it holds back at once, but
    /// lets nothing leave: nothing leaves the building before its cause is in the ledger.
    async fn look(&mut self, awake: &Awake) -> Result<Look, WorkerError> {
        let (id, upto) = (&awake.campaign, awake.upto);
        let (plan, _) = self.hands.campaigns.get(id).await?;
        let seen = |v: &Version| i64::try_from(v.moved).is_ok_and(|moved| moved <= upto);
        let is_full = usize::try_from(awake.loose).is_ok_and(|count| count >= MOST_ROWS);
        let is_made = awake.last_report > i64::from(plan.results);
        if (is_full || is_made) && self.report(&plan).await? {
            return Ok(Look::Worked);
        }
        let mut look = Look::Rests;
        // Versions before first: nobody reads a supplement before what it supplements.
        for version in plan.versions.iter().filter(|v| v.stage == Stage::UnderWay) {
            if !seen(version) {
                look = look.and(Look::Waits(None));
                continue;
            }
            look = look.and(self.send(&plan, version).await?);
            if matches!(look, Look::Worked) {
                return Ok(look);
            }
        }
        // What came back just before a correction began is sent by no other way: its reader has the correction.
        let corrected =
            |v: &&Version| v.stage == Stage::Told && plan.superseded_by(v.no()).is_some();
        for version in plan.versions.iter().filter(corrected) {
            if self.hands.withdraw(&plan, version).await? {
                return Ok(Look::Worked);
            }
        }
        for version in plan.versions.iter().filter(|v| seen(v) && is_to_be_settled(v)) {
            look = look.and(self.settle(&plan, version).await?);
        }
        if !matches!(look, Look::Worked) && self.unreported(&plan).await? > 0 {
            let next = self.reported.get(id).map(|at| *at + GATHERED);
            if let Some(next) = next.filter(|next| *next > self.hands.now()) {
                return Ok(look.and(Look::Waits(Some(next))));
            }
            self.report(&plan).await?;
            return Ok(Look::Worked);
        }
        if matches!(look, Look::Rests) {
            self.hands.campaigns.rest(id, (upto, plan.results)).await?;
        }
        Ok(look)
    }

    async fn unreported(&self, plan: &Plan) -> Result<i64, WorkerError> {
        let mut reader = self.hands.campaigns.desk().read().await?;
        Ok(outcomes::unreported(reader.conn(), &plan.id, plan.results).await?)
    }

    /// Sends groups of what is under way.
    async fn send(&mut self, plan: &Plan, version: &Version) -> Result<Look, WorkerError> {
        if !self.hands.may_leave(plan, version).await? {
            return Ok(Look::Waits(None));
        }
        let now = self.hands.now();
        if version.drafted.audience == Audience::Everyone
            && self.add_everyone(plan, version, now).await?
        {
            return Ok(Look::Worked);
        }
        // Without this look an idle campaigner would take the write lock of SQLite again and again.
        if self.ahead.from(plan, version, now).is_none() {
            let mut reader = self.hands.campaigns.desk().read().await?;
            let next = messages::next(reader.conn(), &plan.id, version.no()).await?;
            if next.is_none_or(|at| at > now) {
                return Ok(Look::Waits(next));
            }
        }
        if self.ahead.speed.room(now) == 0 {
            return Ok(Look::Waits(Some(self.ahead.speed.next(now))));
        }
        self.hands.send(&mut self.ahead, plan, version).await?;
        Ok(Look::Worked)
    }

    /// Adds messages to everybody on the lists before; false when nobody is left.
    async fn add_everyone(
        &self,
        plan: &Plan,
        version: &Version,
        now: DateTime<Utc>,
    ) -> Result<bool, WorkerError> {
        let mut desk = self.hands.campaigns.desk().clone();
        {
            let mut reader = desk.read().await?;
            if !messages::is_anybody_left(reader.conn(), &plan.id, version.no()).await? {
                return Ok(false);
            }
        }
        let mut tx = desk.store().begin().await?;
        let added = messages::add_everyone(&mut tx, &plan.id, version.no(), now).await?;
        tx.commit().await?;
        Ok(added > 0)
    }

    /// Tells the campaign what became of messages; false where there is nothing to be told.
    async fn report(&mut self, plan: &Plan) -> Result<bool, WorkerError> {
        let no = plan.results + 1;
        let mut desk = self.hands.campaigns.desk().clone();
        let mut tx = desk.store().begin().await?;
        let results = outcomes::report(&mut tx, &plan.id, no).await?;
        tx.commit().await?;
        let Some(results) = results else { return Ok(false) };
        self.tell(plan, &format!("results/{no}"), Act::Report(results)).await?;
        self.reported.insert(plan.id.clone(), self.hands.now());
        Ok(true)
    }

    /// Says so where nothing of a version is under way any more.
    async fn settle(&mut self, plan: &Plan, version: &Version) -> Result<Look, WorkerError> {
        if version.stage == Stage::Stopped && self.hands.withdraw(plan, version).await? {
            return Ok(Look::Worked);
        }
        let desk = self.hands.campaigns.desk().clone();
        let mut reader = desk.read().await?;
        if messages::is_open(reader.conn(), plan, version.no()).await? {
            // Of what leaves it is known when; calls and letters end by what clerks say of them, which
            // wakes the campaign. Of what was stopped somebody may still hold some.
            return Ok(match version.stage {
                Stage::Stopped => {
                    Look::Waits(messages::next(reader.conn(), &plan.id, version.no()).await?)
                }
                _ => Look::Rests,
            });
        }
        drop(reader);
        // Whatever ended the last of them is on record before it is said that all have ended.
        if self.unreported(plan).await? > 0 {
            self.report(plan).await?;
            return Ok(Look::Worked);
        }
        let seen = plan.seen();
        let name = format!("settle/{}/{}/{}", version.no(), seen.lists, seen.results);
        self.tell(plan, &name, Act::Settle { version: version.no(), seen }).await?;
        Ok(Look::Worked)
    }

    /// Tells a campaign something; another campaigner may have been first.
    async fn tell(&self, plan: &Plan, word: &str, act: Act) -> Result<(), WorkerError> {
        let name = format!("campaigner/{}/{word}", plan.id);
        let call = Call::of_worker(self.actor.clone(), name, None);
        match self.hands.campaigns.act(&plan.id, &call, None, |_, _| Ok(act.clone())).await {
            Ok(_) => Ok(()),
            Err(CampaignError::Desk(DeskError::Refused(refusal))) => {
                tracing::warn!(campaign = %plan.id, refusal = refusal.code(), "not taken in");
                Err(WorkerError::Busy)
            }
            Err(error) => Err(error.into()),
        }
    }
}

const fn is_to_be_settled(version: &Version) -> bool {
    match version.stage {
        Stage::UnderWay => true,
        Stage::Stopped => version.settled.is_none(),
        Stage::Draft | Stage::Approved | Stage::Paused | Stage::Told => false,
    }
}

#[async_trait]
impl Worker for Campaigner {
    fn name(&self) -> &'static str {
        "campaigner"
    }

    async fn step(&mut self) -> Result<Step, WorkerError> {
        let now = self.hands.now();
        if !self.begun {
            let mut desk = self.hands.campaigns.desk().clone();
            work::open_ways(desk.store(), now).await?;
            self.begun = true;
        }
        if self.tidied.is_none_or(|at| at + TIDY <= now) {
            self.hands.campaigns.tidy().await?;
            let mut desk = self.hands.campaigns.desk().clone();
            messages::fold_counts(desk.store(), LOOSE).await?;
            self.reported.retain(|_, at| *at + GATHERED > now);
            self.tidied = Some(now);
        }
        let awake = {
            let mut reader = self.hands.campaigns.desk().read().await?;
            work::awake(reader.conn()).await?
        };
        let (mut worked, mut until, mut failed) = (false, None::<DateTime<Utc>>, None);
        for awake in awake {
            match self.look(&awake).await {
                Ok(Look::Worked) => worked = true,
                Ok(Look::Waits(Some(at))) => until = Some(until.map_or(at, |first| first.min(at))),
                Ok(Look::Waits(None) | Look::Rests) => {}
                // The others have nothing to do with it.
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        if let Some(error) = failed {
            self.ahead.rest();
            return Err(error);
        }
        if !worked {
            self.ahead.rest();
        }
        Ok(if worked { Step::Worked } else { Step::Idle { until } })
    }
}
