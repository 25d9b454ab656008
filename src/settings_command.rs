//! `habeas settings`: what holds, secrets hidden.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use crate::cli::SettingsOptions;
use crate::settings::{DEFAULTS, Given, Settings};

/// Prints the settings, or every reason why they cannot be used.
pub(crate) fn run(
    file: Option<&Path>,
    options: &SettingsOptions,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if options.defaults {
        return Ok(out.write_all(DEFAULTS.as_bytes())?);
    }
    let settings = Settings::read(&Given::to_process(file, None))?;
    if options.json {
        writeln!(out, "{:#}", json!({ "digest": settings.digest(), "settings": settings }))?;
    } else {
        let table = toml::Value::try_from(&settings)?;
        writeln!(out, "# Digest of what holds for the house: {}\n", settings.digest())?;
        write!(out, "{}", toml::to_string_pretty(&table)?)?;
    }
    Ok(())
}
