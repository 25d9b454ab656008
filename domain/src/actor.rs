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

impl Role {
    /// Whether people of the house act in it.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        match self {
            Self::Clerk | Self::Officer | Self::Approver | Self::Auditor | Self::Administrator => {
                true
            }
            Self::Portal | Self::System | Self::Worker | Self::Person => false,
        }
    }

    /// Whether an API key can act in it. Workers act inside the program, and people through links.
    #[must_use]
    pub const fn can_hold_key(self) -> bool {
        self.is_staff() || matches!(self, Self::Portal | Self::System)
    }
}

/// One principal acting in one role.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Actor {
    /// The role under which the act is done.
    pub role: Role,
    /// The pseudonymous name.
    pub id: PrincipalId,
}

impl Actor {
    /// The command line on the machine itself, which makes the first key when there is none.
    #[must_use]
    pub fn command_line() -> Self {
        Self { role: Role::Administrator, id: PrincipalId::command_line() }
    }

    /// A worker of the desk itself, by its name.
    #[must_use]
    pub fn worker(name: &'static str) -> Self {
        Self { role: Role::Worker, id: PrincipalId::of_worker(name) }
    }

    /// Whether this is the command line on the machine itself.
    #[must_use]
    pub fn is_command_line(&self) -> bool {
        *self == Self::command_line()
    }
}
