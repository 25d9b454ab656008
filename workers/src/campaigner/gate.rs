//! Whether what has not begun may still leave.

use chrono::{DateTime, TimeDelta, Utc};
use habeas_domain::campaign::{Plan, Version};
use tokio::sync::Mutex;

use super::Hands;

/// How long an answer holds: whoever pauses, stops or keeps silent sees no message begin later than that.
const HOLDS: TimeDelta = TimeDelta::seconds(1);

/// Asked by each message of a group before it begins. A group of fifty may take minutes, and somebody may hold
/// its version back meanwhile.
pub(super) struct Gate<'g> {
    hands: &'g Hands,
    plan: &'g Plan,
    version: &'g Version,
    seen: Mutex<(DateTime<Utc>, bool)>,
}

impl<'g> Gate<'g> {
    /// One that was just seen to be open.
    pub(super) fn new(hands: &'g Hands, plan: &'g Plan, version: &'g Version) -> Self {
        Self { hands, plan, version, seen: Mutex::new((hands.now(), true)) }
    }

    /// Whether it is open. Once closed it stays so; and it is where nobody can say.
    pub(super) async fn is_open(&self) -> bool {
        let mut seen = self.seen.lock().await;
        let (at, open) = *seen;
        let now = self.hands.now();
        if open && now >= at + HOLDS {
            let open = match self.hands.may_leave(self.plan, self.version).await {
                Ok(open) => open,
                Err(error) => {
                    tracing::warn!(campaign = %self.plan.id, %error, "held back, since nobody can say");
                    false
                }
            };
            *seen = (now, open);
        }
        seen.1
    }
}
