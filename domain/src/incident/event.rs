//! What happened in an incident. Facts for ever: a field is only ever added, and then optional.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::breach::{Capacity, Exemption, Operator};
use crate::case::CaseRef;
use crate::clock::{DueRecord, Duty};
use crate::contact::Channel;
use crate::docket::imposed::{Imposed, Imposing};
use crate::docket::{ClockNo, EndKind, MoveCause, Started, Tick, Warning};
use crate::ground::PauseGround;
use crate::id::{IncidentId, ItemNo, PrincipalId, TrackNo, VersionNo};
use crate::moment::Moment;
use crate::notice::Message;
use crate::place::Country;
use crate::regime::RegimeChoice;
use crate::sealed::Sealed;

use super::Link;
use super::assessment::Assessment;
use super::correction::{NoticeSaid, ToldSaid};
use super::facts::Fact;
use super::processor::ProcessorWord;
use super::receipt::Receipt;
use super::record::{Arisen, Authority, AuthorityNotice, PeopleTold, Planned, Stay};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Event {
    /// Word of an incident arrived and was taken in.
    IncidentReported(Box<Receipt>),
    /// The regimes by which something is owed, each with the reason.
    RegimesChosen { regimes: Vec<RegimeChoice> },
    /// People live in these countries of whom nobody says in which part, and only parts of them have a law
    /// about breaches; with none, every place is clear.
    PlacesFoundUnclear { places: BTreeSet<Country> },
    /// Another case belongs to it.
    CaseLinked { other: CaseRef, link: Link },

    /// A duty began to run.
    ClockStarted(Box<Started>),
    /// A clock stands still.
    ClockPaused { clock: ClockNo, ground: PauseGround, from: DateTime<Utc> },
    /// A clock runs on; when it is due, unless another pause still holds it.
    ClockResumed { clock: ClockNo, ground: PauseGround, at: DateTime<Utc>, due: Option<DueRecord> },
    /// It counts from elsewhere.
    ClockReanchored { clock: ClockNo, anchor: Moment, due: DueRecord },
    /// An extension took effect: its notice was handed over before the original due moment.
    ClockExtended { clock: ClockNo, told: DateTime<Utc>, due: DueRecord },
    /// A calendar or the time zone database moved an open clock.
    ClockMoved { clock: ClockNo, before: DueRecord, after: DueRecord, cause: MoveCause },
    /// Which clock governs a duty.
    GoverningChanged { item: Option<ItemNo>, duty: Duty, from: Option<ClockNo>, to: ClockNo },
    /// Staff are to be warned.
    DutyWarned { clock: ClockNo, warning: Warning },
    /// The due moment passed and the duty was not discharged.
    DutyMissed { clock: ClockNo, since: DateTime<Utc> },
    /// A duty ended.
    ClockEnded { clock: ClockNo, at: DateTime<Utc>, how: EndKind },

    /// An officer took the case.
    IncidentTaken { by: PrincipalId },
    /// A time was stated, corrected or taken back.
    TimeStated {
        fact: Fact,
        before: Option<DateTime<Utc>>,
        after: Option<DateTime<Utc>>,
        reason: Option<Sealed>,
        by: Actor,
    },
    /// Which processor told the house, or how, was stated, corrected or taken back.
    ProcessorStated {
        before: ProcessorWord,
        after: ProcessorWord,
        reason: Option<Sealed>,
        by: Actor,
    },
    /// What the house is to the data was corrected.
    CapacityStated {
        before: (Capacity, Operator),
        after: (Capacity, Operator),
        reason: Option<Sealed>,
        by: Actor,
    },
    /// It was judged: one more version.
    IncidentAssessed(Box<Assessment>),
    /// A duty arose.
    DutyArose(Box<Arisen>),
    /// By what is known now, a duty is not owed.
    DutyFellAway { duty: ItemNo, version: Option<VersionNo> },
    /// An officer judged that nobody need be told by this duty; of one that is done, that an authority need not
    /// be told what came behind its notice.
    JudgedNotNotifiable {
        duty: ItemNo,
        version: Option<VersionNo>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exemption: Option<Exemption>,
        reasoning: Sealed,
        by: Actor,
    },
    /// That was revised: somebody must be told.
    NotNotifiableRevised {
        duty: ItemNo,
        known: Option<DateTime<Utc>>,
        reasoning: Sealed,
        by: Actor,
    },

    /// A measure was planned.
    MeasurePlanned(Planned),
    /// Somebody sees to it.
    MeasureAssigned { measure: TrackNo, owner: PrincipalId, due: Option<DateTime<Utc>> },
    /// It was done, or is not needed.
    MeasureSettled { measure: TrackNo, done: bool, at: DateTime<Utc>, words: Option<Sealed> },
    /// It was not done by when it was to be.
    MeasureSlipped { measure: TrackNo, since: DateTime<Utc> },
    /// Something that was done or found.
    NoteRecorded { no: u16, at: DateTime<Utc>, what: Sealed },

    /// An authority was given a notice.
    AuthorityNotified(Box<AuthorityNotice>),
    /// People were told.
    PeopleTold(Box<PeopleTold>),
    /// What was recorded of a notice to an authority was put right.
    NoticeCorrected {
        notice: TrackNo,
        before: NoticeSaid,
        after: NoticeSaid,
        reason: Option<Sealed>,
        by: Actor,
    },
    /// What was recorded of how people were told was put right.
    PeopleToldCorrected {
        told: TrackNo,
        before: ToldSaid,
        after: ToldSaid,
        reason: Sealed,
        by: Actor,
    },
    /// Why a duty was done late, where no notice says it.
    LatenessExplained { duty: ItemNo, at: DateTime<Utc>, reason: Sealed, by: Actor },
    /// An authority asked for silence.
    NoticesStayed(Stay),
    /// It no longer does, or its time is over.
    StayEnded { stay: TrackNo, at: DateTime<Utc> },
    /// An authority imposed a duty.
    DutyImposed { no: TrackNo, duty: Imposed<Authority> },
    /// An imposed duty was done.
    ImposedDutyMet { no: TrackNo, at: DateTime<Utc> },
    /// An imposed duty is not owed: it was recorded by mistake, or the authority took it back.
    ImposedDutyWithdrawn { no: TrackNo, at: DateTime<Utc>, reason: Sealed },
    /// A duty that an authority imposed is due in two working days.
    ImposedDutyNear { no: TrackNo },
    /// An imposed duty was not done in time.
    ImposedDutyMissed { no: TrackNo, since: DateTime<Utc> },
    /// What the review found.
    IncidentReviewed { at: DateTime<Utc>, findings: Sealed, by: Actor },

    /// A message was handed over at that time.
    NoticeHandedOver { message: Message, channel: Channel, at: DateTime<Utc> },
    /// A message could not be delivered.
    NoticeGivenUp { message: Message, at: DateTime<Utc> },
    /// A message handed over earlier came back.
    NoticeCameBack { message: Message, at: DateTime<Utc> },

    /// It was no breach.
    JudgedNoBreach { at: DateTime<Utc>, reasoning: Sealed, by: Actor },
    /// It is treated with another one.
    IncidentMerged { into: IncidentId, reasoning: Sealed, by: Actor },
    /// It was closed.
    IncidentClosed { by: Actor },
    /// It is open again.
    IncidentReopened { reasoning: Sealed, by: Actor },
}

