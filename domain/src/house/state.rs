//! What the house keeps on record.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Months, NaiveDate, Utc};

use super::event::{CalendarEdition, PackEdition, Program};
use crate::actor::Role;
use crate::digest::Digest;
use crate::id::{ApiKeyId, PrincipalId, RegimeId, RuleId, SystemId};
use crate::system::{Register, System};

/// Everything on record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Records {
    /// The team, those who left included.
    pub staff: BTreeMap<PrincipalId, Staff>,
    /// Every key ever issued.
    pub keys: BTreeMap<ApiKeyId, ApiKey>,
    /// The settings that hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Digest>,
    /// The edition of each pack that holds, by adoption.
    pub packs: BTreeMap<RegimeId, Pack>,
    /// The calendars that hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendars: Option<CalendarEdition>,
    /// The systems in use.
    pub register: Register,
    /// Names of systems that left the register and did not come back.
    pub retired: BTreeSet<SystemId>,
    /// The program that ran last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
}

impl Records {
    pub(super) const EMPTY: Self = Self {
        staff: BTreeMap::new(),
        keys: BTreeMap::new(),
        settings: None,
        packs: BTreeMap::new(),
        calendars: None,
        register: Register { version: 0, systems: Vec::new() },
        retired: BTreeSet::new(),
        program: None,
    };

    /// The keys that open something now.
    pub fn live_keys(&self, now: DateTime<Utc>) -> impl Iterator<Item = (&ApiKeyId, &ApiKey)> {
        self.keys.iter().filter(move |(_, key)| key.is_live(now))
    }

    /// A system in use.
    #[must_use]
    pub fn system(&self, id: &SystemId) -> Option<&System> {
        self.register.systems.iter().find(|system| system.id == *id)
    }
}

/// One member of the team.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Staff {
    /// The roles it may act in while active.
    pub roles: BTreeSet<Role>,
    /// The day of the last training.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_on: Option<NaiveDate>,
    /// Whether a second factor is registered.
    pub second_factor: bool,
    /// Whether it is still with the house.
    pub active: bool,
}

impl Staff {
    /// Whether it may act in this role now.
    #[must_use]
    pub fn may_act_as(&self, role: Role) -> bool {
        self.active && self.roles.contains(&role)
    }

    /// Whether the last training is older than twelve months on that day, or never was (P25).
    #[must_use]
    pub fn training_lapsed(&self, today: NaiveDate) -> bool {
        self.trained_on
            .and_then(|on| on.checked_add_months(Months::new(12)))
            .is_none_or(|until| until < today)
    }
}

/// One API key.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ApiKey {
    /// The role of whoever shows it.
    pub role: Role,
    /// Who that is.
    pub principal: PrincipalId,
    /// SHA-256 of the secret half.
    pub secret: Digest,
    /// From when it opens nothing any more.
    pub expires_at: DateTime<Utc>,
    /// Whether it was revoked.
    pub revoked: bool,
}

impl ApiKey {
    /// Whether it opens anything at that time.
    #[must_use]
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        !self.revoked && now < self.expires_at
    }
}

/// A pack that holds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Pack {
    /// The edition.
    pub edition: PackEdition,
    /// Unreviewed rules that govern all the same, with the digest of the text that was accepted.
    pub accepted: BTreeMap<RuleId, Digest>,
}
