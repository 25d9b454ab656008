//! Who sends a command, and under which name it is known.

use habeas_domain::actor::Actor;

/// One command as it arrives at the door.
#[derive(Debug, Clone)]
pub struct Call {
    /// Who acts.
    pub actor: Actor,
    /// The command's name: for a client a keyed hash of client and idempotency key, for a worker
    /// its own words (`timer/req_…/12`). The same name never has two effects.
    pub command: String,
    /// A keyed hash of what was asked, by which a name used for something else is told apart.
    pub request: Option<String>,
    /// What it follows from.
    pub cause: Option<String>,
    /// The trace of the request, for the operator.
    pub trace: Option<String>,
}

impl Call {
    /// A command of a worker, which follows from something in the ledger.
    #[must_use]
    pub const fn of_worker(actor: Actor, command: String, cause: Option<String>) -> Self {
        Self { actor, command, request: None, cause, trace: None }
    }
}
