//! What can be asked of a complaint.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::case::CaseRef;
use crate::clock::{Due, Duty};
use crate::contact::{Channel, Intake};
use crate::digest::Digest;
use crate::ground::ExtensionGround;
use crate::id::{ComplaintId, ItemNo, PartyNo, PrincipalId, RegimeId, StepNo, TrackNo};
use crate::kind::ComplaintKind;
use crate::notice::{Heard, Told};
use crate::people::{Challenge, Destination, LossReason, MatchRecord, Party, RecordProof, Subject};
use crate::received::Received;
use crate::reference::Reference;
use crate::sealed::Sealed;

use super::event::Reason;
use super::receipt::{About, Inherited};
use super::{Direction, Link, Outcome, Remedy};

/// A command with everything that deciding it needs from outside.
pub type Command = crate::case::Command<Act>;

/// What is to be done.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Act {
    /// Take a letter in.
    Receive(Box<Receive>),
    /// Record a case that belongs to it.
    Link { other: CaseRef, link: Link },

    /// Say whether the identifiers match a record, and which contacts are on it.
    MatchRecord(MatchRecord),
    /// Ask who complains.
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
    /// What the desk kept of the evidence of a judged step is gone.
    ConfirmEvidenceDestroyed { step: StepNo },

    /// Take the case: it is then never ended by the passing of time.
    Take,
    /// Find one more thing in the letter.
    AddAllegation { words: Sealed, item: Option<ItemNo> },
    /// Record a step of investigation.
    RecordStep { what: Sealed },
    /// Record a measure that was taken.
    RecordMeasure { what: Sealed },
    /// Record what was found about an allegation.
    RecordFinding { allegation: ItemNo, finding: Sealed },
    /// Record a letter, a call or a talk.
    RecordLetter {
        direction: Direction,
        party: PartyNo,
        channel: Channel,
        at: DateTime<Utc>,
        summary: Sealed,
    },
    /// Name whoever looks at it from outside, where the house has no other officer: the desk says
    /// whether it has.
    NameReviewer { name: Sealed, reason: Sealed, other_officers: bool },
    /// Say what our own check of a child's data found.
    CheckChildData { found: bool },
    /// Decide an allegation.
    Decide(Decide),
    /// Record that it went to an authority, or came from one.
    Escalate { authority: Authority, direction: Direction, reference: Sealed, at: DateTime<Utc> },
    /// Record a duty that an authority imposed, by a date that it gave.
    Impose { by: PartyNo, duty: Duty, due: Due, demand: Sealed },
    /// Record that an imposed duty was done.
    MeetImposed { no: TrackNo, at: DateTime<Utc> },
    /// Take more time for the answer, as a law lets an appeal take it.
    Extend { regime: RegimeId, ground: ExtensionGround, reason: Sealed },
    /// Say that an imposed duty is not owed: it was recorded by mistake, or the authority took it back.
    WithdrawImposed { no: TrackNo, reason: Sealed },
    /// Open it again for these allegations, or for all of them.
    Reopen { why: Reason, allegations: BTreeSet<ItemNo> },

    /// Log a call.
    LogCall { party: PartyNo, at: DateTime<Utc>, summary: Sealed, told: Vec<Told> },
    /// Record what became of a message.
    Hear(Heard),

    /// Look at the time.
    CheckClocks,
    /// Close an answered case.
    Close,
}

/// A letter, parsed at the door and sealed by the desk.
#[derive(Debug, Clone)]
pub struct Receive {
    /// The case.
    pub id: ComplaintId,
    /// Its human reference.
    pub reference: Reference,
    /// The channel.
    pub intake: Intake,
    /// When and where it was received.
    pub received: Received,
    /// Why it is entered late; demanded of clerk entry only.
    pub late_reason: Option<Sealed>,
    /// What is brought.
    pub kind: ComplaintKind,
    /// Whose data it is about.
    pub subject: Option<Subject>,
    /// Who complains.
    pub complainant: Party,
    /// The request that it is about, as the desk found it.
    pub about: Option<About>,
    /// What the complainant has shown there, when it is opened from there.
    pub inherited: Option<Inherited>,
    /// What is alleged, each with the item of the request; none at all means the whole letter.
    pub allegations: Vec<(Sealed, Option<ItemNo>)>,
    /// The words of the letter.
    pub statement: Option<Sealed>,
    /// The portal's own ticket number.
    pub external_ref: Option<Sealed>,
    /// The claim ticket.
    pub ticket: Sealed,
    /// The hash that proves it later.
    pub ticket_hash: Digest,
}

/// A decision to be taken.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The allegation.
    pub allegation: ItemNo,
    /// How it ends.
    pub outcome: Outcome,
    /// What is done about what is upheld.
    pub remedies: BTreeSet<Remedy>,
    /// The reason as it is told.
    pub reason_told: Option<Sealed>,
    /// The reason as it is kept.
    pub reason_kept: Option<Sealed>,
    /// The request that it is about as it stands, where that is here: it may have gone on since the
    /// complaint arrived.
    pub request: Option<RequestNow>,
}

/// What of other streams says who may judge a complaint, as the desk found it.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// The request that it is about as it stands, where its stream is here.
    pub request: Option<RequestNow>,
    /// Whether the house has an officer who decided nothing of it.
    pub other_officers: bool,
}

/// How far the request is that a complaint is about.
#[derive(Debug, Clone, Default)]
pub struct RequestNow {
    /// Its items that are decided.
    pub decided: BTreeSet<ItemNo>,
    /// Who decided those that the complaint is about.
    pub decided_by: BTreeSet<PrincipalId>,
}

/// An authority to which a complaint goes, or from which it comes.
#[derive(Debug, Clone)]
pub enum Authority {
    /// One that is heard of for the first time.
    New(Box<Party>),
    /// One that is a party already.
    Known(PartyNo),
}
