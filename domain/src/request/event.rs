//! What happened in a request. Facts for ever: a field is only ever added, and then optional.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::Actor;
use crate::assurance::{Assurance, Method, Sensitivity};
use crate::clock::{DueRecord, Duty};
use crate::contact::{Channel, Contact};
use crate::digest::Digest;
use crate::docket::{ClockNo, EndKind, MoveCause, Started, Tick, Warning};
use crate::ground::{ExtensionGround, FeeGround, PauseGround};
use crate::id::{
    ComplaintId, ContactNo, IncidentId, ItemNo, PartyNo, PrincipalId, RequestId, StepNo, SystemId,
};
use crate::id::{TaskNo, TrackNo};
use crate::moment::Moment;
use crate::notice::{Message, Told};
use crate::people::{LossReason, Shown, StepFailure, Track};
use crate::regime::RegimeChoice;
use crate::sealed::Sealed;

use super::command::Plan;
use super::item::{Decision, HandedCopy};
use super::receipt::{LinkKind, Receipt};
use super::task::{LeftOut, Tail, TailEnd, TailNo, Task, TaskReport};
use super::track::{Currency, Hold, Items};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Event {
    /// A request arrived and was taken in.
    RequestReceived(Box<Receipt>),
    /// The regimes that apply, each with the reason.
    RegimesChosen { regimes: Vec<RegimeChoice> },
    /// Another case seems to be about the same person.
    LinkFound { other: RequestId, kind: LinkKind },
    /// A complaint is about it, or led to it.
    ComplaintLinked { complaint: ComplaintId },
    /// A message of this case went astray: the incident that it opened.
    IncidentLinked { incident: IncidentId },

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
    /// Whatever the desk kept of the evidence can no longer be opened by anyone; the fact that it was
    /// judged stays. A copy that whoever judged it kept elsewhere is theirs to destroy.
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
    /// Someone at a contact on record says that this is not their request.
    DeniedByContact { contact: ContactNo },
    /// Proof of identity is still awaited; the person is to be reminded.
    IdentityReminded { last_call: bool },

    /// A question was put to the person.
    ClarificationAsked { no: TrackNo, at: DateTime<Utc>, items: Items, question: Sealed },
    /// It was answered.
    ClarificationAnswered { no: TrackNo, at: DateTime<Utc>, answer: Sealed },
    /// A fee was quoted.
    FeeQuoted {
        no: TrackNo,
        at: DateTime<Utc>,
        items: Items,
        amount: u32,
        currency: Currency,
        ground: FeeGround,
        answer_by: NaiveDate,
        reason: Sealed,
    },
    /// The person agreed to pay.
    FeeAccepted { no: TrackNo },
    /// It was paid.
    FeePaid { no: TrackNo, at: DateTime<Utc> },
    /// It is no longer asked.
    FeeWaived { no: TrackNo, at: DateTime<Utc> },
    /// It was not accepted in time.
    FeeLapsed { no: TrackNo, at: DateTime<Utc> },
    /// Data must stay as it is.
    HoldPlaced { no: TrackNo, at: DateTime<Utc>, hold: Hold },
    /// It need not any longer.
    HoldLifted { no: TrackNo },
    /// A hold is due to be looked at.
    HoldReviewFellDue { no: TrackNo },

    /// More time is to be taken; it counts once the person is told.
    ExtensionOrdered {
        item: ItemNo,
        clocks: Vec<ClockNo>,
        ground: ExtensionGround,
        reason: Sealed,
        due: DueRecord,
    },
    /// The person was not told in time: the original due moment stands.
    ExtensionFailed { item: ItemNo },

    /// An officer took an item.
    ItemTaken { item: ItemNo, by: PrincipalId },
    /// An item was decided.
    ItemDecided { item: ItemNo, at: DateTime<Utc>, decision: Decision },
    /// The person authorised the recipient named.
    RecipientAuthorised { item: ItemNo, step: StepNo },
    /// Whether the recipient's interface can take it.
    TransferJudged { item: ItemNo, feasible: bool, reason: Option<Sealed> },
    /// A copy left the house.
    CopyHandedOver { item: ItemNo, copy: HandedCopy, at: DateTime<Utc> },
    /// Everything decided about an item is carried out in the live systems.
    ItemDone { item: ItemNo },
    /// Nothing of an item is left to wait for.
    ItemFinished { item: ItemNo },
    /// The person withdrew; this had already been carried out.
    ItemsWithdrawn { items: Items, party: PartyNo, carried_out: Vec<TaskNo> },

    /// Work was ordered from systems, and why others were left out.
    TasksPlanned {
        item: ItemNo,
        at: DateTime<Utc>,
        plan: Plan,
        register: u32,
        tasks: Vec<(TaskNo, Task)>,
        left_out: Vec<(SystemId, LeftOut)>,
    },
    /// A system took a task.
    TaskClaimed { task: TaskNo, by: PrincipalId, until: DateTime<Utc>, fence: u32 },
    /// A system ended a task.
    TaskReported { task: TaskNo, at: DateTime<Utc>, report: TaskReport },
    /// A failed or refused task was ordered again.
    TaskOrderedAgain { task: TaskNo, due: NaiveDate },
    /// Tasks were taken back before they began.
    TasksCancelled { tasks: BTreeSet<TaskNo> },
    /// A task's due day passed.
    TaskOverdue { task: TaskNo },

    /// Something lasts after the answer.
    TailStarted { no: TailNo, tail: Tail },
    /// A backup leg is isolated.
    IsolationConfirmed { no: TailNo },
    /// A tail lasts longer.
    TailMoved { no: TailNo, until: NaiveDate, reason: Option<Sealed> },
    /// A tail's day passed: someone must act.
    TailFellDue { no: TailNo },
    /// A tail ended.
    TailEnded { no: TailNo, at: DateTime<Utc>, how: TailEnd },

    /// A call was logged, with what was told in it.
    CallLogged { party: PartyNo, at: DateTime<Utc>, summary: Sealed, told: Vec<Told> },
    /// A message was handed over at that time.
    NoticeHandedOver { message: Message, channel: Channel, at: DateTime<Utc> },
    /// A message could not be delivered.
    NoticeGivenUp { message: Message, at: DateTime<Utc> },
    /// A message handed over earlier came back.
    NoticeCameBack { message: Message, at: DateTime<Utc> },

    /// Each item was told.
    RequestAnswered { at: DateTime<Utc> },
    /// Every tail ended.
    RequestFinished { at: DateTime<Utc> },
    /// The case was closed.
    RequestClosed { by: Actor },
    /// The case is open again for these items.
    Reopened {
        why: ReopenReason,
        items: Items,
        received: Moment,
        /// Whether those who decided before may not decide again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_another: bool,
    },
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
    /// Whether it changes the case for a person, and so the decision revision: what machines
    /// report while they work never invalidates what a clerk has on screen.
    #[must_use]
    pub const fn changes_the_case(&self) -> bool {
        !matches!(
            self,
            Self::LinkFound { .. }
                | Self::ComplaintLinked { .. }
                | Self::IncidentLinked { .. }
                | Self::ClockMoved { .. }
                | Self::GoverningChanged { .. }
                | Self::DutyWarned { .. }
                | Self::DutyMissed { .. }
                | Self::ClockEnded { .. }
                | Self::EvidenceDestroyed { .. }
                | Self::IdentityReminded { .. }
                | Self::HoldReviewFellDue { .. }
                | Self::ItemDone { .. }
                | Self::ItemFinished { .. }
                | Self::TaskClaimed { .. }
                | Self::TaskReported { .. }
                | Self::TaskOverdue { .. }
                | Self::TailStarted { .. }
                | Self::IsolationConfirmed { .. }
                | Self::TailFellDue { .. }
                | Self::NoticeHandedOver { .. }
                | Self::NoticeGivenUp { .. }
                | Self::NoticeCameBack { .. }
                | Self::RequestAnswered { .. }
                | Self::RequestFinished { .. }
        )
    }
}

