//! `habeas demo`: a desk with six weeks behind it, played through the desk's own doors by a clock that
//! is moved, and then served like any other.

mod brings;
mod folder;
mod incidents;
mod moves;
mod one_core;
mod people;
mod player;
mod script;
mod staff;
mod stage;
mod summary;
#[cfg(test)]
mod tests;
mod ways;
mod when;

use std::io::Write;

use chrono::{DateTime, Utc};
use habeas_adapters::clock::Clock;
use habeas_adapters::vault::read_phone_tables;

use crate::cli::DemoOptions;
use crate::settings::Settings;
use crate::{serve, telemetry};

use folder::Folder;
use one_core::OneCore;
use player::{Cases, Player};
use staff::Staff;
use stage::Stage;
use summary::Summary;
use ways::Ways;
use when::day;

/// When the house opens its doors: before the first letter.
const OPENING: when::When = day(30, 7, 0);

/// Plays the script into a new folder, and serves it until the process is stopped.
pub(crate) fn run(options: &DemoOptions, out: &mut impl Write) -> anyhow::Result<()> {
    let folder = Folder::make(options.data.as_deref(), options.listen)?;
    let settings = &folder.settings;
    telemetry::start(&settings.log)?;
    // While databases are opened; its thread may stay on the other core.
    drop(std::thread::spawn(read_phone_tables));
    // One thread plays: others would only be woken to find that there is nothing to do. It talks to files
    // and to the threads of its databases, and waits for those more cheaply where no socket could wake it.
    let core = OneCore::stay();
    let alone = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let played = alone.block_on(play(settings, Ways::of(settings)?, Clock::System.now()))?;
    drop(alone);
    drop(core);
    let summary = Summary::of(&folder, &played)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(serve::serve(settings, || summary.print(options.json, out)));
    // Whoever was dropped holds nothing that the database does not know.
    runtime.shutdown_background();
    done
}

/// What was played.
struct Played {
    staff: Staff,
    cases: Cases,
}

/// Plays everything that happened up to now into an empty folder.
async fn play(settings: &Settings, ways: Ways, now: DateTime<Utc>) -> anyhow::Result<Played> {
    let zone = settings.house.zone;
    let mut stage = Stage::open(settings, ways, OPENING.instant(now, zone)).await?;
    let staff = Staff::hire(&mut stage).await?;
    let cases = Player::new(&mut stage, &staff, zone).play(&script::script(), now).await?;
    stage.close().await?;
    Ok(Played { staff, cases })
}
