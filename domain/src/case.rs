//! Which case something belongs to, and what is the same in every kind of case.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::actor::Actor;
use crate::docket::Docket;
use crate::id::{ComplaintId, ContactNo, IncidentId, ItemNo, PrincipalId, RequestId};
use crate::notice::{Heard, Told};
use crate::people::{self, Party, People, Subject};
use crate::place::Country;
use crate::reference::Reference;
use crate::regime::{RegimeChoice, Rulebook};
use crate::sealed::Sealed;
use crate::stream::Decides;
use crate::text::{ParseError, closed_list};

closed_list!(
    /// The three kinds of case.
    CaseKind, "case kind" {
        /// What someone asks about their personal data.
        Request = "request",
        /// What someone complains about, asks in general, or reports.
        Complaint = "complaint",
        /// A personal-data breach.
        Incident = "incident",
    }
);

/// A case of any kind, by its stream: `{"request":"req_…"}`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CaseRef {
    /// A request.
    Request(RequestId),
    /// A complaint.
    Complaint(ComplaintId),
    /// An incident.
    Incident(IncidentId),
}

impl CaseRef {
    /// The kind of case.
    #[must_use]
    pub const fn kind(&self) -> CaseKind {
        match self {
            Self::Request(_) => CaseKind::Request,
            Self::Complaint(_) => CaseKind::Complaint,
            Self::Incident(_) => CaseKind::Incident,
        }
    }

    /// The id of its stream.
    #[must_use]
    pub fn stream(&self) -> &str {
        match self {
            Self::Request(id) => id.as_str(),
            Self::Complaint(id) => id.as_str(),
            Self::Incident(id) => id.as_str(),
        }
    }
}

impl CaseRef {
    /// Reads the id of a stream, whose prefix says which kind of case it is.
    pub fn parse(stream: &str) -> Result<Self, ParseError> {
        match stream.split_once('_').map(|(prefix, _)| prefix) {
            Some("cmp") => ComplaintId::parse(stream).map(Self::Complaint),
            Some("inc") => IncidentId::parse(stream).map(Self::Incident),
            Some(_) | None => RequestId::parse(stream).map(Self::Request),
        }
    }
}

impl std::fmt::Display for CaseRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.stream())
    }
}

/// The id of one kind of case.
pub trait CaseId: Clone + std::fmt::Debug + std::fmt::Display + Send + Sync + 'static {
    /// The aggregate that it is the id of.
    type Stream: CaseStream<Id = Self>;

    /// The id as text.
    fn text(&self) -> &str;
    /// Reads an id.
    fn read(text: &str) -> Result<Self, ParseError>;
    /// The id among those of all kinds.
    fn case(&self) -> CaseRef;
}

/// A case of one kind, from nothing to closed.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Stream<C> {
    /// Nothing has arrived under this id.
    #[default]
    Absent,
    /// A letter, or word of an incident, arrived.
    Live(Box<C>),
}

impl<C> Stream<C> {
    /// The case, when something has arrived.
    #[must_use]
    pub const fn case(&self) -> Option<&C> {
        match self {
            Self::Absent => None,
            Self::Live(case) => Some(case),
        }
    }
}

impl<C: Case> Stream<C> {
    /// The next moment at which a look at the time would find something to do, as far as the case knows
    /// now; for the list of alarms, which itself decides nothing.
    #[must_use]
    pub fn next_check(&self, rules: &Rulebook) -> Option<DateTime<Utc>> {
        self.case()?.next_check(rules)
    }
}

/// A command with everything that deciding it needs from outside.
#[derive(Debug, Clone)]
pub struct Command<A> {
    /// The desk's clock.
    pub now: DateTime<Utc>,
    /// Who acts.
    pub by: Actor,
    /// The rules and calendars that hold, old ones included.
    pub rules: Arc<Rulebook>,
    /// What is to be done.
    pub act: A,
}

/// An aggregate that is a case: what the desk needs to drive every kind of it.
pub trait CaseStream: Decides {
    /// Its id.
    type Id: CaseId<Stream = Self>;
    /// The folded case.
    type Case: Case<Id = Self::Id, Event = Self::Event>;
    /// What can be done.
    type Act: From<Heard> + Clone + std::fmt::Debug + Send + Sync;

    /// The case, when a letter has arrived.
    fn live(&self) -> Option<&Self::Case>;
    /// The same, taken out.
    fn into_live(self) -> Option<Box<Self::Case>>;
    /// A command with everything that deciding it needs from outside.
    fn command(
        now: DateTime<Utc>,
        by: Actor,
        rules: Arc<Rulebook>,
        act: Self::Act,
    ) -> Self::Command;
    /// When the time is to be looked at next, as far as the case knows by these rules.
    fn next_check(&self, rules: &Rulebook) -> Option<DateTime<Utc>>;
    /// The refusal of a case that is not there.
    fn not_received() -> Self::Error;
    /// The stable code of a refusal.
    fn code(refusal: &Self::Error) -> &'static str;
}

