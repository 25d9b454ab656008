//! Sending, holding back, and what became of it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::campaign::command::{Begin, IncidentNow};
use crate::campaign::event::Event;
use crate::campaign::plan::{Phase, Plan, Seen, Stage, Version};
use crate::campaign::record::{Results, RowOf};
use crate::campaign::refusal::Refusal;
use crate::contact::Channel;
use crate::id::{BatchNo, VersionNo};
use crate::sealed::Sealed;

use super::{Decision, Desk};

impl Desk<'_> {
    pub(super) fn begin(&self, begin: &Begin) -> Decision {
        self.runs()?;
        match self.version(begin.version)?.stage {
            Stage::Draft => return Err(Refusal::NotApproved),
            Stage::Stopped => return Err(Refusal::Stopped),
            Stage::UnderWay | Stage::Told => return Ok(vec![]),
            Stage::Paused => return Err(Refusal::AnotherUnderWay),
            Stage::Approved => {}
        }
        if self.plan.under_way().is_some() {
            return Err(Refusal::AnotherUnderWay);
        }
        if let Some(lack) = self.way_lacks(begin)? {
            return Err(lack);
        }
        let (version, by, at) = (begin.version, self.by.clone(), self.now);
        Ok(vec![Event::SendingBegun { version, by, at }])
    }

    fn way_lacks(&self, begin: &Begin) -> Result<Option<Refusal>, Refusal> {
        let version = self.version(begin.version)?;
        Ok(way_lacks(self.plan, version, begin.incident.as_ref(), &begin.ways))
    }

    pub(super) fn pause(&self, version: VersionNo, reason: &Sealed) -> Decision {
        self.runs()?;
        match self.version(version)?.stage {
            Stage::UnderWay => {}
            Stage::Paused => return Ok(vec![]),
            Stage::Draft | Stage::Approved | Stage::Stopped | Stage::Told => {
                return Err(Refusal::NotUnderWay);
            }
        }
        let (reason, by, at) = (reason.clone(), self.by.clone(), self.now);
        Ok(vec![Event::SendingPaused { version, reason, by, at }])
    }

    pub(super) fn resume(&self, begin: &Begin) -> Decision {
        self.runs()?;
        match self.version(begin.version)?.stage {
            Stage::Paused => {}
            Stage::UnderWay => return Ok(vec![]),
            Stage::Draft | Stage::Approved | Stage::Stopped | Stage::Told => {
                return Err(Refusal::NotPaused);
            }
        }
        if let Some(lack) = self.way_lacks(begin)? {
            return Err(lack);
        }
        let (version, by, at) = (begin.version, self.by.clone(), self.now);
        Ok(vec![Event::SendingResumed { version, by, at }])
    }

    pub(super) fn stop(&self, version: VersionNo, reason: &Sealed) -> Decision {
        self.runs()?;
        match self.version(version)?.stage {
            Stage::Approved | Stage::UnderWay | Stage::Paused => {}
            Stage::Stopped => return Ok(vec![]),
            Stage::Draft | Stage::Told => return Err(Refusal::NotUnderWay),
        }
        let (reason, by, at) = (reason.clone(), self.by.clone(), self.now);
        Ok(vec![Event::SendingStopped { version, reason, by, at }])
    }

    pub(super) fn report(&self, results: &Results) -> Decision {
        self.is_the_desk()?;
        self.version(results.version)?;
        if results.no != self.plan.results + 1 || results.from > results.to {
            return Err(Refusal::BadResults);
        }
        Ok(vec![Event::ResultsRecorded(results.clone())])
    }

    pub(super) fn settle(&self, no: VersionNo, seen: Seen) -> Decision {
        self.is_the_desk()?;
        if seen != self.plan.seen() {
            return Err(Refusal::Moved);
        }
        let version = self.version(no)?;
        if version.settled.is_some() {
            return Ok(vec![]);
        }
        match version.stage {
            Stage::UnderWay | Stage::Stopped => {
                Ok(vec![Event::VersionSettled { version: no, at: self.now }])
            }
            Stage::Draft | Stage::Approved | Stage::Paused | Stage::Told => {
                Err(Refusal::NotUnderWay)
            }
        }
    }

    pub(super) fn announce(&self, no: VersionNo, place: &Sealed, at: DateTime<Utc>) -> Decision {
        self.runs()?;
        let version = self.version(no)?;
        if version.announced.is_some() {
            return Ok(vec![]);
        }
        let approval = version.approval.as_ref().filter(|_| version.drafted.announced);
        let approval = approval.ok_or(Refusal::NotToBeAnnounced)?;
        if at > self.now || at < approval.at {
            return Err(Refusal::TimeOutOfRange);
        }
        let (place, by) = (place.clone(), self.by.clone());
        Ok(vec![Event::Announced { version: no, place, at, by }])
    }

    pub(super) fn erase(&self, row: RowOf, besides: &[RowOf]) -> Decision {
        self.runs()?;
        let known =
            |batch| self.plan.batches.is_some_and(|last| (BatchNo(1)..=last).contains(&batch));
        if ![row].iter().chain(besides).all(|row| known(row.batch)) {
            return Err(Refusal::Unknown("batch"));
        }
        let (besides, by) = (besides.to_vec(), self.by.clone());
        let RowOf { batch, row } = row;
        Ok(vec![Event::PersonErased { batch, row, besides, by, at: self.now }])
    }

    pub(super) fn close(&self) -> Decision {
        self.runs()?;
        if self.plan.phase == Phase::Closed {
            return Ok(vec![]);
        }
        if let Some(lack) = close_lacks(self.plan) {
            return Err(lack);
        }
        Ok(vec![Event::CampaignClosed { by: self.by.clone(), at: self.now }])
    }
}

/// Why no message of a version can leave now.
pub(in crate::campaign) fn way_lacks(
    plan: &Plan,
    version: &Version,
    incident: Option<&IncidentNow>,
    ways: &BTreeSet<Channel>,
) -> Option<Refusal> {
    if let Some(other) = plan.superseded_by(version.no()) {
        return Some(Refusal::Superseded(other));
    }
    if plan.about.incident().is_some() {
        let held_back = incident.map_or(Some(Refusal::NoIncident), IncidentNow::holds_back);
        if held_back.is_some() {
            return held_back;
        }
    }
    // Whoever is told by a channel that is not there would wait for ever.
    let by_machine = |channel: &Channel| match channel {
        Channel::Email | Channel::Sms | Channel::Push | Channel::SiteLetter => true,
        Channel::Phone | Channel::Post => false,
    };
    let mut channels = version.drafted.channels.iter();
    let missing = channels.find(|way| by_machine(way) && !ways.contains(way));
    missing.map(|way| Refusal::NoWay(*way))
}

/// Why a campaign cannot be closed now.
pub(in crate::campaign) fn close_lacks(plan: &Plan) -> Option<Refusal> {
    if plan.under_way().is_some() {
        return Some(Refusal::StillUnderWay);
    }
    let silent = |v: &Version| {
        v.drafted.announced && v.announced.is_none() && matches!(v.stage, Stage::Told)
    };
    plan.versions.iter().any(silent).then_some(Refusal::NotAnnounced)
}
