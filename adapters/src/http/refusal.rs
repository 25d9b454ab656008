//! What the refusals of the aggregates are over HTTP.
//!
//! Refused for what was sent: 422. Refused for how things stand: 409. Refused for who sent it: 403.

use axum::http::StatusCode;
use habeas_domain::people::prove::Unproven;
use habeas_domain::request::Refusal;
use habeas_domain::{access, campaign, complaint, dispatch, house, incident};

use super::problem::Problem;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = of_request(&refusal);
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            return Self::ours(&refusal);
        }
        Self::new(status, refusal.code(), refusal.to_string())
    }
}

impl From<complaint::Refusal> for Problem {
    fn from(refusal: complaint::Refusal) -> Self {
        let status = of_complaint(&refusal);
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            return Self::ours(&refusal);
        }
        Self::new(status, refusal.code(), refusal.to_string())
    }
}

impl From<incident::Refusal> for Problem {
    fn from(refusal: incident::Refusal) -> Self {
        let status = of_incident(&refusal);
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            return Self::ours(&refusal);
        }
        Self::new(status, refusal.code(), refusal.to_string())
    }
}

impl From<campaign::Refusal> for Problem {
    fn from(refusal: campaign::Refusal) -> Self {
        Self::new(of_campaign(&refusal), refusal.code(), refusal.to_string())
    }
}

impl From<dispatch::Refusal> for Problem {
    fn from(refusal: dispatch::Refusal) -> Self {
        Self::new(of_dispatch(refusal), refusal.code(), refusal.to_string())
    }
}

impl From<house::Refusal> for Problem {
    fn from(refusal: house::Refusal) -> Self {
        Self::new(of_house(refusal), refusal.code(), refusal.to_string())
    }
}

impl From<access::Refusal> for Problem {
    fn from(refusal: access::Refusal) -> Self {
        // Parts of the record are begun and chosen by us, never by a caller.
        Self::ours(&refusal)
    }
}

