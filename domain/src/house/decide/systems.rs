//! The register of systems (P30). Its version counts every change; planning pins it.

use super::super::{Event, Records, Refusal};
use crate::id::SystemId;
use crate::system::System;

impl Records {
    pub(super) fn register_system(&self, system: System) -> Result<Vec<Event>, Refusal> {
        match self.system(&system.id) {
            Some(known) if *known == system => Ok(vec![]),
            Some(_) => Err(Refusal::SystemExists),
            None => Ok(vec![Event::SystemRegistered { system, register: self.next_register() }]),
        }
    }

    pub(super) fn amend_system(&self, system: System) -> Result<Vec<Event>, Refusal> {
        match self.system(&system.id) {
            Some(known) if *known == system => Ok(vec![]),
            Some(_) => Ok(vec![Event::SystemAmended { system, register: self.next_register() }]),
            None => Err(Refusal::UnknownSystem),
        }
    }

    pub(super) fn retire_system(&self, system: SystemId) -> Result<Vec<Event>, Refusal> {
        if self.retired.contains(&system) {
            return Ok(vec![]);
        }
        self.system(&system).ok_or(Refusal::UnknownSystem)?;
        Ok(vec![Event::SystemRetired { system, register: self.next_register() }])
    }

    const fn next_register(&self) -> u32 {
        self.register.version.saturating_add(1)
    }
}
