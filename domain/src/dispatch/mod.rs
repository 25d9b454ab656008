//! One message to one person, with one or more notices, and every attempt to deliver it.
//!
//! ```text
//! Queued ─► Open: Waiting ─► Trying ─► Committing ─► Ended: handed over ─► delivered | bounced
//!                    ▲          │          │                given up
//!                    └─ not sent┴─ unknown ┘
//! ```
//! The border is at-least-once: when the answer to the last byte is lost, nobody knows whether the
//! message went out. That is said (`OutcomeUnknown`), and the same bytes under the same message id
//! go out again; except a code, which is given up, because a second one is a second chance to
//! guess. An end is never undone: a later report that contradicts it is kept as history.

mod command;
mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub use command::{Act, Command};
pub use event::{Addressee, Event, Fence, Message, Notice, Rendered, Template};
pub use refusal::Refusal;
pub use state::{End, Ended, Open, Queued, Stage, Tries};

use crate::delivery::{CaseReport, DeliveryState, NotSentClass};
use crate::id::AttemptNo;
use crate::moment::Moment;

/// A message and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Dispatch {
    /// There is none.
    #[default]
    Absent,
    /// It waits to be rendered.
    Queued(Box<Queued>),
    /// It has its bytes and is to be sent.
    Open(Box<Open>),
    /// It is not tried any more, for one reason or another.
    Ended(Box<Ended>),
}

crate::stream::aggregate!(Dispatch, "dispatch");