impl<C> CaseStream for Stream<C>
where
    C: Case<Id: CaseId<Stream = Self>>,
    Self: Decides<Command = Command<C::Act>, Event = C::Event, Error = C::Refusal>,
{
    type Id = C::Id;
    type Case = C;
    type Act = C::Act;

    fn live(&self) -> Option<&C> {
        self.case()
    }

    fn into_live(self) -> Option<Box<C>> {
        match self {
            Self::Live(case) => Some(case),
            Self::Absent => None,
        }
    }

    fn command(
        now: DateTime<Utc>,
        by: Actor,
        rules: Arc<Rulebook>,
        act: C::Act,
    ) -> Command<C::Act> {
        Command { now, by, rules, act }
    }

    fn next_check(&self, rules: &Rulebook) -> Option<DateTime<Utc>> {
        Self::next_check(self, rules)
    }

    fn not_received() -> C::Refusal {
        C::NOT_RECEIVED
    }

    fn code(refusal: &C::Refusal) -> &'static str {
        C::code(refusal)
    }
}

/// A kind of case in which people are asked who they are.
pub trait Verifies: CaseStream<Act: From<people::Act>> {}

impl<A: CaseStream<Act: From<people::Act>>> Verifies for A {}

/// A folded case: what is the same in every kind of it.
pub trait Case: Clone + std::fmt::Debug + Send + Sync + 'static {
    /// Its id.
    type Id: CaseId;
    /// What can be done.
    type Act: From<Heard> + Clone + std::fmt::Debug + Send + Sync;
    /// What happens in it.
    type Event;
    /// Why something is not done.
    type Refusal;

    /// The refusal of a case that is not there.
    const NOT_RECEIVED: Self::Refusal;

    /// The stable code of a refusal.
    fn code(refusal: &Self::Refusal) -> &'static str;
    /// When the time is to be looked at next, as far as the case knows by these rules.
    fn next_check(&self, rules: &Rulebook) -> Option<DateTime<Utc>>;

    /// Its id.
    fn id(&self) -> &Self::Id;
    /// Its human reference.
    fn reference(&self) -> &Reference;
    /// Counts the events that change the case for a person.
    fn revision(&self) -> u64;
    /// The zone of the place where its letter was received.
    fn zone(&self) -> Tz;
    /// Who is in it.
    fn people(&self) -> &People;
    /// Whoever wrote, as the letter names them.
    fn writer(&self) -> &Party;
    /// Whether whoever reads at this contact said that the letter was not theirs.
    fn is_denied(&self, contact: ContactNo) -> bool;
    /// Whose data it is about, as far as anybody's is.
    fn subject(&self) -> Option<&Subject>;
    /// The country in whose way telephone numbers of the case are written.
    fn home(&self) -> Option<&Country> {
        self.subject()?.residence.as_ref().map(|residence| &residence.country)
    }
    /// What is owed by when.
    fn docket(&self) -> &Docket;
    /// The regimes that apply.
    fn regimes(&self) -> &[RegimeChoice];
    /// The members of staff who have the item in hand, or the case.
    fn owners(&self, item: Option<ItemNo>) -> Vec<PrincipalId>;
    /// Whether a notice reached whom it was for, as far as anybody knows.
    fn is_told(&self, told: &Told) -> bool;
    /// Whether a notice did not reach whom it was for.
    fn is_undelivered(&self, told: &Told) -> bool;
    /// The claim ticket, sealed, where the case has one.
    fn ticket(&self) -> Option<&Sealed>;
    /// Whether nothing is left to be done.
    fn is_closed(&self) -> bool;
    /// Whether everything in it is decided.
    fn all_decided(&self) -> bool;
}

/// What is read in the same way off every kind of case, since each keeps it under the same name in a struct
/// of its own.
macro_rules! kept_by_all {
    ($id:ident) => {
        type Id = $id;
        type Act = Act;
        type Event = Event;
        type Refusal = Refusal;

        const NOT_RECEIVED: Refusal = Refusal::NotReceived;

        fn code(refusal: &Refusal) -> &'static str {
            refusal.code()
        }

        fn next_check(
            &self,
            rules: &$crate::regime::Rulebook,
        ) -> Option<chrono::DateTime<chrono::Utc>> {
            $crate::draft::next_check(self, rules)
        }

        fn id(&self) -> &$id {
            &self.receipt.id
        }

        fn reference(&self) -> &$crate::reference::Reference {
            &self.receipt.reference
        }

        fn revision(&self) -> u64 {
            self.revision
        }

        fn zone(&self) -> chrono_tz::Tz {
            self.receipt.received.zone
        }

        fn people(&self) -> &$crate::people::People {
            &self.people
        }

        fn docket(&self) -> &$crate::docket::Docket {
            &self.docket
        }

        fn regimes(&self) -> &[$crate::regime::RegimeChoice] {
            &self.regimes
        }

        fn is_undelivered(&self, told: &$crate::notice::Told) -> bool {
            self.undelivered.contains(told)
        }
    };
}
pub(crate) use kept_by_all;
