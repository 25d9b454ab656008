//! How the workers are, for `/readyz`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How one worker is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// It works, or has nothing to do.
    Well,
    /// It tries again and again; the reason may pass by itself.
    Retrying {
        /// What it last failed with.
        why: String,
    },
    /// It met something that it may not skip, and stopped. A person must look.
    Poisoned {
        /// What it stopped at.
        why: String,
    },
}

/// The conditions of all workers of this process. A clone shares them.
#[derive(Debug, Clone, Default)]
pub struct Health(Arc<Mutex<BTreeMap<&'static str, Condition>>>);

impl Health {
    /// Everyone who ever ran, by name.
    #[must_use]
    pub fn all(&self) -> BTreeMap<&'static str, Condition> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether nobody is retrying or poisoned.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.all().values().all(|condition| *condition == Condition::Well)
    }

    pub(crate) fn set(&self, worker: &'static str, condition: Condition) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(worker, condition);
    }
}
