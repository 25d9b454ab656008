//! Which processor told the house of it, and how.

use crate::contact::Intake;
use crate::id::SystemId;
use crate::sealed::Sealed;

/// A processor of the house.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Processor {
    /// One in the register of the house, by the system that it runs.
    System(SystemId),
    /// One that is not, by its name.
    Named(Sealed),
}

/// What is known of how a processor told the house.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ProcessorWord {
    /// Which processor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Processor>,
    /// By which way its word came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Intake>,
    /// Under what number the processor has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Sealed>,
}

/// One thing that is stated of it; none takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcessorFact {
    /// Which processor.
    From(Option<Processor>),
    /// By which way.
    Channel(Option<Intake>),
    /// Under what number.
    Reference(Option<Sealed>),
}

impl ProcessorWord {
    /// Whether nothing is known of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is known when this is stated too.
    pub(super) fn stating(&self, facts: &[ProcessorFact]) -> Self {
        let mut word = self.clone();
        for fact in facts {
            match fact {
                ProcessorFact::From(from) => word.from.clone_from(from),
                ProcessorFact::Channel(channel) => word.channel = *channel,
                ProcessorFact::Reference(number) => word.reference.clone_from(number),
            }
        }
        word
    }

    /// Whether the other one says something else where this one says anything. A name or a number that is
    /// said again cannot be seen to be the same: it is sealed.
    pub(super) fn is_corrected_by(&self, other: &Self) -> bool {
        (self.from.is_some() && self.from != other.from)
            || (self.channel.is_some() && self.channel != other.channel)
            || (self.reference.is_some() && self.reference != other.reference)
    }
}