crate::stream::domain_event!(Event, "1":
    RequestReceived, RegimesChosen, LinkFound, ComplaintLinked, IncidentLinked, ClockStarted,
    ClockPaused, ClockResumed, ClockReanchored, ClockExtended, ClockMoved, GoverningChanged, DutyWarned, DutyMissed,
    ClockEnded, RecordMatched, RecordNotFound, ChallengeIssued, CodeSentAgain, CodeMissed,
    StepAccepted, StepFailed, EvidenceDestroyed, ContactConfirmed, IdentityConfirmed,
    IdentityLost, StandingConfirmed, StandingLost, DeniedByContact, IdentityReminded,
    ClarificationAsked, ClarificationAnswered, FeeQuoted, FeeAccepted, FeePaid, FeeWaived,
    FeeLapsed, HoldPlaced, HoldLifted, HoldReviewFellDue, ExtensionOrdered, ExtensionFailed,
    ItemTaken, ItemDecided, RecipientAuthorised, TransferJudged, CopyHandedOver, ItemDone,
    ItemFinished, ItemsWithdrawn, TasksPlanned, TaskClaimed, TaskReported, TaskOrderedAgain,
    TasksCancelled, TaskOverdue, TailStarted, IsolationConfirmed, TailMoved, TailFellDue,
    TailEnded, CallLogged, NoticeHandedOver, NoticeGivenUp, NoticeCameBack, RequestAnswered,
    RequestFinished, RequestClosed, Reopened,
);

crate::text::closed_list!(
    /// Why a case is opened again.
    ReopenReason, "reason for reopening" {
        /// A complaint was upheld.
        ComplaintUpheld = "complaint_upheld",
        /// An authority demands it.
        Authority = "authority",
        /// We made a mistake.
        OurError = "our_error",
        /// Proof came in after the explained outcome.
        LateProof = "late_proof",
        /// The withdrawal was not theirs.
        WithdrawalAnnulled = "withdrawal_annulled",
        /// A system was found that holds more.
        SystemFound = "system_found",
        /// A restore brought back what had been deleted.
        Restored = "restored",
    }
);
