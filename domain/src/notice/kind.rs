//! The closed list of notices: who must be told what.

use crate::text::closed_list;

closed_list!(
    /// One thing that we owe to tell someone about a case.
    NoticeKind, "notice kind" {
        /// It arrived: reference, what was asked, due dates in words.
        Acknowledgement = "acknowledgement",
        /// What deleting will end (P03).
        Consequences = "consequences",
        /// The claim ticket.
        Ticket = "ticket",
        /// A one-time code. Always travels alone.
        Code = "code",
        /// Proof of who asks, or that they may, is needed: which, and how to show it.
        ProofAsked = "proof_asked",
        /// A reminder that proof of identity is awaited.
        IdentityReminder = "identity_reminder",
        /// The last call for proof of identity.
        IdentityLastCall = "identity_last_call",
        /// Identity was not confirmed; what that means, and that later proof reopens.
        IdentityNotConfirmed = "identity_not_confirmed",
        /// Proof that the requester may speak for the subject was not shown or no longer holds.
        StandingNotShown = "standing_not_shown",
        /// A question about what is meant.
        Clarification = "clarification",
        /// More time is taken, why, and until when.
        Extension = "extension",
        /// A fee is quoted, with the reason.
        Fee = "fee",
        /// A hold lies on the data (not sent for a confidential one).
        Hold = "hold",
        /// The decision on an item, with grounds and how to complain.
        Decision = "decision",
        /// An authority deals with it now: which, and under what reference.
        Escalation = "escalation",
        /// Everything decided was carried out.
        Completion = "completion",
        /// The last backup is clear.
        BackupPurged = "backup_purged",
        /// The request was withdrawn, and what had already been done.
        Withdrawn = "withdrawn",
        /// Someone asked about this account; how to stop it.
        SomeoneAsked = "someone_asked",
        /// To staff: half the time is gone.
        HalfTime = "half_time",
        /// To staff: four fifths of the time are gone.
        FourFifths = "four_fifths",
        /// To staff: two working days are left.
        TwoDaysLeft = "two_days_left",
        /// To staff: four hours are left.
        FourHoursLeft = "four_hours_left",
        /// To staff: something happened to personal data, or it is graver than was thought.
        IncidentAlarm = "incident_alarm",
        /// To staff: a duty is late.
        Overdue = "overdue",
        /// To staff: a notice could not be delivered.
        Undeliverable = "undeliverable",
        /// To staff: a task failed, was refused, or slipped.
        TaskAlarm = "task_alarm",
        /// To staff: identity, standing, an extension or a fee fell away, a contact denies the
        /// request, or a hold is to be looked at.
        TrackAlarm = "track_alarm",
    }
);

impl NoticeKind {
    /// Whether it goes to staff of the house and not to a party.
    #[must_use]
    pub const fn is_for_staff(self) -> bool {
        matches!(
            self,
            Self::HalfTime
                | Self::FourFifths
                | Self::TwoDaysLeft
                | Self::FourHoursLeft
                | Self::IncidentAlarm
                | Self::Overdue
                | Self::Undeliverable
                | Self::TaskAlarm
                | Self::TrackAlarm
        )
    }

    /// Whether a second copy does no harm, so that it is sent again when it is unknown whether the
    /// first went out. A second code would be one more chance to guess.
    #[must_use]
    pub const fn may_go_out_twice(self) -> bool {
        !matches!(self, Self::Code)
    }

    /// Whether it may go only to a contact on record, whatever it says in the case at hand: it
    /// carries a secret, or speaks of an account.
    #[must_use]
    pub const fn needs_contact_on_record(self) -> bool {
        matches!(
            self,
            Self::Code
                | Self::Ticket
                | Self::Consequences
                | Self::SomeoneAsked
                | Self::Hold
                | Self::Completion
                | Self::BackupPurged
        )
    }
}
