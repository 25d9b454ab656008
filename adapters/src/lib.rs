//! Everything that touches the world: store, ledger, vault, desk, views, HTTP, mail and SMS.

pub mod access;
pub mod admin;
pub mod blob;
pub mod campaigns;
pub mod carrier;
pub mod cases;
pub mod chance;
pub mod clock;
pub mod desk;
mod disk;
pub mod http;
pub mod ledger;
pub mod letters;
pub mod mail;
pub mod mailroom;
pub mod nudge;
pub mod outbound;
pub mod outbox;
pub mod packs;
pub mod platform;
pub mod rules;
pub mod sms;
pub mod store;
mod tls;
mod tray;
pub mod vault;
pub mod views;
