//! Views of requests, alarms and tasks: what they say of real histories, and that no way of making
//! them makes a difference.

mod rebuild;
mod requests;
mod tasks;
mod timers;
mod walk;

use habeas_adapters::cases::Rules;
use habeas_adapters::nudge::Nudge;
use habeas_adapters::store::Store;
use habeas_adapters::views::page::Listed;
use habeas_adapters::views::request::{self, Filter, Page, Row, Sort};
use habeas_workers::{Projector, Sequencer, drain};

use crate::support::rules;

/// Gives positions to everything and brings the views up to date.
async fn project(store: &Store) {
    project_by(store, rules()).await;
}

async fn project_by(store: &Store, rules: Rules) {
    let mut sequencer = Sequencer::new(store.clone(), Nudge::new());
    let mut projector = Projector::new(store.clone(), rules);
    drain(&mut [&mut sequencer, &mut projector]).await.unwrap();
}

async fn page(store: &Store, filter: &Filter, page: &Page) -> Listed<Row> {
    request::list(store.read().await.unwrap().conn(), filter, page).await.unwrap()
}

/// Every request that the filter lets through, by due moment.
async fn all(store: &Store, filter: &Filter) -> Vec<Row> {
    let first = Page::parse(Sort::Due, 200, None).unwrap();
    let listed = page(store, filter, &first).await;
    assert_eq!(listed.next, None);
    listed.rows
}
