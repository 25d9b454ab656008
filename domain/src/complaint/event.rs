//! What happened in a complaint. Facts for ever: a field is only ever added, and then optional.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::Actor;
use crate::assurance::{Assurance, Method, Sensitivity};
use crate::case::CaseRef;
use crate::clock::{DueRecord, Duty};
use crate::contact::{Channel, Contact};
use crate::digest::Digest;
use crate::docket::imposed::{Imposed, Imposing};
use crate::docket::{ClockNo, EndKind, MoveCause, Started, Tick, Warning};
use crate::ground::{ExtensionGround, PauseGround};
use crate::id::{ContactNo, ItemNo, PartyNo, PrincipalId, StepNo, TrackNo};
use crate::moment::Moment;
use crate::notice::{Message, Told};
use crate::people::{LossReason, Party, Shown, StepFailure, Track};
use crate::regime::RegimeChoice;
use crate::sealed::Sealed;
use crate::text::closed_list;

use super::receipt::{Alleged, Inherited, Receipt};
use super::{Direction, Link, Outcome, Remedy};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Event {
    /// A complaint arrived and was taken in.
    ComplaintReceived(Box<Receipt>),
    /// The regimes that apply, each with the reason.
    RegimesChosen { regimes: Vec<RegimeChoice> },
    /// Another case belongs to it.
    CaseLinked { other: CaseRef, link: Link },

    /// A duty began to run.
    ClockStarted(Box<Started>),
    /// A clock stands still.
    ClockPaused { clock: ClockNo, ground: PauseGround, from: DateTime<Utc> },
    /// A clock runs on; when it is due, unless another pause still holds it.
    ClockResumed { clock: ClockNo, ground: PauseGround, at: DateTime<Utc>, due: Option<DueRecord> },
    /// What a clock waited for came in: it counts from there.
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

    /// The identifiers match a record; these contacts are on it.
    RecordMatched {
        at: DateTime<Utc>,
        attested: BTreeSet<ContactNo>,
        added: Vec<(ContactNo, Contact)>,
        sensitivity: Sensitivity,
    },
    /// No record matches the identifiers.
    RecordNotFound {},
    /// Somebody was asked to show something.
    ChallengeIssued {
        step: StepNo,
        at: DateTime<Utc>,
        party: PartyNo,
        track: Track,
        item: Option<ItemNo>,
        method: Method,
        contact: Option<ContactNo>,
        expires: Option<DateTime<Utc>>,
    },
    /// A new code replaced the one before.
    CodeSentAgain { step: StepNo, at: DateTime<Utc>, expires: DateTime<Utc> },
    /// A wrong code was given.
    CodeMissed { step: StepNo },
    /// What was asked was shown and accepted.
    StepAccepted {
        step: StepNo,
        party: PartyNo,
        track: Track,
        item: Option<ItemNo>,
        method: Method,
        contact: Option<ContactNo>,
        evidence: Option<Digest>,
        by: Actor,
    },
    /// A step ended without success.
    StepFailed { step: StepNo, why: StepFailure, by: Actor },
    /// Whatever the desk kept of the evidence can no longer be opened by anyone.
    EvidenceDestroyed { step: StepNo },
    /// A code came back from this contact.
    ContactConfirmed { party: PartyNo, contact: ContactNo, at: DateTime<Utc> },
    /// A party is who it says, to this level.
    IdentityConfirmed {
        party: PartyNo,
        step: StepNo,
        method: Method,
        level: Assurance,
        since: DateTime<Utc>,
        until: Option<NaiveDate>,
    },
    /// Identity no longer holds.
    IdentityLost { party: PartyNo, at: DateTime<Utc>, why: LossReason },
    /// A party may speak for the subject.
    StandingConfirmed { party: PartyNo, step: StepNo, until: Option<NaiveDate> },
    /// A party may no longer speak for the subject.
    StandingLost { party: PartyNo, at: DateTime<Utc>, why: LossReason },
    /// Who complains was shown in the request from which this was opened.
    IdentityInherited(Inherited),

    /// An officer took the case.
    ComplaintTaken { by: PrincipalId },
    /// One more thing was found in the letter.
    AllegationAdded(Alleged),
    /// A step of investigation.
    StepRecorded { no: u16, at: DateTime<Utc>, what: Sealed },
    /// A measure that was taken.
    MeasureRecorded { no: u16, at: DateTime<Utc>, what: Sealed },
    /// What was found about an allegation.
    FindingRecorded { allegation: ItemNo, at: DateTime<Utc>, finding: Sealed },
    /// A letter, a call or a talk.
    LetterRecorded {
        no: u16,
        direction: Direction,
        party: PartyNo,
        channel: Channel,
        at: DateTime<Utc>,
        summary: Sealed,
    },
    /// Somebody from outside looks at it, since the house has no other officer.
    ReviewerNamed { name: Sealed, reason: Sealed },
    /// What our own check of a child's data found.
    ChildDataChecked { found: bool },
    /// An allegation was decided.
    OutcomeDecided {
        allegation: ItemNo,
        at: DateTime<Utc>,
        outcome: Outcome,
        remedies: BTreeSet<Remedy>,
        reason_told: Option<Sealed>,
        reason_kept: Option<Sealed>,
        by: Actor,
    },
    /// More time is to be taken for the answer; it counts once the complainant is told.
    ExtensionOrdered {
        clocks: Vec<ClockNo>,
        ground: ExtensionGround,
        reason: Sealed,
        due: DueRecord,
    },
    /// The complainant was not told of an extension in time.
    ExtensionFailed {},
    /// It went to an authority, or came from one.
    Escalated {
        party: PartyNo,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authority: Option<Box<Party>>,
        direction: Direction,
        reference: Sealed,
        at: DateTime<Utc>,
    },
    /// An authority imposed a duty.
    DutyImposed { no: TrackNo, duty: Imposed },
    /// An imposed duty was done.
    ImposedDutyMet { no: TrackNo, at: DateTime<Utc> },
    /// An imposed duty is not owed: it was recorded by mistake, or the authority took it back.
    ImposedDutyWithdrawn { no: TrackNo, at: DateTime<Utc>, reason: Sealed },
    /// A duty that an authority imposed is due in two working days.
    ImposedDutyNear { no: TrackNo },
    /// An imposed duty was not done in time.
    ImposedDutyMissed { no: TrackNo, since: DateTime<Utc> },

    /// A call was logged, with what was told in it.
    CallLogged { party: PartyNo, at: DateTime<Utc>, summary: Sealed, told: Vec<Told> },
    /// A message was handed over at that time.
    NoticeHandedOver { message: Message, channel: Channel, at: DateTime<Utc> },
    /// A message could not be delivered.
    NoticeGivenUp { message: Message, at: DateTime<Utc> },
    /// A message handed over earlier came back.
    NoticeCameBack { message: Message, at: DateTime<Utc> },

    /// Every allegation was told.
    ComplaintAnswered { at: DateTime<Utc> },
    /// The case was closed.
    ComplaintClosed { by: Actor },
    /// The case is open again for these allegations.
    ComplaintReopened { why: Reason, allegations: BTreeSet<ItemNo>, received: Moment },
}

