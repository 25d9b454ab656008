//! The section `workers`: the loops behind the desk.

use serde::Serialize;

use super::section::Section;

/// How the loops go.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WorkersSettings {
    /// How long an idle worker waits before it looks without being called, in milliseconds.
    pub(crate) look_ms: u64,
    /// The most events in one transaction.
    pub(crate) batch: i64,
    /// The most e-mails that leave in a minute.
    pub(crate) mails_per_minute: u32,
    /// The most text messages that leave in a minute.
    pub(crate) sms_per_minute: u32,
    /// The most messages of campaigns, by all channels together, that leave in a minute.
    pub(crate) campaigns_per_minute: u32,
    /// How long a stop waits for what has begun, in seconds.
    pub(crate) grace_seconds: u64,
}

pub(super) fn read(mut section: Section<'_>) -> Option<WorkersSettings> {
    let look_ms = section.number("look_ms", 10..=60_000);
    // Long write transactions hold everyone's order back.
    let batch = section.number("batch", 1..=5_000);
    let mails_per_minute = section.number("mails_per_minute", 1..=100_000);
    let sms_per_minute = section.number("sms_per_minute", 1..=100_000);
    let campaigns_per_minute = section.number("campaigns_per_minute", 1..=1_000_000);
    let grace_seconds = section.number("grace_seconds", 1..=600);
    section.finish();
    Some(WorkersSettings {
        look_ms: look_ms?,
        batch: batch?,
        mails_per_minute: mails_per_minute?,
        sms_per_minute: sms_per_minute?,
        campaigns_per_minute: campaigns_per_minute?,
        grace_seconds: grace_seconds?,
    })
}