const fn of_request(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::NotReceived | Refusal::Unknown(_) => StatusCode::NOT_FOUND,
        Refusal::NotYourSystem
        | Refusal::SessionOnlyByPortal
        | Refusal::JudgedByStaffOnly
        | Refusal::SameOfficer
        | Refusal::NotByMachine => StatusCode::FORBIDDEN,
        Refusal::TooManySends => StatusCode::TOO_MANY_REQUESTS,
        Refusal::RuleNotAtHand => StatusCode::INTERNAL_SERVER_ERROR,
        Refusal::AlreadyReceived
        | Refusal::CaseClosed
        | Refusal::ContactNotOnRecord
        | Refusal::StepNotOpen
        | Refusal::Blocked(_)
        | Refusal::AlreadyDecided
        | Refusal::TrackNotOpen
        | Refusal::FeeNotAllowed
        | Refusal::NotRepeated
        | Refusal::RegimeNotChosen
        | Refusal::ExtensionNotAllowed
        | Refusal::ExtensionTooLate
        | Refusal::AlreadyExtended
        | Refusal::TaskNotClaimable
        | Refusal::TaskHeldByOther
        | Refusal::StaleFence => StatusCode::CONFLICT,
        Refusal::ReceivedInFuture
        | Refusal::LateReasonMissing
        | Refusal::ItemCount
        | Refusal::ItemOrderUnknown
        | Refusal::ItemOrderCircle
        | Refusal::DetailMissing
        | Refusal::TimeOutOfRange
        | Refusal::ChannelCannotCarryCode
        | Refusal::MethodNotForTrack
        | Refusal::PartCount
        | Refusal::OutcomeNotForKind
        | Refusal::DeletionGroundMissing
        | Refusal::GroundNotAllowed
        | Refusal::ReasonMissing
        | Refusal::EndOutOfRange
        | Refusal::BackupsNeverEnd
        | Refusal::LeaseOutOfRange
        | Refusal::NotLater
        | Refusal::NotByCall
        | Refusal::Clock(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

const fn of_complaint(refusal: &complaint::Refusal) -> StatusCode {
    use complaint::Refusal;
    match refusal {
        Refusal::NotReceived | Refusal::Unknown(_) => StatusCode::NOT_FOUND,
        Refusal::OfficerOnly | Refusal::SameOfficer => StatusCode::FORBIDDEN,
        Refusal::RuleNotAtHand => StatusCode::INTERNAL_SERVER_ERROR,
        Refusal::Unproven(why) => of_proof(*why),
        Refusal::AlreadyReceived
        | Refusal::CaseClosed
        | Refusal::NotAnswered
        | Refusal::IdentityNotNeeded
        | Refusal::IdentityNotAsked
        | Refusal::AskedAlready
        | Refusal::NotInvestigated
        | Refusal::AlreadyDecided
        | Refusal::NothingToDecideAnew
        | Refusal::OtherOfficers
        | Refusal::IdentityKnown
        | Refusal::AlreadyAnswered
        | Refusal::IdentityNotConfirmed
        | Refusal::NoChildDataReport
        | Refusal::ChildDataUnchecked
        | Refusal::ImposedDutyMet
        | Refusal::ImposedDutyWithdrawn
        | Refusal::NothingToReopen
        | Refusal::RegimeNotChosen
        | Refusal::ExtensionNotAllowed
        | Refusal::ExtensionTooLate
        | Refusal::AlreadyExtended => StatusCode::CONFLICT,
        Refusal::ReceivedInFuture
        | Refusal::LateReasonMissing
        | Refusal::AllegationCount
        | Refusal::RequestMissing
        | Refusal::SubjectMissing
        | Refusal::ContactMissing
        | Refusal::TimeOutOfRange
        | Refusal::OutcomeNotForKind
        | Refusal::RemedyMismatch
        | Refusal::ReasonMissing
        | Refusal::DecidedAnewMissing
        | Refusal::NoAuthority
        | Refusal::DueOutOfRange(_)
        | Refusal::NotByCall
        | Refusal::Clock(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

const fn of_incident(refusal: &incident::Refusal) -> StatusCode {
    use incident::Refusal;
    match refusal {
        Refusal::NotReceived | Refusal::Unknown(_) => StatusCode::NOT_FOUND,
        Refusal::OfficerOnly | Refusal::StaffOnly => StatusCode::FORBIDDEN,
        Refusal::RuleNotAtHand => StatusCode::INTERNAL_SERVER_ERROR,
        Refusal::AlreadyReceived
        | Refusal::CaseClosed
        | Refusal::NotOwed
        | Refusal::NothingToRevise
        | Refusal::NotLate
        | Refusal::CountedByCampaign
        | Refusal::NotInitial
        | Refusal::AlreadySettled
        | Refusal::NotAssessed
        | Refusal::DutiesOwed
        | Refusal::AnnouncementOwed
        | Refusal::SupplementOwed
        | Refusal::ImposedDutiesOpen
        | Refusal::ImposedDutyMet
        | Refusal::ImposedDutyWithdrawn
        | Refusal::MeasuresOpen
        | Refusal::NotReviewed
        | Refusal::MergeTarget
        | Refusal::MergeLater
        | Refusal::MergeLosesDuties
        | Refusal::MergeLosesSilence
        | Refusal::NotClosed => StatusCode::CONFLICT,
        Refusal::ReceivedInFuture
        | Refusal::LateReasonMissing
        | Refusal::TimeOutOfRange
        | Refusal::AwareWithoutReasoning
        | Refusal::AwareOutOfRange
        | Refusal::ProcessorToldOutOfRange
        | Refusal::FactInFuture
        | Refusal::FactsContradict(..)
        | Refusal::ReasonMissing
        | Refusal::Contradiction(_)
        | Refusal::ChangeMissing
        | Refusal::WrongDuty
        | Refusal::ExemptionNotForDuty
        | Refusal::EmptyNotice
        | Refusal::NotFinal
        | Refusal::LatenessUnexplained
        | Refusal::NobodyTold
        | Refusal::OwnerNotOnStaff
        | Refusal::StayOutOfRange
        | Refusal::MeasureUnsaid
        | Refusal::DueOutOfRange
        | Refusal::ImposedOutOfRange(_)
        | Refusal::Clock(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

const fn of_campaign(refusal: &campaign::Refusal) -> StatusCode {
    use campaign::Refusal;
    match refusal {
        Refusal::NotDrafted | Refusal::Unknown(_) => StatusCode::NOT_FOUND,
        Refusal::OfficerOnly | Refusal::DeskOnly | Refusal::AuthorApproves => StatusCode::FORBIDDEN,
        Refusal::AlreadyDrafted
        | Refusal::Closed
        | Refusal::DraftOpen
        | Refusal::NothingToCorrect
        | Refusal::AlreadyApproved
        | Refusal::NoListHere
        | Refusal::BadBatch
        | Refusal::WordingIncomplete { .. }
        | Refusal::NobodyListed
        | Refusal::NotProminent
        | Refusal::AssessmentMissing
        | Refusal::UndertakingMissing
        | Refusal::ConsentMissing
        | Refusal::ConsentNotAsked
        | Refusal::NotApproved
        | Refusal::AnotherUnderWay
        | Refusal::NoBreach
        | Refusal::Stayed
        | Refusal::NotUnderWay
        | Refusal::NotPaused
        | Refusal::Stopped
        | Refusal::BadResults
        | Refusal::Moved
        | Refusal::NoWay(_)
        | Refusal::Superseded(_)
        | Refusal::NotToBeAnnounced
        | Refusal::StillUnderWay
        | Refusal::NotAnnounced => StatusCode::CONFLICT,
        Refusal::NoIncident
        | Refusal::NoConsentCampaign
        | Refusal::ConsentForOther(_)
        | Refusal::WrongDuty
        | Refusal::TimeOutOfRange
        | Refusal::BadChannels
        | Refusal::WrongForm(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The same as where a request refuses what was asked or shown.
const fn of_proof(why: Unproven) -> StatusCode {
    match why {
        Unproven::Unknown(_) => StatusCode::NOT_FOUND,
        Unproven::SessionOnlyByPortal | Unproven::JudgedByStaffOnly => StatusCode::FORBIDDEN,
        Unproven::TooManySends => StatusCode::TOO_MANY_REQUESTS,
        Unproven::ContactNotOnRecord | Unproven::StepNotOpen => StatusCode::CONFLICT,
        Unproven::ChannelCannotCarryCode
        | Unproven::MethodNotForTrack
        | Unproven::EndOutOfRange => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

const fn of_dispatch(refusal: dispatch::Refusal) -> StatusCode {
    use dispatch::Refusal;
    match refusal {
        Refusal::NotQueued => StatusCode::NOT_FOUND,
        Refusal::AlreadyQueued
        | Refusal::ContactNotOnRecord
        | Refusal::NotRendered
        | Refusal::AlreadyRendered
        | Refusal::TooEarly
        | Refusal::TooLate
        | Refusal::TimeLeft
        | Refusal::StaleFence
        | Refusal::WrongAttempt
        | Refusal::NoAttempt
        | Refusal::AttemptOpen
        | Refusal::NoCommitPoint
        | Refusal::NeverSent
        | Refusal::Ended
        | Refusal::WrongChannel => StatusCode::CONFLICT,
        Refusal::NothingToTell
        | Refusal::CodeTravelsAlone
        | Refusal::WrongAddressee
        | Refusal::NoTimeToSend
        | Refusal::NotLater
        | Refusal::InTheFuture => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

const fn of_house(refusal: house::Refusal) -> StatusCode {
    use house::Refusal;
    match refusal {
        Refusal::UnknownStaff
        | Refusal::UnknownKey
        | Refusal::UnknownPack
        | Refusal::UnknownSystem => StatusCode::NOT_FOUND,
        Refusal::OwnGrant | Refusal::NotAnAdministrator => StatusCode::FORBIDDEN,
        Refusal::AlreadyEnrolled
        | Refusal::HasLeft
        | Refusal::RoleNotGranted
        | Refusal::KeyExists
        | Refusal::TwoKeysLive
        | Refusal::LastAdministratorKey
        | Refusal::SystemExists => StatusCode::CONFLICT,
        Refusal::NoStaffRole
        | Refusal::ReservedName
        | Refusal::InTheFuture
        | Refusal::NoKeysForRole
        | Refusal::AlreadyExpired
        | Refusal::NeverInForce => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
