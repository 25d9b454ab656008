//! What the tests have for a desk that runs as a process.

#[path = "../suite/support/client.rs"]
mod client;
#[path = "../suite/support/program.rs"]
mod program;

pub use client::Client;
pub use program::{Running, desk, said};
