//! Many people are told: one writes it, another approves it, and it leaves to everybody on a list.

use anyhow::Context as _;
use habeas_adapters::campaigns::list::Format;
use habeas_adapters::campaigns::{Campaigns, Manner};
use habeas_domain::campaign::{About, Act, Audience, Begin, Form, Part, Words};
use habeas_domain::clock::Duty;
use habeas_domain::contact::Channel;
use habeas_domain::id::{CampaignId, VersionNo};
use habeas_domain::place::Language;
use habeas_domain::sealed::Slot;

use super::respond::owed;
use super::{Player, Who};

/// What people are told.
const WORDS: [(Part, &str); 7] = [
    (Part::Title, "Your watch list was open to strangers"),
    (
        Part::WhatHappened,
        "For some hours a copy of watch lists lay on a storage place that anybody could read, and the \
         log shows that strangers did.",
    ),
    (Part::DataConcerned, "Your watch list and the pass phrase of your account."),
    (
        Part::Consequences,
        "Somebody could sign in as you, here or wherever you use the same phrase.",
    ),
    (Part::Measures, "We closed the place within an hour, and ended every session."),
    (Part::Advice, "- Choose a new pass phrase.\n- Change it wherever you used the same one."),
    (Part::ContactPoint, "Write to privacy@dramalight.example.net or call +1 213 555-0100."),
];

impl Player<'_> {
    /// The people of an incident are told by mail, so many of them.
    pub(super) async fn tells(&mut self, story: &'static str, people: u32) -> anyhow::Result<()> {
        let id = self.incident(story)?;
        let (case, _) = self.stage.cases.get(&id).await?;
        let duties = owed(&case, Duty::NotifyPeople);
        let about = About::BreachNotice { incident: id, duties };
        let campaigns = Campaigns::new(self.stage.cases.clone());
        let call = self.call(Who::Officer)?;
        let drafted = campaigns.draft(&call, &about).await?;
        let plan = drafted.state.plan().context("there is no such campaign")?;
        let campaign = plan.id.clone();
        self.writes(&campaigns, &campaign).await?;
        self.lists(&campaigns, &campaign, people).await?;
        let (version, late_reason) = (FIRST, None);
        let around = campaigns.around(&about).await?;
        let approve = Act::Approve { version, late_reason, around };
        self.runs(&campaigns, &campaign, Who::Approver, approve).await?;
        let begin = Begin {
            version,
            incident: campaigns.incident_of(&about).await?,
            ways: [Channel::Email].into(),
        };
        self.runs(&campaigns, &campaign, Who::Officer, Act::Begin(begin)).await?;
        self.cases.campaigns.insert(story, campaign);
        self.stage.tells_many();
        Ok(())
    }

    async fn writes(&mut self, at: &Campaigns, campaign: &CampaignId) -> anyhow::Result<()> {
        let version = Act::DraftVersion {
            audience: Audience::Listed,
            channels: vec![Channel::Email],
            language: Language::english(),
            announced: false,
            complete: true,
        };
        self.runs(at, campaign, Who::Officer, version).await?;
        let call = self.call(Who::Officer)?;
        at.act(campaign, &call, None, |_, sealer| {
            let mut words = Words::new();
            for (part, text) in WORDS {
                words.insert(part, sealer.seal(Slot::ContentMessage, text)?);
            }
            let (version, form, language) = (FIRST, Form::Full, Language::english());
            Ok(Act::Word { version, form, language, words })
        })
        .await?;
        Ok(())
    }

    async fn lists(
        &mut self,
        at: &Campaigns,
        campaign: &CampaignId,
        people: u32,
    ) -> anyhow::Result<()> {
        let call = self.call(Who::Officer)?;
        let manner = Manner { format: Format::Csv, lenient: false, expect: None };
        let mut taking = at.take(campaign, FIRST, manner, &call).await?;
        let lines = (1..=people).map(|no| format!("viewer{no}@example.net\n"));
        let list: String = std::iter::once("email\n".to_owned()).chain(lines).collect();
        taking.feed(list.as_bytes()).await?;
        taking.finish().await?;
        Ok(())
    }

    async fn runs(
        &mut self,
        at: &Campaigns,
        campaign: &CampaignId,
        who: Who,
        act: Act,
    ) -> anyhow::Result<()> {
        let call = self.call(who)?;
        at.act(campaign, &call, None, |_, _| Ok(act.clone())).await?;
        Ok(())
    }
}

/// The only version of it.
const FIRST: VersionNo = VersionNo(1);
