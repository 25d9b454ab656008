//! Settings, packs, accepted rules, calendars, the program: what cases pin by digest.

use super::super::{AcceptReason, CalendarEdition, Event, PackEdition, Program, Records, Refusal};
use crate::actor::{Actor, Role};
use crate::digest::Digest;
use crate::id::{RegimeId, RuleId};

impl Records {
    pub(super) fn adopt_settings(&self, digest: Digest) -> Vec<Event> {
        if self.settings == Some(digest) {
            return vec![];
        }
        vec![Event::SettingsAdopted { digest }]
    }

    pub(super) fn adopt_pack(&self, edition: PackEdition) -> Result<Vec<Event>, Refusal> {
        if edition.effective_to.is_some_and(|to| to < edition.effective_from) {
            return Err(Refusal::NeverInForce);
        }
        match self.packs.get(&edition.regime) {
            Some(pack) if pack.edition == edition => Ok(vec![]),
            Some(_) | None => Ok(vec![Event::PackAdopted(edition)]),
        }
    }

    pub(super) fn accept(
        &self,
        by: Actor,
        regime: RegimeId,
        rule: RuleId,
        digest: Digest,
        reason: AcceptReason,
    ) -> Result<Vec<Event>, Refusal> {
        if by.role != Role::Administrator {
            return Err(Refusal::NotAnAdministrator);
        }
        let pack = self.packs.get(&regime).ok_or(Refusal::UnknownPack)?;
        if pack.accepted.get(&rule) == Some(&digest) {
            return Ok(vec![]);
        }
        Ok(vec![Event::RuleAccepted { regime, rule, digest, reason, by: by.id }])
    }

    pub(super) fn withdraw_acceptance(
        &self,
        by: &Actor,
        regime: RegimeId,
        rule: RuleId,
    ) -> Result<Vec<Event>, Refusal> {
        if by.role != Role::Administrator {
            return Err(Refusal::NotAnAdministrator);
        }
        let pack = self.packs.get(&regime).ok_or(Refusal::UnknownPack)?;
        if !pack.accepted.contains_key(&rule) {
            return Ok(vec![]);
        }
        Ok(vec![Event::RuleAcceptanceWithdrawn { regime, rule }])
    }

    pub(super) fn adopt_calendars(&self, edition: CalendarEdition) -> Vec<Event> {
        if self.calendars.as_ref() == Some(&edition) {
            return vec![];
        }
        vec![Event::CalendarsAdopted(edition)]
    }

    pub(super) fn see_program(&self, program: Program) -> Vec<Event> {
        if self.program.as_ref() == Some(&program) {
            return vec![];
        }
        vec![Event::ProgramSeen(program)]
    }
}
