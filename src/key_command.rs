//! `habeas key`: makes, lists and revokes API keys.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};
use chrono::TimeDelta;
use habeas_adapters::desk::Call;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::house::{self, Act, House, RevokeReason};
use habeas_domain::id::{ApiKeyId, PrincipalId};
use serde_json::json;

use crate::cli::{CreateKey, KeyAct, KeyOptions};
use crate::open::Parts;
use crate::settings::{Given, Settings};
use crate::telemetry;

/// Does it, by the settings of the desk that the keys are for.
pub(crate) fn run(
    file: Option<&Path>,
    options: &KeyOptions,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let settings = Settings::read(&Given::to_process(file, options.data.as_deref()))?;
    telemetry::start(&settings.log)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let parts = Parts::open(&settings).await?;
        match &options.act {
            KeyAct::Create(wish) => create(&parts, wish, options.json, out).await,
            KeyAct::List => list(&parts, options.json, out).await,
            KeyAct::Revoke { key, reason } => revoke(&parts, key, reason, out).await,
        }
    })
}

async fn create(
    parts: &Parts,
    wish: &CreateKey,
    as_json: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let role = Role::parse(&wish.role).context("--role")?;
    let principal = PrincipalId::parse(&wish.principal).context("--principal")?;
    let (house, version): (House, _) = parts.desk.fold(House::STREAM).await?;
    if role.is_staff() && role != Role::Administrator {
        enrol(parts, &house, &principal, role, wish.second_factor).await?;
    }
    // A new id at each call: a key is made to be shown once, and a second call wants a second key.
    let key = ApiKeyId::derive(&[principal.as_str(), role.code(), &version.to_string()]);
    let secret = parts.vault.api_secret(key.as_str());
    let expires_at = parts.desk.clock().now() + TimeDelta::days(i64::from(wish.days));
    let act = Act::IssueKey {
        key: key.clone(),
        role,
        principal: principal.clone(),
        secret: secret.digest(),
        expires_at,
    };
    tell(parts, act).await?;
    if as_json {
        let key = json!({ "key": secret.text().reveal(), "id": key, "role": role,
                          "principal": principal, "expires_at": expires_at });
        writeln!(out, "{key:#}")?;
    } else {
        writeln!(out, "{}", *secret.text().reveal())?;
        let note = format!(
            "A key for {principal} as {role}, until {}. It is shown this once: keep it safe.",
            expires_at.format("%Y-%m-%d")
        );
        writeln!(std::io::stderr(), "{note}")?;
    }
    Ok(())
}

/// Staff acts under a name on the team; whoever makes the key vouches for it.
async fn enrol(
    parts: &Parts,
    house: &House,
    principal: &PrincipalId,
    role: Role,
    second_factor: bool,
) -> anyhow::Result<()> {
    let act = match house.records().staff.get(principal) {
        Some(member) if member.may_act_as(role) => return Ok(()),
        Some(_) => Act::GrantRole { principal: principal.clone(), role },
        None => Act::EnrolStaff {
            principal: principal.clone(),
            roles: BTreeSet::from([role]),
            trained_on: None,
            second_factor,
        },
    };
    tell(parts, act).await
}

async fn list(parts: &Parts, as_json: bool, out: &mut impl Write) -> anyhow::Result<()> {
    let (house, _): (House, _) = parts.desk.fold(House::STREAM).await?;
    let now = parts.desk.clock().now();
    for (id, key) in &house.records().keys {
        let live = key.is_live(now);
        if as_json {
            let shown = json!({ "id": id, "role": key.role, "principal": key.principal,
                               "expires_at": key.expires_at, "live": live });
            writeln!(out, "{shown}")?;
        } else {
            let state = if live { "live" } else { "dead" };
            let until = key.expires_at.format("%Y-%m-%d");
            writeln!(out, "{id}  {state}  {:<13}  {}  until {until}", key.role, key.principal)?;
        }
    }
    Ok(())
}

async fn revoke(
    parts: &Parts,
    key: &str,
    reason: &str,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let key = ApiKeyId::parse(key).context("the key's id, as `habeas key list` shows it")?;
    let reason = RevokeReason::parse(reason).context("--reason")?;
    tell(parts, Act::RevokeKey { key: key.clone(), reason }).await?;
    writeln!(out, "{key}  dead")?;
    Ok(())
}

/// The command line acts under its own name; what it did is on record like everything else.
async fn tell(parts: &Parts, act: Act) -> anyhow::Result<()> {
    let by = Actor::command_line();
    let chance = parts.desk.chance().u64();
    let call = Call::of_worker(by.clone(), format!("command-line/{chance:016x}"), None);
    let told = parts.desk.execute::<House, _>(House::STREAM, &call, |_, now| {
        Ok(house::Command { now, by: by.clone(), act: act.clone() })
    });
    if let Err(error) = told.await {
        bail!("the house refused: {error}");
    }
    Ok(())
}
