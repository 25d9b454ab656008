//! An incident as folded from its events.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::breach::{Capacity, Exemption, Operator};
use crate::case::CaseRef;
use crate::clock::{Duty, Tier};
use crate::contact::Means;
use crate::docket::imposed::Impositions;
use crate::docket::{Clock, Docket, EndKind};
use crate::id::{CampaignId, IncidentId, ItemNo, PrincipalId, RegimeId, RuleId};
use crate::id::{TrackNo, VersionNo};
use crate::notice::Told;
use crate::people::{Party, People, REQUESTER};
use crate::place::Country;
use crate::regime::RegimeChoice;
use crate::text::closed_list;

use super::Link;
use super::assessment::{Assessment, Finding};
use super::facts::{Fact, Times};
use super::processor::ProcessorWord;
use super::receipt::Receipt;
use super::record::{
    Arisen, Authority, AuthorityNotice, Measure, Obligation, PeopleTold, Stage, Standing, Stay,
};

/// Everything that is true of a live incident.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Case {
    /// How word of it came in; never changes.
    pub receipt: Arc<Receipt>,
    /// Who is in it.
    pub people: People,
    /// The times as they are known now.
    pub times: Times,
    /// Which processor told the house, and how, as it is known now.
    pub processor: ProcessorWord,
    /// What the house is to the data.
    pub capacity: Capacity,
    /// What sort of operator it is there.
    pub operator: Operator,
    /// The regimes by which something is owed.
    pub regimes: Vec<RegimeChoice>,
    /// Countries of whose parts only some have a law, and of which nobody says in which part people live.
    pub unclear: BTreeSet<Country>,
    /// Every version of the assessment, the newest last.
    pub assessments: Vec<Arc<Assessment>>,
    /// The duties that arose.
    pub obligations: BTreeMap<ItemNo, Obligation>,
    /// What is owed by when.
    pub docket: Docket,
    /// The plan.
    pub measures: BTreeMap<TrackNo, Measure>,
    /// What authorities were given.
    pub notified: BTreeMap<TrackNo, Arc<AuthorityNotice>>,
    /// Authorities that need not be told what came behind their notice, as an officer judged: by which version.
    pub told_enough: BTreeMap<ItemNo, Option<VersionNo>>,
    /// How people were told.
    pub told_people: BTreeMap<TrackNo, Arc<PeopleTold>>,
    /// Duties of which a notice, or an officer beside any notice, said why they are late.
    pub explained: BTreeSet<ItemNo>,
    /// Silence that authorities asked for.
    pub stays: BTreeMap<TrackNo, Stay>,
    /// Duties that authorities imposed by dates of their own.
    pub imposed: Impositions<Authority>,
    /// How many notes there are.
    pub notes: u16,
    /// When it was reviewed last.
    pub reviewed: Option<DateTime<Utc>>,
    /// The officer who took it.
    pub taken: Option<PrincipalId>,
    /// Other cases that belong to it.
    pub links: Vec<Linked>,
    /// The incident with which it is treated, while it is.
    pub merged_into: Option<IncidentId>,
    /// What was told so far.
    pub told: Vec<Told>,
    /// Messages that came back or were given up, by what they told.
    pub undelivered: BTreeSet<Told>,
    /// Where the case stands.
    pub phase: Phase,
    /// Counts the events that change the case for a person.
    pub revision: u64,
}

/// Another case.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Linked {
    /// The case.
    pub case: CaseRef,
    /// What it is to this one.
    pub link: Link,
}

closed_list!(
    /// Where an incident stands.
    Phase, "phase of an incident" {
        /// Something is owed or to be done.
        Open = "open",
        /// It ended.
        Closed = "closed",
        /// It was no breach.
        NotABreach = "not_a_breach",
        /// It is treated with another one.
        Merged = "merged",
    }
);

impl Case {
    /// The case id.
    #[must_use]
    pub fn id(&self) -> &IncidentId {
        &self.receipt.id
    }

    /// Who reported it.
    #[must_use]
    pub fn reporter(&self) -> &Party {
        // Party 1 is put there by the first event and never taken away.
        self.people.parties.get(&REQUESTER).unwrap_or(&self.receipt.reporter)
    }

    /// When word of it reached the house, by the first moment of its day where only that is known.
    #[must_use]
    pub fn received(&self) -> DateTime<Utc> {
        let received = &self.receipt.received;
        received.moment.earliest_in(received.zone)
    }

