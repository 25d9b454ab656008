//! How fast the desk is on PostgreSQL, beside what the same server does for `pgbench` in the same run.
//!
//! ```text
//! HABEAS_TEST_PG=postgres://habeas_owner@127.0.0.1:5432 cargo bench --bench speed
//! ```
//!
//! Breach day at its size, how fast lists come in, mails leave and many people are told, ask for more:
//!
//! ```text
//! apt-get download postfix && dpkg-deb -x postfix_*.deb /tmp/postfix
//! HABEAS_POSTFIX=/tmp/postfix HABEAS_TEST_PG=… cargo bench --bench speed -- import mail many day
//! ```
//!
//! The URL is that of an owner who may make databases and roles; `pgbench` comes with the server. Of
//! Postfix `smtp-sink` and `smtp-source` are used from where the package was unpacked.
//! Machines differ and are shared: only the ratios mean anything. Ours and theirs take turns.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a measurement fails by panicking")]
#![expect(clippy::cast_precision_loss, reason = "rates are small numbers")]
#![expect(clippy::print_stdout, reason = "what is measured is printed")]
#![expect(unreachable_pub, reason = "the modules of the tests say `pub`")]

#[path = "../suite/day/mod.rs"]
mod day;
mod house;
mod import;
mod lag;
mod mail;
mod many;
mod pgbench;
mod postfix;
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use habeas_adapters::desk::Call;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::id::{PrincipalId, RequestId};
use habeas_domain::people::REQUESTER;
use habeas_domain::request::Act;
use habeas_domain::sealed::Slot;
use tokio::task::JoinSet;

use day::Day;
use house::Bench;
use postfix::Postfix;

/// Callers at once, on both sides.
const CLIENTS: usize = 32;
/// Cases that commands go to.
const CASES: usize = 2_000;
/// How long each side has the server to itself, each turn.
const TURN: Duration = Duration::from_secs(8);
/// How often they take turns.
const TURNS: usize = 3;

/// Requests that arrive a second on breach day.
const ARRIVING: f64 = 20.0;

/// Breach day at its size: at most thirty thousand mails a minute.
const BREACH: Day = Day {
    people: 100_000,
    per_minute: 30_000,
    clerks: 20,
    cases: 20,
    quiet_rounds: 40,
    thinks,
    requests: 5_000,
    kills: 2,
    pace,
};

/// What the program itself uses.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut wishes: Vec<_> =
        std::env::args().skip(1).filter(|wish| !wish.starts_with('-')).collect();
    if wishes.is_empty() {
        wishes.push("desk".to_owned());
    }
    for wish in wishes {
        match wish.as_str() {
            "desk" => runtime.block_on(desk()),
            "import" => runtime.block_on(import::measure()),
            "mail" => runtime.block_on(mail::measure(&Postfix::unpacked())),
            "many" => runtime.block_on(many::measure(&Postfix::unpacked())),
            "day" => runtime.block_on(breach_day(&Postfix::unpacked())),
            other => panic!("there is no {other} to be measured"),
        }
    }
}

async fn breach_day(postfix: &Postfix) {
    let Day { people, requests, per_minute, .. } = BREACH;
    println!(
        "breach day: {people} people at {per_minute} a minute, {requests} requests at {ARRIVING} a second"
    );
    let url = house::desk_database("breach_day").await;
    let (folder, sink) = (tempfile::tempdir().unwrap(), postfix.sink());
    println!("{}", BREACH.plays(&url, folder.path(), sink.port).await);
}

/// A clerk reads and types between two questions.
fn thinks() {
    std::thread::sleep(Duration::from_millis(500));
}

fn pace(no: u64, since: Instant) {
    let due = Duration::from_secs_f64(no as f64 / ARRIVING);
    std::thread::sleep(due.saturating_sub(since.elapsed()));
}

