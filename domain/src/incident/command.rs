//! What can be asked of an incident.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::breach::{Affected, Capacity, Exemption, Operator};
use crate::case::CaseRef;
use crate::clock::{Due, Duty};
use crate::contact::{Intake, Means};
use crate::id::{
    CampaignId, DispatchId, IncidentId, ItemNo, PrincipalId, RegimeId, RuleId, TrackNo,
};
use crate::notice::Heard;
use crate::people::Party;
use crate::received::Received;
use crate::reference::Reference;
use crate::sealed::Sealed;

use super::Link;
use super::assessment::Finding;
use super::case::{Case, Phase};
use super::correction::{NoticeChange, ToldChange};
use super::facts::{Fact, Times};
use super::processor::{ProcessorFact, ProcessorWord};
use super::receipt::Source;
use super::record::{Authority, Content, MeasureKind, NoticePhase, Stage};

/// A command with everything that deciding it needs from outside.
pub type Command = crate::case::Command<Act>;

/// What is to be done.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields say what their names and types say")]
pub enum Act {
    /// Take word of an incident in.
    Receive(Box<Receive>),
    /// Record a case that belongs to it.
    Link { other: CaseRef, link: Link },

    /// Take the case.
    Take,
    /// State or correct facts.
    State(State),
    /// Judge what it is: one more version.
    Assess {
        made: Option<DateTime<Utc>>,
        known: Option<DateTime<Utc>>,
        finding: Box<Finding>,
        reasoning: Sealed,
        changed: Option<Sealed>,
    },
    /// Judge that nobody need be told by this duty; of one that is done, no more than that.
    JudgeNotNotifiable { duty: ItemNo, exemption: Option<Exemption>, reasoning: Sealed },
    /// Judge that somebody must be told after all, by what was known then.
    Revise { duty: ItemNo, known: Option<DateTime<Utc>>, reasoning: Sealed },

    /// Plan a measure.
    Plan {
        stage: Stage,
        kind: MeasureKind,
        what: Option<Sealed>,
        owner: Option<Owner>,
        due: Option<DateTime<Utc>>,
    },
    /// Say who sees to a measure, and by when: as before, where nothing is said.
    Assign { measure: TrackNo, owner: Owner, due: Option<DateTime<Utc>> },
    /// Say that a measure was done, or is not needed.
    Settle { measure: TrackNo, done: bool, at: DateTime<Utc>, words: Option<Sealed> },
    /// Record something that was done or found.
    Note { what: Sealed },

    /// Record a notice that an authority was given.
    NotifyAuthority(Box<NotifyAuthority>),
    /// Record that people were told.
    TellPeople(Box<TellPeople>),
    /// Record that a campaign told people. It happened: nothing about it is refused.
    HearTold(Box<ToldByCampaign>),
    /// Put right what was recorded of a notice to an authority, or add the number that it has there.
    CorrectNotice { notice: TrackNo, change: NoticeChange },
    /// Put right what was recorded of how people were told.
    CorrectTold { told: TrackNo, change: ToldChange },
    /// Say why a duty was done late.
    ExplainLateness { duty: ItemNo, reason: Sealed },
    /// Record that an authority asked for silence.
    Stay { authority: Sealed, reference: Sealed, from: DateTime<Utc>, until: DateTime<Utc> },
    /// Record that it no longer does; where it ended already, that it did earlier.
    LiftStay { stay: TrackNo, at: DateTime<Utc> },
    /// Record a duty that an authority imposed, by a date that it gave.
    Impose { by: Authority, duty: Duty, due: Due, demand: Sealed },
    /// Record that an imposed duty was done.
    MeetImposed { no: TrackNo, at: DateTime<Utc> },
    /// Say that an imposed duty is not owed: it was recorded by mistake, or the authority took it back.
    WithdrawImposed { no: TrackNo, reason: Sealed },
    /// Record what the review found.
    Review { findings: Sealed },

    /// Judge that it was no breach.
    JudgeNoBreach { reasoning: Sealed },
    /// Treat it with another one from now on: the desk says what is true of that one, if it is open.
    Merge { into: IncidentId, target: Option<MergeTarget>, reasoning: Sealed },
    /// Open it again.
    Reopen { reasoning: Sealed },

    /// Record what became of a message.
    Hear(Heard),
    /// Look at the time.
    CheckClocks,
    /// Close it.
    Close,
}

