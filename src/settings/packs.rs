//! The section `packs`: regimes beside those that are part of the program.

use std::path::PathBuf;

use habeas_adapters::packs::{self, PackFile};
use serde::Serialize;

use super::section::Section;

/// The folder of packs, and what it holds.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PacksSettings {
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) folder: Option<PathBuf>,
    /// The packs, already read.
    #[serde(skip)]
    pub(crate) found: Vec<PackFile>,
}

pub(super) fn read(mut section: Section<'_>) -> Option<PacksSettings> {
    let folder = section.path("folder");
    let found = match folder.as_deref().map(packs::load) {
        None => Some(Vec::new()),
        Some(Ok(found)) => Some(found),
        Some(Err(refused)) => {
            for problem in refused.0 {
                section.wrong("folder", problem.to_string());
            }
            None
        }
    };
    section.finish();
    Some(PacksSettings { folder, found: found? })
}
