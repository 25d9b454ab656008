//! Why a command on a complaint is refused. Each has a code that never changes.

use crate::clock::ClockError;
use crate::docket::extend::Unextended;
use crate::docket::imposed::{DueOutOfRange, NotOpen};
use crate::docket::reckon::Unreckoned;
use crate::people::prove::Unproven;
use crate::regime::UnknownPack;

/// A refusal: nothing happened, and this is why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such complaint.
    #[error("there is no such complaint")]
    NotReceived,
    /// A complaint was taken in under this id already.
    #[error("a complaint was already taken in under this id")]
    AlreadyReceived,
    /// The receipt lies in the future.
    #[error("the receipt lies in the future")]
    ReceivedInFuture,
    /// A clerk enters it later than the next working day and gives no reason.
    #[error("it is entered late and no reason is given")]
    LateReasonMissing,
    /// More than twenty allegations.
    #[error("a complaint holds at most twenty allegations")]
    AllegationCount,
    /// It is about the outcome of a request, and names none.
    #[error("it does not say which request it is about")]
    RequestMissing,
    /// It is about a child's data, and says nothing by which the child can be found.
    #[error("it does not say by what the child's data can be found")]
    SubjectMissing,
    /// Nobody could be answered, and this kind of complaint is answered.
    #[error("there is nobody to answer: a contact is missing")]
    ContactMissing,
    /// The case is closed.
    #[error("the case is closed")]
    CaseClosed,
    /// The case is not answered.
    #[error("the case is not answered yet")]
    NotAnswered,
    /// There is no such thing in this case.
    #[error("there is no such {0} in this case")]
    Unknown(&'static str),
    /// The time given lies in the future, or before the receipt.
    #[error("the time given lies in the future or before the receipt")]
    TimeOutOfRange,
    /// Who complains need not be shown for this kind of complaint.
    #[error("who complains is never asked for this kind of complaint")]
    IdentityNotNeeded,
    /// Nobody was asked who they are.
    #[error("nobody was asked who they are")]
    IdentityNotAsked,
    /// Who complains is asked once.
    #[error("who complains was asked already")]
    AskedAlready,

    /// Nothing was investigated yet.
    #[error("nothing was investigated yet")]
    NotInvestigated,
    /// It is decided already.
    #[error("the allegation is decided already")]
    AlreadyDecided,
    /// The outcome does not fit this kind of complaint.
    #[error("the outcome does not fit this kind of complaint")]
    OutcomeNotForKind,
    /// What is upheld names its remedy, and nothing else does.
    #[error("what is upheld names its remedy, and nothing else does")]
    RemedyMismatch,
    /// A remedy decides a request anew, and the complaint is about none that is here.
    #[error("the complaint is about no item that could be decided anew")]
    NothingToDecideAnew,
    /// The reason told is missing.
    #[error("the reason to be told is missing")]
    ReasonMissing,
    /// Only an officer does this.
    #[error("only an officer judges a complaint")]
    OfficerOnly,
    /// The house has another officer, who decides instead of somebody from outside.
    #[error("the house has another officer who can decide")]
    OtherOfficers,
    /// Who complains is known.
    #[error("who complains is known already")]
    IdentityKnown,
    /// What is upheld about a request is decided anew.
    #[error("what is upheld about the outcome of a request is decided anew")]
    DecidedAnewMissing,
    /// The case is answered; it is opened again first.
    #[error("the case is answered: open it again first")]
    AlreadyAnswered,
    /// The officer decided what is complained about.
    #[error("whoever decided what is complained about does not decide the complaint")]
    SameOfficer,
    /// Who complains is not shown.
    #[error("who complains is not shown, so nothing can be told about a person")]
    IdentityNotConfirmed,
    /// The check of a child's data belongs to reports of one.
    #[error("this is no report about a child's data")]
    NoChildDataReport,
    /// The check of a child's data comes before the outcome.
    #[error("our own check comes before the outcome")]
    ChildDataUnchecked,
    /// A party that imposes a duty is an authority.
    #[error("only an authority imposes duties")]
    NoAuthority,
    /// The date of an imposed duty cannot be right.
    #[error(transparent)]
    DueOutOfRange(#[from] DueOutOfRange),
    /// The imposed duty was done.
    #[error("the imposed duty was done already")]
    ImposedDutyMet,
    /// The imposed duty was withdrawn.
    #[error("the imposed duty was withdrawn")]
    ImposedDutyWithdrawn,
    /// Nothing is there to be opened again.
    #[error("nothing is decided that could be opened again")]
    NothingToReopen,
    /// A call can say that the complaint arrived; an outcome is written.
    #[error("this is told in writing")]
    NotByCall,

    /// The regime is none of the case.
    #[error("the regime is none of the case")]
    RegimeNotChosen,
    /// No open clock can be extended under this regime, or on this ground.
    #[error("the rule does not allow this extension")]
    ExtensionNotAllowed,
    /// The original due moment has passed.
    #[error("the original due moment has passed")]
    ExtensionTooLate,
    /// It was extended before, or an extension is on its way.
    #[error("it was already extended")]
    AlreadyExtended,

    /// Nothing was asked or shown.
    #[error(transparent)]
    Unproven(#[from] Unproven),

    /// A rule that the case was started by is not at hand.
    #[error("a rule of this case is not at hand")]
    RuleNotAtHand,
    /// A clock cannot be computed.
    #[error("a clock cannot be computed")]
    Clock(#[from] ClockError),
}

impl From<NotOpen> for Refusal {
    fn from(why: NotOpen) -> Self {
        match why {
            NotOpen::Unknown => Self::Unknown("imposed duty"),
            NotOpen::Met => Self::ImposedDutyMet,
            NotOpen::Withdrawn => Self::ImposedDutyWithdrawn,
        }
    }
}

impl From<UnknownPack> for Refusal {
    fn from(_: UnknownPack) -> Self {
        Self::RuleNotAtHand
    }
}

impl From<Unreckoned> for Refusal {
    fn from(why: Unreckoned) -> Self {
        match why {
            Unreckoned::RuleNotAtHand => Self::RuleNotAtHand,
            Unreckoned::Clock(error) => Self::Clock(error),
        }
    }
}

impl From<Unextended> for Refusal {
    fn from(why: Unextended) -> Self {
        match why {
            Unextended::NotAllowed => Self::ExtensionNotAllowed,
            Unextended::TooLate => Self::ExtensionTooLate,
            Unextended::Already => Self::AlreadyExtended,
            Unextended::Unreckoned(why) => why.into(),
        }
    }
}

impl Refusal {
    /// The stable code, for problems and tests.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotReceived => "not_received",
            Self::AlreadyReceived => "already_received",
            Self::ReceivedInFuture => "received_in_future",
            Self::LateReasonMissing => "late_reason_missing",
            Self::AllegationCount => "allegation_count",
            Self::RequestMissing => "request_missing",
            Self::SubjectMissing => "subject_missing",
            Self::ContactMissing => "contact_missing",
            Self::CaseClosed => "case_closed",
            Self::NotAnswered => "not_answered",
            Self::Unknown(_) => "unknown_in_case",
            Self::TimeOutOfRange => "time_out_of_range",
            Self::IdentityNotNeeded => "identity_not_needed",
            Self::IdentityNotAsked => "identity_not_asked",
            Self::AskedAlready => "asked_already",
            Self::NotInvestigated => "not_investigated",
            Self::AlreadyDecided => "already_decided",
            Self::OutcomeNotForKind => "outcome_not_for_kind",
            Self::RemedyMismatch => "remedy_mismatch",
            Self::NothingToDecideAnew => "nothing_to_decide_anew",
            Self::ReasonMissing => "reason_missing",
            Self::OfficerOnly => "officer_only",
            Self::OtherOfficers => "other_officers",
            Self::IdentityKnown => "identity_known",
            Self::DecidedAnewMissing => "decided_anew_missing",
            Self::AlreadyAnswered => "already_answered",
            Self::SameOfficer => "same_officer",
            Self::IdentityNotConfirmed => "identity_not_confirmed",
            Self::NoChildDataReport => "no_child_data_report",
            Self::ChildDataUnchecked => "child_data_unchecked",
            Self::NoAuthority => "no_authority",
            Self::DueOutOfRange(_) => "due_out_of_range",
            Self::ImposedDutyMet => "imposed_duty_met",
            Self::ImposedDutyWithdrawn => "imposed_duty_withdrawn",
            Self::NothingToReopen => "nothing_to_reopen",
            Self::NotByCall => "not_by_call",
            Self::RegimeNotChosen => "regime_not_chosen",
            Self::ExtensionNotAllowed => "extension_not_allowed",
            Self::ExtensionTooLate => "extension_too_late",
            Self::AlreadyExtended => "already_extended",
            Self::Unproven(why) => why.code(),
            Self::RuleNotAtHand => "rule_not_at_hand",
            Self::Clock(_) => "clock_cannot_be_computed",
        }
    }
}
