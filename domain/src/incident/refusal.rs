//! Why a command on an incident is refused. Each has a code that never changes.

use crate::clock::ClockError;
use crate::docket::imposed::{DueOutOfRange, NotOpen};
use crate::docket::reckon::Unreckoned;
use crate::regime::UnknownPack;

use super::assessment::Contradiction;

/// A refusal: nothing happened, and this is why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such incident.
    #[error("there is no such incident")]
    NotReceived,
    /// Word of one was taken in under this id already.
    #[error("an incident was already taken in under this id")]
    AlreadyReceived,
    /// The receipt lies in the future.
    #[error("the receipt lies in the future")]
    ReceivedInFuture,
    /// A clerk enters it later than the next working day and gives no reason.
    #[error("it is entered late and no reason is given")]
    LateReasonMissing,
    /// The case ended.
    #[error("the incident is closed, merged or was no breach: open it again first")]
    CaseClosed,
    /// There is no such thing in this case.
    #[error("there is no such {0} in this case")]
    Unknown(&'static str),
    /// The time given lies in the future, or before anything happened.
    #[error("the time given lies in the future or before anything happened")]
    TimeOutOfRange,
    /// Only an officer does this.
    #[error("only an officer judges an incident")]
    OfficerOnly,
    /// Only staff work on an incident.
    #[error("only staff work on an incident")]
    StaffOnly,

    /// When the house was aware is judged with reasoning, by an officer, after the report.
    #[error("when the house was aware is judged by an officer, with reasoning")]
    AwareWithoutReasoning,
    /// The house is said to have been aware years before word of it came in, and nothing else bears it out.
    #[error(
        "aware lies more than a year before word of it came in, and nothing is known as early: check the year, or state first what happened by then"
    )]
    AwareOutOfRange,
    /// A processor is said to have told the house years before word of it came in, and nothing else bears it
    /// out.
    #[error(
        "processor_told lies more than a year before word of it came in, and nothing is known as early: check the year, or state first what happened by then"
    )]
    ProcessorToldOutOfRange,
    /// A stated time lies in the future.
    #[error("a stated time lies in the future")]
    FactInFuture,
    /// Stated times contradict each other.
    #[error("{0} cannot lie after {1}")]
    FactsContradict(&'static str, &'static str),
    /// What was said before is corrected with a reason.
    #[error("what was said before is corrected with a reason")]
    ReasonMissing,
    /// An assessment contradicts itself.
    #[error("the assessment contradicts itself: {0}")]
    Contradiction(#[from] Contradiction),
    /// A further version says what changed.
    #[error("a further version of an assessment says what changed and why")]
    ChangeMissing,

    /// The duty is not owed now.
    #[error("the duty is not owed now")]
    NotOwed,
    /// Nobody judged that nobody need be told.
    #[error("nobody judged that nobody need be told by this duty")]
    NothingToRevise,
    /// The duty is not one to this addressee.
    #[error("the duty is not owed to whom this tells")]
    WrongDuty,
    /// The law of the duty has no such exemption.
    #[error("the law of this duty has no such exemption")]
    ExemptionNotForDuty,
    /// A notice serves at least one duty, and says something.
    #[error("a notice serves at least one duty and says something")]
    EmptyNotice,
    /// A final report is a final notice.
    #[error("a final report is given by a final notice")]
    NotFinal,
    /// The first notice to an authority comes first.
    #[error("an authority that has no notice yet is given its first one")]
    NotInitial,
    /// It was given late and no reason is given.
    #[error("it was given late, and a late notice gives its reason")]
    LatenessUnexplained,
    /// It was not done late, or a reason is on record.
    #[error("it was not done late, or a notice says why")]
    NotLate,
    /// A campaign counts whom it told.
    #[error("a campaign told them: what it counted is not corrected here")]
    CountedByCampaign,
    /// Nobody was told, or in no way.
    #[error("people are told in some way, and there is at least one of them")]
    NobodyTold,
    /// A stay ends after it begins, and at most a year ahead.
    #[error("a stay ends after it begins, and no more than a year ahead")]
    StayOutOfRange,
    /// The measure is settled already.
    #[error("the measure is settled already")]
    AlreadySettled,
    /// In own words, since its kind says nothing.
    #[error("what is to be done is missing")]
    MeasureUnsaid,
    /// Somebody of the house sees to a measure.
    #[error("a measure is seen to by somebody on the staff")]
    OwnerNotOnStaff,
    /// A time ahead was expected.
    #[error("the time by which it is to be done is over already")]
    DueOutOfRange,
    /// The date of an imposed duty cannot be right.
    #[error(transparent)]
    ImposedOutOfRange(#[from] DueOutOfRange),
    /// The imposed duty was done.
    #[error("the imposed duty was done already")]
    ImposedDutyMet,
    /// The imposed duty was withdrawn.
    #[error("the imposed duty was withdrawn")]
    ImposedDutyWithdrawn,

    /// Nothing was assessed.
    #[error("nothing was assessed yet")]
    NotAssessed,
    /// A duty is still owed.
    #[error("a duty is still owed")]
    DutiesOwed,
    /// People are to be told in public, and were not.
    #[error(
        "people are told in public where to tell each of them takes too much: record the announcement"
    )]
    AnnouncementOwed,
    /// An authority does not know what the newest version says.
    #[error(
        "an authority has a notice and does not know what the newest version says: supplement it, or judge with reasoning that it need not be told"
    )]
    SupplementOwed,
    /// What an authority imposed is not done.
    #[error("a duty that an authority imposed is not done yet")]
    ImposedDutiesOpen,
    /// A measure is not settled.
    #[error("a measure is not settled yet")]
    MeasuresOpen,
    /// Nobody reviewed it.
    #[error("nobody has reviewed it yet")]
    NotReviewed,
    /// It cannot be merged into that one.
    #[error("it cannot be merged into that one: it is the same, or is not open")]
    MergeTarget,
    /// The other one is known for a shorter time.
    #[error("the other one is known for a shorter time: merge that one into this")]
    MergeLater,
    /// It owes what the other one does not.
    #[error("it owes what the other one does not: say there first what is known here")]
    MergeLosesDuties,
    /// An authority asks for silence about it, and not about the other one.
    #[error("an authority asks for silence here, and not as long there: record it there first")]
    MergeLosesSilence,
    /// It is open.
    #[error("the incident is open")]
    NotClosed,

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

