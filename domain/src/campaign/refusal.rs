//! Why a command on a campaign is refused. Each has a code that never changes.

use crate::contact::Channel;
use crate::id::VersionNo;
use crate::place::Language;

use super::about::ConsentReason;
use super::wording::{Form, Part};

/// A refusal: nothing happened, and this is why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such campaign.
    #[error("there is no such campaign")]
    NotDrafted,
    /// One was drafted under this id already.
    #[error("a campaign was already drafted under this id")]
    AlreadyDrafted,
    /// Only officers plan campaigns.
    #[error("only officers plan, approve and run campaigns")]
    OfficerOnly,
    /// Only workers of the desk report so.
    #[error("only the desk itself reports this")]
    DeskOnly,
    /// It ended.
    #[error("the campaign is closed")]
    Closed,
    /// There is no such thing in it.
    #[error("there is no such {0} in this campaign")]
    Unknown(&'static str),
    /// The incident is not there.
    #[error("the incident is not there")]
    NoIncident,
    /// A duty that is not one to tell people.
    #[error("a duty named is not one of that incident to tell people")]
    WrongDuty,
    /// The incident was judged no breach.
    #[error("the incident was judged no breach: there is nothing to tell people of")]
    NoBreach,
    /// The time given lies in the future, or before the approval.
    #[error("the time given lies in the future, or before the version was approved")]
    TimeOutOfRange,

    /// No channel, or one twice.
    #[error("a version names at least one way of telling people, and none twice")]
    BadChannels,
    /// The last version is still a draft.
    #[error("the version before is not approved yet")]
    DraftOpen,
    /// The first version is for whoever is on its lists.
    #[error("the first version corrects nothing")]
    NothingToCorrect,
    /// What was approved stays as it is.
    #[error("what was approved stays as it is: begin another version")]
    AlreadyApproved,
    /// A wording for whom nobody is.
    #[error("a version for {0} has no such wording")]
    WrongForm(&'static str),
    /// A list for a version that draws on those before and has not begun, or was stopped.
    #[error("this version takes no lists, or not before it has begun")]
    NoListHere,
    /// A text that was corrected.
    #[error(
        "this version was corrected by version {0}: nobody is told it any more; list for that one"
    )]
    Superseded(VersionNo),
    /// A batch out of order, or of too many rows.
    #[error("a batch does not follow the last one, or is too long")]
    BadBatch,

    /// The author approves.
    #[error("nobody approves what they wrote")]
    AuthorApproves,
    /// A part is missing.
    #[error("the {} wording in {language} lacks its part {}", form.code(), part.code())]
    WordingIncomplete {
        /// For whom.
        form: Form,
        /// In which language.
        language: Language,
        /// What is missing.
        part: Part,
    },
    /// Nobody is told.
    #[error("nobody is on a list, and nothing is announced")]
    NobodyListed,
    /// P22.
    #[error("a material revision is told to people themselves, and not only announced (P22)")]
    NotProminent,
    /// P36.
    #[error("the impact assessment is not on file (P36)")]
    AssessmentMissing,
    /// P21.
    #[error("the receiver's undertaking to stay bound is not on file (P21)")]
    UndertakingMissing,
    /// P21, P29, P34.
    #[error(
        "people's consent is needed, and no campaign is named that asks for it (P21, P29, P34)"
    )]
    ConsentMissing,
    /// P21, P29, P34.
    #[error("the campaign named is not another one that asks people for their consent")]
    NoConsentCampaign,
    /// P21, P29, P34.
    #[error("the campaign named asks for another reason than {}, for which consent is needed", .0.code())]
    ConsentForOther(ConsentReason),
    /// P21, P29, P34.
    #[error("the campaign named has asked nobody yet, or was stopped (P21, P29, P34)")]
    ConsentNotAsked,

    /// Nobody approved it.
    #[error("nobody approved this version")]
    NotApproved,
    /// Another version is under way.
    #[error("another version is under way, or paused: let it end, or stop it")]
    AnotherUnderWay,
    /// An authority asks for silence.
    #[error("an authority asks for silence about this incident")]
    Stayed,
    /// The desk has no such channel.
    #[error("this desk has no way out for {}", .0.code())]
    NoWay(Channel),
    /// Nothing is under way.
    #[error("no messages of this version are under way")]
    NotUnderWay,
    /// Nothing is paused.
    #[error("this version is not paused")]
    NotPaused,
    /// It was stopped.
    #[error("this version was stopped")]
    Stopped,
    /// A report out of order.
    #[error("a report does not follow the last one")]
    BadResults,
    /// More came in since.
    #[error("a list or a report came in since: look again")]
    Moved,
    /// It is not to be announced.
    #[error("this version is not to be announced, or not approved")]
    NotToBeAnnounced,
    /// Messages are under way.
    #[error("a version is under way or paused")]
    StillUnderWay,
    /// An announcement is owed.
    #[error("a version is told, but not announced")]
    NotAnnounced,
}

impl Refusal {
    /// The stable code, for problems and tests.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotDrafted => "not_drafted",
            Self::AlreadyDrafted => "already_drafted",
            Self::OfficerOnly => "officer_only",
            Self::DeskOnly => "desk_only",
            Self::Closed => "campaign_closed",
            Self::Unknown(_) => "unknown_in_campaign",
            Self::NoIncident => "no_incident",
            Self::WrongDuty => "wrong_duty",
            Self::NoBreach => "no_breach",
            Self::TimeOutOfRange => "time_out_of_range",
            Self::BadChannels => "bad_channels",
            Self::DraftOpen => "draft_open",
            Self::NothingToCorrect => "nothing_to_correct",
            Self::AlreadyApproved => "already_approved",
            Self::WrongForm(_) => "wrong_form",
            Self::NoListHere => "no_list_here",
            Self::Superseded(_) => "superseded",
            Self::BadBatch => "bad_batch",
            Self::AuthorApproves => "author_approves",
            Self::WordingIncomplete { .. } => "wording_incomplete",
            Self::NobodyListed => "nobody_listed",
            Self::NotProminent => "not_prominent",
            Self::AssessmentMissing => "assessment_missing",
            Self::UndertakingMissing => "undertaking_missing",
            Self::ConsentMissing => "consent_missing",
            Self::NoConsentCampaign => "no_consent_campaign",
            Self::ConsentForOther(_) => "consent_for_other",
            Self::ConsentNotAsked => "consent_not_asked",
            Self::NotApproved => "not_approved",
            Self::AnotherUnderWay => "another_under_way",
            Self::Stayed => "stayed",
            Self::NoWay(_) => "no_way",
            Self::NotUnderWay => "not_under_way",
            Self::NotPaused => "not_paused",
            Self::Stopped => "stopped",
            Self::BadResults => "bad_results",
            Self::Moved => "moved",
            Self::NotToBeAnnounced => "not_to_be_announced",
            Self::StillUnderWay => "still_under_way",
            Self::NotAnnounced => "not_announced",
        }
    }
}
