//! The team. Nobody grants or certifies anything to themselves.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::super::{Event, Records, Refusal, Staff};
use crate::actor::{Actor, Role};
use crate::id::PrincipalId;

impl Records {
    pub(super) fn enrol(
        &self,
        now: DateTime<Utc>,
        by: &Actor,
        principal: PrincipalId,
        member: Staff,
    ) -> Result<Vec<Event>, Refusal> {
        for_another(by, &principal)?;
        if principal == PrincipalId::command_line() {
            return Err(Refusal::ReservedName);
        }
        if member.roles.iter().any(|role| !role.is_staff()) {
            return Err(Refusal::NoStaffRole);
        }
        if member.trained_on.is_some_and(|on| is_ahead(on, now)) {
            return Err(Refusal::InTheFuture);
        }
        match self.staff.get(&principal) {
            Some(known) if *known == member => Ok(vec![]),
            Some(_) => Err(Refusal::AlreadyEnrolled),
            None => {
                let Staff { roles, trained_on, second_factor, active: _ } = member;
                Ok(vec![Event::StaffEnrolled { principal, roles, trained_on, second_factor }])
            }
        }
    }

    pub(super) fn grant(
        &self,
        by: &Actor,
        principal: PrincipalId,
        role: Role,
    ) -> Result<Vec<Event>, Refusal> {
        for_another(by, &principal)?;
        if !role.is_staff() {
            return Err(Refusal::NoStaffRole);
        }
        let has = self.active(&principal)?.roles.contains(&role);
        Ok(unless(has, || Event::RoleGranted { principal, role }))
    }

    pub(super) fn withdraw(
        &self,
        now: DateTime<Utc>,
        principal: PrincipalId,
        role: Role,
    ) -> Result<Vec<Event>, Refusal> {
        if !self.known(&principal)?.roles.contains(&role) {
            return Ok(vec![]);
        }
        let mut events =
            self.keys_fall(now, |key| key.principal == principal && key.role == role)?;
        events.insert(0, Event::RoleWithdrawn { principal, role });
        Ok(events)
    }

    pub(super) fn trained(
        &self,
        now: DateTime<Utc>,
        by: &Actor,
        principal: PrincipalId,
        on: NaiveDate,
    ) -> Result<Vec<Event>, Refusal> {
        for_another(by, &principal)?;
        if is_ahead(on, now) {
            return Err(Refusal::InTheFuture);
        }
        let known = self.active(&principal)?.trained_on >= Some(on);
        Ok(unless(known, || Event::TrainingCompleted { principal, on }))
    }

    pub(super) fn second_factor(
        &self,
        by: &Actor,
        principal: PrincipalId,
        registered: bool,
    ) -> Result<Vec<Event>, Refusal> {
        for_another(by, &principal)?;
        let known = self.active(&principal)?.second_factor == registered;
        Ok(unless(known, || {
            if registered {
                Event::SecondFactorRegistered { principal }
            } else {
                Event::SecondFactorRemoved { principal }
            }
        }))
    }

    pub(super) fn left(
        &self,
        now: DateTime<Utc>,
        principal: PrincipalId,
    ) -> Result<Vec<Event>, Refusal> {
        if !self.known(&principal)?.active {
            return Ok(vec![]);
        }
        let mut events = self.keys_fall(now, |key| key.principal == principal)?;
        events.insert(0, Event::StaffLeft { principal });
        Ok(events)
    }

    pub(super) fn returned(
        &self,
        by: &Actor,
        principal: PrincipalId,
    ) -> Result<Vec<Event>, Refusal> {
        for_another(by, &principal)?;
        let active = self.known(&principal)?.active;
        Ok(unless(active, || Event::StaffReturned { principal }))
    }

    fn known(&self, principal: &PrincipalId) -> Result<&Staff, Refusal> {
        self.staff.get(principal).ok_or(Refusal::UnknownStaff)
    }

    fn active(&self, principal: &PrincipalId) -> Result<&Staff, Refusal> {
        let member = self.known(principal)?;
        if member.active { Ok(member) } else { Err(Refusal::HasLeft) }
    }
}

fn for_another(by: &Actor, principal: &PrincipalId) -> Result<(), Refusal> {
    if by.id == *principal { Err(Refusal::OwnGrant) } else { Ok(()) }
}

/// The event, or nothing because it is already so.
fn unless(already: bool, event: impl FnOnce() -> Event) -> Vec<Event> {
    if already { vec![] } else { vec![event()] }
}

/// Whether no place on earth has reached this day yet.
fn is_ahead(day: NaiveDate, now: DateTime<Utc>) -> bool {
    day > now.date_naive().checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}
