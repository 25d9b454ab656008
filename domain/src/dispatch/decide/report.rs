//! What people carried, and what was heard afterwards.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::super::{Dispatch, End, Event, Refusal, Stage};
use crate::contact::Channel;
use crate::delivery::{BounceClass, StatusCode};
use crate::id::AttemptNo;
use crate::moment::Moment;
use crate::sealed::Sealed;

/// No place on earth is further ahead of UTC than this, so no day begins earlier.
const FURTHEST_AHEAD: TimeDelta = TimeDelta::hours(14);

impl Dispatch {
    pub(super) fn posted(
        &self,
        now: DateTime<Utc>,
        on: NaiveDate,
        tracking: Option<Sealed>,
    ) -> Result<Vec<Event>, Refusal> {
        self.goes_by(Channel::Post)?;
        if on > (now + FURTHEST_AHEAD).date_naive() {
            return Err(Refusal::InTheFuture);
        }
        match self {
            Self::Absent => Err(Refusal::NotQueued),
            Self::Queued(_) => Err(Refusal::NotRendered),
            Self::Open(_) => Ok(vec![Event::Posted { on, tracking }]),
            Self::Ended(ended) if ended.end == (End::HandedOver { at: Moment::On(on) }) => {
                Ok(vec![])
            }
            Self::Ended(_) => Err(Refusal::Ended),
        }
    }

    pub(super) fn called(
        &self,
        now: DateTime<Utc>,
        at: DateTime<Utc>,
        reached: bool,
        summary: Option<Sealed>,
    ) -> Result<Vec<Event>, Refusal> {
        self.goes_by(Channel::Phone)?;
        if at > now {
            return Err(Refusal::InTheFuture);
        }
        match self {
            Self::Absent => Err(Refusal::NotQueued),
            // A call needs no bytes: what was said is in its summary.
            Self::Queued(_) | Self::Open(_) if reached => {
                Ok(vec![Event::ToldByPhone { at, summary }])
            }
            Self::Queued(_) | Self::Open(_) => Ok(vec![Event::CallUnanswered { at }]),
            Self::Ended(ended)
                if reached && ended.end == (End::HandedOver { at: Moment::At(at) }) =>
            {
                Ok(vec![])
            }
            Self::Ended(_) => Err(Refusal::Ended),
        }
    }

    pub(super) fn delivered(&self, at: DateTime<Utc>) -> Result<Vec<Event>, Refusal> {
        let report = Event::Delivered { at };
        match self.end_so_far()? {
            Some(End::Delivered { .. } | End::Bounced { contradicted: true, .. }) => Ok(vec![]),
            Some(End::HandedOver { .. } | End::Bounced { .. }) => Ok(vec![report]),
            Some(End::GivenUp { .. }) | None => Ok(vec![self.gone_out()?, report]),
        }
    }

    pub(super) fn bounced(
        &self,
        at: DateTime<Utc>,
        class: BounceClass,
        code: Option<StatusCode>,
    ) -> Result<Vec<Event>, Refusal> {
        let report = Event::Bounced { at, class, code };
        match self.end_so_far()? {
            Some(End::Bounced { .. } | End::Delivered { contradicted: true, .. }) => Ok(vec![]),
            Some(End::HandedOver { .. } | End::Delivered { .. }) => Ok(vec![report]),
            Some(End::GivenUp { .. }) | None => Ok(vec![self.gone_out()?, report]),
        }
    }

    fn goes_by(&self, channel: Channel) -> Result<(), Refusal> {
        let message = self.message().ok_or(Refusal::NotQueued)?;
        if message.channel == channel { Ok(()) } else { Err(Refusal::WrongChannel) }
    }

    fn end_so_far(&self) -> Result<Option<End>, Refusal> {
        match self {
            Self::Absent => Err(Refusal::NotQueued),
            Self::Queued(_) | Self::Open(_) => Ok(None),
            Self::Ended(ended) => Ok(Some(ended.end)),
        }
    }

    /// A report about a message proves that it went out, when its last byte may have: gateways
    /// report at times before the courier has recorded their answer. It went out no later than
    /// then, so the time of that last byte is the time of handing over.
    fn gone_out(&self) -> Result<Event, Refusal> {
        let (attempt, sent): (AttemptNo, Option<DateTime<Utc>>) = match self {
            Self::Absent | Self::Queued(_) => return Err(Refusal::NeverSent),
            Self::Open(open) => match open.stage {
                Stage::Committing { since } => (open.tries.made, Some(since)),
                Stage::Waiting { .. } | Stage::Trying => (open.tries.made, open.tries.unanswered),
            },
            Self::Ended(ended) => (ended.tries.made, ended.tries.unanswered),
        };
        let at = sent.ok_or(Refusal::NeverSent)?;
        Ok(Event::HandedOver { attempt, at, provider: None, code: None })
    }
}
