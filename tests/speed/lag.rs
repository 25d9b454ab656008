//! How long a committed event waits for its position, at a thousand commands a second.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use habeas_adapters::ledger::feed;
use habeas_domain::id::RequestId;
use tokio::task::JoinSet;

use crate::house::Bench;
use crate::{CLIENTS, command};

/// Commands a second.
const RATE: u32 = 1_000;
/// For so long.
const SPAN: Duration = Duration::from_secs(12);

pub(crate) async fn measure(bench: &Arc<Bench>, cases: &[RequestId]) {
    println!("sequencing lag at {RATE} commands a second for {} s", SPAN.as_secs());
    let end = feed::end(bench.store.read().await.unwrap().conn()).await.unwrap();
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let bench = Arc::clone(bench);
        let own: Vec<_> = cases.iter().skip(client).step_by(CLIENTS).cloned().collect();
        clients.spawn(async move {
            // Each client has its own moments, so that the rate is even.
            let each = Duration::from_secs(1) * u32::try_from(CLIENTS).unwrap() / RATE;
            let mut due =
                begun + each / u32::try_from(CLIENTS).unwrap() * u32::try_from(client).unwrap();
            let mut committed = Vec::new();
            for no in 0_usize.. {
                if begun.elapsed() > SPAN {
                    break;
                }
                tokio::time::sleep_until(due.into()).await;
                due += each;
                let case = &own[no % own.len()];
                let version = command(&bench, case, &format!("lag-{client}-{no}")).await;
                committed.push((case.as_str().to_owned(), version, Instant::now()));
            }
            committed
        });
    }
    let watch = {
        let bench = Arc::clone(bench);
        async move { watch(&bench, end, begun).await }
    };
    let (committed, seen) = tokio::join!(clients.join_all(), watch);
    let committed: Vec<_> = committed.into_iter().flatten().collect();
    let mut lags: Vec<Duration> = committed
        .iter()
        .map(|(case, version, at)| seen[&(case.clone(), *version)].saturating_duration_since(*at))
        .collect();
    lags.sort();
    let at = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
        let index = ((lags.len() - 1) as f64 * share) as usize;
        lags[index].as_millis()
    };
    let rate = lags.len() as f64 / SPAN.as_secs_f64();
    println!(
        "  {} commands, {rate:.0} a second: p50 {} ms, p95 {} ms, p99 {} ms, longest {} ms",
        lags.len(),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}

/// Notes when each event is first seen with a position.
async fn watch(bench: &Bench, mut end: i64, begun: Instant) -> BTreeMap<(String, usize), Instant> {
    let mut seen = BTreeMap::new();
    let mut nudged = bench.ledger.listener();
    loop {
        nudged.forget();
        let events =
            feed::read(bench.store.read().await.unwrap().conn(), end, 1_000).await.unwrap();
        let now = Instant::now();
        for event in &events {
            end = event.position;
            seen.insert(
                (event.aggregate_id.clone(), usize::try_from(event.sequence).unwrap()),
                now,
            );
        }
        if events.is_empty() {
            if begun.elapsed() > SPAN + Duration::from_secs(3) {
                return seen;
            }
            let _ = tokio::time::timeout(Duration::from_millis(200), nudged.wait()).await;
        }
    }
}
