//! What carries messages out of the building: in two halves, with the commit point between them.
//!
//! Up to the last byte an attempt certainly sent nothing, and says why. From there on silence means
//! that nobody knows. The courier records the border between the two, so that a crash on either side
//! of it is told apart afterwards.

use async_trait::async_trait;
use habeas_domain::delivery::{NotSentClass, StatusCode};
use habeas_domain::id::MessageId;

/// One message as its carrier takes it.
#[derive(Clone, Copy)]
pub struct Parcel<'m> {
    /// Its identity on the wire, the same on every attempt.
    pub id: &'m MessageId,
    /// The address or number.
    pub to: &'m str,
    /// The bytes, the same on every attempt.
    pub bytes: &'m str,
}

impl std::fmt::Debug for Parcel<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parcel").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Whom it concerns that nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concerns {
    /// The house: nobody could be reached, or our login or our sender is not taken. Whoever the message was
    /// for has nothing to do with it.
    House,
    /// This message, or whom it was for.
    Message,
}

/// Why an attempt certainly sent nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSent {
    /// What to make of it.
    pub class: NotSentClass,
    /// The reply code, when there was a reply.
    pub code: Option<StatusCode>,
    /// Whom it concerns.
    pub concerns: Concerns,
}

impl NotSent {
    /// It concerns the house, whoever the message was for.
    #[must_use]
    pub const fn of_house(class: NotSentClass, code: Option<StatusCode>) -> Self {
        Self { class, code, concerns: Concerns::House }
    }

    /// It concerns this message, or whom it was for.
    #[must_use]
    pub const fn of_message(class: NotSentClass, code: Option<StatusCode>) -> Self {
        Self { class, code, concerns: Concerns::Message }
    }
}

/// What became of the last byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The other side took it.
    HandedOver {
        /// What the other side calls the message.
        provider: Option<String>,
        /// Its reply code.
        code: Option<StatusCode>,
    },
    /// The other side answered that it did not.
    NotSent(NotSent),
    /// There was no answer that says.
    Unknown,
}

/// A way out of the building.
#[async_trait]
pub trait Carrier: std::fmt::Debug + Send + Sync {
    /// Does everything but the last byte.
    async fn load<'m>(&'m self, parcel: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent>;
}

/// A message of which all but the last byte is out. Dropped, it is not sent.
#[async_trait]
pub trait Loaded: Send {
    /// Lets the last byte go and waits for the answer.
    async fn send(self: Box<Self>) -> Sent;
}

/// The way that is not there: the operator chose none for this channel.
#[derive(Debug, Clone, Copy)]
pub struct NoWay;

#[async_trait]
impl Carrier for NoWay {
    async fn load<'m>(&'m self, _: Parcel<'m>) -> Result<Box<dyn Loaded + 'm>, NotSent> {
        Err(NotSent::of_house(NotSentClass::RelayPermanent, None))
    }
}
