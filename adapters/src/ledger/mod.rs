//! The ledger: the one global, dense, ordered sequence of all events.
//!
//! Appenders never wait for each other and know no position. Afterwards one sequencer at a time
//! gives each committed event the next position, in an order that can never change: by transaction
//! and insertion below the snapshot horizon on PostgreSQL, by the log of commits on SQLite.
//! Everything downstream reads by position, through [`feed`].

pub mod feed;
mod health;
mod leaf;
pub mod position;
mod rebase;
mod sequence;
mod source;

pub use health::{Health, Holder, health};
pub use leaf::{Entry, body_digest, leaf_hash};
pub use rebase::{Rebased, rebase};
pub use sequence::{Sequenced, sequence, unsequenced};
