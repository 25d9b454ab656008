//! A first look.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Examples:
  habeas demo
  habeas demo --listen 127.0.0.1:9000 --data /tmp/desk --json

Everything lies in one folder, its settings too: `habeas serve --settings <folder>/habeas.toml`
opens the same desk again. All persons are invented, and no message leaves the folder. The
environment and --settings are not read.

Stops on SIGINT and SIGTERM.";

/// How to run the demo.
#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    /// Where the API listens; port 0 takes a free one [default: 127.0.0.1:8080, or a free port
    /// when that is taken]
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// The folder, which must be empty or not be there [default: habeas-demo here, or the first of
    /// habeas-demo-2, -3 … that is free]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
