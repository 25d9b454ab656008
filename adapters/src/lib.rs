//! Everything that touches the world: store, ledger, vault, desk, views, HTTP, mail and SMS.

pub mod ledger;
pub mod letters;
pub mod nudge;
pub mod store;
pub mod views;
