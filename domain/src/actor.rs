//! Who does something at the desk.

use crate::id::PrincipalId;
use crate::text::closed_list;

closed_list!(
    /// What a principal may be at the desk; rights follow from it at the border.
    Role, "role" {
        /// A customer-service system that hands requests in and relays answers.
        Portal = "portal",
        /// A system of the house or a processor that carries tasks out.
        System = "system",
        /// Takes requests in, verifies, corresponds.
        Clerk = "clerk",
        /// Decides.
        Officer = "officer",
        /// The second pair of eyes.
        Approver = "approver",
        /// Reads and replays; sees no personal data unless it is opened for a purpose.
        Auditor = "auditor",
        /// Keys, roles, systems, packs; no case content.
        Administrator = "administrator",
        /// A worker of the desk itself.
        Worker = "worker",
        /// The person whom the case is about, through a link of ours.
        Person = "person",
    }
);

/// One principal acting in one role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Actor {
    /// The role under which the act is done.
    pub role: Role,
    /// The pseudonymous name.
    pub id: PrincipalId,
}
