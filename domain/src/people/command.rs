//! What can be asked of people, and what they can show.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::assurance::{Assurance, Method, Sensitivity};
use crate::contact::Contact;
use crate::digest::Digest;
use crate::id::{ContactNo, ItemNo, PartyNo, StepNo};

use super::party::{LossReason, Track};

/// The result of matching the identifiers to a record.
#[derive(Debug, Clone)]
pub enum MatchRecord {
    /// A record was found.
    Found {
        /// Contacts given in the letter that are on the record.
        attested: BTreeSet<ContactNo>,
        /// Further contacts on the record.
        added: Vec<Contact>,
        /// How much a mistake would hurt, as the record shows.
        sensitivity: Sensitivity,
    },
    /// None was found.
    NotFound,
}

/// Something that a party is asked to show.
#[derive(Debug, Clone, Copy)]
pub struct Challenge {
    /// The party.
    pub party: PartyNo,
    /// What it is to show.
    pub track: Track,
    /// The portability item whose recipient is to be authorised.
    pub item: Option<ItemNo>,
    /// How.
    pub method: Method,
    /// Where a code goes.
    pub contact: Option<ContactNo>,
    /// Whether another one may go there.
    pub destination: Destination,
}

/// The most codes that go to one destination, over all cases: so many within so many minutes.
/// Whoever keeps the count reserves a send before asking for one, so that no number of callers at
/// once gets more through.
pub const CODES_MOST: [(u16, u16); 2] = [(3, 15), (10, 24 * 60)];

/// Whether another code may go to a destination, by [`CODES_MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// It may, and is counted.
    Open,
    /// It may not: too many went there lately.
    Exhausted,
}

/// What was shown and how it was judged.
#[derive(Debug, Clone)]
pub struct RecordProof {
    /// The open step it answers; none when it came unasked.
    pub step: Option<StepNo>,
    /// Whose proof it is.
    pub party: PartyNo,
    /// What it shows.
    pub track: Track,
    /// The portability item whose recipient is authorised.
    pub item: Option<ItemNo>,
    /// How.
    pub method: Method,
    /// Whether it convinced.
    pub accepted: bool,
    /// The digest of the evidence, which the desk may not hold itself.
    pub evidence: Option<Digest>,
    /// The last day on which it holds.
    pub until: Option<NaiveDate>,
    /// Contacts that the portal's own session shows to belong to the account.
    pub attested: BTreeSet<ContactNo>,
}

/// What can be done about who is in a case. Each kind of case has an act for each.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Act {
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
    /// What the desk kept of the evidence of a judged step is gone.
    ConfirmEvidenceDestroyed { step: StepNo },
}

/// Makes an act of one kind of case of each [`Act`].
macro_rules! takes_acts {
    ($act:ident) => {
        impl From<$crate::people::Act> for $act {
            fn from(act: $crate::people::Act) -> Self {
                use $crate::people::Act;
                match act {
                    Act::MatchRecord(found) => Self::MatchRecord(found),
                    Act::IssueChallenge(challenge) => Self::IssueChallenge(challenge),
                    Act::SendCodeAgain { step, destination } => {
                        Self::SendCodeAgain { step, destination }
                    }
                    Act::AnswerCode { step, correct } => Self::AnswerCode { step, correct },
                    Act::RecordProof(proof) => Self::RecordProof(proof),
                    Act::LoseIdentity { party, why } => Self::LoseIdentity { party, why },
                    Act::LoseStanding { party, why } => Self::LoseStanding { party, why },
                    Act::ConfirmEvidenceDestroyed { step } => {
                        Self::ConfirmEvidenceDestroyed { step }
                    }
                }
            }
        }
    };
}
pub(crate) use takes_acts;

/// What a level of assurance is worth when a step of this method is accepted; a code is worth
/// *matched* only where the record is matched too.
#[must_use]
pub const fn worth(method: Method, matched: bool) -> Assurance {
    match method {
        Method::OneTimeCode if matched => Assurance::Matched,
        Method::OneTimeCode => Assurance::Contact,
        Method::AccountSession => Assurance::Session,
        Method::Document | Method::SignedMandate => Assurance::Document,
        Method::InPerson => Assurance::InPerson,
    }
}
