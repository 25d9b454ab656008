//! `habeas serve`: everything is put together here, once, from top to bottom.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use habeas_adapters::admin::{Admin, Concern};
use habeas_adapters::campaigns::messages;
use habeas_adapters::cases::{Cases, Rules};
use habeas_adapters::clock::Clock;
use habeas_adapters::http::Api;
use habeas_adapters::mailroom::Mailroom;
use habeas_adapters::nudge::{Nudge, Nudged};
use habeas_adapters::outbox;
use habeas_adapters::store::{Durability, Store};
use habeas_adapters::vault::read_phone_tables;
use habeas_domain::contact::Channel;
use habeas_domain::regime::Rulebook;
use habeas_workers::{
    Campaigner, Condition, Courier, Ended, Health, Linker, Notifier, Pace, Projector, Sequencer,
    Shredder, Speed, Sweeper, Timekeeper, Worker, relay, run_at,
};
use tokio::net::TcpListener;
use tracing::{info, warn};

use crate::carriers;
use crate::cli::ServeOptions;
use crate::letterhead;
use crate::lifecycle::Lifecycle;
use crate::open::Parts;
use crate::settings::{Given, Place, Settings};
use crate::telemetry;

/// How long the end waits for the database to take its leave.
const CLOSING: Duration = Duration::from_secs(2);

/// The worker without whom nobody works.
const SEQUENCER: &str = "sequencer";

