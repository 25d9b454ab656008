//! Grounds: the closed lists of reasons. Free text is added to a ground, never put in its place.

use crate::text::closed_list;

closed_list!(
    /// Why a thing asked is refused, wholly or for a part (P13, P14, P28).
    RefusalGround, "refusal ground" {
        /// Unreasonably repeated, or manifestly unfounded or excessive.
        UnreasonableRepetition = "unreasonable_repetition",
        /// Disproportionate technical effort.
        DisproportionateEffort = "disproportionate_effort",
        /// It would harm the legitimate rights of others.
        OthersRights = "others_rights",
        /// Highly impractical, as a search of tape backups. Never ends a backup leg.
        Impractical = "impractical",
        /// National security or defence.
        NationalSecurity = "national_security",
        /// Public safety, health or another significant public interest.
        PublicInterest = "public_interest",
        /// Investigation, prosecution or prevention of crime.
        CrimePrevention = "crime_prevention",
        /// The law demands that it is kept.
        LegalDuty = "legal_duty",
        /// Needed for finance or audit records.
        FinanceAudit = "finance_audit",
        /// Needed for a claim or dispute.
        Dispute = "dispute",
        /// Still needed to perform an agreement with the person.
        Agreement = "agreement",
        /// The law that applies does not give this right.
        RightNotGiven = "right_not_given",
        /// The recipient named cannot technically receive it.
        TransferNotFeasible = "transfer_not_feasible",
    }
);

closed_list!(
    /// Why data is restricted instead of deleted (P05).
    RestrictionGround, "restriction ground" {
        /// A statutory period still runs.
        StatutoryPeriod = "statutory_period",
        /// Deletion is technically too hard.
        TechnicallyTooHard = "technically_too_hard",
        /// A hold lies on it.
        Hold = "hold",
        /// The person asked for restriction.
        Asked = "asked",
    }
);

closed_list!(
    /// On what deletion is owed (P02). Established by the officer, never demanded of the person.
    DeletionGround, "deletion ground" {
        /// The purpose is achieved, unachievable or no longer necessary.
        PurposeEnded = "purpose_ended",
        /// The product stopped or the storage period is over.
        ProductOrPeriodEnded = "product_or_period_ended",
        /// Consent was withdrawn.
        ConsentWithdrawn = "consent_withdrawn",
        /// The processing broke the law or an agreement.
        UnlawfulProcessing = "unlawful_processing",
        /// The law that applies asks for no ground.
        NoneNeeded = "none_needed",
    }
);

closed_list!(
    /// Why more time is taken.
    ExtensionGround, "extension ground" {
        /// The request is complex.
        Complexity = "complexity",
        /// There are many requests of this person.
        NumberOfRequests = "number_of_requests",
        /// Others must be consulted.
        Consultation = "consultation",
        /// Another format must be made.
        AlternativeFormat = "alternative_format",
        /// Reasonably necessary, for the reason told.
        ReasonablyNecessary = "reasonably_necessary",
    }
);

closed_list!(
    /// Why a clock stands still, where its rule lets it.
    PauseGround, "pause ground" {
        /// We asked what is meant and await the answer.
        Clarification = "clarification",
        /// We asked for proof of identity or standing.
        Identity = "identity",
        /// A fee was quoted and is not yet settled.
        Fee = "fee",
        /// An authority asked for silence.
        Stay = "stay",
    }
);

closed_list!(
    /// Why data must stay as it is for now.
    HoldGround, "hold ground" {
        /// A dispute with the person or about the data.
        Dispute = "dispute",
        /// An authority ordered it.
        Authority = "authority",
        /// What was refused must be preserved while the refusal can be challenged.
        Preservation = "preservation",
        /// Someone else with a say objects.
        PartyObjects = "party_objects",
    }
);

closed_list!(
    /// Why a fee may be asked (P12).
    FeeGround, "fee ground" {
        /// Repeated beyond a reasonable limit.
        Repeated = "repeated",
        /// Manifestly excessive.
        Excessive = "excessive",
        /// A further copy of what was given.
        FurtherCopy = "further_copy",
        /// The regime lets a cost-related fee be asked for every request.
        CostRelated = "cost_related",
    }
);
