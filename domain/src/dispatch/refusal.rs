//! Why a dispatch refuses a command.

/// The closed list of refusals of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such message.
    #[error("nothing was queued here")]
    NotQueued,
    /// Another message was queued under this id.
    #[error("another message was queued here")]
    AlreadyQueued,
    /// No notices.
    #[error("the message tells nothing")]
    NothingToTell,
    /// A code beside other notices.
    #[error("a code travels alone")]
    CodeTravelsAlone,
    /// A notice for staff to a party, or the other way round.
    #[error("the notice is not for this kind of addressee")]
    WrongAddressee,
    /// A code or a ticket to a contact that only the letter names.
    #[error("the contact is not on record")]
    ContactNotOnRecord,
    /// `not_after` is not after `due_from`.
    #[error("there is no time in which to send it")]
    NoTimeToSend,
    /// An attempt, or posting, before there are bytes.
    #[error("the message has not been rendered")]
    NotRendered,
    /// Other bytes than the first ones.
    #[error("the message was rendered already, and its bytes do not change")]
    AlreadyRendered,
    /// Sending by machine what people carry, or the other way round.
    #[error("the message does not go this way")]
    WrongChannel,
    /// Before `due_from`.
    #[error("it is not due yet")]
    TooEarly,
    /// After `not_after`: report the attempt as not sent, or give up.
    #[error("it makes no sense any more")]
    TooLate,
    /// Postponing to an earlier time.
    #[error("it would not be later than planned")]
    NotLater,
    /// Giving up for want of time while there is some.
    #[error("there is time left")]
    TimeLeft,
    /// The lease has passed to someone else.
    #[error("the lease has passed to another courier")]
    StaleFence,
    /// Not the attempt that is expected.
    #[error("this is not the attempt that is expected")]
    WrongAttempt,
    /// An outcome without an attempt.
    #[error("no attempt is under way")]
    NoAttempt,
    /// An attempt is under way: its outcome comes first.
    #[error("the outcome of the last attempt is not recorded yet")]
    AttemptOpen,
    /// An outcome that only the last byte can have.
    #[error("the commit point of the attempt was not recorded")]
    NoCommitPoint,
    /// A delivery report about what never left.
    #[error("it was never sent")]
    NeverSent,
    /// It was handed over, came back or was given up.
    #[error("the message has reached its end")]
    Ended,
    /// A human act dated later than now.
    #[error("that lies in the future")]
    InTheFuture,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotQueued => "not_queued",
            Self::AlreadyQueued => "already_queued",
            Self::NothingToTell => "nothing_to_tell",
            Self::CodeTravelsAlone => "code_travels_alone",
            Self::WrongAddressee => "wrong_addressee",
            Self::ContactNotOnRecord => "contact_not_on_record",
            Self::NoTimeToSend => "no_time_to_send",
            Self::NotRendered => "not_rendered",
            Self::AlreadyRendered => "already_rendered",
            Self::WrongChannel => "wrong_channel",
            Self::TooEarly => "too_early",
            Self::TooLate => "too_late",
            Self::NotLater => "not_later",
            Self::TimeLeft => "time_left",
            Self::StaleFence => "stale_fence",
            Self::WrongAttempt => "wrong_attempt",
            Self::NoAttempt => "no_attempt",
            Self::AttemptOpen => "attempt_open",
            Self::NoCommitPoint => "no_commit_point",
            Self::NeverSent => "never_sent",
            Self::Ended => "ended",
            Self::InTheFuture => "in_the_future",
        }
    }
}
