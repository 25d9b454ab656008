//! How messages of the demo leave, and under what letterhead: as its settings say, like those of any
//! other desk.

use std::sync::Arc;

use habeas_adapters::carrier::Carrier;
use habeas_adapters::mailroom::Letterhead;
use habeas_adapters::store::Durability;

use crate::settings::Settings;
use crate::{carriers, letterhead};

/// The ways out of the building, and what letters are signed with.
pub(super) struct Ways {
    /// E-mail.
    pub(super) mail: Arc<dyn Carrier>,
    /// Text messages.
    pub(super) sms: Arc<dyn Carrier>,
    /// The letterhead.
    pub(super) letterhead: Letterhead,
}

impl Ways {
    /// As the settings say; but that nothing waits for the disk.
    pub(super) fn of(settings: &Settings) -> anyhow::Result<Self> {
        Ok(Self {
            mail: carriers::mail(settings, Durability::Off)?,
            sms: carriers::sms(settings, Durability::Off)?,
            letterhead: letterhead::letterhead(settings)?,
        })
    }
}
