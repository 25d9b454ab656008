//! Which processor told the house, and how: as it is sent and as it is shown.

use habeas_domain::ParseError;
use habeas_domain::contact::Intake;
use habeas_domain::house::House;
use habeas_domain::id::SystemId;
use habeas_domain::incident::{Processor, ProcessorWord};
use habeas_domain::system::SystemKind;

use crate::cases::{NamedProcessor, ToldByProcessor};
use crate::http::Api;
use crate::http::field::{Problems, Text};
use crate::http::problem::Problem;

/// Which processor told the house, and how. What is left out stays as it is.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewProcessor {
    /// The system that it runs, by the id under which the house registered it.
    system: Option<Text>,
    /// Its name, where it is not registered; kept sealed.
    name: Option<Text>,
    /// `portal`, `form`, `email`, `letter`, `phone`, `chat` or `counter`.
    pub(super) channel: Option<Text>,
    /// The number under which it has the incident; kept sealed.
    pub(super) reference: Option<Text>,
}

/// What is known of how a processor told the house.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct ProcessorAnswer {
    /// The system that it runs, where it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<String>,
    /// Whether it is named otherwise; its name is opened for a purpose.
    named: bool,
    /// By which way its word came.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'static str>,
    /// Whether the number is on record under which it has the incident.
    referenced: bool,
}

impl NewProcessor {
    /// Whether it says which processor it was.
    pub(super) const fn names_it(&self) -> bool {
        self.system.is_some() || self.name.is_some()
    }

    /// Reads it; every part, so that all problems are found at once.
    pub(super) fn read(&self, out: &mut Problems) -> ToldByProcessor {
        let system = self.system.as_ref();
        let system = system.and_then(|text| text.parse("/processor/system", out, SystemId::parse));
        let name = self.name.as_ref();
        let name = name.and_then(|text| text.long_or("/processor/name", out));
        if self.system.is_some() && self.name.is_some() {
            let rule = "must not be given beside its name";
            out.add("/processor/system", ParseError { what: "system", rule });
        }
        let channel = self.channel.as_ref();
        let channel = channel.and_then(|text| text.parse("/processor/channel", out, channel_of));
        let reference = self.reference.as_ref();
        let reference = reference.and_then(|text| text.long_or("/processor/reference", out));
        let from = system.map(NamedProcessor::System).or(name.map(NamedProcessor::Named));
        ToldByProcessor { from, channel, reference }
    }
}

/// Whoever tells somebody something does so in some way.
fn channel_of(text: &str) -> Result<Intake, ParseError> {
    match Intake::parse(text)? {
        Intake::OwnMotion => {
            let rule = "must be portal, form, email, letter, phone, chat or counter";
            Err(ParseError { what: "channel", rule })
        }
        channel => Ok(channel),
    }
}

/// Refuses a system that no processor runs, by the register of the house: it would be a slip of the pen.
pub(super) async fn is_registered(api: &Api, told: &ToldByProcessor) -> Result<(), Problem> {
    let Some(NamedProcessor::System(id)) = &told.from else { return Ok(()) };
    let (house, _): (House, _) = api.desk().fold(House::STREAM).await?;
    let mut systems = house.register().systems.iter();
    let mut out = Problems::default();
    if !systems.any(|system| system.id == *id && system.kind == SystemKind::Processor) {
        let rule = "must be one of a processor that is registered";
        out.add("/processor/system", ParseError { what: "system", rule });
    }
    out.finish(Some(()))
}

impl ProcessorAnswer {
    /// What is known, if anything is.
    pub(super) fn of(word: &ProcessorWord) -> Option<Self> {
        let (system, named) = match &word.from {
            Some(Processor::System(system)) => (Some(system.to_string()), false),
            Some(Processor::Named(_)) => (None, true),
            None => (None, false),
        };
        (!word.is_empty()).then(|| Self {
            system,
            named,
            channel: word.channel.map(Intake::code),
            referenced: word.reference.is_some(),
        })
    }
}
