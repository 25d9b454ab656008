//! What the campaigner knows of the group after this one, so that finding and writing it takes no longer the
//! more have been told before.

use chrono::{DateTime, TimeDelta, Utc};
use habeas_adapters::campaigns::messages;
use habeas_adapters::mailroom::Wording;
use habeas_domain::campaign::{Plan, Version};
use habeas_domain::id::{CampaignId, VersionNo};

use crate::courier::Speed;

/// How long a place is kept: what fell due before it, a claim of a process that is gone or a batch whose list
/// came late, waits no longer than that.
const KEPT: TimeDelta = TimeDelta::minutes(1);

/// What is kept from one group to the next.
#[derive(Debug)]
pub(super) struct Ahead {
    pub(super) speed: Speed,
    place: Option<Place>,
    /// What the last group was told: mostly the next one is told the same.
    pub(super) wording: Option<Wording>,
}

/// Where the next group of a version is looked for. All before it were taken; their places are still there for
/// a while, and would be looked through for each group.
#[derive(Debug)]
struct Place {
    campaign: CampaignId,
    version: VersionNo,
    from: messages::From,
    until: DateTime<Utc>,
}

impl Ahead {
    pub(super) const fn new(speed: Speed) -> Self {
        Self { speed, place: None, wording: None }
    }

    /// Nothing is under way: no words stay open, and the next look begins at the beginning.
    pub(super) fn rest(&mut self) {
        (self.place, self.wording) = (None, None);
    }

    /// Where the next group of this version is looked for; nothing: at the beginning.
    pub(super) fn from(
        &mut self,
        plan: &Plan,
        version: &Version,
        now: DateTime<Utc>,
    ) -> Option<messages::From> {
        let here = |place: &Place| {
            place.campaign == plan.id && place.version == version.no() && now < place.until
        };
        self.place = self.place.take().filter(here);
        self.place.as_ref().map(|place| place.from)
    }

    /// A group was found whose last message is this one; nothing, if it was the last group.
    pub(super) fn found(
        &mut self,
        plan: &Plan,
        version: &Version,
        (last, now): (Option<messages::From>, DateTime<Utc>),
    ) {
        let until = self.place.take().map_or(now + KEPT, |place| place.until);
        let (campaign, version) = (plan.id.clone(), version.no());
        self.place = last.map(|from| Place { campaign, version, from, until });
    }
}
