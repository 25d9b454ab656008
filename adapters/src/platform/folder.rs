//! Messages for the service into a folder: for a first look.

use std::path::PathBuf;

use async_trait::async_trait;

use crate::carrier::{Carrier, Loaded, NotSent, Parcel};
use crate::store::Durability;
use crate::tray::Tray;

/// Writes what the webhook would carry into a file `dsp_….json`. A folder that is not there is made.
#[derive(Debug, Clone)]
pub struct Folder(Tray);

impl Folder {
    /// The folder; it is not touched before the first message.
    #[must_use]
    pub const fn new(folder: PathBuf, durability: Durability) -> Self {
        Self(Tray::new(folder, "json", durability))
    }
}

#[async_trait]
impl Carrier for Folder {
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        Ok(self.0.write(parcel.id, format!("{}\n", parcel.bytes)).await?)
    }
}