async fn desk() {
    let bench = Arc::new(Bench::open().await);
    let (cases, ours) = creates(&bench, CASES, 0).await;
    let rival = pgbench::Rival::open(&bench, &cases).await;

    println!("a create: vault keys and index, then the events of the case");
    let mut creating = Ratio { ours: vec![ours], theirs: vec![] };
    for turn in 1..TURNS {
        creating.ours.push(creates(&bench, CASES / 2, turn).await.1);
    }
    for _ in 0..TURNS {
        creating.theirs.push(rival.creates(CLIENTS, TURN / 2));
    }
    creating.print();

    println!("a command on an existing case: one event, its key cached, the sequencer running");
    let (mut tail, mut whole) = (Ratio::default(), Ratio::default());
    for turn in 0..TURNS {
        tail.ours.push(commands(&bench, &cases, turn).await);
        tail.theirs.push(rival.commands(false, CLIENTS, TURN));
        whole.theirs.push(rival.commands(true, CLIENTS, TURN));
    }
    whole.ours.clone_from(&tail.ours);
    println!(
        " beside the statements that the desk sends, which reads streams on from where it was"
    );
    tail.print();
    println!(" beside reading the whole stream each time");
    whole.print();

    lag::measure(&bench, &cases).await;
    bench.close().await;
}

/// Rates of both sides, a turn each.
#[derive(Default)]
struct Ratio {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Ratio {
    fn print(&self) {
        let mean = |rates: &[f64]| {
            rates.iter().sum::<f64>() / f64::from(u32::try_from(rates.len()).unwrap())
        };
        let (ours, theirs) = (mean(&self.ours), mean(&self.theirs));
        println!("  ours    {:?} a second", rounded(&self.ours));
        println!("  pgbench {:?} a second", rounded(&self.theirs));
        println!("  ratio of the means {:.2}", ours / theirs);
    }
}

fn rounded(rates: &[f64]) -> Vec<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "rates are small")]
    rates.iter().map(|rate| rate.round() as i64).collect()
}

/// Takes letters in, by all clients at once; gives the cases and the rate.
async fn creates(bench: &Arc<Bench>, count: usize, turn: usize) -> (Vec<RequestId>, f64) {
    let next = Arc::new(AtomicU64::new(0));
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (bench, next) = (Arc::clone(bench), Arc::clone(&next));
        clients.spawn(async move {
            let mut cases = Vec::new();
            loop {
                let no = next.fetch_add(1, Ordering::Relaxed);
                if no >= count as u64 {
                    return cases;
                }
                cases.push(bench.receives(&format!("{turn}-{no}")).await);
            }
        });
    }
    let cases: Vec<RequestId> = clients.join_all().await.into_iter().flatten().collect();
    let rate = cases.len() as f64 / begun.elapsed().as_secs_f64();
    (cases, rate)
}

/// Logs calls, by all clients at once, each on cases of its own; gives the rate.
async fn commands(bench: &Arc<Bench>, cases: &[RequestId], turn: usize) -> f64 {
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let bench = Arc::clone(bench);
        let own: Vec<_> = cases.iter().skip(client).step_by(CLIENTS).cloned().collect();
        clients.spawn(async move {
            let mut done = 0_u64;
            while begun.elapsed() < TURN {
                let case = &own[usize::try_from(done).unwrap() % own.len()];
                command(&bench, case, &format!("c{turn}-{client}-{done}")).await;
                done += 1;
            }
            done
        });
    }
    let done: u64 = clients.join_all().await.into_iter().sum();
    done as f64 / begun.elapsed().as_secs_f64()
}

async fn command(bench: &Bench, case: &RequestId, name: &str) -> usize {
    let actor = Actor { role: Role::Clerk, id: PrincipalId::parse("clerk.one").unwrap() };
    let call = Call {
        actor,
        command: name.to_owned(),
        request: Some(name.to_owned()),
        cause: None,
        trace: None,
    };
    let at = bench.cases.desk().clock().now() - TimeDelta::seconds(1);
    let done = bench.cases.act(case, &call, None, |_, sealer| {
        let summary = sealer.seal(Slot::ContentNote, "They asked how it goes.")?;
        Ok(Act::LogCall { party: REQUESTER, at, summary, told: Vec::new() })
    });
    done.await.unwrap().version
}
