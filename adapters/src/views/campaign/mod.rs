//! Every campaign, as lists show it. One row a campaign, derived whole from its stream; nothing in it is
//! personal or sealed.
//!
//! What a campaign waits for is half known: its stream says what it may wait for, and what is known beside it
//! (an incident that was no breach, an authority's stay, a way that is closed, messages that are to leave or
//! with people) is looked up when the row is read, since none of that is an event of the campaign.

mod list;
mod row;

use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Beside, Campaign, Kind, Phase, Stage, WaitingOn};
use habeas_domain::id::{CampaignId, IncidentId, PrincipalId};
use habeas_domain::reference::Reference;

pub use super::list::{count, list};
pub use list::{Filter, Sort};

use super::cases::Stood;
use super::page;
use super::table::{CHUNK, Table};
use crate::store::{StoreError, Tx};

/// A page of a list of campaigns.
pub type Page = page::Page<Filter>;

/// A campaign as it is projected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The campaign.
    pub id: CampaignId,
    /// Its human reference.
    pub reference: Reference,
    /// What it is about.
    pub kind: Kind,
    /// The incident whose people it tells, if it is about one.
    pub incident: Option<IncidentId>,
    /// Where it stands.
    pub phase: Phase,
    /// Where its newest version stands; none before there is one.
    pub stage: Option<Stage>,
    /// What it may wait for by its stream.
    pub may_wait_on: Vec<WaitingOn>,
    /// When it was begun.
    pub drafted: DateTime<Utc>,
    /// Everybody who wrote any of it.
    pub authors: Vec<PrincipalId>,
    /// How many people are on its lists.
    pub people: u64,
    /// The revision.
    pub revision: u64,
    /// The sequence of the last event in this row.
    pub version: u64,
    /// Business time of that event, as the ledger has it.
    pub last_at: DateTime<Utc>,
}

/// A campaign in a list: its row, and what is known beside it when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The row.
    pub row: Row,
    /// Until when a way is closed that took nothing of the house.
    pub closed_until: Option<DateTime<Utc>>,
    /// Whether its incident was judged no breach.
    pub no_breach: bool,
    /// Until when authorities ask for silence about its incident, where one did and that has not ended.
    pub silent_until: Option<DateTime<Utc>>,
    /// Whether messages are to leave, of a campaign that may be sending.
    pub queued: bool,
    /// Whether messages are with people.
    pub by_hand: bool,
}

impl Row {
    /// The row of a campaign as it stood after its last event, from the ledger alone.
    fn of(stood: &Stood<Campaign>) -> Option<Self> {
        let Stood { state, version, at } = stood;
        let plan = state.plan()?;
        Some(Self {
            id: plan.id.clone(),
            reference: plan.reference.clone(),
            kind: plan.about.kind(),
            incident: plan.about.incident().cloned(),
            phase: plan.phase,
            stage: plan.versions.last().map(|version| version.stage),
            may_wait_on: plan.may_wait_on(),
            drafted: plan.drafted,
            authors: plan.authors.iter().cloned().collect(),
            people: plan.people,
            revision: plan.revision,
            version: u64::try_from(*version).unwrap_or_default(),
            last_at: *at,
        })
    }
}

impl Shown {
    /// What the campaign waits for at that time.
    #[must_use]
    pub fn waiting_on(&self, now: DateTime<Utc>) -> Vec<WaitingOn> {
        let beside = Beside {
            no_breach: self.no_breach,
            stayed: self.silent_until.is_some_and(|until| until > now),
            way_closed: self.closed_until.is_some_and(|until| until > now),
            queued: self.queued,
            by_hand: self.by_hand,
        };
        self.row.may_wait_on.iter().copied().filter(|on| on.holds(beside)).collect()
    }
}

pub(super) const TABLE: Table = Table { name: "view_campaign", key: "id", columns: row::COLUMNS };

pub(super) async fn apply(
    tx: &mut Tx<'_>,
    build: i64,
    campaigns: &[Stood<Campaign>],
) -> Result<(), StoreError> {
    for campaigns in campaigns.chunks(CHUNK) {
        let rows: Vec<Row> = campaigns.iter().filter_map(Row::of).collect();
        row::write(tx.conn(), build, &rows).await?;
    }
    Ok(())
}