/// Runs the desk until it is stopped.
pub(crate) fn run(file: Option<&Path>, options: &ServeOptions) -> anyhow::Result<()> {
    let settings = Settings::read(&Given::to_process(file, options.data.as_deref()))?;
    telemetry::start(&settings.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(serve(&settings, || Ok(())));
    // Whoever was dropped holds nothing that the database does not know.
    runtime.shutdown_background();
    done
}

/// Serves by these settings until the process is stopped. Calls `ready` once everything stands.
pub(crate) async fn serve(
    settings: &Settings,
    ready: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let life = Lifecycle::start(Duration::from_secs(settings.workers.grace_seconds))?;
    let health = Health::default();
    let admin = Admin::new({
        let health = health.clone();
        move || concerns(&health)
    });
    let listener = listen("admin", settings.http.admin_listen).await?;
    life.spawn("admin listener", {
        let serving = admin.clone().serve(listener, life.stop());
        async { Ok(serving.await?) }
    });

    let _held = match &settings.store.place {
        Place::Embedded { data } => match Store::hold_embedded(data) {
            Ok(held) => Some(held),
            Err(error) => return life.abandon(error.into()).await,
        },
        Place::Postgres { .. } => None,
    };
    let Parts { store, vault, desk, rules } = match life.unless_stopped(Parts::open(settings)).await
    {
        None => return life.finish().await,
        Some(Err(error)) => return life.abandon(error).await,
        Some(Ok(parts)) => parts,
    };
    announce(settings, &rules);
    let rules = Rules::new(rules);

    // Beside everything else: whoever hands the first letter in does not wait for it.
    drop(tokio::task::spawn_blocking(read_phone_tables));

    // Whoever reads the ledger waits for this nudge.
    let ledger = Nudge::new();
    let outbox = Nudge::new();
    let crew = Crew { life: &life, health, pace: pace(settings) };
    let batch = settings.workers.batch;
    let sequencer = Sequencer::with_batch(store.clone(), ledger.clone(), batch);
    crew.hire(SEQUENCER, sequencer, desk.appended().listener());
    let projector = Projector::with_batch(store.clone(), rules.clone(), batch);
    crew.hire("projector", projector, ledger.listener());
    let cases = Cases::new(desk.clone(), vault.clone(), rules);
    let mailroom = match letterhead::letterhead(settings) {
        Ok(letterhead) => Mailroom::new(cases, letterhead),
        Err(error) => return life.abandon(error).await,
    };
    let ways = match staff(&crew, settings, &mailroom, &ledger, &outbox).await {
        Ok(ways) => ways,
        Err(error) => return life.abandon(error).await,
    };
    life.spawn("relay", {
        let relaying = relay(store.clone(), ledger, life.stop());
        async { Ok(relaying.await?) }
    });

    let listener = match listen("api", settings.http.listen).await {
        Ok(listener) => listener,
        Err(error) => return life.abandon(error).await,
    };
    life.spawn("api listener", {
        let api = Api::new(mailroom, ways).with_longest_body(settings.http.request_limit_bytes);
        let serving = api.serve(listener, life.stop());
        async { Ok(serving.await?) }
    });
    admin.opened(store.clone(), vault.clone());
    info!("ready");
    let done = match ready() {
        Ok(()) => life.run().await,
        Err(error) => life.abandon(error).await,
    };
    // Connections in use are those of tasks that were dropped; nobody waits for them.
    let _ =
        tokio::time::timeout(CLOSING, async { tokio::join!(store.close(), vault.close()) }).await;
    done
}

/// Hires everyone who acts on what is in the ledger; gives the channels that campaigns have here.
async fn staff(
    crew: &Crew<'_>,
    settings: &Settings,
    mailroom: &Mailroom,
    ledger: &Nudge,
    outbox: &Nudge,
) -> anyhow::Result<BTreeSet<Channel>> {
    let cases = mailroom.cases();
    let mut desk = cases.desk().clone();
    if let Place::Embedded { .. } = settings.store.place {
        let mut tx = desk.store().begin().await?;
        outbox::take_back(&mut tx).await?;
        messages::take_back(&mut tx).await?;
        tx.commit().await?;
    }
    let notifier = Notifier::with_batch(desk, outbox.clone(), settings.workers.batch);
    crew.hire("notifier", notifier, ledger.listener());
    let paces = &settings.workers;
    let mail_way = carriers::mail(settings, Durability::Full)?;
    let sms_way = carriers::sms(settings, Durability::Full)?;
    let mail = Courier::new(
        "mail courier",
        mailroom.clone(),
        &[Channel::Email, Channel::Post],
        Arc::clone(&mail_way),
        Speed::per_minute(paces.mails_per_minute),
    );
    crew.hire("mail courier", mail, outbox.listener());
    let sms = Courier::new(
        "sms courier",
        mailroom.clone(),
        &[Channel::Sms],
        Arc::clone(&sms_way),
        Speed::per_minute(paces.sms_per_minute),
    );
    crew.hire("sms courier", sms, outbox.listener());
    crew.hire("linker", Linker::new(cases.clone()), ledger.listener());
    let ways = carriers::ways(settings, (&mail_way, &sms_way), Durability::Full)?;
    let channels = ways.keys().copied().collect();
    let speed = Speed::per_minute(paces.campaigns_per_minute);
    crew.hire("campaigner", Campaigner::new(mailroom.clone(), ways, speed), ledger.listener());
    crew.hire("shredder", Shredder::new(cases.clone()), ledger.listener());
    crew.hire("timekeeper", Timekeeper::new(cases.clone()), ledger.listener());
    crew.hire("sweeper", Sweeper::new(cases.clone()), Nudge::new().listener());
    Ok(channels)
}

fn announce(settings: &Settings, rules: &Rulebook) {
    let packs: Vec<_> = rules.all_adopted().map(|pack| pack.regime.as_str()).collect();
    info!(
        version = env!("CARGO_PKG_VERSION"),
        settings = %settings.digest(),
        calendars = %rules.calendars().digest(),
        packs = packs.join(" "),
        "the desk opens"
    );
    let missing = settings.house.addresses.missing();
    if !missing.is_empty() {
        warn!(
            missing = missing.join(" "),
            "house.addresses lacks ways to reach the house, which every notice must print"
        );
    }
}

async fn listen(part: &'static str, at: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(at).await.with_context(|| format!("listening on {at}"))?;
    info!(part, address = %listener.local_addr()?, "listening");
    Ok(listener)
}

/// How workers are run here.
struct Crew<'a> {
    life: &'a Lifecycle,
    health: Health,
    pace: Pace,
}

impl Crew<'_> {
    /// A worker that met something that it may not skip stops, and its health says so. Without an
    /// order of events nobody else could work, so the sequencer's end is that of the process.
    fn hire(&self, name: &'static str, worker: impl Worker + 'static, nudged: Nudged) {
        let (stop, health) = (self.life.stop(), self.health.clone());
        let now = || Clock::System.now();
        let stopped = stop.clone();
        let running = run_at(self.pace, worker, nudged, now, stop, health);
        self.life.spawn(name, async move {
            match running.await {
                Ended::Stopped => {}
                Ended::Poisoned(poison) if name == SEQUENCER => bail!(poison),
                Ended::Poisoned(_) => stopped.cancelled().await,
            }
            Ok(())
        });
    }
}

const fn pace(settings: &Settings) -> Pace {
    Pace { look: Duration::from_millis(settings.workers.look_ms) }
}

fn concerns(health: &Health) -> Vec<Concern> {
    let worried = |(worker, condition)| match condition {
        Condition::Well => None,
        Condition::Retrying { why } => Some(Concern::new(worker, format!("tries again: {why}"))),
        Condition::Poisoned { why } => Some(Concern::new(worker, format!("stopped: {why}"))),
    };
    health.all().into_iter().filter_map(worried).collect()
}
