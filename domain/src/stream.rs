//! What every event stream has in common.

/// Implements `DomainEvent` for an event enum: the type of an event is the name of its variant.
/// Naming each variant once gives the complete list of stored types too: the `match` does not
/// compile while one is missing.
macro_rules! domain_event {
    ($event:ident, $version:literal: $($variant:ident),+ $(,)?) => {
        impl $event {
            /// The stored type of every event, in the order of declaration.
            pub const TYPES: &'static [&'static str] = &[$(stringify!($variant)),+];
        }

        impl cqrs_es::DomainEvent for $event {
            fn event_type(&self) -> String {
                match self { $(Self::$variant { .. } => stringify!($variant),)+ }.to_owned()
            }

            fn event_version(&self) -> String {
                $version.to_owned()
            }
        }
    };
}
pub(crate) use domain_event;

/// Lets an event enum carry what is shared between kinds of case: variants of one name and the same
/// fields in both. `From` makes an event of it, and the named function takes it out again.
macro_rules! carries {
    (
        $event:ident, $shared:ty, $take:ident:
        $($variant:ident { $($field:tt $(: $bind:ident)?),* $(,)? }),+ $(,)?
    ) => {
        impl From<$shared> for $event {
            fn from(shared: $shared) -> Self {
                type Shared = $shared;
                match shared {
                    $(Shared::$variant { $($field $(: $bind)?),* } => {
                        Self::$variant { $($field $(: $bind)?),* }
                    })+
                }
            }
        }

        impl $event {
            /// What is shared, or the event as it is.
            #[expect(clippy::result_large_err, reason = "no error: the event goes on its way")]
            pub(super) fn $take(self) -> Result<$shared, Self> {
                type Shared = $shared;
                match self {
                    $(Self::$variant { $($field $(: $bind)?),* } => {
                        Ok(Shared::$variant { $($field $(: $bind)?),* })
                    })+
                    other => Err(other),
                }
            }
        }
    };
}
pub(crate) use carries;

/// An aggregate whose decisions are a pure function: what the desk drives.
pub trait Decides: cqrs_es::Aggregate + Clone + 'static {
    /// Decides a command: events, nothing (it is already so), or a refusal.
    fn decides(&self, command: Self::Command) -> Result<Vec<Self::Event>, Self::Error>;

    /// Whether an event leaves little but numbers behind: a stream of a thousand of them weighs next to
    /// nothing once it is folded.
    fn is_only_counted(_event: &Self::Event) -> bool {
        false
    }
}

/// Implements `Aggregate` and [`Decides`] by the pure `decide` and `next` of the type. Last may come the
/// events of which only numbers are kept.
macro_rules! aggregate {
    ($state:ident, $name:literal $(, counts $counted:pat)?) => {
        impl cqrs_es::Aggregate for $state {
            const TYPE: &'static str = $name;
            type Command = Command;
            type Event = Event;
            type Error = Refusal;
            type Services = ();

            async fn handle(
                &mut self,
                command: Command,
                (): &(),
                sink: &cqrs_es::event_sink::EventSink<Self>,
            ) -> Result<(), Refusal> {
                for event in self.decide(command)? {
                    sink.write(event, self).await;
                }
                Ok(())
            }

            fn apply(&mut self, event: Event) {
                *self = std::mem::take(self).next(event);
            }
        }

        impl $crate::stream::Decides for $state {
            fn decides(&self, command: Command) -> Result<Vec<Event>, Refusal> {
                self.decide(command)
            }

            $(fn is_only_counted(event: &Event) -> bool {
                matches!(event, $counted)
            })?
        }
    };
}
pub(crate) use aggregate;

#[cfg(test)]
pub(crate) mod golden {
    //! Stored events are for ever: each type and version has a file that must load for ever.

    use std::collections::BTreeSet;
    use std::path::PathBuf;

    use cqrs_es::DomainEvent;

    /// Loads every file of `tests/fixtures/events/<aggregate>/`, named `<Event>.v<n>.json` with an
    /// optional word before `json`. Each must load as the event that its name says, be written
    /// back unchanged, and every event type must have at least one.
    pub(crate) fn check<E: DomainEvent>(aggregate: &str, types: &[&str]) -> Vec<E> {
        let folder: PathBuf =
            [env!("CARGO_MANIFEST_DIR"), "tests/fixtures/events", aggregate].iter().collect();
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let mut seen = BTreeSet::new();
        let mut events = Vec::new();
        for file in files {
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&file).unwrap();
            let stored: serde_json::Value = serde_json::from_str(&text).unwrap();
            let event: E = serde_json::from_value(stored.clone())
                .unwrap_or_else(|error| panic!("{aggregate}/{name} no longer loads: {error}"));
            let mut parts = name.split('.');
            assert_eq!(parts.next(), Some(event.event_type().as_str()), "{aggregate}/{name}");
            let version = parts.next().and_then(|part| part.strip_prefix('v')).unwrap();
            if version == event.event_version() {
                assert_eq!(serde_json::to_value(&event).unwrap(), stored, "{aggregate}/{name}");
            }
            seen.insert(event.event_type());
            events.push(event);
        }
        let all: BTreeSet<String> = types.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(seen, all, "every event of {aggregate} has a stored example");
        events
    }
}
