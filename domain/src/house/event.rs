//! What happens to the house itself.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::Role;
use crate::digest::Digest;
use crate::id::{ApiKeyId, PrincipalId, RegimeId, RuleId, SourceName, SystemId, VersionName};
use crate::system::System;
use crate::text::closed_list;

closed_list!(
    /// Why an API key is revoked.
    RevokeReason, "revocation reason" {
        /// Its successor is in use.
        Rotated = "rotated",
        /// Someone else may know the secret.
        Exposed = "exposed",
        /// Its holder has left, or has lost the role.
        HolderGone = "holder_gone",
        /// Nothing uses it.
        Unused = "unused",
    }
);

closed_list!(
    /// Why an unreviewed rule is accepted as governing.
    AcceptReason, "acceptance reason" {
        /// Counsel read it.
        CounselAdvised = "counsel_advised",
        /// Its source was read by someone of the house.
        SourceRead = "source_read",
        /// It is stricter than what the house holds to be the law.
        Stricter = "stricter",
        /// An authority said so.
        AuthoritySaid = "authority_said",
    }
);

/// One edition of a pack, as it was adopted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PackEdition {
    /// The regime whose rules it holds.
    pub regime: RegimeId,
    /// The SHA-256 of its exact bytes, under which it is stored.
    pub digest: Digest,
    /// First day on which its rules are in force.
    pub effective_from: NaiveDate,
    /// Last day, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<NaiveDate>,
}

/// One edition of the working-day calendars, as it was adopted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CalendarEdition {
    /// The SHA-256 of its exact bytes, under which it is stored.
    pub digest: Digest,
    /// Where it comes from.
    pub source: SourceName,
    /// The source's own version.
    pub version: VersionName,
}

/// The program that runs, as it saw itself at start.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Program {
    /// Its version.
    pub version: VersionName,
    /// The digest of the rules that it brings along.
    pub rules: Digest,
}

/// What happened to the house.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Event {
    /// Someone joined the team.
    StaffEnrolled {
        /// The pseudonymous name.
        principal: PrincipalId,
        /// The roles it may act in.
        roles: BTreeSet<Role>,
        /// The day of the last training (P25).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trained_on: Option<NaiveDate>,
        /// Whether a second factor is registered with whoever signs its tokens (P24).
        second_factor: bool,
    },
    /// May act in one more role.
    RoleGranted {
        /// Who.
        principal: PrincipalId,
        /// The role.
        role: Role,
    },
    /// May no longer act in a role.
    RoleWithdrawn {
        /// Who.
        principal: PrincipalId,
        /// The role.
        role: Role,
    },
    /// Was trained.
    TrainingCompleted {
        /// Who.
        principal: PrincipalId,
        /// The day of training.
        on: NaiveDate,
    },
    /// A second factor was registered.
    SecondFactorRegistered {
        /// Who.
        principal: PrincipalId,
    },
    /// The second factor was removed.
    SecondFactorRemoved {
        /// Who.
        principal: PrincipalId,
    },
    /// Left the team. The roles are kept for a return, and mean nothing until then.
    StaffLeft {
        /// Who.
        principal: PrincipalId,
    },
    /// Came back.
    StaffReturned {
        /// Who.
        principal: PrincipalId,
    },
    /// An API key was made. Only the digest of its secret is ever known here.
    KeyIssued {
        /// The public half.
        key: ApiKeyId,
        /// The role of whoever shows it.
        role: Role,
        /// Who that is.
        principal: PrincipalId,
        /// SHA-256 of the secret half.
        secret: Digest,
        /// From when it opens nothing any more.
        expires_at: DateTime<Utc>,
    },
    /// An API key opens nothing any more.
    KeyRevoked {
        /// Which.
        key: ApiKeyId,
        /// Why.
        reason: RevokeReason,
    },
    /// The settings that hold from now on.
    SettingsAdopted {
        /// The digest of their canonical text, without secrets.
        digest: Digest,
    },
    /// The edition of a pack that holds from now on.
    PackAdopted(PackEdition),
    /// An unreviewed rule governs from now on, as it reads now.
    RuleAccepted {
        /// The regime.
        regime: RegimeId,
        /// The rule.
        rule: RuleId,
        /// The digest of the rule as it was read. Another text has to be accepted again.
        digest: Digest,
        /// Why.
        reason: AcceptReason,
        /// The administrator who answers for it.
        by: PrincipalId,
    },
    /// A rule that had been accepted only advises again.
    RuleAcceptanceWithdrawn {
        /// The regime.
        regime: RegimeId,
        /// The rule.
        rule: RuleId,
    },
    /// The edition of the calendars that holds from now on.
    CalendarsAdopted(CalendarEdition),
    /// A system came into the register.
    SystemRegistered {
        /// The system.
        system: System,
        /// The version of the register with it.
        register: u32,
    },
    /// What the register says of a system was replaced.
    SystemAmended {
        /// The system as it is now.
        system: System,
        /// The version of the register with it.
        register: u32,
    },
    /// A system left the register.
    SystemRetired {
        /// Which.
        system: SystemId,
        /// The version of the register without it.
        register: u32,
    },
    /// Another program version began to run.
    ProgramSeen(Program),
}

crate::stream::domain_event!(
    Event, "1": StaffEnrolled, RoleGranted, RoleWithdrawn, TrainingCompleted,
    SecondFactorRegistered, SecondFactorRemoved, StaffLeft, StaffReturned, KeyIssued, KeyRevoked,
    SettingsAdopted, PackAdopted, RuleAccepted, RuleAcceptanceWithdrawn, CalendarsAdopted,
    SystemRegistered, SystemAmended, SystemRetired, ProgramSeen,
);
