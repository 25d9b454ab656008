//! Text messages: the ways out for them. Their bytes are the text alone.

mod answer;
mod folder;
mod gateway;

pub use folder::Folder;
pub use gateway::{Gateway, GatewayConfig};
