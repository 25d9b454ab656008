//! Whether a campaign is still what it was when it was read.
//!
//! What is to become of a message depends on how far its version is, which is folded from events before a
//! transaction begins. Whoever writes it takes the campaign's lock ([`outcomes::wait`](super::outcomes::wait)),
//! and then asks here; if something has happened since, it reads the campaign again. Whoever holds messages
//! back for good takes the same lock behind the event by which it does: so it comes before, and is seen, or
//! behind, and finds what was written.

use cqrs_es::Aggregate as _;
use habeas_domain::campaign::Campaign;
use habeas_domain::id::CampaignId;

use crate::store::{Conn, StoreError, sql};

/// How often a campaign is read again before whoever asks is told that too much is going on.
pub(super) const ROUNDS: usize = 8;

/// Whether nothing has happened to a campaign since its event of that sequence.
pub(super) async fn stands(
    conn: Conn<'_>,
    campaign: &CampaignId,
    seen: usize,
) -> Result<bool, StoreError> {
    let newest = sql!(
        value i64,
        conn,
        "select coalesce(max(sequence), 0) from events
          where aggregate_type = $1 and aggregate_id = $2",
        Campaign::TYPE,
        campaign.as_str()
    )?;
    Ok(i64::try_from(seen).is_ok_and(|seen| seen == newest))
}
