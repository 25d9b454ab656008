//! A campaign as folded from its events.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::id::{BatchNo, CampaignId, ListId, PrincipalId, VersionNo};
use crate::place::Language;
use crate::reference::Reference;
use crate::sealed::Sealed;
use crate::text::closed_list;

use super::about::About;
use super::record::{Approval, Audience, Drafted, Outcome, Tally};
use super::wording::{Form, Words};

/// Everything that is true of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Plan {
    /// Its id.
    pub id: CampaignId,
    /// Its human reference.
    pub reference: Reference,
    /// What it is about.
    pub about: About,
    /// When it was begun.
    pub drafted: DateTime<Utc>,
    /// The reference of the impact assessment.
    pub assessment: Option<Sealed>,
    /// The reference of the receiver's undertaking.
    pub undertaking: Option<Sealed>,
    /// Everybody who wrote any of it.
    pub authors: BTreeSet<PrincipalId>,
    /// Its versions, the first one first.
    pub versions: Vec<Version>,
    /// The lists that were taken in.
    pub lists: BTreeSet<ListId>,
    /// The number of the last batch.
    pub batches: Option<BatchNo>,
    /// How many people are on the lists.
    pub people: u64,
    /// How many of them were erased.
    pub erased: u64,
    /// The number of the last report of results.
    pub results: u32,
    /// Where it stands.
    pub phase: Phase,
    /// Counts the events that change it for a person.
    pub revision: u64,
    /// Counts all of them: the sequence of the newest.
    pub sequence: u64,
}

closed_list!(
    /// Where a campaign stands.
    Phase, "phase of a campaign" {
        /// Something is planned or under way.
        Open = "open",
        /// It ended.
        Closed = "closed",
    }
);

closed_list!(
    /// Where a version stands.
    Stage, "stage of a version" {
        /// It is written.
        Draft = "draft",
        /// It may be sent.
        Approved = "approved",
        /// Messages leave.
        UnderWay = "under_way",
        /// They are held back.
        Paused = "paused",
        /// They are held back for good.
        Stopped = "stopped",
        /// Each is out, or cannot be.
        Told = "told",
    }
);

/// A version of what is told.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Version {
    /// As it was drafted.
    pub drafted: Drafted,
    /// The words, by form and language.
    pub wording: BTreeMap<Form, BTreeMap<Language, Words>>,
    /// How many messages its lists bring.
    pub listed: u64,
    /// Who approved it.
    pub approval: Option<Approval>,
    /// Why people are told late.
    pub late_reason: Option<Sealed>,
    /// Where it stands.
    pub stage: Stage,
    /// The sequence of the event by which it last came under way: none of its messages leaves before that
    /// event is in the ledger.
    pub moved: u64,
    /// What became of its messages.
    pub tally: Tally,
    /// When nothing of it was under way any more.
    pub settled: Option<DateTime<Utc>>,
    /// When it was announced.
    pub announced: Option<DateTime<Utc>>,
}

/// How many lists and reports a campaign has taken in: what came before and what after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Lists.
    pub lists: usize,
    /// Reports.
    pub results: u32,
}

/// How far a version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How many people are told so far.
    pub told: u64,
    /// How many cannot be reached by any way that was planned.
    pub unreachable: u64,
}

impl Version {
    pub(super) const fn begun(drafted: Drafted) -> Self {
        Self {
            drafted,
            wording: BTreeMap::new(),
            listed: 0,
            approval: None,
            late_reason: None,
            stage: Stage::Draft,
            moved: 0,
            tally: Tally { counts: Vec::new(), told: None },
            settled: None,
            announced: None,
        }
    }

    /// Lets messages leave by the event of that sequence; those that leave already go on.
    pub(super) fn move_on(&mut self, sequence: u64) {
        if self.stage != Stage::UnderWay {
            (self.stage, self.settled, self.moved) = (Stage::UnderWay, None, sequence);
        }
    }

