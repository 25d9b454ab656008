//! The vault: keys, and with them everything that can be forgotten.
//!
//! Every case has one data key a purpose. Personal values are [sealed](Vault::seal) under them
//! before a command reaches the domain, and [opened](Vault::open) one by one afterwards; who opened
//! what for which purpose is recorded by the desk. A key that was [forgotten](Vault::forget) takes
//! the meaning of everything under it away, in every copy and backup of the events.
//!
//! The keys lie in a database of their own, wrapped under [key-encryption keys](Keyring) that are
//! not in it: backups of the events hold no keys, and backups of the keys open nothing by
//! themselves. A backup that still holds a forgotten key loses its force when the key-encryption
//! key is rotated and the old one destroyed.
//!
//! Beside them lie the desk's own keys. They make the [index](Vault::find) over what people are
//! known by, [codes](Vault::code), [command ids](Vault::command_id) and the secret halves of
//! [API keys](Vault::api_secret).

mod api_secret;
mod cache;
mod case;
mod cipher;
mod clear;
mod code;
mod command;
mod error;
mod forget;
mod index;
mod key;
mod keyring;
mod link;
mod open;
mod rewrap;
mod rows;
mod seal;
mod sends;
mod service;
mod source;
mod sweep;
mod term;
mod ticket;

pub use api_secret::ApiSecret;
pub use case::CaseKeys;
pub use clear::Clear;
pub use error::{KeyringError, OpenError, SealError, VaultError};
pub use forget::{Forgetting, Remains};
pub use index::{Entry, FOUND_AT_MOST, Found, Shared, Whose};
pub use keyring::Keyring;
pub use rewrap::Rewrapped;
pub use rows::RowKey;
pub use seal::{Ciphertext, LONGEST_FILE_BYTES, Place};
pub use sends::{Limit, Reservation};
pub use source::KeySource;
pub use sweep::{Swept, Unclaimed};
pub use term::{Term, read_phone_tables};
pub use ticket::Ticket;

use std::sync::Arc;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::store::Store;

/// The vault. A clone is a handle on the same one.
#[derive(Debug, Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    ring: Keyring,
    services: service::ServiceKeys,
    cache: cache::Cache,
    clock: Clock,
    chance: Chance,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("ring", &self.ring).finish_non_exhaustive()
    }
}

/// A stream of events, as the vault knows it: the kind of aggregate and its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::FromRow)]
pub struct Stream {
    /// The kind, as the events table has it (`Request`).
    #[sqlx(rename = "stream_type")]
    pub kind: String,
    /// The id (`req_…`).
    #[sqlx(rename = "stream_id")]
    pub id: String,
}

impl Stream {
    /// Names a stream.
    pub fn new(kind: impl Into<String>, id: impl Into<String>) -> Self {
        Self { kind: kind.into(), id: id.into() }
    }
}