impl Refusal {
    /// The stable code, for problems and tests.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotReceived => "not_received",
            Self::AlreadyReceived => "already_received",
            Self::ReceivedInFuture => "received_in_future",
            Self::LateReasonMissing => "late_reason_missing",
            Self::CaseClosed => "case_closed",
            Self::Unknown(_) => "unknown_in_case",
            Self::TimeOutOfRange => "time_out_of_range",
            Self::OfficerOnly => "officer_only",
            Self::StaffOnly => "staff_only",
            Self::AwareWithoutReasoning => "aware_without_reasoning",
            Self::AwareOutOfRange => "aware_out_of_range",
            Self::ProcessorToldOutOfRange => "processor_told_out_of_range",
            Self::FactInFuture => "fact_in_future",
            Self::FactsContradict(..) => "facts_contradict",
            Self::ReasonMissing => "reason_missing",
            Self::Contradiction(_) => "contradiction",
            Self::ChangeMissing => "change_missing",
            Self::NotOwed => "not_owed",
            Self::NothingToRevise => "nothing_to_revise",
            Self::WrongDuty => "wrong_duty",
            Self::ExemptionNotForDuty => "exemption_not_for_duty",
            Self::EmptyNotice => "empty_notice",
            Self::NotFinal => "not_final",
            Self::NotInitial => "not_initial",
            Self::LatenessUnexplained => "lateness_unexplained",
            Self::NotLate => "not_late",
            Self::CountedByCampaign => "counted_by_campaign",
            Self::NobodyTold => "nobody_told",
            Self::StayOutOfRange => "stay_out_of_range",
            Self::AlreadySettled => "already_settled",
            Self::MeasureUnsaid => "measure_unsaid",
            Self::OwnerNotOnStaff => "owner_not_on_staff",
            Self::DueOutOfRange | Self::ImposedOutOfRange(_) => "due_out_of_range",
            Self::ImposedDutyMet => "imposed_duty_met",
            Self::ImposedDutyWithdrawn => "imposed_duty_withdrawn",
            Self::NotAssessed => "not_assessed",
            Self::DutiesOwed => "duties_owed",
            Self::AnnouncementOwed => "announcement_owed",
            Self::SupplementOwed => "supplement_owed",
            Self::ImposedDutiesOpen => "imposed_duties_open",
            Self::MeasuresOpen => "measures_open",
            Self::NotReviewed => "not_reviewed",
            Self::MergeTarget => "merge_target",
            Self::MergeLater => "merge_later",
            Self::MergeLosesDuties => "merge_loses_duties",
            Self::MergeLosesSilence => "merge_loses_silence",
            Self::NotClosed => "not_closed",
            Self::RuleNotAtHand => "rule_not_at_hand",
            Self::Clock(_) => "clock_cannot_be_computed",
        }
    }
}
