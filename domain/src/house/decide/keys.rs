//! API keys: two live ones a principal and role, so that one can be rotated while the other works.

use chrono::{DateTime, Utc};

use super::super::{ApiKey, Event, Records, Refusal, RevokeReason};
use crate::actor::{Actor, Role};
use crate::id::{ApiKeyId, PrincipalId};

impl Records {
    pub(super) fn issue(
        &self,
        now: DateTime<Utc>,
        by: &Actor,
        key: ApiKeyId,
        issued: ApiKey,
    ) -> Result<Vec<Event>, Refusal> {
        if let Some(known) = self.keys.get(&key) {
            return if *known == issued { Ok(vec![]) } else { Err(Refusal::KeyExists) };
        }
        if issued.principal == PrincipalId::command_line() {
            return Err(Refusal::ReservedName);
        }
        if !issued.role.can_hold_key() {
            return Err(Refusal::NoKeysForRole);
        }
        if issued.expires_at <= now {
            return Err(Refusal::AlreadyExpired);
        }
        let held = self
            .live_keys(now)
            .filter(|(_, live)| live.principal == issued.principal && live.role == issued.role)
            .count();
        if by.id == issued.principal && by.role != issued.role {
            return Err(Refusal::OwnGrant);
        }
        // A live key in this role may be rotated: the very first one has no enrolled holder.
        let stands = held > 0 || self.may_hold_key(&issued.principal, issued.role);
        if !stands && !self.is_the_first(now, by, issued.role) {
            return Err(Refusal::RoleNotGranted);
        }
        if held >= 2 {
            return Err(Refusal::TwoKeysLive);
        }
        let ApiKey { role, principal, secret, expires_at, revoked: _ } = issued;
        Ok(vec![Event::KeyIssued { key, role, principal, secret, expires_at }])
    }

    /// While nobody administers, whoever holds a shell on the machine itself makes the first
    /// administrator's key. Whatever else the command line does, it does as an administrator would,
    /// on record under its own name: it holds the database and the key-encryption key already.
    fn is_the_first(&self, now: DateTime<Utc>, by: &Actor, role: Role) -> bool {
        let administers = |(_, live): (&ApiKeyId, &ApiKey)| live.role == Role::Administrator;
        by.is_command_line() && role == Role::Administrator && !self.live_keys(now).any(administers)
    }

    pub(super) fn revoke(
        &self,
        now: DateTime<Utc>,
        key: ApiKeyId,
        reason: RevokeReason,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.keys.get(&key).ok_or(Refusal::UnknownKey)?;
        if known.revoked {
            return Ok(vec![]);
        }
        self.someone_administers(now, |id, _| *id == key)?;
        Ok(vec![Event::KeyRevoked { key, reason }])
    }

    /// Revokes the live keys of a holder who is gone, unless nobody could administer any more.
    pub(super) fn keys_fall(
        &self,
        now: DateTime<Utc>,
        falls: impl Fn(&ApiKey) -> bool,
    ) -> Result<Vec<Event>, Refusal> {
        self.someone_administers(now, |_, key| falls(key))?;
        let fallen = self.live_keys(now).filter(|(_, key)| falls(key));
        Ok(fallen
            .map(|(id, _)| Event::KeyRevoked { key: id.clone(), reason: RevokeReason::HolderGone })
            .collect())
    }

    /// Refuses when the last live key of an administrator is among those that fall.
    fn someone_administers(
        &self,
        now: DateTime<Utc>,
        falls: impl Fn(&ApiKeyId, &ApiKey) -> bool,
    ) -> Result<(), Refusal> {
        let (mut fall, mut stay) = (false, false);
        for (id, key) in self.live_keys(now).filter(|(_, key)| key.role == Role::Administrator) {
            if falls(id, key) { fall = true } else { stay = true }
        }
        if fall && !stay { Err(Refusal::LastAdministratorKey) } else { Ok(()) }
    }
}
