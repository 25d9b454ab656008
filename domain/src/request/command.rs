//! What can be asked of a request.

use crate::people::{Challenge, Destination, MatchRecord, RecordProof};
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::contact::Intake;
use crate::digest::Digest;
use crate::ground::{DeletionGround, ExtensionGround, FeeGround};
use crate::id::{
    ComplaintId, ContactNo, DataCategory, IncidentId, ItemNo, PartyNo, RegimeId, RequestId,
};
use crate::id::{StepNo, TaskNo, TrackNo};
use crate::kind::ItemKind;
use crate::reference::Reference;
use crate::sealed::Sealed;
use crate::system::Register;

use super::item::{HandedCopy, Part};
use super::receipt::Related;
use super::task::{TailEnd, TailNo, TaskReport};
use super::track::{Currency, Hold, Items};
use crate::notice::{Heard, Told};
use crate::people::{LossReason, Party, Subject};
use crate::received::Received;

/// A command with everything that deciding it needs from outside.
pub type Command = crate::case::Command<Act>;

/// What is to be done.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Act {
    /// Take a letter in.
    Receive(Box<Receive>),
    /// Record a link that the linker found.
    Link { other: Related },
    /// Record a complaint about it, or the one for which the house opened it.
    LinkComplaint { complaint: ComplaintId },
    /// Record the incident that a message of this case opened, by going astray.
    LinkIncident { incident: IncidentId },
    /// Open these items again because a complaint was right about them; whether another officer has
    /// to decide, since the house has one.
    ReopenForComplaint { complaint: ComplaintId, items: Items, by_another: bool },

    /// Say whether the identifiers match a record, and which contacts are on it.
    MatchRecord(MatchRecord),
    /// Ask a party to show something.
    IssueChallenge(Challenge),
    /// Send a new code for an open step.
    SendCodeAgain { step: StepNo, destination: Destination },
    /// Give the answer to a code; the desk has compared it.
    AnswerCode { step: StepNo, correct: bool },
    /// Record what was shown, in answer to a step or unasked.
    RecordProof(RecordProof),
    /// Identity no longer holds.
    LoseIdentity { party: PartyNo, why: LossReason },
    /// Standing no longer holds.
    LoseStanding { party: PartyNo, why: LossReason },
    /// A contact on record says that this is not their request.
    Deny { contact: ContactNo },
    /// What the desk kept of the evidence of a judged step is gone.
    ConfirmEvidenceDestroyed { step: StepNo },

    /// Put a question to the person.
    AskClarification { items: Items, question: Sealed },
    /// Record the answer.
    AnswerClarification { no: TrackNo, answer: Sealed },
    /// Quote a fee.
    QuoteFee(QuoteFee),
    /// The person agrees to pay.
    AcceptFee { no: TrackNo },
    /// It was paid.
    RecordFeePaid { no: TrackNo },
    /// It is no longer asked.
    WaiveFee { no: TrackNo },
    /// It was not accepted in time.
    LapseFee { no: TrackNo },
    /// Stop what has not begun.
    PlaceHold { hold: Hold },
    /// End a hold.
    LiftHold { no: TrackNo },
    /// Take more time for one item under one regime.
    Extend { item: ItemNo, regime: RegimeId, ground: ExtensionGround, reason: Sealed },

    /// Take an item: it is then never decided by the passing of time.
    TakeItem { item: ItemNo },
    /// Decide an item.
    Decide(Decide),
    /// Say whether the recipient's interface can take it.
    JudgeTransfer { item: ItemNo, feasible: bool, reason: Option<Sealed> },
    /// Record how a copy was handed over.
    RecordCopyHandedOver { item: ItemNo, copy: HandedCopy, at: DateTime<Utc> },
    /// Withdraw items, or all of them.
    Withdraw { party: PartyNo, items: Items },

    /// Order work from the registered systems.
    PlanTasks { item: ItemNo, plan: Plan, register: Arc<Register> },
    /// Take a task under a lease.
    ClaimTask { task: TaskNo, lease_minutes: u16 },
    /// End a task under the fencing number of the claim.
    ReportTask { task: TaskNo, fence: u32, report: TaskReport },
    /// Order a failed or refused task again.
    OrderTaskAgain { task: TaskNo, register: Arc<Register> },
    /// A backup leg is isolated.
    ConfirmIsolation { tail: TailNo },
    /// A tail lasts longer.
    MoveTail { tail: TailNo, until: NaiveDate, reason: Option<Sealed> },
    /// A tail ended.
    EndTail { tail: TailNo, how: TailEnd },

    /// Log a call.
    LogCall { party: PartyNo, at: DateTime<Utc>, summary: Sealed, told: Vec<Told> },
    /// Record what became of a message.
    Hear(Heard),

    /// Look at the time.
    CheckClocks,
    /// Close a finished case.
    Close,
}

/// A letter, parsed at the door and sealed by the desk.
#[derive(Debug, Clone)]
pub struct Receive {
    /// The case.
    pub id: RequestId,
    /// Its human reference.
    pub reference: Reference,
    /// The channel.
    pub intake: Intake,
    /// When and where it was received.
    pub received: Received,
    /// Why it is entered late; demanded of clerk entry only.
    pub late_reason: Option<Sealed>,
    /// Whom it is about.
    pub subject: Subject,
    /// Who asks.
    pub requester: Party,
    /// What is asked.
    pub items: Vec<Ask>,
    /// The words of the letter.
    pub statement: Option<Sealed>,
    /// The portal's own ticket number.
    pub external_ref: Option<Sealed>,
    /// The claim ticket.
    pub ticket: Sealed,
    /// The hash that proves it later.
    pub ticket_hash: Digest,
    /// Whether the person wants one more notice when the last backup is clear.
    pub last_notice: bool,
    /// Other cases of the same subject.
    pub related: Vec<Related>,
}

/// One thing asked, as the letter has it.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What is asked.
    pub kind: ItemKind,
    /// The data categories; empty means all.
    pub scope: BTreeSet<DataCategory>,
    /// Items, by their place in the letter from 1, that must be done first.
    pub after: BTreeSet<ItemNo>,
    /// The recipient, purpose or correction, in words.
    pub detail: Option<Sealed>,
}

/// A fee to be quoted.
#[derive(Debug, Clone)]
pub struct QuoteFee {
    /// The items it is asked for.
    pub items: Items,
    /// The amount in the currency's smallest unit.
    pub amount: u32,
    /// The currency.
    pub currency: Currency,
    /// Why a fee is asked.
    pub ground: FeeGround,
    /// The day by the end of which the person is to agree; else the quote lapses.
    pub answer_by: NaiveDate,
    /// The reason told.
    pub reason: Sealed,
    /// Earlier cases of the same subject, for a ground of repetition.
    pub earlier: Vec<Related>,
}

/// A decision to be taken.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The item.
    pub item: ItemNo,
    /// The outcome for each data category and system.
    pub parts: Vec<Part>,
    /// On what deletion is owed.
    pub deletion_ground: Option<DeletionGround>,
    /// The reason as it is told.
    pub reason_told: Option<Sealed>,
    /// The reason as it is kept.
    pub reason_kept: Option<Sealed>,
    /// The register of systems, since some outcomes are not to be had in every system.
    pub register: Arc<Register>,
}

crate::text::closed_list!(
    /// What is to be ordered from systems.
    Plan, "plan" {
        /// Look what is held.
        Search = "search",
        /// Protect the person at once, reversibly, before the decision.
        Protect = "protect",
        /// Carry the decision out.
        CarryOut = "carry_out",
    }
);
