//! Sealing values of one case.

use habeas_domain::sealed::{Sealed, Slot};

use crate::vault::{CaseKeys, Clear, Place, SealError, Vault};

/// Seals values of one case, each at its place under the key of its purpose.
#[derive(Debug)]
pub struct Sealer<'v> {
    vault: &'v Vault,
    keys: CaseKeys,
}

impl<'v> Sealer<'v> {
    pub(crate) const fn new(vault: &'v Vault, keys: CaseKeys) -> Self {
        Self { vault, keys }
    }

    /// Seals a value.
    pub fn seal(&self, slot: Slot, clear: &str) -> Result<Sealed, SealError> {
        let place = Place { stream: self.keys.stream(), slot: slot.code() };
        self.vault.seal(&self.keys, slot.purpose(), place, clear)
    }

    /// Seals what somebody wrote, if they did.
    pub fn seal_given(
        &self,
        slot: Slot,
        given: Option<&Clear<String>>,
    ) -> Result<Option<Sealed>, SealError> {
        self.seal_some(slot, given.map(|clear| clear.reveal().as_str()))
    }

    /// Seals a value that may be missing.
    pub fn seal_some(&self, slot: Slot, clear: Option<&str>) -> Result<Option<Sealed>, SealError> {
        clear.map(|clear| self.seal(slot, clear)).transpose()
    }
}
