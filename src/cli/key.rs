//! API keys.

use std::path::PathBuf;

use clap::{Args, Subcommand};

pub(super) const EXAMPLES: &str = "\
Examples:
  habeas key create --role administrator --principal admin.one
  habeas key create --role portal --principal support-portal --days 90
  habeas key create --role officer --principal otto --second-factor
  habeas key list
  habeas key revoke key_3f…

Roles: portal, system, clerk, officer, approver, auditor, administrator. A key of the role system
is made for the name under which the system is registered.";

/// What to do with keys.
#[derive(Debug, Args)]
pub(crate) struct KeyOptions {
    /// What.
    #[command(subcommand)]
    pub(crate) act: KeyAct,
    /// The folder of an embedded desk; wins over the databases of the settings
    #[arg(long, value_name = "DIR", global = true)]
    pub(crate) data: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyAct {
    /// Make a key and print it, this once
    Create(CreateKey),
    /// List every key ever made, without its secret
    List,
    /// Let a key open nothing any more
    Revoke {
        /// Its id
        key: String,
        /// Why: `rotated`, `exposed`, `holder_gone` or `unused`
        #[arg(long, default_value = "unused")]
        reason: String,
    },
}

/// A key to be made.
#[derive(Debug, Args)]
pub(crate) struct CreateKey {
    /// What whoever shows it may do
    #[arg(long)]
    pub(crate) role: String,
    /// The pseudonymous name of whoever shows it
    #[arg(long)]
    pub(crate) principal: String,
    /// For how many days it opens anything
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub(crate) days: u16,
    /// For staff not yet on the team: whether a second factor is registered
    #[arg(long)]
    pub(crate) second_factor: bool,
}
