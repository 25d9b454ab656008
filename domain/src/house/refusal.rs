//! Why the house refuses a command.

/// The closed list of refusals of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Enrolling, granting, certifying or readmitting oneself.
    #[error("nobody grants anything to themselves")]
    OwnGrant,
    /// A role in which people of the house do not act.
    #[error("this is no role for staff")]
    NoStaffRole,
    /// No such member of staff.
    #[error("there is no such member of staff")]
    UnknownStaff,
    /// Enrolled with other roles, training or factors.
    #[error("this member of staff was enrolled already")]
    AlreadyEnrolled,
    /// The member has left.
    #[error("this member of staff has left")]
    HasLeft,
    /// The name of the command line of the machine itself.
    #[error("this name is reserved")]
    ReservedName,
    /// A training in the future.
    #[error("that lies in the future")]
    InTheFuture,
    /// A role that acts without a key.
    #[error("there are no keys for this role")]
    NoKeysForRole,
    /// A key for a role that the principal may not act in.
    #[error("the principal may not act in this role")]
    RoleNotGranted,
    /// The id of another key.
    #[error("another key has this id")]
    KeyExists,
    /// No such key.
    #[error("there is no such key")]
    UnknownKey,
    /// It would be dead at birth.
    #[error("the key would have expired already")]
    AlreadyExpired,
    /// A third live key of one principal in one role.
    #[error("two keys are live already; revoke one first")]
    TwoKeysLive,
    /// Nobody could administer the house any more.
    #[error("this is the last live key of an administrator")]
    LastAdministratorKey,
    /// Accepting a rule, or withdrawing that, is an administrator's act.
    #[error("only an administrator decides whether a rule is accepted")]
    NotAnAdministrator,
    /// No edition of that pack was adopted.
    #[error("no such pack was adopted")]
    UnknownPack,
    /// The pack ends before it begins.
    #[error("the pack is never in force")]
    NeverInForce,
    /// The name of another system.
    #[error("a system of this name is registered already")]
    SystemExists,
    /// No such system.
    #[error("there is no such system")]
    UnknownSystem,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OwnGrant => "own_grant",
            Self::NoStaffRole => "no_staff_role",
            Self::UnknownStaff => "unknown_staff",
            Self::AlreadyEnrolled => "already_enrolled",
            Self::HasLeft => "has_left",
            Self::ReservedName => "reserved_name",
            Self::InTheFuture => "in_the_future",
            Self::NoKeysForRole => "no_keys_for_role",
            Self::RoleNotGranted => "role_not_granted",
            Self::KeyExists => "key_exists",
            Self::UnknownKey => "unknown_key",
            Self::AlreadyExpired => "already_expired",
            Self::TwoKeysLive => "two_keys_live",
            Self::LastAdministratorKey => "last_administrator_key",
            Self::NotAnAdministrator => "not_an_administrator",
            Self::UnknownPack => "unknown_pack",
            Self::NeverInForce => "never_in_force",
            Self::SystemExists => "system_exists",
            Self::UnknownSystem => "unknown_system",
        }
    }
}
