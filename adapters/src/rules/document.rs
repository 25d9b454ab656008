//! Texts by digest.

use habeas_domain::digest::Digest;

use crate::store::{Store, StoreError, sql};

/// Stores a text unless it is there.
pub(super) async fn put(
    store: &mut Store,
    kind: &str,
    digest: Digest,
    body: &str,
) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    sql!(
        run tx.conn(),
        "insert into document (digest, kind, body) values ($1, $2, $3) on conflict do nothing",
        digest.to_string(), kind, body
    )?;
    tx.commit().await
}

/// Every text of a kind.
pub(super) async fn all(store: &mut Store, kind: &str) -> Result<Vec<String>, StoreError> {
    let mut reader = store.read().await?;
    let rows = sql!(
        all(String,),
        reader.conn(),
        "select body from document where kind = $1 order by digest",
        kind
    )?;
    Ok(rows.into_iter().map(|(body,)| body).collect())
}
