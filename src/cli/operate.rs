//! Running the desk and keeping its tables.

use std::path::PathBuf;

use clap::Args;

pub(super) const SERVE_EXAMPLES: &str = "\
Examples:
  habeas serve --settings /etc/habeas/habeas.toml
  HABEAS_HOUSE__NAME=\"Example Games\" HABEAS_HOUSE__COUNTRY=DE HABEAS_HOUSE__ZONE=Europe/Berlin \\
      habeas serve --data ./desk

Stops on SIGINT and SIGTERM: finishes what it has begun, at most for workers.grace_seconds.";

pub(super) const DOCTOR_EXAMPLES: &str = "\
Examples:
  habeas doctor --settings /etc/habeas/habeas.toml
  habeas doctor --data ./desk --json

Changes nothing and sends nothing. Exit code 1 when something must be mended; what is only worth a
look does not count.";

pub(super) const MIGRATE_EXAMPLES: &str = "\
Examples:
  HABEAS_STORE__OWNER_URL_FILE=/run/secrets/owner_url habeas migrate
  habeas migrate --data ./desk
  habeas migrate --rebase          after restoring a dump into another PostgreSQL cluster";

pub(super) const SETTINGS_EXAMPLES: &str = "\
Examples:
  habeas settings --defaults > habeas.toml      every setting, with what it means
  habeas settings --settings habeas.toml        what holds, the environment included";

/// How to run the desk.
#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// Keep everything in files in this folder, which is made when it is missing; wins over the
    /// databases of the settings
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

/// How to look.
#[derive(Debug, Args)]
pub(crate) struct DoctorOptions {
    /// The folder of an embedded desk; wins over the databases of the settings
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// How to bring the tables up to date.
#[derive(Debug, Args)]
pub(crate) struct MigrateOptions {
    /// The folder of an embedded desk; wins over the databases of the settings
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Also give a database that was restored into another cluster its order back. The desk must
    /// not run
    #[arg(long)]
    pub(crate) rebase: bool,
    /// How long to wait for a database that is down [default: until stopped]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) wait: Option<u32>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// How to print the settings.
#[derive(Debug, Args)]
pub(crate) struct SettingsOptions {
    /// Print the commented defaults instead, to start a file from
    #[arg(long, conflicts_with = "json")]
    pub(crate) defaults: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}