/// Word of an incident, parsed at the door and sealed by the desk.
#[derive(Debug, Clone)]
pub struct Receive {
    /// The case.
    pub id: IncidentId,
    /// Its human reference.
    pub reference: Reference,
    /// The channel.
    pub intake: Intake,
    /// When and where word of it reached the house.
    pub received: Received,
    /// Why it is entered late; demanded of clerk entry only.
    pub late_reason: Option<Sealed>,
    /// Who or what brought word.
    pub source: Source,
    /// The case from which it is opened.
    pub from: Option<CaseRef>,
    /// The message that went astray.
    pub dispatch: Option<DispatchId>,
    /// Who reports it.
    pub reporter: Party,
    /// What happened.
    pub summary: Sealed,
    /// The reporter's own number for it.
    pub external_ref: Option<Sealed>,
    /// What is known of times.
    pub times: Times,
    /// Which processor told the house, and how, as far as the report says.
    pub processor: ProcessorWord,
    /// What the house is to the data.
    pub capacity: Capacity,
    /// What sort of operator it is there.
    pub operator: Operator,
    /// Where the people live, as far as the report says.
    pub affected: Vec<Affected>,
}

/// Who is to see to a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Who.
    pub id: PrincipalId,
    /// Whether they are on the staff: what nobody of the house sees to, nobody does.
    pub on_staff: bool,
}

/// A notice that an authority was given.
#[derive(Debug, Clone)]
pub struct NotifyAuthority {
    /// Which authority; of a processor, which controllers.
    pub to: Sealed,
    /// Whether it is the first, adds to it, or ends it.
    pub phase: NoticePhase,
    /// The duties that it serves.
    pub duties: BTreeSet<ItemNo>,
    /// When it was given.
    pub at: DateTime<Utc>,
    /// What is in it.
    pub contents: BTreeSet<Content>,
    /// The same in words, or where it is filed.
    pub text: Option<Sealed>,
    /// The number that the authority gave it.
    pub reference: Option<Sealed>,
    /// Why it was given late.
    pub late_reason: Option<Sealed>,
}

/// That people were told, otherwise than by a campaign.
#[derive(Debug, Clone)]
pub struct TellPeople {
    /// The duties that it serves.
    pub duties: BTreeSet<ItemNo>,
    /// When the first of them was told.
    pub from: DateTime<Utc>,
    /// When the last of them was.
    pub at: DateTime<Utc>,
    /// How.
    pub means: BTreeSet<Means>,
    /// How many.
    pub people: u64,
    /// Whether everybody has been told who must be.
    pub complete: bool,
    /// What was told, or where it is filed.
    pub text: Option<Sealed>,
    /// Why they were told late.
    pub late_reason: Option<Sealed>,
}

/// How a campaign told people.
#[derive(Debug, Clone)]
pub struct ToldByCampaign {
    /// The campaign.
    pub campaign: CampaignId,
    /// The duties that it serves.
    pub duties: BTreeSet<ItemNo>,
    /// When the first of them was told.
    pub from: DateTime<Utc>,
    /// When the last of them was.
    pub at: DateTime<Utc>,
    /// How.
    pub means: BTreeSet<Means>,
    /// How many in all, by any version so far.
    pub people: u64,
    /// Whether everybody has been told who must be.
    pub complete: bool,
    /// When it was approved: by what was known then everybody is told.
    pub approved: DateTime<Utc>,
    /// Whether its approval says why they are told late.
    pub explained: bool,
}

/// What is true of the incident with which another is to be treated.
#[derive(Debug, Clone)]
pub struct MergeTarget {
    /// Since when it is known.
    pub known: DateTime<Utc>,
    /// The rules that it brought, and that did not fall away.
    pub brought: BTreeSet<(RegimeId, RuleId)>,
    /// Those of them by which it still owes something, and since when that is known.
    pub owed: BTreeMap<(RegimeId, RuleId), DateTime<Utc>>,
    /// What is judged of it now.
    pub finding: Finding,
    /// Until when authorities ask for silence about it, where they do.
    pub silent_until: Option<DateTime<Utc>>,
}

impl MergeTarget {
    /// What is true of that one; nothing, unless it is open.
    #[must_use]
    pub fn of(case: &Case) -> Option<Self> {
        let brought = case.obligations.values().filter(|one| !one.standing.fell_away());
        (case.phase == Phase::Open).then(|| Self {
            known: case.knowledge(),
            brought: brought.map(|one| one.arisen.named()).collect(),
            owed: case
                .owed()
                .map(|(_, one)| (one.arisen.named(), case.known(&one.arisen)))
                .collect(),
            finding: case.finding(case.version()),
            silent_until: case.silent_until(),
        })
    }
}

/// Facts to be stated together: what is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Times; none takes one back.
    pub times: Vec<(Fact, Option<DateTime<Utc>>)>,
    /// Which processor told the house, and how.
    pub processor: Vec<ProcessorFact>,
    /// What the house is to the data.
    pub capacity: Option<Capacity>,
    /// What sort of operator it is there.
    pub operator: Option<Operator>,
    /// Why: demanded for what was said before, and for when the house was aware.
    pub reason: Option<Sealed>,
}
