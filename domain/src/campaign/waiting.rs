//! What a campaign waits for: what its stream says, and what is known beside it.

use crate::text::closed_list;

use super::decide::{papers_lack, people_lack, wording_lacks};
use super::plan::{Phase, Plan, Stage, Version};
use super::refusal::Refusal;

closed_list!(
    /// What a campaign waits for, in the order in which it is best settled.
    WaitingOn, "waiting on" {
        /// Somebody to begin a version.
        Version = "version",
        /// Somebody to word it.
        Wording = "wording",
        /// A list of the people whom it is for.
        List = "list",
        /// A paper to be filed before it is approved.
        Paper = "paper",
        /// A campaign that asks for people's consent.
        Consent = "consent",
        /// Somebody who wrote none of it, to approve it.
        Approval = "approval",
        /// Its incident, which was judged no breach: it is opened again, or what is planned is stopped.
        Incident = "incident",
        /// An authority that asks for silence about the incident.
        Stay = "stay",
        /// Somebody to let its messages leave.
        Begin = "begin",
        /// Somebody to let them leave again.
        Resume = "resume",
        /// A way that takes nothing of the house, until it is tried again.
        Way = "way",
        /// The desk: to send, and to put on record what becomes of it.
        Sending = "sending",
        /// Clerks: to call and to write.
        Clerks = "clerks",
        /// Somebody to announce it in public.
        Announcement = "announcement",
        /// Closing.
        Closing = "closing",
        /// Nothing.
        Nothing = "nothing",
    }
);

/// What is known of a campaign beside its stream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is known apart from the others")]
pub struct Beside {
    /// Whether its incident was judged no breach.
    pub no_breach: bool,
    /// Whether an authority asks for silence about its incident.
    pub stayed: bool,
    /// Whether a way takes nothing of the house now.
    pub way_closed: bool,
    /// Whether messages are to leave.
    pub queued: bool,
    /// Whether messages are with people.
    pub by_hand: bool,
}

impl WaitingOn {
    /// Whether a campaign waits for this that may by its stream ([`Plan::may_wait_on`]).
    #[must_use]
    pub const fn holds(self, beside: Beside) -> bool {
        match self {
            Self::Incident => beside.no_breach,
            Self::Stay => beside.stayed,
            Self::Way => beside.way_closed,
            // Where only calls and letters are left, the desk has nothing to do.
            Self::Sending => beside.queued || !beside.by_hand,
            Self::Clerks => beside.by_hand,
            Self::Version
            | Self::Wording
            | Self::List
            | Self::Paper
            | Self::Consent
            | Self::Approval
            | Self::Begin
            | Self::Resume
            | Self::Announcement
            | Self::Closing
            | Self::Nothing => true,
        }
    }
}

impl Plan {
    /// What the campaign waits for; several things may be waited for at once, and there is always one.
    #[must_use]
    pub fn waiting_on(&self, beside: Beside) -> Vec<WaitingOn> {
        self.may_wait_on().into_iter().filter(|on| on.holds(beside)).collect()
    }

    /// What it may wait for by its stream alone: of each, what is known beside it says whether it does
    /// ([`WaitingOn::holds`]).
    #[must_use]
    pub fn may_wait_on(&self) -> Vec<WaitingOn> {
        if self.phase == Phase::Closed {
            return vec![WaitingOn::Nothing];
        }
        let draft = self.versions.last().filter(|version| version.stage == Stage::Draft);
        let lacks = |of: fn(&Self, &Version) -> Option<Refusal>| {
            draft.is_some_and(|v| of(self, v).is_some())
        };
        let (wording, people) = (lacks(wording_lacks), lacks(people_lack));
        let papers = lacks(papers_lack);
        let consent = draft.is_some() && self.about.lacks_consent();
        let whole = draft.is_some() && !(wording || people || papers || consent);
        let any = |stage| self.versions.iter().any(|version| version.stage == stage);
        let (sends, held) = (any(Stage::UnderWay), any(Stage::Paused));
        let approved = !(sends || held) && self.versions.iter().any(|v| self.may_send(v));
        let announces = self.versions.iter().any(|v| self.is_unannounced(v));
        let untold = draft.is_some() || approved || sends || held || announces;
        let of_incident = untold && self.about.incident().is_some();
        let rules = [
            (self.versions.is_empty(), WaitingOn::Version),
            (wording, WaitingOn::Wording),
            (people, WaitingOn::List),
            (papers, WaitingOn::Paper),
            (consent, WaitingOn::Consent),
            (whole, WaitingOn::Approval),
            (of_incident, WaitingOn::Incident),
            (of_incident, WaitingOn::Stay),
            (approved, WaitingOn::Begin),
            (held, WaitingOn::Resume),
            (sends, WaitingOn::Way),
            (sends, WaitingOn::Sending),
            (sends || held, WaitingOn::Clerks),
            (announces, WaitingOn::Announcement),
        ];
        let list: Vec<WaitingOn> =
            rules.into_iter().filter(|(waits, _)| *waits).map(|(_, on)| on).collect();
        if list.is_empty() { vec![WaitingOn::Closing] } else { list }
    }

    /// What was corrected before it began does not begin any more.
    fn may_begin(&self, version: &Version) -> bool {
        version.stage == Stage::Approved && self.superseded_by(version.no()).is_none()
    }

    /// The same where anything would leave: what has no channel is announced, and that is all.
    fn may_send(&self, version: &Version) -> bool {
        self.may_begin(version) && !version.drafted.channels.is_empty()
    }

    /// Whether a version is still to be announced.
    fn is_unannounced(&self, version: &Version) -> bool {
        let stands = match version.stage {
            Stage::Draft | Stage::Stopped => false,
            Stage::Approved => self.may_begin(version),
            Stage::UnderWay | Stage::Paused | Stage::Told => true,
        };
        stands && version.drafted.announced && version.announced.is_none()
    }
}