crate::stream::carries!(Event, Tick, into_tick:
    ClockStarted { 0: started },
    ClockPaused { clock, ground, from },
    ClockResumed { clock, ground, at, due },
    ClockReanchored { clock, anchor, due },
    ClockExtended { clock, told, due },
    ClockMoved { clock, before, after, cause },
    GoverningChanged { item, duty, from, to },
    DutyWarned { clock, warning },
    DutyMissed { clock, since },
    ClockEnded { clock, at, how },
);

crate::stream::carries!(Event, Imposing<Authority>, into_imposing:
    DutyImposed { no, duty },
    ImposedDutyMet { no, at },
    ImposedDutyWithdrawn { no, at, reason },
    ImposedDutyNear { no },
    ImposedDutyMissed { no, since },
);

impl Event {
    /// Whether it changes the case for a person, and so the decision revision.
    #[must_use]
    pub const fn changes_the_case(&self) -> bool {
        !matches!(
            self,
            Self::CaseLinked { .. }
                | Self::ClockMoved { .. }
                | Self::GoverningChanged { .. }
                | Self::DutyWarned { .. }
                | Self::DutyMissed { .. }
                | Self::ClockEnded { .. }
                | Self::MeasureSlipped { .. }
                | Self::ImposedDutyNear { .. }
                | Self::ImposedDutyMissed { .. }
                | Self::NoticeHandedOver { .. }
                | Self::NoticeGivenUp { .. }
                | Self::NoticeCameBack { .. }
        )
    }
}

crate::stream::domain_event!(Event, "1":
    IncidentReported, RegimesChosen, PlacesFoundUnclear, CaseLinked, ClockStarted, ClockPaused,
    ClockResumed, ClockReanchored, ClockExtended, ClockMoved, GoverningChanged, DutyWarned, DutyMissed,
    ClockEnded, IncidentTaken, TimeStated, ProcessorStated, CapacityStated, IncidentAssessed, DutyArose, DutyFellAway,
    JudgedNotNotifiable, NotNotifiableRevised, MeasurePlanned, MeasureAssigned, MeasureSettled,
    MeasureSlipped, NoteRecorded, AuthorityNotified, PeopleTold, NoticeCorrected,
    PeopleToldCorrected, LatenessExplained, NoticesStayed, StayEnded, DutyImposed,
    ImposedDutyMet, ImposedDutyWithdrawn, ImposedDutyNear, ImposedDutyMissed, IncidentReviewed,
    NoticeHandedOver, NoticeGivenUp, NoticeCameBack, JudgedNoBreach, IncidentMerged, IncidentClosed, IncidentReopened,
);
