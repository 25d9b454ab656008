//! Finding the cases of somebody, by a keyed hash that gives nothing away.

use habeas_domain::digest::Digest;

use super::service::{Service, ServiceKeys};
use super::{Stream, Term, Vault, VaultError};
use crate::store::{Conn, StoreError, sql};

/// How many cases a search gives at most; whoever must look at them all folds every one.
pub const FOUND_AT_MOST: usize = 50;

/// Cases under one identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The newest first, [`FOUND_AT_MOST`] of them.
    pub cases: Vec<Stream>,
    /// Whether there are more.
    pub more: bool,
}

impl Vault {
    /// The cases under this identifier, save those that are forgotten.
    pub async fn find(&self, term: &Term) -> Result<Found, VaultError> {
        let mut reader = self.inner.store.read().await?;
        let mut cases = sql!(
            all Stream,
            reader.conn(),
            "select i.stream_type, i.stream_id
               from vault_index i
               join vault_case c on c.stream_type = i.stream_type and c.stream_id = i.stream_id
              where i.term = $1
              order by c.created_at desc, i.stream_type, i.stream_id
              limit $2",
            hash(&self.inner.services, "index", term).as_bytes().as_slice(),
            i64::try_from(FOUND_AT_MOST + 1).unwrap_or(i64::MAX)
        )?;
        let more = cases.len() > FOUND_AT_MOST;
        cases.truncate(FOUND_AT_MOST);
        Ok(Found { cases, more })
    }

    /// The other cases of the same kind that can be found by anything that this one is found by.
    pub async fn sharing(&self, stream: &Stream) -> Result<Found, VaultError> {
        let mut reader = self.inner.store.read().await?;
        let mut cases = sql!(
            all Stream,
            reader.conn(),
            "select c.stream_type, c.stream_id
               from vault_index own
               join vault_index theirs on theirs.term = own.term
               join vault_case c on c.stream_type = theirs.stream_type
                                and c.stream_id = theirs.stream_id
              where own.stream_type = $1 and own.stream_id = $2
                and c.stream_type = $1 and c.stream_id <> $2
              group by c.stream_type, c.stream_id, c.created_at
              order by c.created_at desc, c.stream_id
              limit $3",
            &stream.kind,
            &stream.id,
            i64::try_from(FOUND_AT_MOST + 1).unwrap_or(i64::MAX)
        )?;
        let more = cases.len() > FOUND_AT_MOST;
        cases.truncate(FOUND_AT_MOST);
        Ok(Found { cases, more })
    }
}

/// Adds index rows of a case; those it has stay.
pub(super) async fn insert(
    mut conn: Conn<'_>,
    services: &ServiceKeys,
    stream: &Stream,
    terms: &[Term],
) -> Result<(), StoreError> {
    for term in terms {
        sql!(
            run conn.conn(),
            "insert into vault_index (term, stream_type, stream_id) values ($1, $2, $3)
             on conflict (term, stream_type, stream_id) do nothing",
            hash(services, "index", term).as_bytes().as_slice(),
            &stream.kind,
            &stream.id
        )?;
    }
    Ok(())
}

/// A term as it lies in the tables. Other uses of the same term cannot be linked to it.
pub(super) fn hash(services: &ServiceKeys, usage: &str, term: &Term) -> Digest {
    let parts = [usage.as_bytes(), term.sort.as_bytes(), term.value.as_bytes()];
    services.digest(Service::Index, &parts)
}
