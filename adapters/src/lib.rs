//! Everything that touches the world: store, ledger, vault, desk, views, HTTP, mail and SMS.

pub mod admin;
pub mod chance;
pub mod clock;
mod disk;
pub mod ledger;
pub mod nudge;
pub mod packs;
pub mod store;
pub mod views;
