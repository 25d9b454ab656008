//! One attempt, and what an attempt that somebody left behind comes to.

use chrono::{DateTime, TimeDelta, Utc};
use habeas_adapters::carrier::{NotSent, Parcel, Sent};
use habeas_adapters::mailroom::Matter;
use habeas_adapters::outbox::{self, Claimed};
use habeas_domain::delivery::{GiveUpReason, NotSentClass};
use habeas_domain::dispatch::{Act, Dispatch, Open, Refusal, Stage};
use habeas_domain::id::AttemptNo;

use super::prepare::is_late;
use super::{Courier, Told};
use crate::step::WorkerError;

/// How long a message is held from its commit point on: longer than any answer is waited for, so
/// that nobody takes it for abandoned while it may still be answered.
const ANSWER: TimeDelta = TimeDelta::minutes(15);

impl Courier {
    pub(super) async fn attempt(
        &self,
        held: &Claimed,
        matter: &Matter,
        open: Open,
    ) -> Result<Option<DateTime<Utc>>, WorkerError> {
        match open.stage {
            // Whoever held it died behind the commit point.
            Stage::Committing { .. } => {
                let (attempt, fence) = (open.tries.made, held.fence);
                let act = Act::ReportUnknown { attempt, fence };
                return self.settled(held, attempt, "unknown", act).await;
            }
            // Whoever held it died before the commit point: it sent nothing, and the next try comes
            // by the schedule, or not at all when the time is over. Said, in either case.
            Stage::Trying if held.fence > open.tries.fence => {
                let why = NotSent::of_message(NotSentClass::Transient, None);
                return self.not_sent(held, open.tries.made, why).await;
            }
            Stage::Waiting { next: None } => return Ok(None),
            Stage::Waiting { next: Some(next) } if next > self.now() => return Ok(Some(next)),
            Stage::Waiting { .. } | Stage::Trying => {}
        }
        if matter.is_moot() && matches!(open.stage, Stage::Waiting { .. }) {
            self.give_up(held, GiveUpReason::Moot).await?;
            return Ok(None);
        }
        let attempt = AttemptNo(open.tries.made.0.saturating_add(1));
        let begin = Act::BeginAttempt { attempt, fence: held.fence };
        match self.tell(held, &format!("begin/{attempt}"), begin).await? {
            Told::Done(_) => self.send(held, &open, attempt).await,
            Told::Refused(Refusal::TooEarly) => Ok(Some(open.message.due_from)),
            Told::Refused(Refusal::TooLate) => {
                self.give_up(held, GiveUpReason::OutOfTime).await?;
                Ok(None)
            }
            Told::Refused(refusal) if is_late(refusal) => Ok(Some(self.now())),
            Told::Refused(refusal) => Err(WorkerError::Dispatch { id: held.id.clone(), refusal }),
        }
    }

    async fn send(
        &self,
        held: &Claimed,
        open: &Open,
        attempt: AttemptNo,
    ) -> Result<Option<DateTime<Utc>>, WorkerError> {
        let fence = held.fence;
        let address = self.mailroom.address(&held.id, &open.message.address).await?;
        let bytes = self.mailroom.bytes(&held.id, &open.rendered).await?;
        let parcel =
            Parcel { id: &open.rendered.message_id, to: address.reveal(), bytes: bytes.reveal() };
        let loaded = match self.carrier.load(parcel).await {
            Ok(loaded) => loaded,
            Err(why) => return self.not_sent(held, attempt, why).await,
        };
        if !self.hold_longer(held).await? {
            return Ok(None);
        }
        let commit = Act::MarkCommitPoint { attempt, fence };
        match self.tell(held, &format!("commit/{attempt}"), commit).await? {
            Told::Done(_) => {}
            Told::Refused(Refusal::TooLate) => {
                drop(loaded);
                let why = NotSent::of_message(NotSentClass::Transient, None);
                return self.not_sent(held, attempt, why).await;
            }
            // The lease has passed on: nothing is sent from here.
            Told::Refused(_) => return Ok(None),
        }
        let act = match loaded.send().await {
            Sent::HandedOver { provider, code } => {
                let provider = match provider {
                    Some(name) => {
                        let sealed = self.mailroom.reference(&open.message, &held.id, &name);
                        sealed.await.ok()
                    }
                    None => None,
                };
                Act::ReportHandedOver { attempt, fence, at: self.now(), provider, code }
            }
            Sent::NotSent(why) => return self.not_sent(held, attempt, why).await,
            Sent::Unknown => Act::ReportUnknown { attempt, fence },
        };
        self.settled(held, attempt, "outcome", act).await
    }

    async fn not_sent(
        &self,
        held: &Claimed,
        attempt: AttemptNo,
        why: NotSent,
    ) -> Result<Option<DateTime<Utc>>, WorkerError> {
        let NotSent { class, code, .. } = why;
        let act = Act::ReportNotSent { attempt, fence: held.fence, class, code };
        self.settled(held, attempt, "not_sent", act).await
    }

    /// Reports how an attempt ended, and gives when the next one is due.
    async fn settled(
        &self,
        held: &Claimed,
        attempt: AttemptNo,
        word: &str,
        act: Act,
    ) -> Result<Option<DateTime<Utc>>, WorkerError> {
        let dispatch = self.done(held, &format!("{word}/{attempt}"), act).await?;
        Ok(dispatch.as_ref().and_then(Dispatch::next_attempt_at).map(|at| self.spread(held, at)))
    }

    /// Spreads tries by up to a fifth of the wait, so that what failed together does not come back
    /// together. The same message always falls into the same place.
    fn spread(&self, held: &Claimed, at: DateTime<Utc>) -> DateTime<Utc> {
        let wait = (at - self.now()).max(TimeDelta::zero());
        let place = held.id.as_str().bytes().rev().take(2).map(i32::from).sum::<i32>() % 100;
        at + wait * place / 500
    }

    /// Makes the lease long enough for the slowest answer; false when it has passed on.
    async fn hold_longer(&self, held: &Claimed) -> Result<bool, WorkerError> {
        let until = self.now() + ANSWER;
        let mut desk = self.mailroom.desk().clone();
        let mut tx = desk.store().once().await?;
        let still = outbox::hold(&mut tx, &held.id, held.fence, until).await?;
        tx.commit().await?;
        Ok(still)
    }
}
