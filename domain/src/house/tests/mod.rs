//! Given what happened, when this is asked, then that.

mod keys;
mod laws;
mod people;
mod records;

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, Utc};
use cqrs_es::Aggregate as _;

use super::{
    AcceptReason, Act, CalendarEdition, Command, Event, House, PackEdition, Program, Refusal,
    RevokeReason,
};
use crate::actor::{Actor, Role};
use crate::digest::Digest;
use crate::id::{
    ApiKeyId, DataCategory, PrincipalId, RegimeId, RuleId, SourceName, SystemId, VersionName,
};
use crate::kind::SubjectCategory;
use crate::system::{BackupCycle, System, SystemKind};

/// Noon on a day counted from 1 December 2026.
fn day(days: u64) -> DateTime<Utc> {
    "2026-12-01T12:00:00Z".parse::<DateTime<Utc>>().unwrap() + Days::new(days)
}

fn date(days: u64) -> NaiveDate {
    day(days).date_naive()
}

fn who(name: &str) -> PrincipalId {
    PrincipalId::parse(name).unwrap()
}

fn administrator(name: &str) -> Actor {
    Actor { role: Role::Administrator, id: who(name) }
}

fn key(name: &str) -> ApiKeyId {
    ApiKeyId::derive(&[name])
}

fn enrol(name: &str, roles: &[Role]) -> Act {
    Act::EnrolStaff {
        principal: who(name),
        roles: roles.iter().copied().collect(),
        trained_on: None,
        second_factor: true,
    }
}

/// A key that lives for ninety days from 1 December.
fn issue(name: &str, role: Role, principal: &str) -> Act {
    Act::IssueKey {
        key: key(name),
        role,
        principal: who(principal),
        secret: Digest::of(name.as_bytes()),
        expires_at: day(90),
    }
}

fn revoke(name: &str) -> Act {
    Act::RevokeKey { key: key(name), reason: RevokeReason::Exposed }
}

fn crm() -> System {
    System {
        id: SystemId::parse("crm").unwrap(),
        kind: SystemKind::Own,
        holds: BTreeSet::from([DataCategory::parse("tickets").unwrap()]),
        subjects: BTreeSet::from([SubjectCategory::User]),
        backups: BackupCycle::Days(35),
        carry_out_days: 10,
        marketing: false,
    }
}

/// The house as its own events tell it.
#[derive(Debug, Clone, Default)]
struct Told {
    state: House,
    events: Vec<Event>,
}

impl Told {
    /// The command line made the first key, for `root`.
    fn founded() -> Self {
        let first = issue("first", Role::Administrator, "root");
        Self::default().by(&Actor::command_line(), 0, first)
    }

    /// Must be accepted from `root`.
    fn when(self, days: u64, act: Act) -> Self {
        self.by(&administrator("root"), days, act)
    }

    /// Must be accepted.
    fn by(mut self, by: &Actor, days: u64, act: Act) -> Self {
        for event in self.asked(by, days, act).unwrap() {
            self.state.apply(event.clone());
            self.events.push(event);
        }
        self
    }

    fn asked(&self, by: &Actor, days: u64, act: Act) -> Result<Vec<Event>, Refusal> {
        self.state.decide(Command { now: day(days), by: by.clone(), act })
    }

    fn root_asks(&self, act: Act) -> Result<Vec<Event>, Refusal> {
        self.asked(&administrator("root"), 1, act)
    }
}
