//! What a dispatch can be told to do.

use chrono::{DateTime, NaiveDate, Utc};

use super::event::{Fence, Message, Rendered};
use crate::actor::Actor;
use crate::delivery::{BounceClass, GiveUpReason, NotSentClass, PostponeReason, StatusCode};
use crate::id::AttemptNo;
use crate::sealed::Sealed;

/// An act, with who does it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The time at the desk.
    pub now: DateTime<Utc>,
    /// Who does it. The desk has checked the role; it stands in the metadata of the events.
    pub by: Actor,
    /// What is done.
    pub act: Act,
}

/// The acts on a dispatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Take the message in. Begins the stream.
    Queue(Box<Message>),
    /// Keep the bytes that every attempt will send.
    Render(Box<Rendered>),
    /// Wait until a later time.
    Postpone {
        /// Until when.
        until: DateTime<Utc>,
        /// Why.
        reason: PostponeReason,
    },
    /// Begin attempt number `attempt` (one more than were made). Ends an attempt that an earlier
    /// holder of the lease left behind before its commit point.
    BeginAttempt {
        /// The number of the attempt.
        attempt: AttemptNo,
        /// The lease under which it is made.
        fence: Fence,
    },
    /// Everything but the last byte was accepted: may it go?
    MarkCommitPoint {
        /// The attempt.
        attempt: AttemptNo,
        /// Its lease.
        fence: Fence,
    },
    /// The relay or gateway took it.
    ReportHandedOver {
        /// The attempt.
        attempt: AttemptNo,
        /// Its lease.
        fence: Fence,
        /// When it answered. Brought between the commit point and `now` if the clock stepped.
        at: DateTime<Utc>,
        /// What it calls the message.
        provider: Option<Sealed>,
        /// Its reply code.
        code: Option<StatusCode>,
    },
    /// The attempt certainly sent nothing.
    ReportNotSent {
        /// The attempt.
        attempt: AttemptNo,
        /// Its lease, or a later one when an abandoned attempt is cleared away.
        fence: Fence,
        /// Why.
        class: NotSentClass,
        /// The reply code.
        code: Option<StatusCode>,
    },
    /// There was no answer after the last byte, or the courier died there.
    ReportUnknown {
        /// The attempt.
        attempt: AttemptNo,
        /// Its lease, or a later one when an abandoned attempt is cleared away.
        fence: Fence,
    },
    /// Stop trying.
    GiveUp {
        /// Why. `OutOfTime` is taken only when the time is over.
        reason: GiveUpReason,
    },
    /// The letter was posted.
    RecordPosted {
        /// The day of posting, at the place of posting.
        on: NaiveDate,
        /// The number under which the post follows it.
        tracking: Option<Sealed>,
    },
    /// A call was made.
    RecordCall {
        /// When.
        at: DateTime<Utc>,
        /// Whether the person was reached and told.
        reached: bool,
        /// What was said.
        summary: Option<Sealed>,
    },
    /// A report says that it arrived.
    RecordDelivered {
        /// When, by the report; not later than `now`.
        at: DateTime<Utc>,
    },
    /// A report says that it came back, or the post brought the letter back.
    RecordBounced {
        /// When, by the report; not later than `now`.
        at: DateTime<Utc>,
        /// Why.
        class: BounceClass,
        /// The status code of the report.
        code: Option<StatusCode>,
    },
}
