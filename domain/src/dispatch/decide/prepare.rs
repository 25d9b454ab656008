//! Before the first attempt, between attempts, and instead of one.

use chrono::{DateTime, Utc};

use super::super::{Addressee, Dispatch, End, Event, Message, Refusal, Rendered, Stage, Tries};
use super::exhausted;
use crate::delivery::{GiveUpReason, PostponeReason};
use crate::notice::NoticeKind;

impl Dispatch {
    pub(super) fn queue(&self, message: Message) -> Result<Vec<Event>, Refusal> {
        if let Some(queued) = self.message() {
            return if *queued == message { Ok(vec![]) } else { Err(Refusal::AlreadyQueued) };
        }
        check(&message)?;
        let duplicate_ok = message.notices.iter().all(|notice| notice.kind.may_go_out_twice());
        Ok(vec![Event::Queued { message, duplicate_ok }])
    }

    pub(super) fn render(&self, rendered: Rendered) -> Result<Vec<Event>, Refusal> {
        match self {
            Self::Absent => Err(Refusal::NotQueued),
            Self::Queued(_) => Ok(vec![Event::Rendered(rendered)]),
            Self::Open(open) if open.rendered == rendered => Ok(vec![]),
            Self::Open(_) => Err(Refusal::AlreadyRendered),
            Self::Ended(_) => Err(Refusal::Ended),
        }
    }

    pub(super) fn postpone(
        &self,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        reason: PostponeReason,
    ) -> Result<Vec<Event>, Refusal> {
        let (message, tries, next) = match self {
            Self::Absent => return Err(Refusal::NotQueued),
            Self::Queued(queued) => (&queued.message, Tries::NONE, Some(queued.next)),
            Self::Open(open) => match open.stage {
                Stage::Waiting { next } => (&open.message, open.tries, next),
                Stage::Trying | Stage::Committing { .. } => return Err(Refusal::AttemptOpen),
            },
            Self::Ended(_) => return Err(Refusal::Ended),
        };
        if next == Some(until) {
            return Ok(vec![]);
        }
        if next.is_some_and(|next| until < next) {
            return Err(Refusal::NotLater);
        }
        if until > message.not_after {
            return Ok(vec![exhausted(&tries, now)]);
        }
        Ok(vec![Event::Postponed { until, reason }])
    }

    pub(super) fn give_up(
        &self,
        now: DateTime<Utc>,
        reason: GiveUpReason,
    ) -> Result<Vec<Event>, Refusal> {
        match self {
            Self::Absent => return Err(Refusal::NotQueued),
            Self::Queued(_) => {}
            Self::Open(open) => match open.stage {
                Stage::Waiting { .. } => {}
                Stage::Trying | Stage::Committing { .. } => return Err(Refusal::AttemptOpen),
            },
            Self::Ended(ended) => {
                return match ended.end {
                    End::GivenUp { .. } => Ok(vec![]),
                    End::HandedOver { .. } | End::Delivered { .. } | End::Bounced { .. } => {
                        Err(Refusal::Ended)
                    }
                };
            }
        }
        if reason == GiveUpReason::OutOfTime
            && self.message().is_some_and(|message| now <= message.not_after)
        {
            return Err(Refusal::TimeLeft);
        }
        Ok(vec![Event::GivenUp { at: now, reason }])
    }
}

/// Whether this message may be sent at all.
fn check(message: &Message) -> Result<(), Refusal> {
    let mut kinds = message.notices.iter().map(|notice| notice.kind);
    if message.notices.is_empty() {
        return Err(Refusal::NothingToTell);
    }
    if message.notices.len() > 1 && kinds.clone().any(|kind| kind == NoticeKind::Code) {
        return Err(Refusal::CodeTravelsAlone);
    }
    if kinds.clone().any(|kind| kind.is_for_staff() != message.to.is_of_the_house()) {
        return Err(Refusal::WrongAddressee);
    }
    if let Addressee::Party { provenance, .. } = &message.to
        && !provenance.is_on_record()
        && kinds.any(NoticeKind::needs_contact_on_record)
    {
        return Err(Refusal::ContactNotOnRecord);
    }
    if message.not_after <= message.due_from {
        return Err(Refusal::NoTimeToSend);
    }
    Ok(())
}
