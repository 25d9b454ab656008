//! What the house can be told to do.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::event::{AcceptReason, CalendarEdition, PackEdition, Program, RevokeReason};
use crate::actor::{Actor, Role};
use crate::digest::Digest;
use crate::id::{ApiKeyId, PrincipalId, RegimeId, RuleId, SystemId};
use crate::system::System;

/// An act, with who does it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The time at the desk.
    pub now: DateTime<Utc>,
    /// Who does it. The desk has checked the role.
    pub by: Actor,
    /// What is done.
    pub act: Act,
}

/// The acts on the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Take someone into the team.
    EnrolStaff {
        /// The pseudonymous name.
        principal: PrincipalId,
        /// The roles it may act in.
        roles: BTreeSet<Role>,
        /// The day of the last training.
        trained_on: Option<NaiveDate>,
        /// Whether a second factor is registered.
        second_factor: bool,
    },
    /// Let someone act in one more role.
    GrantRole {
        /// Who.
        principal: PrincipalId,
        /// The role.
        role: Role,
    },
    /// Let someone act in a role no longer. Revokes the keys held in it.
    WithdrawRole {
        /// Who.
        principal: PrincipalId,
        /// The role.
        role: Role,
    },
    /// Note that someone was trained.
    RecordTraining {
        /// Who.
        principal: PrincipalId,
        /// The day, not later than tomorrow in UTC.
        on: NaiveDate,
    },
    /// Note whether someone has a second factor.
    RecordSecondFactor {
        /// Who.
        principal: PrincipalId,
        /// Whether one is registered.
        registered: bool,
    },
    /// Note that someone has left. Revokes the keys of that principal.
    RecordLeaving {
        /// Who.
        principal: PrincipalId,
    },
    /// Note that someone is back.
    RecordReturn {
        /// Who.
        principal: PrincipalId,
    },
    /// Make an API key.
    IssueKey {
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
    /// Let a key open nothing any more.
    RevokeKey {
        /// Which.
        key: ApiKeyId,
        /// Why.
        reason: RevokeReason,
    },
    /// Let these settings hold.
    AdoptSettings {
        /// The digest of their canonical text, without secrets.
        digest: Digest,
    },
    /// Let this edition of a pack hold.
    AdoptPack(PackEdition),
    /// Let an unreviewed rule govern as it reads now.
    AcceptRule {
        /// The regime.
        regime: RegimeId,
        /// The rule.
        rule: RuleId,
        /// The digest of the rule as it was read.
        digest: Digest,
        /// Why.
        reason: AcceptReason,
    },
    /// Let an accepted rule only advise again.
    WithdrawAcceptance {
        /// The regime.
        regime: RegimeId,
        /// The rule.
        rule: RuleId,
    },
    /// Let this edition of the calendars hold.
    AdoptCalendars(CalendarEdition),
    /// Put a system into the register.
    RegisterSystem(System),
    /// Replace what the register says of a system.
    AmendSystem(System),
    /// Take a system out of the register.
    RetireSystem(SystemId),
    /// Note which program runs.
    SeeProgram(Program),
}
