//! The binary `habeas`: command line, settings, wiring, shutdown. A parts list, no logic.
//!
//! Data goes to standard output, and everything said about it to standard error.

mod carriers;
mod cli;
mod clock_command;
mod demo;
mod doctor;
mod exit;
mod key_command;
mod letterhead;
mod lifecycle;
mod migrate_command;
mod open;
mod serve;
mod settings;
mod settings_command;
mod telemetry;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// A decision copies a case and drops the copy: with the system's allocator, memory was a quarter of
/// the time that a command took.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let Cli { settings, command } = Cli::parse();
    let file = settings.as_deref();
    let out = &mut io::stdout().lock();
    let done = match &command {
        Command::Serve(options) => serve::run(file, options),
        Command::Doctor(options) => doctor::run(file, options, out),
        Command::Demo(options) => demo::run(options, out),
        Command::Migrate(options) => migrate_command::run(file, options, out),
        Command::Key(options) => key_command::run(file, options, out),
        Command::Settings(options) => settings_command::run(file, options, out),
        Command::Clock(question) => clock_command::run(question, out),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => exit::failed(&error),
    }
}