    /// Whether messages of it were ever let out.
    #[must_use]
    pub const fn has_begun(&self) -> bool {
        self.moved > 0
    }

    /// Its number.
    #[must_use]
    pub const fn no(&self) -> VersionNo {
        self.drafted.no
    }

    /// The words of a form for whoever reads that language: in it, or in that of the version.
    #[must_use]
    pub fn words(&self, form: Form, language: &Language) -> Option<(&Language, &Words)> {
        let of = self.wording.get(&form)?;
        let primary = |tag: &Language| tag.as_str().split('-').next().unwrap_or("").to_owned();
        of.get_key_value(language)
            .or_else(|| of.iter().find(|(one, _)| primary(one) == primary(language)))
            .or_else(|| of.get_key_value(&self.drafted.language))
    }

    /// The forms that it needs words for: whoever was told by a version before gets another text.
    #[must_use]
    pub fn forms(&self) -> &'static [Form] {
        match self.drafted.audience {
            Audience::Listed if self.no() == VersionNo(1) => &[Form::Full],
            Audience::Listed => &[Form::Full, Form::Supplement],
            Audience::Everyone => &[Form::Full, Form::Correction],
        }
    }

    /// The form for somebody, who was told by a version before or not.
    #[must_use]
    pub const fn form_for(&self, told_before: bool) -> Form {
        match (told_before, self.drafted.audience) {
            (false, _) => Form::Full,
            (true, Audience::Listed) => Form::Supplement,
            (true, Audience::Everyone) => Form::Correction,
        }
    }

    /// When the first was told whom it is for, be it by a message or in public, and when the last.
    #[must_use]
    pub fn told(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let announced = self.announced.map(|at| (at, at));
        let all = self.tally.told.into_iter().chain(announced);
        all.reduce(|(from, to), (first, last)| (from.min(first), to.max(last)))
    }

    /// Whether all are told whom it is for: each by a message, and the public where it is to be announced, too.
    /// What has no channel is told by its announcement alone.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let Drafted { channels, announced, .. } = &self.drafted;
        let sends_nothing = channels.is_empty() && self.listed == 0;
        let sent = match self.stage {
            Stage::Told => true,
            Stage::Approved | Stage::UnderWay | Stage::Paused => sends_nothing,
            Stage::Draft | Stage::Stopped => false,
        };
        let made = self.announced.is_some() || !announced;
        sent && made && self.progress().unreachable == 0
    }

    /// How far it is. Whoever a message came back from counts as told no more.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let came_back = self.tally.of(Outcome::CameBack);
        let found = self.tally.of(Outcome::Recovered) + self.tally.of(Outcome::Gone);
        Progress {
            told: self.tally.of(Outcome::HandedOver).saturating_sub(came_back),
            unreachable: self.tally.of(Outcome::Unreachable).saturating_sub(found),
        }
    }
}

impl Plan {
    /// What it has taken in.
    #[must_use]
    pub fn seen(&self) -> Seen {
        Seen { lists: self.lists.len(), results: self.results }
    }

    /// A version by its number.
    #[must_use]
    pub fn version(&self, no: VersionNo) -> Option<&Version> {
        self.versions.iter().find(|version| version.no() == no)
    }

    pub(super) fn version_mut(&mut self, no: VersionNo) -> Option<&mut Version> {
        self.versions.iter_mut().find(|version| version.no() == no)
    }

    /// The version that corrects this one: the newest one for everybody before that has begun. Nobody is told
    /// what was corrected any more.
    #[must_use]
    pub fn superseded_by(&self, no: VersionNo) -> Option<VersionNo> {
        let corrects =
            |v: &&Version| v.no() > no && v.drafted.audience == Audience::Everyone && v.has_begun();
        self.versions.iter().rev().find(corrects).map(Version::no)
    }

    /// The version of which messages leave, or are held back.
    #[must_use]
    pub fn under_way(&self) -> Option<&Version> {
        self.versions
            .iter()
            .find(|version| matches!(version.stage, Stage::UnderWay | Stage::Paused))
    }
}
