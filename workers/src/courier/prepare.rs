//! From the notifier's row to bytes that can be sent.

use chrono::{DateTime, Utc};
use habeas_adapters::mailroom::{MailroomError, Matter, WriteError};
use habeas_adapters::outbox::Claimed;
use habeas_domain::delivery::GiveUpReason;
use habeas_domain::dispatch::{Act, Dispatch, Queued, Refusal};
use tracing::{error, info, warn};

use super::{Courier, Told};
use crate::step::WorkerError;

impl Courier {
    /// Takes one message as far as it goes now; gives when it is to be taken up again, if a machine
    /// can still do anything.
    pub(super) async fn carry(&self, held: &Claimed) -> Result<Option<DateTime<Utc>>, WorkerError> {
        let (dispatch, _) = self.mailroom.desk().fold::<Dispatch>(held.id.as_str()).await?;
        if let Dispatch::Ended(_) = dispatch {
            return Ok(None);
        }
        let matter = self.mailroom.matter(held).await?;
        let dispatch = match dispatch {
            Dispatch::Absent => match self.queue(held, &matter).await? {
                Some(dispatch) => dispatch,
                None => return Ok(None),
            },
            there => there,
        };
        let dispatch = match dispatch {
            Dispatch::Queued(queued) => match self.render(held, &matter, &queued).await? {
                Some(dispatch) => dispatch,
                None => return Ok(None),
            },
            there => there,
        };
        match dispatch {
            // People carry it from here.
            Dispatch::Open(open) if open.message.is_by_hand() => Ok(None),
            Dispatch::Open(open) => self.attempt(held, &matter, *open).await,
            Dispatch::Absent | Dispatch::Queued(_) | Dispatch::Ended(_) => Ok(None),
        }
    }

    async fn queue(
        &self,
        held: &Claimed,
        matter: &Matter,
    ) -> Result<Option<Dispatch>, WorkerError> {
        let message = match self.mailroom.message(matter, &held.id).await {
            Ok(message) => message,
            // Nobody is left to be told, and nothing to tell.
            Err(MailroomError::Forgotten) => {
                info!(dispatch = %held.id, "not queued: its case is forgotten");
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        self.done(held, "queue", Act::Queue(Box::new(message))).await
    }

    async fn render(
        &self,
        held: &Claimed,
        matter: &Matter,
        queued: &Queued,
    ) -> Result<Option<Dispatch>, WorkerError> {
        if matter.is_moot() {
            return self.give_up(held, GiveUpReason::Moot).await;
        }
        match self.mailroom.write(matter, &held.id, &queued.message).await {
            Ok(rendered) => self.done(held, "render", Act::Render(Box::new(rendered))).await,
            Err(WriteError::Mailroom(MailroomError::Forgotten)) => {
                self.give_up(held, GiveUpReason::Moot).await
            }
            Err(WriteError::Mailroom(error)) => Err(error.into()),
            Err(why) => {
                error!(dispatch = %held.id, error = %why, source = ?std::error::Error::source(&why).map(ToString::to_string), "cannot be rendered: a human must tell this");
                self.give_up(held, GiveUpReason::Unrenderable).await
            }
        }
    }

    /// Ends a message that is not tried any more. The case and its officers hear of it.
    pub(super) async fn give_up(
        &self,
        held: &Claimed,
        reason: GiveUpReason,
    ) -> Result<Option<Dispatch>, WorkerError> {
        self.done(held, "give_up", Act::GiveUp { reason }).await
    }

    /// Tells a message something; nothing when somebody else was first.
    pub(super) async fn done(
        &self,
        held: &Claimed,
        word: &str,
        act: Act,
    ) -> Result<Option<Dispatch>, WorkerError> {
        match self.tell(held, word, act).await? {
            Told::Done(dispatch) => Ok(Some(*dispatch)),
            Told::Refused(refusal) if is_late(refusal) => {
                warn!(dispatch = %held.id, refusal = refusal.code(), "another courier was first");
                Ok(None)
            }
            Told::Refused(refusal) => Err(WorkerError::Dispatch { id: held.id.clone(), refusal }),
        }
    }
}

/// Whether a refusal means that somebody else has acted on the message meanwhile.
pub(super) const fn is_late(refusal: Refusal) -> bool {
    matches!(
        refusal,
        Refusal::StaleFence
            | Refusal::WrongAttempt
            | Refusal::AttemptOpen
            | Refusal::NoAttempt
            | Refusal::AlreadyQueued
            | Refusal::AlreadyRendered
            | Refusal::Ended
    )
}
