//! Messages into the service's own apps and pages: push messages and site letters. The service carries
//! them; it is told by a webhook that it can check.

mod answer;
mod folder;
mod signature;
mod webhook;

pub use folder::Folder;
pub use signature::{SigningKey, UnfitKey};
pub use webhook::{Platform, PlatformConfig};
