//! The binary `habeas`: command line, settings, wiring, shutdown. A parts list, no logic.
//!
//! Exit codes: 0 done, 1 could not be done, 2 not understood. Data goes to standard output, and
//! everything said about it to standard error.

mod cli;
mod clock_command;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Clock(question) => clock_command::run(&question, &mut io::stdout().lock()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    if let Some(misuse) = error.downcast_ref::<clap::Error>() {
        misuse.exit();
    }
    // Whoever stopped reading our output wants no more of it, an error message least of all.
    let reader_left = error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe);
    if !reader_left {
        // Nothing is left to be done if standard error is closed too.
        let _ = writeln!(io::stderr(), "error: {error:#}");
    }
    ExitCode::FAILURE
}
