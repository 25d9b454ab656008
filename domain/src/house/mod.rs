//! The house itself: its team, keys, settings, packs, calendars and systems.
//!
//! One stream, [`House::STREAM`]. Cases pin what they used by digest or version, so that an
//! auditor replays each one with what held at the time; this stream says when it held. No secret
//! and no name of a person is in it: keys by the digest of their secret, staff by pseudonym.

mod command;
mod decide;
mod event;
mod refusal;
mod state;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};

pub use command::{Act, Command};
pub use event::{AcceptReason, CalendarEdition, Event, PackEdition, Program, RevokeReason};
pub use refusal::Refusal;
pub use state::{ApiKey, Pack, Records, Staff};

use crate::actor::{Actor, Role};
use crate::digest::Digest;
use crate::id::{ApiKeyId, PrincipalId, RegimeId, RuleId};
use crate::system::Register;

/// The house.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum House {
    /// Nothing was ever put on record.
    #[default]
    Absent,
    /// Something was.
    Founded(Box<Records>),
}

static EMPTY: Records = Records::EMPTY;

crate::stream::aggregate!(House, "house");

impl House {
    /// The id of its only stream.
    pub const STREAM: &'static str = "house";

    /// Everything on record; empty records before the first event.
    #[must_use]
    pub fn records(&self) -> &Records {
        match self {
            Self::Absent => &EMPTY,
            Self::Founded(records) => records,
        }
    }

    /// The systems in use, with the version that planning pins.
    #[must_use]
    pub fn register(&self) -> &Register {
        &self.records().register
    }

    /// Whoever shows this key with a secret of this digest, if the key is live. (A holder who leaves
    /// or loses the role loses the key in the same decision.)
    #[must_use]
    pub fn holder(&self, key: &ApiKeyId, secret: &Digest, now: DateTime<Utc>) -> Option<Actor> {
        let found = self.records().keys.get(key)?;
        (found.is_live(now) && found.secret == *secret)
            .then(|| Actor { role: found.role, id: found.principal.clone() })
    }

    /// Whether an unreviewed rule with a text of this digest was accepted by name.
    #[must_use]
    pub fn accepts(&self, regime: &RegimeId, rule: &RuleId, digest: &Digest) -> bool {
        let pack = self.records().packs.get(regime);
        pack.and_then(|pack| pack.accepted.get(rule)) == Some(digest)
    }

    /// Active members whose training is older than twelve months on that day (P25).
    pub fn with_lapsed_training(&self, today: NaiveDate) -> impl Iterator<Item = &PrincipalId> {
        let staff = self.records().staff.iter();
        staff
            .filter(move |(_, member)| member.active && member.training_lapsed(today))
            .map(|(principal, _)| principal)
    }

    fn next(self, event: Event) -> Self {
        let mut records = match self {
            Self::Absent => Box::new(Records::EMPTY),
            Self::Founded(records) => records,
        };
        records.take(event);
        Self::Founded(records)
    }
}

impl Records {
    /// Takes in what happened. What is said of something unknown changes nothing.
    fn take(&mut self, event: Event) {
        match event {
            Event::StaffEnrolled { principal, roles, trained_on, second_factor } => {
                let member = Staff { roles, trained_on, second_factor, active: true };
                self.staff.insert(principal, member);
            }
            Event::RoleGranted { principal, role } => self.member(&principal, |member| {
                member.roles.insert(role);
            }),
            Event::RoleWithdrawn { principal, role } => self.member(&principal, |member| {
                member.roles.remove(&role);
            }),
            Event::TrainingCompleted { principal, on } => {
                self.member(&principal, |member| {
                    member.trained_on = member.trained_on.max(Some(on));
                });
            }
            Event::SecondFactorRegistered { principal } => {
                self.member(&principal, |member| member.second_factor = true);
            }
            Event::SecondFactorRemoved { principal } => {
                self.member(&principal, |member| member.second_factor = false);
            }
            Event::StaffLeft { principal } => {
                self.member(&principal, |member| member.active = false);
            }
            Event::StaffReturned { principal } => {
                self.member(&principal, |member| member.active = true);
            }
            Event::KeyIssued { key, role, principal, secret, expires_at } => {
                let issued = ApiKey { role, principal, secret, expires_at, revoked: false };
                self.keys.insert(key, issued);
            }
            Event::KeyRevoked { key, .. } => {
                if let Some(key) = self.keys.get_mut(&key) {
                    key.revoked = true;
                }
            }
            Event::SettingsAdopted { digest } => self.settings = Some(digest),
            Event::PackAdopted(edition) => {
                let before = self.packs.remove(&edition.regime);
                let accepted = before.map(|pack| pack.accepted).unwrap_or_default();
                self.packs.insert(edition.regime.clone(), Pack { edition, accepted });
            }
            Event::RuleAccepted { regime, rule, digest, .. } => {
                if let Some(pack) = self.packs.get_mut(&regime) {
                    pack.accepted.insert(rule, digest);
                }
            }
            Event::RuleAcceptanceWithdrawn { regime, rule } => {
                if let Some(pack) = self.packs.get_mut(&regime) {
                    pack.accepted.remove(&rule);
                }
            }
            Event::CalendarsAdopted(edition) => self.calendars = Some(edition),
            Event::SystemRegistered { system, register }
            | Event::SystemAmended { system, register } => {
                self.retired.remove(&system.id);
                self.register.version = register;
                match self.register.systems.iter_mut().find(|known| known.id == system.id) {
                    Some(known) => *known = system,
                    None => self.register.systems.push(system),
                }
            }
            Event::SystemRetired { system, register } => {
                self.register.version = register;
                self.register.systems.retain(|known| known.id != system);
                self.retired.insert(system);
            }
            Event::ProgramSeen(program) => self.program = Some(program),
        }
    }

    fn member(&mut self, principal: &PrincipalId, change: impl FnOnce(&mut Staff)) {
        if let Some(member) = self.staff.get_mut(principal) {
            change(member);
        }
    }

    /// Whether this principal may be given a key in this role.
    fn may_hold_key(&self, principal: &PrincipalId, role: Role) -> bool {
        !role.is_staff() || self.staff.get(principal).is_some_and(|member| member.may_act_as(role))
    }
}