closed_list!(
    /// Why a complaint is opened again.
    Reason, "reason for reopening a complaint" {
        /// The complainant brings something new.
        NewFacts = "new_facts",
        /// An authority demands it.
        Authority = "authority",
        /// We made a mistake.
        OurError = "our_error",
        /// Proof came in after the explained outcome.
        LateProof = "late_proof",
    }
);

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

crate::stream::carries!(Event, Imposing, into_imposing:
    DutyImposed { no, duty },
    ImposedDutyMet { no, at },
    ImposedDutyWithdrawn { no, at, reason },
    ImposedDutyNear { no },
    ImposedDutyMissed { no, since },
);

crate::stream::carries!(Event, Shown, into_shown:
    RecordMatched { at, attested, added, sensitivity },
    RecordNotFound {},
    ChallengeIssued { step, at, party, track, item, method, contact, expires },
    CodeSentAgain { step, at, expires },
    CodeMissed { step },
    StepAccepted { step, party, track, item, method, contact, evidence, by },
    StepFailed { step, why, by },
    EvidenceDestroyed { step },
    ContactConfirmed { party, contact, at },
    IdentityConfirmed { party, step, method, level, since, until },
    IdentityLost { party, at, why },
    StandingConfirmed { party, step, until },
    StandingLost { party, at, why },
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
                | Self::EvidenceDestroyed { .. }
                | Self::ImposedDutyNear { .. }
                | Self::ImposedDutyMissed { .. }
                | Self::NoticeHandedOver { .. }
                | Self::NoticeGivenUp { .. }
                | Self::NoticeCameBack { .. }
                | Self::ComplaintAnswered { .. }
        )
    }
}

crate::stream::domain_event!(Event, "1":
    ComplaintReceived, RegimesChosen, CaseLinked, ClockStarted, ClockPaused, ClockResumed,
    ClockReanchored, ClockExtended, ClockMoved, GoverningChanged, DutyWarned, DutyMissed,
    ClockEnded, RecordMatched, RecordNotFound, ChallengeIssued, CodeSentAgain, CodeMissed,
    StepAccepted, StepFailed, EvidenceDestroyed, ContactConfirmed, IdentityConfirmed,
    IdentityLost, StandingConfirmed, StandingLost, IdentityInherited, ComplaintTaken,
    AllegationAdded, StepRecorded, MeasureRecorded, FindingRecorded, LetterRecorded,
    ReviewerNamed, ChildDataChecked, OutcomeDecided, ExtensionOrdered, ExtensionFailed, Escalated, DutyImposed,
    ImposedDutyMet, ImposedDutyWithdrawn,
    ImposedDutyNear, ImposedDutyMissed, CallLogged, NoticeHandedOver, NoticeGivenUp, NoticeCameBack,
    ComplaintAnswered, ComplaintClosed, ComplaintReopened,
);