impl Dispatch {
    /// What is to be told, once it is queued.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Absent => None,
            Self::Queued(queued) => Some(&queued.message),
            Self::Open(open) => Some(&open.message),
            Self::Ended(ended) => Some(&ended.message),
        }
    }

    /// The bytes, once they are made.
    #[must_use]
    pub fn rendered(&self) -> Option<&Rendered> {
        match self {
            Self::Absent | Self::Queued(_) => None,
            Self::Open(open) => Some(&open.rendered),
            Self::Ended(ended) => ended.rendered.as_ref(),
        }
    }

    /// The number that the next attempt will have.
    #[must_use]
    pub fn next_attempt(&self) -> AttemptNo {
        match self {
            Self::Absent | Self::Queued(_) => AttemptNo(1),
            Self::Open(open) => AttemptNo(open.tries.made.0.saturating_add(1)),
            Self::Ended(ended) => AttemptNo(ended.tries.made.0.saturating_add(1)),
        }
    }

    /// When a courier should take it up next, before any jitter. None while an attempt is under
    /// way, after the end, and for what people carry.
    #[must_use]
    pub fn next_attempt_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Absent | Self::Ended(_) => None,
            Self::Queued(queued) => (!queued.message.is_by_hand()).then_some(queued.next),
            Self::Open(open) => match open.stage {
                Stage::Waiting { next } if !open.message.is_by_hand() => next,
                Stage::Waiting { .. } | Stage::Trying | Stage::Committing { .. } => None,
            },
        }
    }

    /// Where the message is, honestly. None when there is no message.
    #[must_use]
    pub fn delivery(&self) -> Option<DeliveryState> {
        Some(match self {
            Self::Absent => return None,
            Self::Open(open) if open.tries.unanswered.is_some() => DeliveryState::Unknown,
            Self::Queued(_) | Self::Open(_) => DeliveryState::Queued,
            Self::Ended(ended) => match ended.end {
                End::HandedOver { .. } => DeliveryState::HandedOver,
                End::Delivered { .. } => DeliveryState::Delivered,
                End::Bounced { .. } => DeliveryState::Bounced,
                End::GivenUp { .. } => DeliveryState::GivenUp,
            },
        })
    }

    /// By when it was out of our hands, as far as is known: the first moment of the day where only that
    /// is. None while nobody knows that it is.
    #[must_use]
    pub fn left_by(&self, zone: Tz) -> Option<DateTime<Utc>> {
        match self {
            Self::Absent | Self::Queued(_) | Self::Open(_) => None,
            Self::Ended(ended) => match ended.end {
                End::HandedOver { at } => Some(at.earliest_in(zone)),
                End::Delivered { at, .. } | End::Bounced { at, .. } => Some(at),
                End::GivenUp { .. } => None,
            },
        }
    }

    fn next(self, event: Event) -> Self {
        match event {
            Event::Queued { message, duplicate_ok } => self.queued(message, duplicate_ok),
            Event::Rendered(rendered) => self.with_bytes(rendered),
            Event::Postponed { until, .. } => self.waiting_until(until),
            Event::AttemptBegun { attempt, fence, .. } => self.sending(|open| {
                open.tries.made = attempt;
                open.tries.fence = fence;
                open.stage = Stage::Trying;
            }),
            Event::CommitPointReached { at, .. } => {
                self.sending(|open| open.stage = Stage::Committing { since: at })
            }
            Event::NotSent { class, retry_at, .. } => self.sending(|open| {
                open.tries.message_refused |= class == NotSentClass::MessagePermanent;
                open.stage = Stage::Waiting { next: retry_at };
            }),
            Event::OutcomeUnknown { at, retry_at, .. } => self.sending(|open| {
                open.tries.unanswered = Some(match open.stage {
                    Stage::Committing { since } => since,
                    Stage::Waiting { .. } | Stage::Trying => at,
                });
                open.stage = Stage::Waiting { next: retry_at };
            }),
            Event::HandedOver { at, .. } | Event::ToldByPhone { at, .. } => {
                self.ended(End::HandedOver { at: Moment::At(at) })
            }
            Event::Posted { on, .. } => self.ended(End::HandedOver { at: Moment::On(on) }),
            Event::CallUnanswered { .. } => self,
            Event::GivenUp { at, reason } => self.ended(End::GivenUp { at, reason }),
            Event::Delivered { at } => self.reported(End::Delivered { at, contradicted: false }),
            Event::Bounced { at, class, .. } => {
                self.reported(End::Bounced { at, class, contradicted: false })
            }
        }
    }

    fn queued(self, message: Message, duplicate_ok: bool) -> Self {
        match self {
            Self::Absent => {
                let next = message.due_from;
                Self::Queued(Box::new(Queued { message, duplicate_ok, next }))
            }
            other @ (Self::Queued(_) | Self::Open(_) | Self::Ended(_)) => other,
        }
    }

    fn with_bytes(self, rendered: Rendered) -> Self {
        match self {
            Self::Queued(queued) => {
                let Queued { message, duplicate_ok, next } = *queued;
                let stage = Stage::Waiting { next: Some(next) };
                let tries = Tries::NONE;
                Self::Open(Box::new(Open { message, duplicate_ok, rendered, tries, stage }))
            }
            other @ (Self::Absent | Self::Open(_) | Self::Ended(_)) => other,
        }
    }

    fn waiting_until(mut self, until: DateTime<Utc>) -> Self {
        match &mut self {
            Self::Queued(queued) => queued.next = until,
            Self::Open(open) => open.stage = Stage::Waiting { next: Some(until) },
            Self::Absent | Self::Ended(_) => {}
        }
        self
    }

    fn sending(mut self, change: impl FnOnce(&mut Open)) -> Self {
        match &mut self {
            Self::Open(open) => change(open),
            Self::Absent | Self::Queued(_) | Self::Ended(_) => {}
        }
        self
    }

    fn ended(self, end: End) -> Self {
        match self {
            Self::Absent => Self::Absent,
            Self::Queued(queued) => Self::Ended(Box::new(Ended {
                message: queued.message,
                rendered: None,
                tries: Tries::NONE,
                end,
            })),
            Self::Open(open) => {
                let Open { message, rendered, tries, .. } = *open;
                Self::Ended(Box::new(Ended { message, rendered: Some(rendered), tries, end }))
            }
            Self::Ended(mut ended) => {
                // Given up for an unknown outcome, and now known to have gone out.
                if matches!(ended.end, End::GivenUp { .. }) {
                    ended.end = end;
                }
                Self::Ended(ended)
            }
        }
    }

    fn reported(mut self, report: End) -> Self {
        match &mut self {
            Self::Ended(ended) => ended.end.hear(report),
            Self::Absent | Self::Queued(_) | Self::Open(_) => {}
        }
        self
    }
}

/// What the case has to be told because of this event.
#[must_use]
pub const fn reports(event: &Event) -> Option<CaseReport> {
    match event {
        Event::HandedOver { at, .. } | Event::ToldByPhone { at, .. } => {
            Some(CaseReport::HandedOver { at: Moment::At(*at) })
        }
        Event::Posted { on, .. } => Some(CaseReport::HandedOver { at: Moment::On(*on) }),
        Event::Delivered { at } => Some(CaseReport::Delivered { at: *at }),
        Event::GivenUp { at, reason } => Some(CaseReport::GivenUp { at: *at, reason: *reason }),
        Event::Bounced { at, class, .. } => Some(CaseReport::CameBack { at: *at, class: *class }),
        Event::Queued { .. }
        | Event::Rendered(_)
        | Event::Postponed { .. }
        | Event::AttemptBegun { .. }
        | Event::CommitPointReached { .. }
        | Event::NotSent { .. }
        | Event::OutcomeUnknown { .. }
        | Event::CallUnanswered { .. } => None,
    }
}
