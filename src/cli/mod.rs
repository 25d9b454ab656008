//! What can be asked for on the command line.

mod clock;
mod demo;
mod key;
mod operate;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use clock::{ByHand, ByRule, ClockQuestion};
pub(crate) use demo::DemoOptions;
pub(crate) use key::{CreateKey, KeyAct, KeyOptions};
pub(crate) use operate::{DoctorOptions, MigrateOptions, ServeOptions, SettingsOptions};

/// A privacy desk in one binary.
#[derive(Debug, Parser)]
#[command(name = "habeas", version, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// The settings file; see `habeas settings --defaults`
    #[arg(long, global = true, value_name = "FILE", env = "HABEAS_SETTINGS")]
    pub(crate) settings: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the desk
    #[command(after_help = operate::SERVE_EXAMPLES)]
    Serve(ServeOptions),
    /// Look at everything that the desk depends on, and say how to mend it
    #[command(after_help = operate::DOCTOR_EXAMPLES)]
    Doctor(DoctorOptions),
    /// Take a first look: a desk with six weeks behind it, in a folder
    #[command(after_help = demo::EXAMPLES)]
    Demo(DemoOptions),
    /// Bring the tables of the desk's database up to date
    #[command(after_help = operate::MIGRATE_EXAMPLES)]
    Migrate(MigrateOptions),
    /// Make, list and revoke API keys
    #[command(after_help = key::EXAMPLES)]
    Key(KeyOptions),
    /// Check the settings and print them as they hold, secrets hidden
    #[command(after_help = operate::SETTINGS_EXAMPLES)]
    Settings(SettingsOptions),
    /// Find when something is due, and say why
    #[command(override_usage = clock::USAGE, after_help = clock::EXAMPLES)]
    Clock(ClockQuestion),
}

const EXIT_CODES: &str = "\
Exit codes:
  0   done
  1   could not be done
  2   not understood: the command line or the settings
  75  could not be done now; the same may work later";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