    /// From when the house counts as knowing of it: when it was aware, as an officer judged; before
    /// anybody did, when its processor told it or word of it came, whichever was first. It errs early.
    #[must_use]
    pub fn knowledge(&self) -> DateTime<Utc> {
        let told = self.times.get(&Fact::ProcessorTold).copied();
        let first = || told.into_iter().chain([self.received()]).min();
        let aware = self.times.get(&Fact::Aware).copied();
        aware.or_else(first).unwrap_or(self.receipt.entered)
    }

    /// The earliest time at which anything about it is known to have happened.
    #[must_use]
    pub fn begin(&self) -> DateTime<Utc> {
        self.times.values().copied().chain([self.received()]).min().unwrap_or(self.receipt.entered)
    }

    /// The newest version of the assessment.
    #[must_use]
    pub fn assessment(&self) -> Option<&Assessment> {
        self.assessments.last().map(AsRef::as_ref)
    }

    /// Its number.
    #[must_use]
    pub fn version(&self) -> Option<VersionNo> {
        self.assessment().map(|assessment| assessment.version)
    }

    /// The newest version that was made by that time.
    #[must_use]
    pub fn version_at(&self, at: DateTime<Utc>) -> Option<VersionNo> {
        self.assessments.iter().rfind(|one| one.made <= at).map(|one| one.version)
    }

    /// Whether it is the last duty that its rule brought: those before it are history.
    #[must_use]
    pub fn is_last_of_its_rule(&self, arisen: &Arisen) -> bool {
        !self.obligations.values().any(|other| {
            other.arisen.no > arisen.no && other.arisen.is_of(&arisen.regime, &arisen.rule.rule)
        })
    }

    /// What was found, by that version; what is assumed, before the first.
    #[must_use]
    pub fn finding(&self, version: Option<VersionNo>) -> Finding {
        let found = self.assessments.iter().find(|one| Some(one.version) == version);
        found.map_or_else(|| Finding::assumed(&self.receipt.affected), |one| one.finding.clone())
    }

    /// The duties that are owed and not done.
    pub fn owed(&self) -> impl Iterator<Item = (ItemNo, &Obligation)> {
        self.obligations
            .iter()
            .filter(|(_, one)| one.standing == Standing::Owed)
            .map(|(no, one)| (*no, one))
    }

    /// Since when that is known which brought a duty.
    #[must_use]
    pub fn known(&self, arisen: &Arisen) -> DateTime<Utc> {
        arisen.known.unwrap_or_else(|| self.knowledge())
    }

    /// Until when authorities ask for silence, where any still does.
    #[must_use]
    pub fn silent_until(&self) -> Option<DateTime<Utc>> {
        self.open_stays().map(|stay| stay.until).max()
    }

    /// When the first people were told by a duty of that regime.
    #[must_use]
    pub fn first_told(&self, regime: &RegimeId) -> Option<DateTime<Utc>> {
        let of_regime = |told: &&Arc<PeopleTold>| {
            told.duties
                .iter()
                .filter_map(|no| self.obligations.get(no))
                .any(|one| one.arisen.regime == *regime && one.arisen.duty == Duty::NotifyPeople)
        };
        self.told_people.values().filter(of_regime).map(|told| told.from).min()
    }

    /// How many people were told by that duty.
    #[must_use]
    pub fn people_told_by(&self, duty: ItemNo) -> u64 {
        let of = self.told_people.values().filter(|told| told.duties.contains(&duty));
        // A campaign says each time how many it told in all.
        let mut by_campaign: BTreeMap<&CampaignId, u64> = BTreeMap::new();
        let mut others = 0_u64;
        for told in of {
            match &told.campaign {
                Some(campaign) => {
                    let most = by_campaign.entry(campaign).or_default();
                    *most = told.people.max(*most);
                }
                None => others = others.saturating_add(told.people),
            }
        }
        by_campaign.into_values().fold(others, u64::saturating_add)
    }

    /// Authorities that have a notice and do not know yet what the newest version says: their duties. Where
    /// an officer judged that they need not, they know as much as that one says.
    #[must_use]
    pub fn behind(&self) -> BTreeSet<ItemNo> {
        let now = self.version();
        let newest = self.finding(now);
        let is_behind = |one: &&Obligation| {
            let done = matches!(one.standing, Standing::Done { .. });
            let knows = self.told_by(&one.arisen).max().filter(|known| *known < now);
            done && one.arisen.duty == Duty::NotifyAuthority
                && knows.is_some_and(|known| !self.finding(known).tells_all_of(&newest))
        };
        self.obligations.values().filter(is_behind).map(|one| one.arisen.no).collect()
    }

