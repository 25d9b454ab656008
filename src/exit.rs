//! How the program ends: what is said at last, and the exit code.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | could not be done |
//! | 2 | not understood: the command line or the settings |
//! | 75 | could not be done now; the same may work later |

use std::io::{self, Write as _};
use std::process::ExitCode;

use habeas_adapters::store::StoreError;

use crate::settings::Refused;

/// Stopped, or out of patience, before what was waited for came.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NotNow(pub(crate) String);

/// Says why it failed, and gives the code.
pub(crate) fn failed(error: &anyhow::Error) -> ExitCode {
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
    ExitCode::from(code(error))
}

fn code(error: &anyhow::Error) -> u8 {
    let passing = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<StoreError>())
        .any(StoreError::is_passing);
    if error.is::<Refused>() {
        2
    } else if passing || error.is::<NotNow>() {
        75
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn who_calls_again_later_is_told_so_through_any_context() {
        let outage = || StoreError::Unavailable("down".into());
        assert_eq!(code(&outage().into()), 75);
        assert_eq!(code(&Err::<(), _>(outage()).context("opening").unwrap_err()), 75);
        assert_eq!(code(&NotNow("stopped".to_owned()).into()), 75);
        assert_eq!(code(&StoreError::Schema("other".to_owned()).into()), 1);
        assert_eq!(code(&Refused(Vec::new()).into()), 2);
        assert_eq!(code(&anyhow::anyhow!("else")), 1);
    }
}
