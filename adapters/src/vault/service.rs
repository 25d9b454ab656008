//! Keys of the desk itself, beside those of cases.

use std::collections::BTreeMap;

use habeas_domain::digest::Digest;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::cipher::{Secret, prefixed};
use super::{Keyring, VaultError};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::store::{Conn, StoreError, sql};

/// What a key of the desk is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Service {
    /// The search index and the counters of destinations.
    Index,
    /// Codes that confirm a contact.
    Codes,
    /// Command ids and fingerprints of what was asked.
    Commands,
    /// Addresses that answers to our mails come back to.
    Replies,
    /// Secret halves of API keys.
    ApiSecrets,
}

impl Service {
    pub(super) const ALL: [Self; 5] =
        [Self::Index, Self::Codes, Self::Commands, Self::Replies, Self::ApiSecrets];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Codes => "codes",
            Self::Commands => "commands",
            Self::Replies => "replies",
            Self::ApiSecrets => "api_secrets",
        }
    }
}

/// The desk's own keys, in memory for as long as the vault is open.
pub(super) struct ServiceKeys(BTreeMap<Service, Zeroizing<[u8; 32]>>);

/// The row of a key of the desk.
#[derive(sqlx::FromRow)]
pub(super) struct ServiceRow {
    pub(super) name: String,
    pub(super) kek: String,
    wrapped: Vec<u8>,
    commitment: Vec<u8>,
}

impl ServiceRow {
    pub(super) fn secret(&self, ring: &Keyring) -> Result<Secret, VaultError> {
        let secret = ring.unwrap(&self.kek, &place(&self.name), &self.wrapped)?;
        if secret.commitment().as_bytes().as_slice() != self.commitment {
            let error = StoreError::inconsistent("vault_service_key", "commitment", &self.name);
            return Err(error.into());
        }
        Ok(secret)
    }
}

/// Where a wrapped key of the desk belongs.
pub(super) fn place(name: &str) -> [&[u8]; 2] {
    [b"service", name.as_bytes()]
}

impl ServiceKeys {
    /// Makes those that are missing and loads all. Of several nodes that start at once on an empty
    /// vault, one makes each key and the others load it.
    pub(super) async fn load_or_make(
        mut conn: Conn<'_>,
        ring: &Keyring,
        clock: &Clock,
        chance: &Chance,
    ) -> Result<Self, VaultError> {
        let mut keys = BTreeMap::new();
        for service in Service::ALL {
            let name = service.name();
            let drawn = Secret::draw(chance);
            let (kek, wrapped) = ring.wrap(chance, &place(name), &drawn)?;
            sql!(
                run conn.conn(),
                "insert into vault_service_key (name, kek, wrapped, commitment, created_at)
                 values ($1, $2, $3, $4, $5) on conflict (name) do nothing",
                name,
                kek,
                wrapped,
                drawn.commitment().as_bytes().as_slice(),
                clock.now()
            )?;
            let row = sql!(
                one ServiceRow,
                conn.conn(),
                "select name, kek, wrapped, commitment from vault_service_key where name = $1",
                name
            )?;
            keys.insert(service, row.secret(ring)?.derive("mac"));
        }
        Ok(Self(keys))
    }

    /// HMAC-SHA256 over the parts, each with its length before it.
    pub(super) fn mac(&self, service: Service, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        #[expect(clippy::expect_used, reason = "every service has a key, of a length HMAC takes")]
        let mut mac = self
            .0
            .get(&service)
            .and_then(|key| Hmac::<Sha256>::new_from_slice(&key[..]).ok())
            .expect("all keys are loaded when the vault opens");
        mac.update(&prefixed(parts));
        Zeroizing::new(mac.finalize().into_bytes().into())
    }

    /// The same, as a value to be stored or shown.
    pub(super) fn digest(&self, service: Service, parts: &[&[u8]]) -> Digest {
        Digest::from_bytes(*self.mac(service, parts))
    }
}
