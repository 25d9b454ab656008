//! Attempts and their outcomes. Only the holder of the newest lease is heard.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{Dispatch, End, Ended, Event, Fence, Open, Refusal, Stage};
use super::exhausted;
use crate::delivery::{GiveUpReason, NotSentClass, StatusCode, retry_after};
use crate::id::AttemptNo;
use crate::sealed::Sealed;

impl Dispatch {
    pub(super) fn begin(
        &self,
        now: DateTime<Utc>,
        attempt: AttemptNo,
        fence: Fence,
    ) -> Result<Vec<Event>, Refusal> {
        let open = self.open_to_machines()?;
        if fence < open.tries.fence {
            return Err(Refusal::StaleFence);
        }
        let mut events = vec![];
        match open.stage {
            Stage::Waiting { .. } => {}
            Stage::Trying if fence == open.tries.fence => {
                let same = attempt == open.tries.made;
                return if same { Ok(vec![]) } else { Err(Refusal::AttemptOpen) };
            }
            // The lease passed on before the commit point: the abandoned attempt sent nothing.
            Stage::Trying => events.push(Event::NotSent {
                attempt: open.tries.made,
                at: now,
                class: NotSentClass::Transient,
                code: None,
                retry_at: Some(now),
            }),
            Stage::Committing { .. } => return Err(Refusal::AttemptOpen),
        }
        if Some(attempt.0) != open.tries.made.0.checked_add(1) {
            return Err(Refusal::WrongAttempt);
        }
        if now < open.message.due_from {
            return Err(Refusal::TooEarly);
        }
        if now > open.message.not_after {
            return Err(Refusal::TooLate);
        }
        events.push(Event::AttemptBegun { attempt, fence, at: now });
        Ok(events)
    }

    pub(super) fn commit(
        &self,
        now: DateTime<Utc>,
        attempt: AttemptNo,
        fence: Fence,
    ) -> Result<Vec<Event>, Refusal> {
        let open = self.open_to_machines()?;
        match open.attempt_under(attempt, fence)? {
            Stage::Waiting { .. } => Err(Refusal::NoAttempt),
            Stage::Committing { .. } => Ok(vec![]),
            Stage::Trying if now > open.message.not_after => Err(Refusal::TooLate),
            Stage::Trying => Ok(vec![Event::CommitPointReached { attempt, at: now }]),
        }
    }

    pub(super) fn hand_over(
        &self,
        attempt: AttemptNo,
        fence: Fence,
        at: DateTime<Utc>,
        provider: Option<Sealed>,
        code: Option<StatusCode>,
    ) -> Result<Vec<Event>, Refusal> {
        if let Self::Ended(ended) = self {
            return ended.heard_already(attempt, fence);
        }
        match self.open_to_machines()?.attempt_under(attempt, fence)? {
            Stage::Waiting { .. } => Err(Refusal::NoAttempt),
            Stage::Trying => Err(Refusal::NoCommitPoint),
            Stage::Committing { since } => {
                Ok(vec![Event::HandedOver { attempt, at: at.max(since), provider, code }])
            }
        }
    }

    pub(super) fn not_sent(
        &self,
        now: DateTime<Utc>,
        attempt: AttemptNo,
        fence: Fence,
        class: NotSentClass,
        code: Option<StatusCode>,
    ) -> Result<Vec<Event>, Refusal> {
        let open = self.open_to_machines()?;
        let is_holder = fence == open.tries.fence;
        match open.attempt_since(attempt, fence)? {
            Stage::Waiting { .. } => return Err(Refusal::NoAttempt),
            // A later holder cannot know what became of the last byte.
            Stage::Committing { .. } if !is_holder => return Err(Refusal::AttemptOpen),
            Stage::Trying | Stage::Committing { .. } => {}
        }
        let (retry_at, otherwise) = match class {
            NotSentClass::Transient => {
                (Some(now + retry_after(attempt)), exhausted(&open.tries, now))
            }
            NotSentClass::MessagePermanent => (
                (!open.tries.message_refused).then(|| now + TimeDelta::days(1)),
                Event::GivenUp { at: now, reason: GiveUpReason::MessagePermanent },
            ),
            NotSentClass::AddressPermanent => {
                (None, Event::GivenUp { at: now, reason: GiveUpReason::AddressPermanent })
            }
            NotSentClass::RelayPermanent => {
                (None, Event::GivenUp { at: now, reason: GiveUpReason::RelayPermanent })
            }
        };
        let retry_at = retry_at.filter(|at| *at <= open.message.not_after);
        let mut events = vec![Event::NotSent { attempt, at: now, class, code, retry_at }];
        if retry_at.is_none() {
            events.push(otherwise);
        }
        Ok(events)
    }

    pub(super) fn unknown(
        &self,
        now: DateTime<Utc>,
        attempt: AttemptNo,
        fence: Fence,
    ) -> Result<Vec<Event>, Refusal> {
        let open = self.open_to_machines()?;
        match open.attempt_since(attempt, fence)? {
            Stage::Waiting { .. } => return Err(Refusal::NoAttempt),
            Stage::Trying => return Err(Refusal::NoCommitPoint),
            Stage::Committing { .. } => {}
        }
        let retry_at = Some(now + retry_after(attempt))
            .filter(|at| open.duplicate_ok && *at <= open.message.not_after);
        let mut events = vec![Event::OutcomeUnknown { attempt, at: now, retry_at }];
        if retry_at.is_none() {
            events.push(Event::GivenUp { at: now, reason: GiveUpReason::OutcomeUnknown });
        }
        Ok(events)
    }

    /// The message, if a machine may act on it.
    fn open_to_machines(&self) -> Result<&Open, Refusal> {
        match self {
            Self::Absent => Err(Refusal::NotQueued),
            Self::Queued(queued) if queued.message.is_by_hand() => Err(Refusal::WrongChannel),
            Self::Queued(_) => Err(Refusal::NotRendered),
            Self::Open(open) if open.message.is_by_hand() => Err(Refusal::WrongChannel),
            Self::Open(open) => Ok(open),
            Self::Ended(_) => Err(Refusal::Ended),
        }
    }
}

impl Open {
    /// The stage, for the holder of this very attempt.
    fn attempt_under(&self, attempt: AttemptNo, fence: Fence) -> Result<Stage, Refusal> {
        if fence == self.tries.fence { self.attempt(attempt) } else { Err(Refusal::StaleFence) }
    }

    /// The stage, for the holder of this very attempt or whoever took the lease over from it.
    fn attempt_since(&self, attempt: AttemptNo, fence: Fence) -> Result<Stage, Refusal> {
        if fence < self.tries.fence { Err(Refusal::StaleFence) } else { self.attempt(attempt) }
    }

    fn attempt(&self, attempt: AttemptNo) -> Result<Stage, Refusal> {
        if attempt == self.tries.made { Ok(self.stage) } else { Err(Refusal::WrongAttempt) }
    }
}

impl Ended {
    /// A courier reports the handing over that a delivery report has already proved.
    fn heard_already(&self, attempt: AttemptNo, fence: Fence) -> Result<Vec<Event>, Refusal> {
        if fence < self.tries.fence {
            return Err(Refusal::StaleFence);
        }
        match self.end {
            End::HandedOver { .. } | End::Delivered { .. } | End::Bounced { .. }
                if attempt == self.tries.made && fence == self.tries.fence =>
            {
                Ok(vec![])
            }
            End::HandedOver { .. }
            | End::Delivered { .. }
            | End::Bounced { .. }
            | End::GivenUp { .. } => Err(Refusal::Ended),
        }
    }
}
