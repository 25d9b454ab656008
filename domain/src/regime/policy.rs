//! What only the house's own pack says: the parts of the published policy that are no deadlines.

use std::collections::BTreeSet;

use super::words::Words;
use crate::ground::RefusalGround;
use crate::id::PurposeId;

/// A value with the promise that it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised<T> {
    /// The value.
    pub value: T,
    /// The promise.
    pub basis: String,
}

/// The published policy, as far as decisions need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The purposes for which consent is asked, and can be withdrawn one by one.
    pub purposes: Promised<Vec<Purpose>>,
    /// The only grounds for keeping what is asked to be deleted.
    pub keeping: Promised<BTreeSet<RefusalGround>>,
    /// Whether deletion waits for a reply once its consequences were told. Telling them is a gate
    /// either way.
    pub consequences_await_reply: Promised<bool>,
    /// For how many hours after a change of contact nothing is disclosed.
    pub contact_change_hours: Promised<u32>,
}

impl Policy {
    /// The purpose of that name.
    #[must_use]
    pub fn purpose(&self, id: &PurposeId) -> Option<&Purpose> {
        self.purposes.value.iter().find(|purpose| purpose.id == *id)
    }
}

/// One purpose for which consent is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    /// Its name.
    pub id: PurposeId,
    /// What a letter calls it.
    pub name: Words,
}