    /// Whether people are still to be told in public, since to tell each of them takes too much (GDPR Art.
    /// 34(3)(c)). What an officer judged of a version before was asked again, or is not owed any more.
    #[must_use]
    pub fn owes_announcement(&self) -> bool {
        let instead = Standing::NotNotifiable {
            version: self.version(),
            exemption: Some(Exemption::DisproportionateEffort),
        };
        let mut spared = self.obligations.values().filter(|one| one.arisen.governs);
        let in_public = |told: &Arc<PeopleTold>| told.means.contains(&Means::Announcement);
        spared.any(|one| one.standing == instead) && !self.told_people.values().any(in_public)
    }

    /// Whether an authority is behind to which the law wants a notice given: a duty that only advises holds
    /// nothing up.
    #[must_use]
    pub fn owes_supplement(&self) -> bool {
        let governs = |no: &ItemNo| self.obligations.get(no).is_some_and(|one| one.arisen.governs);
        self.behind().iter().any(governs)
    }

    /// By which versions an authority was given notices: by its duty, or by the final report of the same law,
    /// which says everything, where that law has one authority; and by which one an officer judged that it
    /// need not be told more.
    fn told_by<'c>(&'c self, arisen: &'c Arisen) -> impl Iterator<Item = Option<VersionNo>> + 'c {
        let alone = self.has_one_authority(&arisen.regime);
        let serves = move |no: &ItemNo| {
            let one = self.obligations.get(no).map(|one| &one.arisen);
            let reports = |of: &Arisen| of.regime == arisen.regime && of.duty == Duty::ReportFinal;
            *no == arisen.no || (alone && one.is_some_and(reports))
        };
        let given = self.notified.values().filter(move |notice| notice.duties.iter().any(serves));
        let enough = self.told_enough.get(&arisen.no).copied();
        given.map(|notice| notice.version).chain(enough)
    }

    /// Whether one rule of a regime at most has an authority told. Where several have, each may have another
    /// one told, and nobody but the notice says which of them a final report went to.
    fn has_one_authority(&self, regime: &RegimeId) -> bool {
        let told = self.obligations.values().filter(|one| {
            let owed = matches!(one.standing, Standing::Owed | Standing::Done { .. });
            owed && one.arisen.regime == *regime && one.arisen.duty == Duty::NotifyAuthority
        });
        let rules: BTreeSet<&RuleId> = told.map(|one| &one.arisen.rule.rule).collect();
        rules.len() <= 1
    }

    /// Duties of the law that were done late, and nothing on record says why.
    pub fn unexplained(&self) -> impl Iterator<Item = ItemNo> {
        let late = |no: &ItemNo| {
            self.docket.clocks.values().any(|clock| {
                let late = clock.ended.is_some_and(|ended| ended.how == EndKind::MetLate);
                clock.started.item == Some(*no) && is_of_law(clock) && late
            })
        };
        let done = |one: &Obligation| matches!(one.standing, Standing::Done { .. });
        let duties = self.obligations.iter().filter(move |(_, one)| {
            // Judging what it is answers nobody.
            done(one) && one.arisen.duty != Duty::Respond
        });
        duties.map(|(no, _)| *no).filter(move |no| late(no) && !self.explained.contains(no))
    }

    /// Whether an authority asks for silence at that time.
    #[must_use]
    pub fn is_stayed(&self, at: DateTime<Utc>) -> bool {
        self.stays.values().any(|stay| {
            stay.from <= at && at < stay.until && stay.ended.is_none_or(|ended| at < ended)
        })
    }

    /// When silence was asked for, from and to, in order and without overlap. A stay that has not ended
    /// lasts until its time.
    #[must_use]
    pub fn silences(&self) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let mut stays: Vec<_> =
            self.stays.values().map(|stay| (stay.from, stay.ended.unwrap_or(stay.until))).collect();
        stays.sort_unstable();
        let mut silences: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
        for (from, to) in stays {
            match silences.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                Some(_) | None => silences.push((from, to)),
            }
        }
        silences
    }

    /// Stays that have not ended.
    pub fn open_stays(&self) -> impl Iterator<Item = &Stay> {
        self.stays.values().filter(|stay| stay.ended.is_none())
    }

    /// Whether the plan of that part of the work is done.
    #[must_use]
    pub fn is_settled(&self, stage: Stage) -> bool {
        self.measures.values().filter(|m| m.planned.stage == stage).all(|m| m.settled.is_some())
    }
}

/// Whether a clock of the law was over by then.
pub(super) fn is_late(clock: &Clock, at: DateTime<Utc>) -> bool {
    is_of_law(clock) && clock.is_running() && at >= clock.due.late_from
}

fn is_of_law(clock: &Clock) -> bool {
    clock.started.governs && clock.started.tier == Tier::Statute
}
