//! Why a command on a request is refused. Each has a code that never changes.

use crate::clock::ClockError;
use crate::docket::extend::Unextended;
use crate::docket::reckon::Unreckoned;
use crate::people::prove::Unproven;
use crate::regime::UnknownPack;

use super::guard::Block;

/// A refusal: nothing happened, and this is why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such request.
    #[error("there is no such request")]
    NotReceived,
    /// A request was taken in under this id already.
    #[error("a request was already taken in under this id")]
    AlreadyReceived,
    /// The receipt lies in the future.
    #[error("the receipt lies in the future")]
    ReceivedInFuture,
    /// A clerk enters it later than the next working day and gives no reason.
    #[error("it is entered late and no reason is given")]
    LateReasonMissing,
    /// No item, or more than twenty.
    #[error("a request asks for between one and twenty things")]
    ItemCount,
    /// `after` names an item that is not in the letter.
    #[error("an item waits for one that the request does not have")]
    ItemOrderUnknown,
    /// Items wait for each other in a circle.
    #[error("items wait for each other in a circle")]
    ItemOrderCircle,
    /// A portability item names no recipient.
    #[error("the item does not say to whom, for what purpose, or what is to be corrected")]
    DetailMissing,
    /// The case is closed.
    #[error("the case is closed")]
    CaseClosed,
    /// There is no such thing in this case.
    #[error("there is no such {0} in this case")]
    Unknown(&'static str),
    /// The time given lies in the future, or before the receipt.
    #[error("the time given lies in the future or before the receipt")]
    TimeOutOfRange,

    /// The contact is only given: it proves nothing about the account.
    #[error("the contact is not on record, so it proves nothing about the account")]
    ContactNotOnRecord,
    /// A code travels by mail or SMS only.
    #[error("a code travels by e-mail or SMS only")]
    ChannelCannotCarryCode,
    /// Too many codes went to this destination.
    #[error("too many codes went to this destination; wait, or verify in another way")]
    TooManySends,
    /// The step is not open.
    #[error("the verification step is not open")]
    StepNotOpen,
    /// The method cannot show this.
    #[error("this method cannot show what is to be shown")]
    MethodNotForTrack,
    /// Only the portal that holds the account's session can assert it.
    #[error("only a portal can assert an account session")]
    SessionOnlyByPortal,
    /// Only staff judge documents and persons.
    #[error("only staff can judge what was shown")]
    JudgedByStaffOnly,

    /// Something stands in the way.
    #[error("something stands in the way: {}", list(.0))]
    Blocked(Vec<Block>),
    /// The item is decided already.
    #[error("the item is already decided")]
    AlreadyDecided,
    /// A complaint was right about what this officer decided.
    #[error("whoever decided what a complaint was right about does not decide it anew")]
    SameOfficer,
    /// A decision has between one and two hundred parts, no two about the same.
    #[error("a decision has between one and two hundred parts, no two about the same data")]
    PartCount,
    /// The outcome cannot be one of such an item.
    #[error("this outcome cannot be one of such an item")]
    OutcomeNotForKind,
    /// A deletion is granted without saying on what it is owed.
    #[error("a deletion that is granted names the ground on which it is owed")]
    DeletionGroundMissing,
    /// The ground is not on the list of any regime that applies.
    #[error("no regime that applies here knows this ground for such an item")]
    GroundNotAllowed,
    /// Something is refused or restricted and no reason is told.
    #[error("a reason must be told where something is refused or restricted")]
    ReasonMissing,
    /// A machine may not refuse, nor grant what must be judged.
    #[error("a machine decides nothing but the two outcomes that silence leaves")]
    NotByMachine,
    /// The end of a restriction or hold lies in the past, or its review too far ahead.
    #[error("an end must lie ahead, and a review at most twelve months ahead")]
    EndOutOfRange,
    /// Some system's backups never end: deletion there cannot be granted.
    #[error("the backups of a system never end: anonymise there, or restrict with a review")]
    BackupsNeverEnd,

    /// The track is not open.
    #[error("it is not open")]
    TrackNotOpen,
    /// No regime that applies lets a fee be asked on this ground.
    #[error("no regime that applies here lets a fee be asked on this ground")]
    FeeNotAllowed,
    /// The person has not asked often enough for a fee.
    #[error("verified and answered requests of this kind are within what is free")]
    NotRepeated,
    /// The regime is not one of this case.
    #[error("the regime does not apply to this case")]
    RegimeNotChosen,
    /// No open clock of the item can be extended under this regime, or on this ground.
    #[error("the rule does not allow this extension")]
    ExtensionNotAllowed,
    /// The original due moment has passed.
    #[error("the original due moment has passed")]
    ExtensionTooLate,
    /// It was extended before, or an extension is on its way.
    #[error("it was already extended")]
    AlreadyExtended,

    /// The task is not to be had.
    #[error("the task cannot be claimed now")]
    TaskNotClaimable,
    /// Another principal holds the task.
    #[error("the task is held by another, or belongs to another system")]
    TaskHeldByOther,
    /// A system reaches for the work of another one.
    #[error("this is the work of another system")]
    NotYourSystem,
    /// The fencing number is not the one of the claim that holds.
    #[error("the claim no longer holds")]
    StaleFence,
    /// A lease lasts between one minute and one day.
    #[error("a lease lasts between one minute and one day")]
    LeaseOutOfRange,
    /// The date is not later than the one that stands.
    #[error("the date is not later than the one that stands")]
    NotLater,
    /// A call cannot tell this.
    #[error("this cannot be told by a call")]
    NotByCall,

    /// A rule or pack that the case names is not among those at hand.
    #[error("a rule of this case is not at hand")]
    RuleNotAtHand,
    /// A due moment cannot be computed.
    #[error("a due moment cannot be computed: {0}")]
    Clock(#[from] ClockError),
}

impl From<UnknownPack> for Refusal {
    fn from(_: UnknownPack) -> Self {
        Self::RuleNotAtHand
    }
}

fn list(blocks: &[Block]) -> String {
    blocks.iter().map(|block| block.code()).collect::<Vec<_>>().join(", ")
}

impl From<Unproven> for Refusal {
    fn from(why: Unproven) -> Self {
        match why {
            Unproven::Unknown(what) => Self::Unknown(what),
            Unproven::ContactNotOnRecord => Self::ContactNotOnRecord,
            Unproven::ChannelCannotCarryCode => Self::ChannelCannotCarryCode,
            Unproven::TooManySends => Self::TooManySends,
            Unproven::StepNotOpen => Self::StepNotOpen,
            Unproven::MethodNotForTrack => Self::MethodNotForTrack,
            Unproven::SessionOnlyByPortal => Self::SessionOnlyByPortal,
            Unproven::JudgedByStaffOnly => Self::JudgedByStaffOnly,
            Unproven::EndOutOfRange => Self::EndOutOfRange,
        }
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
            Self::ItemCount => "item_count",
            Self::ItemOrderUnknown => "item_order_unknown",
            Self::ItemOrderCircle => "item_order_circle",
            Self::DetailMissing => "detail_missing",
            Self::CaseClosed => "case_closed",
            Self::Unknown(_) => "unknown_in_case",
            Self::TimeOutOfRange => "time_out_of_range",
            Self::ContactNotOnRecord => "contact_not_on_record",
            Self::ChannelCannotCarryCode => "channel_cannot_carry_code",
            Self::TooManySends => "too_many_sends",
            Self::StepNotOpen => "step_not_open",
            Self::MethodNotForTrack => "method_not_for_track",
            Self::SessionOnlyByPortal => "session_only_by_portal",
            Self::JudgedByStaffOnly => "judged_by_staff_only",
            Self::Blocked(_) => "blocked",
            Self::AlreadyDecided => "already_decided",
            Self::SameOfficer => "same_officer",
            Self::PartCount => "part_count",
            Self::OutcomeNotForKind => "outcome_not_for_kind",
            Self::DeletionGroundMissing => "deletion_ground_missing",
            Self::GroundNotAllowed => "ground_not_allowed",
            Self::ReasonMissing => "reason_missing",
            Self::NotByMachine => "not_by_machine",
            Self::EndOutOfRange => "end_out_of_range",
            Self::BackupsNeverEnd => "backups_never_end",
            Self::TrackNotOpen => "track_not_open",
            Self::FeeNotAllowed => "fee_not_allowed",
            Self::NotRepeated => "not_repeated",
            Self::RegimeNotChosen => "regime_not_chosen",
            Self::ExtensionNotAllowed => "extension_not_allowed",
            Self::ExtensionTooLate => "extension_too_late",
            Self::AlreadyExtended => "already_extended",
            Self::TaskNotClaimable => "task_not_claimable",
            Self::TaskHeldByOther => "task_held_by_other",
            Self::NotYourSystem => "not_your_system",
            Self::StaleFence => "stale_fence",
            Self::LeaseOutOfRange => "lease_out_of_range",
            Self::NotLater => "not_later",
            Self::NotByCall => "not_by_call",
            Self::RuleNotAtHand => "rule_not_at_hand",
            Self::Clock(_) => "clock_cannot_be_computed",
        }
    }
}
