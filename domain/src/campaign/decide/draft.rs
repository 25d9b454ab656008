//! Writing a campaign, and listing whom it tells.

use std::collections::BTreeSet;

use crate::campaign::MOST_ROWS;
use crate::campaign::about::About;
use crate::campaign::command::{Around, Command, ConsentNow, Draft, IncidentNow};
use crate::campaign::event::Event;
use crate::campaign::plan::{Plan, Stage, Version};
use crate::campaign::record::{Audience, Batch, Drafted, Paper};
use crate::campaign::refusal::Refusal;
use crate::campaign::wording::{Form, Words};
use crate::contact::Channel;
use crate::id::{BatchNo, CampaignId, VersionNo};
use crate::place::Language;
use crate::sealed::Sealed;

use super::{Decision, Desk, runs};

pub(super) fn begin(command: &Command, draft: &Draft) -> Decision {
    runs(&command.by)?;
    check_incident(&draft.about, draft.around.incident.as_ref())?;
    check_consent(&draft.id, &draft.about, draft.around.consent)?;
    Ok(vec![Event::CampaignDrafted {
        id: draft.id.clone(),
        reference: draft.reference.clone(),
        about: draft.about.clone(),
        by: command.by.clone(),
        at: command.now,
    }])
}

/// A notice of a breach tells of one, and the duties that it serves are duties of that incident to tell people.
fn check_incident(about: &About, incident: Option<&IncidentNow>) -> Result<(), Refusal> {
    let About::BreachNotice { duties, .. } = about else { return Ok(()) };
    let incident = incident.ok_or(Refusal::NoIncident)?;
    if incident.no_breach {
        return Err(Refusal::NoBreach);
    }
    if duties.is_subset(&incident.people_duties) { Ok(()) } else { Err(Refusal::WrongDuty) }
}

/// Why a version takes no lists now. One for everybody on the lists before takes them once it has begun, for
/// whoever is found later: they are told the text that holds.
pub(in crate::campaign) fn list_lacks(plan: &Plan, version: &Version) -> Option<Refusal> {
    let draws_on_others = version.drafted.audience == Audience::Everyone && !version.has_begun();
    if draws_on_others || version.stage == Stage::Stopped {
        return Some(Refusal::NoListHere);
    }
    if let Some(other) = plan.superseded_by(version.no()) {
        return Some(Refusal::Superseded(other));
    }
    // Two texts at once would come to some people in the wrong order.
    let other = plan.under_way().is_some_and(|other| other.no() != version.no());
    (version.stage == Stage::Told && other).then_some(Refusal::AnotherUnderWay)
}

/// The campaign that is to ask for consent is another one, and asks for the reason for which it is needed.
pub(super) fn check_consent(
    own: &CampaignId,
    about: &About,
    consent: Option<ConsentNow>,
) -> Result<(), Refusal> {
    let Some(named) = about.consent() else { return Ok(()) };
    let consent = consent.filter(|_| named != own).ok_or(Refusal::NoConsentCampaign)?;
    match about.needs_consent() {
        Some(reason) if consent.reason != reason => Err(Refusal::ConsentForOther(reason)),
        Some(_) | None => Ok(()),
    }
}

impl Desk<'_> {
    pub(super) fn state(&self, about: &About, around: &Around) -> Decision {
        self.runs()?;
        if self.plan.about == *about {
            return Ok(vec![]);
        }
        if self.plan.versions.iter().any(|version| version.approval.is_some()) {
            return Err(Refusal::AlreadyApproved);
        }
        check_incident(about, around.incident.as_ref())?;
        check_consent(&self.plan.id, about, around.consent)?;
        Ok(vec![Event::AboutStated { about: about.clone(), by: self.by.clone() }])
    }

    pub(super) fn file(&self, paper: Paper, reference: &Sealed) -> Decision {
        self.runs()?;
        Ok(vec![Event::PaperFiled { paper, reference: reference.clone(), by: self.by.clone() }])
    }

    pub(super) fn draft_version(
        &self,
        audience: Audience,
        channels: &[Channel],
        language: &Language,
        (announced, complete): (bool, bool),
    ) -> Decision {
        self.runs()?;
        let once: BTreeSet<&Channel> = channels.iter().collect();
        if once.len() != channels.len() || (channels.is_empty() && !announced) {
            return Err(Refusal::BadChannels);
        }
        let last = self.plan.versions.last();
        if last.is_some_and(|last| last.stage == Stage::Draft) {
            return Err(Refusal::DraftOpen);
        }
        if last.is_none() && audience == Audience::Everyone {
            return Err(Refusal::NothingToCorrect);
        }
        let no = VersionNo::after(last.map(|last| &last.drafted.no));
        let (channels, language) = (channels.to_vec(), language.clone());
        let version = Drafted { no, audience, channels, language, announced, complete };
        Ok(vec![Event::VersionDrafted { version, by: self.by.clone() }])
    }

    pub(super) fn word(
        &self,
        no: VersionNo,
        form: Form,
        language: &Language,
        words: &Words,
    ) -> Decision {
        self.runs()?;
        let version = self.version(no)?;
        if version.approval.is_some() {
            return Err(Refusal::AlreadyApproved);
        }
        if !version.forms().contains(&form) {
            return Err(Refusal::WrongForm(version.drafted.audience.code()));
        }
        Ok(vec![Event::VersionWorded {
            version: no,
            form,
            language: language.clone(),
            words: words.clone(),
            by: self.by.clone(),
        }])
    }

    /// A list goes on after an approval, too: the text is what is approved, and who is told is a fact.
    pub(super) fn list(&self, batches: &[Batch]) -> Decision {
        self.runs()?;
        let mut last = self.plan.batches;
        for batch in batches {
            if let Some(wrong) = list_lacks(self.plan, self.version(batch.version)?) {
                return Err(wrong);
            }
            let follows = batch.no == BatchNo::after(last.as_ref());
            if !follows || batch.lines as usize > MOST_ROWS {
                return Err(Refusal::BadBatch);
            }
            last = Some(batch.no);
        }
        let listed =
            |batch: &Batch| Event::PeopleListed { batch: batch.clone(), by: self.by.clone() };
        Ok(batches.iter().map(listed).collect())
    }

    /// From here on whoever was taking them in comes too late with them: batches follow each other.
    pub(super) fn break_off(&self, last: BatchNo) -> Decision {
        self.is_the_desk()?;
        if self.plan.batches >= Some(last) {
            return Ok(vec![]);
        }
        Ok(vec![Event::ListBrokenOff { last, at: self.now }])
    }
}
