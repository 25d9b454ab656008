//! Who calls, and what their role may do.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::house::House;
use habeas_domain::id::ApiKeyId;

use super::Api;
use super::problem::Problem;
use super::refused::Known;
use crate::vault::ApiSecret;

/// A caller whose key is live. Whoever lacks it does not get past the extractor.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who acts, in which role.
    pub actor: Actor,
    /// The public half of the key: the client under which idempotency keys are told apart.
    pub client: String,
}

/// What can be done at the desk, as far as rights go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Hand a letter in.
    Receive,
    /// See a case, masked.
    Read,
    /// See all of an incident: what happened to people's data is no portal's to know.
    SeeIncidents,
    /// See campaigns: what many people are told, and how far it is.
    SeeCampaigns,
    /// Write, approve and run them; erase people from their lists.
    RunCampaigns,
    /// Match, challenge, correspond, log, withdraw; close what is answered of complaints.
    Handle,
    /// Hand in what the person answers: codes, sessions, answers.
    Relay,
    /// Decide, hold, extend, quote, plan, close a request; open a case of the house itself.
    Decide,
    /// Pull, claim and report tasks.
    Work,
    /// Open personal fields for a purpose.
    Reveal,
    /// See systems and packs.
    Inspect,
    /// See team and keys.
    Oversee,
    /// Change systems, team, keys, and what is accepted of packs.
    Administer,
}

/// Least authority (P25): who may do what. Rules about one case are the aggregate's.
pub(super) const fn may(role: Role, right: Right) -> bool {
    match right {
        Right::Receive | Right::Relay => {
            matches!(role, Role::Portal | Role::Clerk | Role::Officer)
        }
        Right::Read => matches!(
            role,
            Role::Portal | Role::Clerk | Role::Officer | Role::Approver | Role::Auditor
        ),
        Right::RunCampaigns => matches!(role, Role::Officer | Role::Approver),
        Right::SeeIncidents | Right::SeeCampaigns => {
            matches!(role, Role::Clerk | Role::Officer | Role::Approver | Role::Auditor)
        }
        Right::Handle => matches!(role, Role::Clerk | Role::Officer),
        Right::Decide => matches!(role, Role::Officer),
        Right::Work => matches!(role, Role::System | Role::Officer),
        Right::Reveal => {
            matches!(role, Role::Clerk | Role::Officer | Role::Approver | Role::Auditor)
        }
        Right::Inspect => {
            matches!(role, Role::Officer | Role::Approver | Role::Auditor | Role::Administrator)
        }
        Right::Oversee => matches!(role, Role::Auditor | Role::Administrator),
        Right::Administer => matches!(role, Role::Administrator),
    }
}

/// Who may know of a confidential hold: those who decide, and nobody else. Not the portal that would
/// tell the person, nor an onlooker of a list.
pub(super) const fn sees_confidential(role: Role) -> bool {
    matches!(role, Role::Officer | Role::Approver)
}

impl Caller {
    /// Refuses a caller whose role does not have the right.
    pub fn needs(&self, right: Right) -> Result<(), Problem> {
        if may(self.actor.role, right) { Ok(()) } else { Err(Problem::forbidden()) }
    }
}

impl FromRequestParts<Api> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let text = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(Problem::unauthorised)?;
        let shown = ApiSecret::parse(text).map_err(|_| Problem::unauthorised())?;
        let key = ApiKeyId::parse(shown.key()).map_err(|_| Problem::unauthorised())?;
        // The house is folded for each call, so that a revoked key opens nothing from its commit
        // on, on every node.
        let (house, _): (House, _) = api.desk().fold(House::STREAM).await?;
        api.cases().rules().follow(&house);
        let actor = house
            .holder(&key, &shown.digest(), api.desk().clock().now())
            .ok_or_else(Problem::unauthorised)?;
        if let Some(known) = parts.extensions.get::<Known>() {
            known.is(&actor);
        }
        Ok(Self { actor, client: key.as_str().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_and_onlookers_decide_nothing() {
        for role in [Role::Portal, Role::System, Role::Auditor, Role::Administrator, Role::Worker] {
            assert!(!may(role, Right::Decide) && !may(role, Right::Handle), "{role}");
        }
        assert!(!may(Role::Administrator, Right::Read), "who keeps the keys reads no case");
    }

    #[test]
    fn machines_and_whoever_keeps_the_keys_open_nothing() {
        for role in [Role::Portal, Role::System, Role::Administrator, Role::Worker, Role::Person] {
            assert!(!may(role, Right::Reveal), "{role}");
            assert!(!may(role, Right::SeeIncidents), "{role}");
            assert!(!may(role, Right::SeeCampaigns), "{role}");
            assert!(!may(role, Right::RunCampaigns), "{role}");
        }
        for role in Role::ALL.iter().filter(|role| **role != Role::Administrator) {
            assert!(!may(*role, Right::Administer), "{role}");
        }
    }
}
