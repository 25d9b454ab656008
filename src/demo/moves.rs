//! What happens in the script: everything that somebody does about a case, named by what they do.

use habeas_domain::assurance::Method;
use habeas_domain::breach::Risk;
use habeas_domain::complaint::{self, Remedy};
use habeas_domain::contact::Channel;
use habeas_domain::ground::{
    DeletionGround, ExtensionGround, FeeGround, HoldGround, RestrictionGround,
};
use habeas_domain::notice::NoticeKind;
use habeas_domain::people::{LossReason, Track};
use habeas_domain::request::{HandOver, Outcome, Plan, TaskResult};

/// One thing that somebody does.
#[derive(Debug, Clone)]
pub(super) enum Move {
    Verify(Verify),
    Talk(Talk),
    Judge(Judge),
    Work(Work),
    Hear(Hear),
    Respond(Respond),
    /// So many people are told by a campaign of the incident, which is all of them.
    TellsMany(u32),
}

/// Who speaks, and may they?
#[derive(Debug, Clone)]
pub(super) enum Verify {
    /// The record is found; these contacts of the letter are on it, and so are others.
    Found { on_record: &'static [u16], further: &'static [(Channel, &'static str)] },
    /// There is no record.
    NotFound,
    /// The person is signed in at the portal, which shows that the first contact is theirs.
    SignsIn,
    /// A code goes to a contact.
    Code { to: u16 },
    /// The person types the code, or something else.
    Types { right: bool },
    /// The clerk asks for something to be shown.
    Asks { track: Track, method: Method },
    /// It is shown, and convinces or does not.
    Shows { track: Track, method: Method, item: Option<u16>, accepted: bool },
    /// Whoever reads at another contact on record says that it was not them.
    Denies { contact: u16 },
    /// The requester may no longer speak for the subject.
    LosesStanding { why: LossReason },
}

/// What passes between the person and us.
#[derive(Debug, Clone)]
pub(super) enum Talk {
    /// A question to the person.
    Asks(&'static str),
    /// Its answer.
    Answers(&'static str),
    /// A fee, to be agreed to within so many days.
    Quotes { amount: u32, ground: FeeGround, days: u64, reason: &'static str },
    /// The person agrees to pay.
    Agrees,
    /// The money is there.
    Pays,
    /// A call with the person, which told of this.
    Calls { summary: &'static str, told: &'static [(NoticeKind, Option<u16>)] },
    /// Letters on paper that lie ready are posted.
    Posts,
    /// The person takes everything back.
    Withdraws,
}

/// What the officer does.
#[derive(Debug, Clone)]
pub(super) enum Judge {
    /// Takes an item.
    Takes { item: u16 },
    /// Takes more time under one regime.
    Extends { item: u16, regime: &'static str, ground: ExtensionGround, reason: &'static str },
    /// Lets what is there stay as it is, until somebody looks in so many days.
    Holds { ground: HoldGround, days: u64, reason: &'static str },
    /// Lifts the newest hold.
    Lifts,
    /// Says whether the recipient's interface can take it; if not, why.
    Feasible { item: u16, but: Option<&'static str> },
    /// Decides.
    Decides(Verdict),
    /// Lets the copy go.
    Copies { item: u16, how: HandOver },
    /// Closes the case.
    Closes,
}

/// What is done in systems.
#[derive(Debug, Clone)]
pub(super) enum Work {
    /// Work is ordered.
    Plans { item: u16, plan: Plan },
    /// Systems (all, where none is named) claim what waits for them, work, and report.
    Reports { only: &'static [&'static str], result: TaskResult },
    /// Failed work is ordered again.
    Again,
    /// What was deleted is isolated in every backup.
    Isolates,
    /// A system's backups no longer hold it.
    Clears { system: &'static str },
}

/// What is done about a complaint.
#[derive(Debug, Clone)]
pub(super) enum Hear {
    /// The officer looks into it.
    Looks(&'static str),
    /// The officer looks whether there is data of a child.
    Checks { found: bool },
    /// The house has no other officer: somebody from outside looks at it.
    Asks { reviewer: &'static str, reason: &'static str },
    /// A clerk answers what was asked.
    Answers(&'static str),
    /// The officer says who was right.
    Ends { outcome: complaint::Outcome, remedies: &'static [Remedy], told: &'static str },
    /// The officer closes it.
    Closes,
}

/// What is done about an incident.
#[derive(Debug, Clone)]
pub(super) enum Respond {
    /// The officer takes it.
    Takes,
    /// The officer says that the house is certain now, and why.
    Aware(&'static str),
    /// The officer judges what it is: the risk, and how many people by country and region.
    Assesses {
        risk: Risk,
        affected: &'static [(&'static str, Option<&'static str>, u64)],
        why: &'static str,
    },
    /// The clerks do what was planned.
    Contains,
    /// The officer gives every authority its first notice.
    Notifies,
    /// The officer looks back.
    Reviews(&'static str),
    /// The officer closes it.
    Closes,
}

impl Move {
    /// Whether somebody must have been told first: a code, what deleting ends, a letter to post.
    pub(super) const fn waits_for_messages(&self) -> bool {
        matches!(
            self,
            Self::Verify(Verify::Types { .. } | Verify::Denies { .. })
                | Self::Talk(Talk::Posts)
                | Self::Judge(Judge::Closes)
                | Self::Work(Work::Reports { .. })
        )
    }
}

impl From<Verify> for Move {
    fn from(what: Verify) -> Self {
        Self::Verify(what)
    }
}

impl From<Talk> for Move {
    fn from(what: Talk) -> Self {
        Self::Talk(what)
    }
}

impl From<Judge> for Move {
    fn from(what: Judge) -> Self {
        Self::Judge(what)
    }
}

impl From<Hear> for Move {
    fn from(what: Hear) -> Self {
        Self::Hear(what)
    }
}

impl From<Respond> for Move {
    fn from(what: Respond) -> Self {
        Self::Respond(what)
    }
}

impl From<Work> for Move {
    fn from(what: Work) -> Self {
        Self::Work(what)
    }
}

/// A decision about one item.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    pub(super) item: u16,
    pub(super) parts: Vec<(Option<&'static str>, Answer)>,
    pub(super) ground: Option<DeletionGround>,
    pub(super) told: Option<&'static str>,
    pub(super) kept: Option<&'static str>,
}

/// An outcome, with what depends on the day or on other cases.
#[derive(Debug, Clone)]
pub(super) enum Answer {
    /// As it is.
    Is(Outcome),
    /// Restricted through a day, or until somebody looks, so many days from now.
    RestrictedFor { ground: RestrictionGround, days: u64, review: bool },
    /// Restricted until something happens and years have passed.
    RestrictedUntil { ground: RestrictionGround, event: &'static str, years: u8, review: u64 },
    /// Anonymised by this method.
    Anonymised { method: &'static str },
    /// Another story answers it.
    With { story: &'static str },
}

/// One outcome for the whole item.
pub(super) fn decides(item: u16, outcome: Outcome) -> Judge {
    Judge::Decides(verdict(item, vec![(None, Answer::Is(outcome))]))
}

/// A deletion that is granted.
pub(super) fn deletes(item: u16, ground: DeletionGround) -> Judge {
    Judge::Decides(verdict(item, vec![(None, Answer::Is(Outcome::Granted))]).owed_on(ground))
}

/// Outcomes, and nothing said about them yet.
pub(super) const fn verdict(item: u16, parts: Vec<(Option<&'static str>, Answer)>) -> Verdict {
    Verdict { item, parts, ground: None, told: None, kept: None }
}

impl Verdict {
    /// On what a deletion is owed.
    pub(super) fn owed_on(mut self, ground: DeletionGround) -> Self {
        self.ground = Some(ground);
        self
    }

    /// The reason that is told.
    pub(super) fn because(mut self, told: &'static str) -> Judge {
        self.told = Some(told);
        Judge::Decides(self)
    }

    /// The reason that is kept.
    pub(super) fn keeping(mut self, kept: &'static str) -> Judge {
        self.kept = Some(kept);
        Judge::Decides(self)
    }
}

impl From<Verdict> for Move {
    fn from(verdict: Verdict) -> Self {
        Self::Judge(Judge::Decides(verdict))
    }
}

/// Every system does what was ordered.
pub(super) const DONE: Work = Work::Reports { only: &[], result: TaskResult::Done };
/// What was decided about the first item is ordered.
pub(super) const CARRY_OUT: Work = Work::Plans { item: 1, plan: Plan::CarryOut };
/// The record has the first contact of the letter.
pub(super) const MATCHES: Verify = Verify::Found { on_record: &[1], further: &[] };
/// A code goes to the first contact.
pub(super) const CODE: Verify = Verify::Code { to: 1 };
/// The right code is typed.
pub(super) const TYPES: Verify = Verify::Types { right: true };
