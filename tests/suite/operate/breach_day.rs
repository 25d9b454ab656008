//! A small breach day: counts, and no times.

use super::sink::Sink;
use crate::day::Day;
use crate::support::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_told_once_while_the_desk_is_killed_twice() {
    let (world, folder) = (World::postgres().await, tempfile::tempdir().unwrap());
    let sink = Sink::start();
    let day = Day {
        people: 600,
        per_minute: 1_000_000,
        clerks: 3,
        cases: 2,
        quiet_rounds: 2,
        thinks: || {},
        requests: 20,
        kills: 2,
        pace: |_, _| {},
    };
    let report = day.plays(world.url(), folder.path(), sink.port).await;
    assert_eq!(report.quiet.len(), 3 * 2 * 3);
    let taken = sink.taken();
    let told = (0..day.people).map(|no| taken.get(&format!("person{no}@example.net")).copied());
    let told: Vec<usize> = told.map(Option::unwrap_or_default).collect();
    assert!(told.iter().all(|count| *count >= 1), "nobody is left out");
    let twice: usize = told.iter().map(|count| count - 1).sum();
    assert!(twice <= 50 * 2, "a kill repeats one group at most: {twice}");
    assert!(report.peak_kib < 300 * 1024, "{report}");
}
