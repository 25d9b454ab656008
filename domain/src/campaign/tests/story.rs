//! A campaign and the people around it.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use cqrs_es::Aggregate as _;

use crate::actor::{Actor, Role};
use crate::campaign::*;
use crate::contact::Channel;
use crate::digest::Digest;
use crate::id::{BatchNo, CampaignId, IncidentId, ItemNo, ListId, VersionNo};
use crate::place::Language;
use crate::reference::Reference;
use crate::request::tests::story::{actor, at, sealed};

/// One campaign and everything around it.
pub(super) struct Story {
    pub(super) campaign: Campaign,
    pub(super) now: DateTime<Utc>,
    pub(super) by: Actor,
}

pub(super) const FIRST: VersionNo = VersionNo(1);

/// The notice of a breach whose duty 3 is to tell people.
pub(super) fn breach() -> About {
    let incident = IncidentId::derive(&["test"]);
    About::BreachNotice { incident, duties: BTreeSet::from([ItemNo(3)]) }
}

pub(super) fn incident(stayed: bool) -> IncidentNow {
    let people_duties = BTreeSet::from([ItemNo(3), ItemNo(4)]);
    IncidentNow { people_duties, stayed, no_breach: false }
}

/// Words with every part that is asked for.
pub(super) fn whole(about: &About, form: Form) -> Words {
    let parts = required_parts(about, form).into_iter().chain([Part::Short]);
    parts.map(|part| (part, sealed(part.code()))).collect()
}

impl Story {
    /// The officer `officer.one` drafts it.
    pub(super) fn of(about: &About) -> Self {
        let now = at("2026-05-04T08:00:00Z");
        let by = actor(Role::Officer, "officer.one");
        let mut story = Self { campaign: Campaign::Absent, now, by };
        story.does(drafted(about, Some(incident(false))));
        story
    }

    /// The same with a version of a complete wording and ten people, not approved.
    pub(super) fn written(about: &About) -> Self {
        let mut story = Self::of(about);
        story.does(version(Audience::Listed, false));
        story.does(word(about, FIRST, Form::Full));
        story.lists(FIRST, 10, 10);
        story
    }

    /// The same, approved by somebody else, with the papers on file.
    pub(super) fn approved(about: &About) -> Self {
        let mut story = Self::written(about);
        for paper in [Paper::Assessment, Paper::Undertaking] {
            story.does(Act::File { paper, reference: sealed("paper") });
        }
        story.approves(FIRST);
        story
    }

    pub(super) fn decide(&self, act: Act) -> Result<Vec<Event>, Refusal> {
        self.campaign.decide(Command { now: self.now, by: self.by.clone(), act })
    }

    /// Carries a command out and returns the names of its events.
    pub(super) fn does(&mut self, act: Act) -> Vec<String> {
        let told = format!("{act:?}");
        let events = self.decide(act).unwrap_or_else(|refusal| panic!("{told}: {refusal}"));
        for event in &events {
            self.campaign.apply(event.clone());
        }
        self.now += TimeDelta::minutes(1);
        events.iter().map(cqrs_es::DomainEvent::event_type).collect()
    }

    /// The code with which a command is refused.
    pub(super) fn refuses(&self, act: Act) -> &'static str {
        let told = format!("{act:?}");
        self.decide(act).err().unwrap_or_else(|| panic!("not refused: {told}")).code()
    }

    pub(super) fn plan(&self) -> &Plan {
        self.campaign.plan().unwrap()
    }

    pub(super) fn stage(&self, version: VersionNo) -> Stage {
        self.plan().version(version).unwrap().stage
    }

    pub(super) fn as_role(&mut self, role: Role, id: &'static str) -> &mut Self {
        self.by = if role == Role::Worker { Actor::worker(id) } else { actor(role, id) };
        self
    }

    /// Somebody else approves it; then it is the first officer's again.
    pub(super) fn approves(&mut self, version: VersionNo) {
        self.as_role(Role::Approver, "approver.one");
        let around = around_of(&self.plan().about, None);
        self.does(Act::Approve { version, late_reason: None, around });
        self.as_role(Role::Officer, "officer.one");
    }

    pub(super) fn batch(&self, version: VersionNo, people: u32, messages: u32) -> Batch {
        Batch {
            no: BatchNo::after(self.plan().batches.as_ref()),
            list: ListId::derive(&["list", &self.plan().lists.len().to_string()]),
            version,
            lines: messages,
            people,
            messages,
            left_out: 0,
            digest: Digest::of(b"rows"),
        }
    }

    pub(super) fn lists(&mut self, version: VersionNo, people: u32, messages: u32) {
        let batch = self.batch(version, people, messages);
        self.does(Act::List(vec![batch]));
    }

    /// The desk reports so many messages by mail.
    pub(super) fn results(&self, version: VersionNo, outcome: Outcome, count: u32) -> Act {
        Act::Report(Results {
            no: self.plan().results + 1,
            version,
            counts: vec![Counted { outcome, channel: Some(Channel::Email), count }],
            from: self.now,
            to: self.now,
            told: (outcome == Outcome::HandedOver).then_some((self.now, self.now)),
            digest: Digest::of(b"outcomes"),
        })
    }

    /// The desk sees nothing under way any more.
    pub(super) fn settle(&self, version: VersionNo) -> Act {
        Act::Settle { version, seen: self.plan().seen() }
    }

    pub(super) fn begins(&mut self, version: VersionNo) {
        self.does(begin(version, false));
    }
}

pub(super) fn around(incident: Option<IncidentNow>) -> Around {
    Around { incident, consent: None }
}

/// The campaign named for it has asked people for the consent that it needs.
pub(super) fn around_of(about: &About, incident: Option<IncidentNow>) -> Around {
    let consent = about.needs_consent().map(|reason| ConsentNow { reason, asked: true });
    Around { incident, consent }
}

pub(super) fn drafted(about: &About, incident: Option<IncidentNow>) -> Act {
    Act::Draft(Box::new(Draft {
        id: CampaignId::derive(&["test"]),
        reference: Reference::from_chance(7),
        about: about.clone(),
        around: around_of(about, incident),
    }))
}

pub(super) fn version(audience: Audience, announced: bool) -> Act {
    Act::DraftVersion {
        audience,
        channels: vec![Channel::Email, Channel::Sms],
        language: Language::english(),
        announced,
        complete: true,
    }
}

pub(super) fn word(about: &About, version: VersionNo, form: Form) -> Act {
    Act::Word { version, form, language: Language::english(), words: whole(about, form) }
}

/// Every channel that needs nobody's hands, but push messages.
pub(super) fn ways() -> BTreeSet<Channel> {
    BTreeSet::from([Channel::Email, Channel::Sms, Channel::SiteLetter])
}

pub(super) fn begin(version: VersionNo, stayed: bool) -> Act {
    Act::Begin(Begin { version, incident: Some(incident(stayed)), ways: ways() })
}
