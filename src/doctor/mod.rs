//! `habeas doctor`: looks at everything that the desk depends on, and says how to mend what is not
//! as it should be. It changes nothing and sends nothing.

mod databases;
mod house;
mod rules;
mod ways;

use std::io::Write;
use std::path::Path;

use anyhow::bail;
use serde::Serialize;
use serde_json::json;

use crate::cli::DoctorOptions;
use crate::settings::{Given, Settings};
use crate::telemetry;

/// How one thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// As it should be.
    Well,
    /// It works, and a person should look.
    Look,
    /// It must be mended before people can rely on the desk.
    Mend,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    part: &'static str,
    state: State,
    /// What was found.
    found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

impl Finding {
    fn well(part: &'static str, found: impl Into<String>) -> Self {
        Self { part, state: State::Well, found: found.into(), mend: None }
    }

    fn look(part: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { part, state: State::Look, found: found.into(), mend: Some(mend.into()) }
    }

    fn mend(part: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { part, state: State::Mend, found: found.into(), mend: Some(mend.into()) }
    }
}

/// An error with all of its causes, on one line.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    anyhow::Chain::new(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Looks at everything and prints it; fails when anything must be mended.
pub(crate) fn run(
    file: Option<&Path>,
    options: &DoctorOptions,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    // Settings that do not read are told whole by their own error.
    let settings = Settings::read(&Given::to_process(file, options.data.as_deref()))?;
    telemetry::start(&settings.log)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let findings = runtime.block_on(look(&settings));
    if options.json {
        writeln!(out, "{:#}", json!({ "findings": findings }))?;
    } else {
        print(&findings, out)?;
    }
    let to_mend = findings.iter().filter(|finding| finding.state == State::Mend).count();
    if to_mend > 0 {
        bail!("{to_mend} of {} must be mended", findings.len());
    }
    Ok(())
}

async fn look(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![Finding::well(
        "settings",
        format!(
            "they read; what holds for the house has the digest {:.12}",
            settings.digest().to_string()
        ),
    )];
    findings.extend(house::look(settings));
    let (found, house) = databases::look(settings).await;
    findings.extend(found);
    findings.extend(rules::look(settings, house.as_ref()));
    findings.extend(ways::look(settings).await);
    findings
}

fn print(findings: &[Finding], out: &mut impl Write) -> anyhow::Result<()> {
    for Finding { part, state, found, mend } in findings {
        let word = match state {
            State::Well => "well",
            State::Look => "LOOK",
            State::Mend => "MEND",
        };
        writeln!(out, "{word}  {part:<10} {found}")?;
        if let Some(mend) = mend {
            writeln!(out, "                 -> {mend}")?;
        }
    }
    Ok(())
}
