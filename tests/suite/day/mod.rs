//! Breach day: many people are told by mail while clerks work and requests arrive, and the desk is killed on
//! the way. Small it is a test, which asserts counts; large it is a measurement.

mod desk;
mod people;

use std::fmt;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use sqlx::PgPool;

use desk::{Desk, Gate};
use people::Clerk;

/// How large the day is.
#[derive(Debug, Clone, Copy)]
pub struct Day {
    /// People who are told.
    pub people: u64,
    /// How fast they are told, a minute.
    pub per_minute: u32,
    /// Clerks at work.
    pub clerks: usize,
    /// What each clerk has on the desk.
    pub cases: usize,
    /// Rounds of each clerk before the breach.
    pub quiet_rounds: usize,
    /// A clerk thinks before each question.
    pub thinks: fn(),
    /// Requests that arrive meanwhile.
    pub requests: u64,
    /// How often the desk is killed.
    pub kills: u64,
    /// Waits until the next request is to arrive, given how many have and since when.
    pub pace: fn(u64, Instant),
}

/// What the day came to.
#[derive(Debug)]
pub struct Report {
    /// How long clerks waited for an answer before the breach.
    pub quiet: Vec<Duration>,
    /// How long they waited on the day, where they were answered at once.
    pub storm: Vec<Duration>,
    /// Questions of clerks that met no desk at first.
    pub interrupted: u64,
    /// The most memory that the desk had resident, in KiB.
    pub peak_kib: u64,
    /// How long taking the list in took.
    pub import: Duration,
    /// From the beginning of sending to its end.
    pub sending: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |waits: &[Duration], share: usize| {
            let mut sorted = waits.to_vec();
            sorted.sort_unstable();
            sorted.get(sorted.len().saturating_sub(1) * share / 100).copied().unwrap_or_default()
        };
        let (quiet, storm) = (at(&self.quiet, 99), at(&self.storm, 99));
        writeln!(f, "list taken in in {:.1?}, told in {:.1?}", self.import, self.sending)?;
        for (when, waits) in [("before", &self.quiet), ("on the day", &self.storm)] {
            let (median, late) = (at(waits, 50), at(waits, 99));
            writeln!(
                f,
                "clerks {when}: {} answers, median {median:.1?}, p99 {late:.1?}",
                waits.len()
            )?;
        }
        writeln!(f, "ratio of p99: {:.2}", storm.as_secs_f64() / quiet.as_secs_f64())?;
        writeln!(f, "questions that met no desk: {}", self.interrupted)?;
        write!(f, "most memory resident: {} MiB", self.peak_kib / 1024)
    }
}

/// The answers that clerks waited for.
#[derive(Default)]
struct Waits {
    all: Mutex<Vec<Duration>>,
    interrupted: AtomicU64,
}

impl Day {
    /// Plays it on an empty database of this owner, with a folder for keys and a mail server.
    pub async fn plays(&self, url: &str, folder: &Path, port: u16) -> Report {
        let tables = PgPool::connect(url).await.unwrap();
        let gate = Gate::default();
        let mut desk = Desk::new(&gate, url, folder, port, self.per_minute);
        let staff = people::Staff::hire(&gate, &desk, self.clerks);
        desk.opens();
        let mut clerks = Vec::new();
        for (no, caller) in staff.clerks.iter().enumerate() {
            let names = (0..self.cases).map(|case| format!("clerk-{no}-{case}"));
            let cases = names.map(|name| people::hands_in(&staff.portal, &name)).collect();
            clerks.push(Clerk { caller, cases, thinks: self.thinks });
        }

        let quiet = Waits::default();
        thread::scope(|scope| {
            for clerk in &clerks {
                let quiet = &quiet;
                scope.spawn(move || (0..self.quiet_rounds).for_each(|no| clerk.works(quiet, no)));
            }
        });

        let campaign = people::prepares(&staff, self.people);
        let begun = Instant::now();
        staff.lists(&campaign, self.people);
        let import = begun.elapsed();
        staff.begins(&campaign);
        let (storm, over, begun) = (Waits::default(), AtomicBool::new(false), Instant::now());
        let portal = &staff.portal;
        let mut sending = Duration::ZERO;
        thread::scope(|scope| {
            for clerk in &clerks {
                let (storm, over) = (&storm, &over);
                scope.spawn(move || {
                    for no in self.quiet_rounds.. {
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                        clerk.works(storm, no);
                    }
                });
            }
            let arriving = scope.spawn(move || {
                for no in 0..self.requests {
                    (self.pace)(no, begun);
                    people::hands_in(portal, &format!("request-{no}"));
                }
            });
            tokio::task::block_in_place(|| {
                tokio::runtime::Handle::current().block_on(async {
                    for kill in 1..=self.kills {
                        told(&tables, self.people * kill / (self.kills + 1)).await;
                        desk.dies_and_comes_again();
                    }
                    told(&tables, self.people - 50 * self.kills).await;
                    all_told(&tables, self.people).await;
                    sending = begun.elapsed();
                });
            });
            arriving.join().unwrap();
            over.store(true, Ordering::Relaxed);
        });
        self.comes_out(&tables, &staff, &campaign).await;
        desk.closes();
        Report {
            quiet: quiet.all.into_inner().unwrap(),
            storm: storm.all.into_inner().unwrap(),
            interrupted: storm.interrupted.into_inner(),
            peak_kib: desk.peak_kib,
            import,
            sending,
        }
    }

    /// Exactly one message a person and version; every request is there, with one acknowledgement.
    async fn comes_out(&self, tables: &PgPool, staff: &people::Staff<'_>, campaign: &str) {
        let settled = "select count(*) from events where event_type = 'VersionSettled'";
        while count(tables, settled).await == 0 {
            tokio::task::yield_now().await;
        }
        let seen = staff.officer.gets(&format!("/v1/campaigns/{campaign}"));
        assert_eq!(seen["versions"][0]["stage"], "told");
        assert_eq!(seen["versions"][0]["recorded"][0]["count"], Value::from(self.people));
        let people = i64::try_from(self.people).unwrap();
        for (what, expected) in [
            ("campaign_message", people),
            ("campaign_message where state = 'told'", people),
            ("(select distinct person, version from campaign_message) m", people),
            ("campaign_outcome where outcome = 'handed_over'", people),
            ("campaign_outcome where report is null", 0),
        ] {
            assert_eq!(
                count(tables, &format!("select count(*) from {what}")).await,
                expected,
                "{what}"
            );
        }
        let requests = self.requests + (self.clerks * self.cases) as u64;
        let requests = i64::try_from(requests).unwrap();
        let received = "select count(*) from events where event_type = 'RequestReceived'";
        assert_eq!(count(tables, received).await, requests);
        let answered = "select count(distinct case_id) from dispatch where case_id like 'req_%'";
        while count(tables, answered).await < requests {
            tokio::task::yield_now().await;
        }
    }
}

async fn count(tables: &PgPool, query: &str) -> i64 {
    sqlx::query_scalar(query).fetch_one(tables).await.unwrap()
}

/// Waits until so many were told.
async fn told(tables: &PgPool, people: u64) {
    let people = i64::try_from(people).unwrap();
    while count(tables, "select coalesce(max(next_outcome), 1) - 1 from campaign_work").await
        < people
    {
        tokio::task::yield_now().await;
    }
}

/// What the killed desk held goes out again once its claims have run out: here, at once.
async fn all_told(tables: &PgPool, people: u64) {
    let query = "update campaign_message set held_until = now() where held_until is not null";
    sqlx::query(query).execute(tables).await.unwrap();
    told(tables, people).await;
}
