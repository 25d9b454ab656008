//! From one state to the next. Total: an event that makes no sense for the state changes nothing.

use std::collections::BTreeSet;

use super::Campaign;
use super::event::Event;
use super::plan::{Phase, Plan, Stage, Version};
use super::record::{Approval, Paper, Tally};

impl Campaign {
    pub(super) fn next(self, event: Event) -> Self {
        match self {
            Self::Absent => {
                let Event::CampaignDrafted { id, reference, about, by, at } = event else {
                    return Self::Absent;
                };
                Self::Live(Box::new(Plan {
                    id,
                    reference,
                    about,
                    drafted: at,
                    assessment: None,
                    undertaking: None,
                    authors: BTreeSet::from([by.id]),
                    versions: Vec::new(),
                    lists: BTreeSet::new(),
                    batches: None,
                    people: 0,
                    erased: 0,
                    results: 0,
                    phase: Phase::Open,
                    revision: 1,
                    sequence: 1,
                }))
            }
            Self::Live(mut plan) => {
                plan.follow(event);
                Self::Live(plan)
            }
        }
    }
}

impl Plan {
    /// Folds one event, and counts it if it changes the campaign for a person.
    pub(super) fn follow(&mut self, event: Event) {
        self.revision += u64::from(event.changes_the_campaign());
        self.sequence += 1;
        let sequence = self.sequence;
        match event {
            // A second draft on one stream is refused; were one there, the first stands.
            Event::CampaignDrafted { .. } => {}
            Event::AboutStated { about, by } => {
                self.about = about;
                self.authors.insert(by.id);
            }
            Event::PaperFiled { paper, reference, .. } => match paper {
                Paper::Assessment => self.assessment = Some(reference),
                Paper::Undertaking => self.undertaking = Some(reference),
            },
            Event::VersionDrafted { version, by } => {
                self.authors.insert(by.id);
                self.versions.push(Version::begun(version));
            }
            Event::VersionWorded { version, form, language, words, by } => {
                self.authors.insert(by.id);
                self.with(version, |v| {
                    v.wording.entry(form).or_default().insert(language, words);
                });
            }
            Event::PeopleListed { batch, .. } => {
                self.lists.insert(batch.list);
                self.batches = Some(batch.no);
                self.people += u64::from(batch.people);
                self.with(batch.version, |v| {
                    v.listed += u64::from(batch.messages);
                    // A list that comes later goes out like those before it.
                    if v.stage == Stage::Told && batch.messages > 0 {
                        v.move_on(sequence);
                    }
                });
            }
            Event::VersionApproved { version, late_reason, by, at } => self.with(version, |v| {
                v.approval = Some(Approval { by, at });
                v.late_reason = late_reason;
                v.stage = Stage::Approved;
            }),
            Event::SendingBegun { version, .. } | Event::SendingResumed { version, .. } => {
                self.with(version, |v| v.move_on(sequence));
            }
            Event::SendingPaused { version, .. } => {
                self.with(version, |v| v.stage = Stage::Paused);
            }
            Event::SendingStopped { version, .. } => {
                self.with(version, |v| v.stage = Stage::Stopped);
            }
            Event::ResultsRecorded(results) => {
                self.results = results.no;
                // What becomes of a text that was corrected is known, and changes nothing.
                let current = self.superseded_by(results.version).is_none();
                self.with(results.version, |v| {
                    v.tally.add(&results);
                    // Whoever was not told after all is tried by the next way; and whoever was is heard of.
                    if current && v.stage == Stage::Told && Tally::reopens(&results) {
                        v.move_on(sequence);
                    }
                    // Somebody was on the telephone when it was stopped: that they told a person is heard, too.
                    if v.stage == Stage::Stopped && results.told.is_some() {
                        v.settled = None;
                    }
                });
            }
            Event::VersionSettled { version, at } => self.with(version, |v| {
                v.settled = Some(at);
                if v.stage == Stage::UnderWay {
                    v.stage = Stage::Told;
                }
            }),
            Event::Announced { version, at, .. } => {
                self.with(version, |v| v.announced = Some(at));
            }
            Event::ListBrokenOff { last, .. } => self.batches = self.batches.max(Some(last)),
            Event::PersonErased { .. } => self.erased += 1,
            Event::CampaignClosed { .. } => self.phase = Phase::Closed,
        }
    }

    fn with(&mut self, no: crate::id::VersionNo, change: impl FnOnce(&mut Version)) {
        if let Some(version) = self.version_mut(no) {
            change(version);
        }
    }
}
