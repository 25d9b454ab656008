//! Why a record of access refuses an entry.

/// The closed list of refusals of a record of access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The stream has reached its length: the entry belongs into the next part.
    #[error("this part of the record is full")]
    Full,
    /// The stream belongs to someone else or to another day: its id was derived wrongly.
    #[error("this is the record of another principal or day")]
    NotThisRecord,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::NotThisRecord => "not_this_record",
        }
    }
}
