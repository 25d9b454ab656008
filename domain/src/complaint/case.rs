//! A complaint as folded from its events.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::{Actor, Role};
use crate::assurance::Assurance;
use crate::case::CaseRef;
use crate::docket::Docket;
use crate::docket::imposed::Impositions;
use crate::id::{ComplaintId, ItemNo, PartyNo, PrincipalId, RegimeId};
use crate::notice::NoticeKind;
use crate::notice::Told;
use crate::people::{Party, People, REQUESTER, Record};
use crate::regime::RegimeChoice;
use crate::sealed::Sealed;
use crate::text::closed_list;

use super::command::RequestNow;
use super::receipt::{Alleged, Receipt};
use super::{Link, Outcome, Remedy};

/// Everything that is true of a live complaint.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Case {
    /// How it came in; never changes.
    pub receipt: Arc<Receipt>,
    /// Who is in it, and what they have shown.
    pub people: People,
    /// The regimes that apply.
    pub regimes: Vec<RegimeChoice>,
    /// What is alleged.
    pub allegations: BTreeMap<ItemNo, Allegation>,
    /// What is owed by when.
    pub docket: Docket,
    /// Under what number an authority has it to which it went, the last one.
    pub escalated: Vec<Escalated>,
    /// Duties that an authority imposed.
    pub imposed: Impositions,
    /// The officer who took it.
    pub taken: Option<PrincipalId>,
    /// Whoever looks at it from outside, where the house has nobody else.
    pub reviewer: bool,
    /// How many steps of investigation there were.
    pub steps_taken: u16,
    /// How many measures.
    pub measures: u16,
    /// How many letters to and fro.
    pub letters: u16,
    /// What our own check of a child's data found.
    pub child_data: Option<bool>,
    /// Other cases that belong to it.
    pub links: Vec<Linked>,
    /// What the parties have been told so far, with the time of the first telling.
    pub told: Vec<(Told, DateTime<Utc>)>,
    /// Messages that came back or were given up, by what they told.
    pub undelivered: BTreeSet<Told>,
    /// Where the case stands.
    pub phase: Phase,
    /// Counts the events that change the case for a person.
    pub revision: u64,
}

/// To whom a complaint went.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Escalated {
    /// The authority, who is a party from then on.
    pub to: PartyNo,
    /// Under what number it has it.
    pub reference: Sealed,
}

/// Another case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Linked {
    /// The case.
    pub case: CaseRef,
    /// What it is to this one.
    pub link: Link,
}

/// One thing alleged, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Allegation {
    /// What is alleged.
    pub alleged: Alleged,
    /// What was found, the latest last.
    pub findings: Vec<Sealed>,
    /// How many steps there had been when it was added: nobody took them for it.
    pub steps_before: usize,
    /// How it ended.
    pub decided: Option<Decided>,
    /// How each round before this one ended.
    pub before: Vec<Round>,
}

/// A round that a reopening ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Round {
    /// When it was opened again.
    pub until: DateTime<Utc>,
    /// When the complainant was told how it had ended.
    pub told: Option<DateTime<Utc>>,
    /// How many steps and findings there were that another judgement does not rest on again.
    pub looked: usize,
}

impl Allegation {
    /// Since which receipt its duties count: 1, and one more at each reopening.
    #[must_use]
    pub fn round(&self) -> usize {
        1 + self.before.len()
    }

    /// How many steps and findings there were that another judgement does not rest on again.
    pub(super) fn looked_before(&self) -> usize {
        self.before.last().map_or(self.steps_before, |round| round.looked)
    }

    /// When the complainant was told how it ended, by a clock that counts from then: what is opened again
    /// has a clock of its own.
    #[must_use]
    pub fn told_since(&self, counts_from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let earlier = self.before.iter().filter(|round| counts_from < round.until);
        let told = earlier.into_iter().find_map(|round| round.told);
        told.or_else(|| self.decided.as_ref()?.told)
    }
}

/// How an allegation ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Decided {
    /// The outcome.
    pub outcome: Outcome,
    /// What is done about it.
    pub remedies: BTreeSet<Remedy>,
    /// The reason as it is told.
    pub reason_told: Option<Sealed>,
    /// Who decided.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
    /// When the complainant was told.
    pub told: Option<DateTime<Utc>>,
}

closed_list!(
    /// Where a complaint stands.
    Phase, "phase of a complaint" {
        /// Something alleged is not yet told.
        Open = "open",
        /// Every allegation was told.
        Answered = "answered",
        /// Closed by someone.
        Closed = "closed",
    }
);

/// Whether a letter of this kind tells how an allegation ended.
pub(super) const fn tells_the_end(kind: NoticeKind) -> bool {
    matches!(kind, NoticeKind::Decision | NoticeKind::IdentityNotConfirmed | NoticeKind::Withdrawn)
}

impl Case {
    /// Whether a regime applies here.
    #[must_use]
    pub fn has_regime(&self, regime: &RegimeId) -> bool {
        self.regimes.iter().any(|choice| choice.regime == *regime)
    }

    /// The case id.
    #[must_use]
    pub fn id(&self) -> &ComplaintId {
        &self.receipt.id
    }

    /// Who complains.
    #[must_use]
    pub fn complainant(&self) -> &Party {
        // Party 1 is put there by the first event and never taken away.
        self.people.parties.get(&REQUESTER).unwrap_or(&self.receipt.complainant)
    }

    /// Whether anybody can be told.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.complainant().contacts.is_empty()
    }

    /// Whether, on this day, it is known who complains, as far as answering needs it.
    #[must_use]
    pub fn is_settled(&self, on: NaiveDate) -> bool {
        let needs = self.receipt.needs;
        needs == Assurance::None
            || (self.complainant().assurance(on) >= needs && self.complainant().may_speak(on))
    }

    /// Whether anybody looked into an allegation since it was added, or opened again, last of all.
    #[must_use]
    pub fn is_looked_into(&self, no: ItemNo) -> bool {
        self.allegations.get(&no).is_some_and(|allegation| {
            let looked = usize::from(self.steps_taken) + allegation.findings.len();
            looked > allegation.looked_before()
        })
    }

    /// Whether anybody was asked who they are, or nobody is there to be asked, or to be found.
    #[must_use]
    pub fn is_asked_who(&self) -> bool {
        !self.people.steps.is_empty()
            || self.people.record == Record::NotFound
            || self.is_anonymous()
    }

    /// Whether everything alleged is decided.
    #[must_use]
    pub fn all_decided(&self) -> bool {
        self.allegations.values().all(|allegation| allegation.decided.is_some())
    }

    /// Whether this member of staff decided what is complained about, before the complaint arrived or, by the
    /// request as it stands, since.
    #[must_use]
    pub fn is_decided_by(&self, principal: &PrincipalId, request: Option<&RequestNow>) -> bool {
        let before =
            self.receipt.about.as_ref().is_some_and(|about| about.is_decided_by(principal));
        before || request.is_some_and(|now| now.decided_by.contains(principal))
    }

    /// Whether it is about a decision of theirs. Whoever judges as a clerk answers what is asked.
    #[must_use]
    pub fn is_their_own(&self, by: &Actor, request: Option<&RequestNow>) -> bool {
        matches!(by.role, Role::Officer | Role::Approver) && self.is_decided_by(&by.id, request)
    }

    /// When the letter reached the house, by the first moment of its day where only that is known.
    #[must_use]
    pub fn received(&self) -> DateTime<Utc> {
        let received = &self.receipt.received;
        received.moment.earliest_in(received.zone)
    }
}
