//! What the house answers to a command.
//!
//! - [`people`]: the team.
//! - [`keys`]: API keys.
//! - [`rules`]: settings, packs, accepted rules, calendars, the program.
//! - [`systems`]: the register of systems.

mod keys;
mod people;
mod rules;
mod systems;

use super::{Act, ApiKey, Command, Event, House, Refusal, Staff};

impl House {
    /// Decides a command: what happens, nothing because it is already so, or a refusal.
    pub fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let Command { now, by, act } = command;
        let records = self.records();
        match act {
            Act::EnrolStaff { principal, roles, trained_on, second_factor } => {
                let member = Staff { roles, trained_on, second_factor, active: true };
                records.enrol(now, &by, principal, member)
            }
            Act::GrantRole { principal, role } => records.grant(&by, principal, role),
            Act::WithdrawRole { principal, role } => records.withdraw(now, principal, role),
            Act::RecordTraining { principal, on } => records.trained(now, &by, principal, on),
            Act::RecordSecondFactor { principal, registered } => {
                records.second_factor(&by, principal, registered)
            }
            Act::RecordLeaving { principal } => records.left(now, principal),
            Act::RecordReturn { principal } => records.returned(&by, principal),
            Act::IssueKey { key, role, principal, secret, expires_at } => {
                let issued = ApiKey { role, principal, secret, expires_at, revoked: false };
                records.issue(now, &by, key, issued)
            }
            Act::RevokeKey { key, reason } => records.revoke(now, key, reason),
            Act::AdoptSettings { digest } => Ok(records.adopt_settings(digest)),
            Act::AdoptPack(edition) => records.adopt_pack(edition),
            Act::AcceptRule { regime, rule, digest, reason } => {
                records.accept(by, regime, rule, digest, reason)
            }
            Act::WithdrawAcceptance { regime, rule } => {
                records.withdraw_acceptance(&by, regime, rule)
            }
            Act::AdoptCalendars(edition) => Ok(records.adopt_calendars(edition)),
            Act::RegisterSystem(system) => records.register_system(system),
            Act::AmendSystem(system) => records.amend_system(system),
            Act::RetireSystem(system) => records.retire_system(system),
            Act::SeeProgram(program) => Ok(records.see_program(program)),
        }
    }
}
