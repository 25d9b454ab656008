//! The smallest aggregate: it notes.

use chrono::{DateTime, TimeDelta};
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use habeas_adapters::store::Metadata;
use habeas_domain::actor::{Actor, Role};
use habeas_domain::digest::Digest;
use habeas_domain::id::PrincipalId;
use habeas_domain::stream::Decides;

#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum TallyEvent {
    Noted { text: String },
}

#[derive(Debug, thiserror::Error)]
#[error("refused")]
pub struct Refused;

impl DomainEvent for TallyEvent {
    fn event_type(&self) -> String {
        "Noted".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Tally {
    const TYPE: &'static str = "Tally";
    type Command = String;
    type Event = TallyEvent;
    type Error = Refused;
    type Services = ();

    async fn handle(
        &mut self,
        text: String,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Refused> {
        for event in self.decides(text)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, TallyEvent::Noted { text }: TallyEvent) {
        self.notes.push(text);
    }
}

/// Notes a text; an empty one is already noted, and "no" is refused.
impl Decides for Tally {
    fn decides(&self, text: String) -> Result<Vec<TallyEvent>, Refused> {
        match text.as_str() {
            "" => Ok(Vec::new()),
            "no" => Err(Refused),
            _ => Ok(vec![TallyEvent::Noted { text }]),
        }
    }
}

/// Events that note these texts.
pub fn noted<const N: usize>(texts: [&str; N]) -> Vec<TallyEvent> {
    texts.map(|text| TallyEvent::Noted { text: text.to_owned() }).into()
}

/// Metadata of a command at some minute of an invented day.
pub fn metadata(command: &str, minute: i64) -> Metadata {
    let salt = *Digest::of(command.as_bytes()).as_bytes().first_chunk().unwrap();
    Metadata {
        command: command.to_owned(),
        request: None,
        actor: Actor { role: Role::Clerk, id: PrincipalId::parse("anna").unwrap() },
        cause: None,
        at: DateTime::from_timestamp(1_790_000_000, 0).unwrap() + TimeDelta::minutes(minute),
        salt,
        trace: None,
        program: "test".to_owned(),
    }
}
