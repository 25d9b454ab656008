//! Which processor told the house, and how, before anything is sealed.

use habeas_domain::contact::Intake;
use habeas_domain::id::SystemId;
use habeas_domain::incident::{Processor, ProcessorFact, ProcessorWord};
use habeas_domain::sealed::Slot;

use crate::cases::Sealer;
use crate::vault::{Clear, SealError};

/// What somebody says of how a processor told the house. `Debug` shows no personal value.
#[derive(Debug, Default)]
pub struct ToldByProcessor {
    /// Which processor.
    pub from: Option<NamedProcessor>,
    /// By which way its word came.
    pub channel: Option<Intake>,
    /// Under what number the processor has it.
    pub reference: Option<Clear<String>>,
}

/// A processor as somebody names it.
#[derive(Debug)]
pub enum NamedProcessor {
    /// By the system that it runs, as the house registered it.
    System(SystemId),
    /// By its name.
    Named(Clear<String>),
}

impl ToldByProcessor {
    /// The same, sealed.
    pub(super) fn sealed(&self, sealer: &Sealer<'_>) -> Result<ProcessorWord, SealError> {
        let from = match &self.from {
            Some(NamedProcessor::System(system)) => Some(Processor::System(system.clone())),
            Some(NamedProcessor::Named(name)) => {
                Some(Processor::Named(sealer.seal(Slot::ContactName, name.reveal())?))
            }
            None => None,
        };
        let reference = sealer.seal_given(Slot::ContentMessage, self.reference.as_ref())?;
        Ok(ProcessorWord { from, channel: self.channel, reference })
    }

    /// What of it is said, each on its own.
    pub(crate) fn facts(&self, sealer: &Sealer<'_>) -> Result<Vec<ProcessorFact>, SealError> {
        let ProcessorWord { from, channel, reference } = self.sealed(sealer)?;
        let from = from.map(|from| ProcessorFact::From(Some(from)));
        let channel = channel.map(|channel| ProcessorFact::Channel(Some(channel)));
        let reference = reference.map(|number| ProcessorFact::Reference(Some(number)));
        Ok([from, channel, reference].into_iter().flatten().collect())
    }
}
