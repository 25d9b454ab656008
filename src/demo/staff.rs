//! Who works at the demo's house: its team, its systems, and their API keys.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{Days, TimeDelta};
use habeas_adapters::desk::Call;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::house::Act;
use habeas_domain::id::{ApiKeyId, DataCategory, PrincipalId, SystemId};
use habeas_domain::kind::SubjectCategory;
use habeas_domain::system::{BackupCycle, System, SystemKind};

use super::stage::Stage;

/// How long the keys open anything.
const KEY_DAYS: i64 = 365;
/// Days since the last training of a member (P25): the auditor's is due again.
const TEAM: [(Role, &str, u64); 5] = [
    (Role::Administrator, "ada.admin", 60),
    (Role::Clerk, "mara.clerk", 45),
    (Role::Officer, "otto.officer", 90),
    (Role::Approver, "lin.approver", 200),
    (Role::Auditor, "iris.auditor", 380),
];
/// The customer service's own program.
const PORTAL: &str = "support-portal";

/// Whoever does something in the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// The portal, for the person who is signed in or writes there.
    Portal,
    /// The clerk.
    Clerk,
    /// The officer.
    Officer,
    /// Whoever approves what others wrote.
    Approver,
    /// A registered system.
    System(&'static str),
    /// A person, through a link of ours.
    Person,
}

/// A key, as its holder has it.
#[derive(Debug)]
pub(super) struct IssuedKey {
    pub(super) role: Role,
    pub(super) principal: &'static str,
    /// What is shown at the door.
    pub(super) secret: String,
}

/// Everyone who can act, with the ids of their keys.
pub(super) struct Staff {
    pub(super) keys: Vec<IssuedKey>,
    clients: BTreeMap<&'static str, ApiKeyId>,
}

impl Staff {
    /// Takes the team in, registers the systems and issues every key.
    pub(super) async fn hire(stage: &mut Stage) -> anyhow::Result<Self> {
        let shell = Actor::command_line();
        for (role, principal, trained) in TEAM {
            let act = Act::EnrolStaff {
                principal: PrincipalId::parse(principal)?,
                roles: BTreeSet::from([role]),
                trained_on: stage.today().checked_sub_days(Days::new(trained)),
                second_factor: true,
            };
            stage.tell_house(&shell, act).await?;
        }
        let mut staff = Self { keys: Vec::new(), clients: BTreeMap::new() };
        staff.issue(stage, &shell, Role::Administrator, TEAM[0].1).await?;
        let admin = actor(Role::Administrator, TEAM[0].1)?;
        for system in systems()? {
            stage.tell_house(&admin, Act::RegisterSystem(system)).await?;
        }
        staff.issue(stage, &admin, Role::Portal, PORTAL).await?;
        for (role, principal, _) in &TEAM[1..] {
            staff.issue(stage, &admin, *role, principal).await?;
        }
        for (name, ..) in SYSTEMS {
            staff.issue(stage, &admin, Role::System, name).await?;
        }
        stage.register = Arc::new(stage.house().await?.register().clone());
        Ok(staff)
    }

    async fn issue(
        &mut self,
        stage: &Stage,
        by: &Actor,
        role: Role,
        principal: &'static str,
    ) -> anyhow::Result<()> {
        // By chance: no two demos have a key in common.
        let chance = stage.cases.desk().chance().u64();
        let key = ApiKeyId::derive(&[principal, role.code(), &format!("{chance:016x}")]);
        let secret = stage.vault().api_secret(key.as_str());
        let act = Act::IssueKey {
            key: key.clone(),
            role,
            principal: PrincipalId::parse(principal)?,
            secret: secret.digest(),
            expires_at: stage.now() + TimeDelta::days(KEY_DAYS),
        };
        stage.tell_house(by, act).await?;
        self.clients.insert(principal, key);
        self.keys.push(IssuedKey { role, principal, secret: secret.text().reveal().clone() });
        Ok(())
    }

    /// The key in a role; of the systems, that of the first.
    pub(super) fn key(&self, role: Role) -> anyhow::Result<&IssuedKey> {
        self.keys.iter().find(|key| key.role == role).context("every role has a key")
    }

    /// A command of somebody, as the API would name it.
    pub(super) fn call(&self, stage: &Stage, who: Who, key: &str) -> anyhow::Result<Call> {
        let (role, principal) = match who {
            Who::Portal => (Role::Portal, PORTAL),
            Who::Clerk => (Role::Clerk, TEAM[1].1),
            Who::Officer => (Role::Officer, TEAM[2].1),
            Who::Approver => (Role::Approver, TEAM[3].1),
            Who::System(name) => (Role::System, name),
            Who::Person => (Role::Person, "person"),
        };
        let client = self.clients.get(principal).map_or("link", ApiKeyId::as_str);
        let vault = stage.vault();
        let asked = serde_json::Value::from(key);
        Ok(Call {
            actor: actor(role, principal)?,
            command: vault.command_id(client, key),
            request: Some(vault.fingerprint("POST", "demo", &asked)),
            cause: None,
            trace: None,
        })
    }

    /// The clerk, as whoever received a letter.
    pub(super) fn clerk() -> anyhow::Result<PrincipalId> {
        Ok(PrincipalId::parse(TEAM[1].1)?)
    }
}

fn actor(role: Role, principal: &str) -> anyhow::Result<Actor> {
    Ok(Actor { role, id: PrincipalId::parse(principal)? })
}

type Row = (&'static str, SystemKind, &'static [&'static str], BackupCycle, bool);

/// The register: name, capacity, what is held, backups, and whether marketing is done there.
const SYSTEMS: [Row; 5] = [
    (
        "core",
        SystemKind::Own,
        &["profile", "viewing_history", "watchlist", "moderation_notes"],
        BackupCycle::Days(35),
        false,
    ),
    ("billing", SystemKind::Own, &["invoices"], BackupCycle::Days(14), false),
    ("support", SystemKind::Own, &["chats"], BackupCycle::None, false),
    ("newsletter", SystemKind::Own, &["marketing_profile"], BackupCycle::None, true),
    ("recommender", SystemKind::Processor, &["recommendation_profile"], BackupCycle::None, false),
];

/// The name of a system as the script has it.
pub(super) fn system_named(id: &SystemId) -> Option<&'static str> {
    SYSTEMS.iter().map(|row| row.0).find(|name| *name == id.as_str())
}

fn systems() -> anyhow::Result<Vec<System>> {
    let read = |(name, kind, holds, backups, marketing): Row| {
        let holds = holds.iter().map(|name| DataCategory::parse(name));
        Ok(System {
            id: SystemId::parse(name)?,
            kind,
            holds: holds.collect::<Result<_, _>>()?,
            // A creator's money and films are with us; nothing is recommended to a business.
            subjects: match name {
                "core" | "billing" | "support" => {
                    [SubjectCategory::User, SubjectCategory::Creator].into()
                }
                _ => [SubjectCategory::User].into(),
            },
            backups,
            carry_out_days: 10,
            marketing,
        })
    };
    SYSTEMS.into_iter().map(read).collect()
}
