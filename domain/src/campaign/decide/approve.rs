//! What stands before an approval.

use crate::campaign::command::Around;
use crate::campaign::event::Event;
use crate::campaign::plan::{Plan, Stage, Version};
use crate::campaign::record::Audience;
use crate::campaign::refusal::Refusal;
use crate::campaign::wording::missing_part;
use crate::id::VersionNo;
use crate::sealed::Sealed;

use super::draft::check_consent;
use super::{Decision, Desk};

impl Desk<'_> {
    pub(super) fn approve(
        &self,
        no: VersionNo,
        late_reason: Option<&Sealed>,
        around: &Around,
    ) -> Decision {
        self.runs()?;
        let version = self.version(no)?;
        if version.approval.is_some() {
            return Ok(vec![]);
        }
        if self.plan.authors.contains(&self.by.id) {
            return Err(Refusal::AuthorApproves);
        }
        if let Some(lack) = approval_lacks(self.plan, version, around) {
            return Err(lack);
        }
        Ok(vec![Event::VersionApproved {
            version: no,
            late_reason: late_reason.cloned(),
            by: self.by.clone(),
            at: self.now,
        }])
    }
}

/// What a version lacks for its approval, whoever gives it.
pub(in crate::campaign) fn approval_lacks(
    plan: &Plan,
    version: &Version,
    around: &Around,
) -> Option<Refusal> {
    let no_breach = around.incident.as_ref().is_some_and(|incident| incident.no_breach);
    no_breach
        .then_some(Refusal::NoBreach)
        .or_else(|| wording_lacks(plan, version))
        .or_else(|| people_lack(plan, version))
        .or_else(|| papers_lack(plan, version))
        .or_else(|| consent_lacks(plan, around))
        .or_else(|| (version.stage != Stage::Draft).then_some(Refusal::AlreadyApproved))
}

/// What it lacks of people's consent: it is asked for before they are told what it is needed for, and by a
/// campaign that goes on (P21, P29, P34).
fn consent_lacks(plan: &Plan, around: &Around) -> Option<Refusal> {
    let about = &plan.about;
    if about.lacks_consent() {
        return Some(Refusal::ConsentMissing);
    }
    if let Err(wrong) = check_consent(&plan.id, about, around.consent) {
        return Some(wrong);
    }
    let asked = around.consent.is_some_and(|consent| consent.asked);
    (about.needs_consent().is_some() && !asked).then_some(Refusal::ConsentNotAsked)
}

/// What its words lack: they are there in the language of the version at least, and whole in every language
/// that was begun.
pub(in crate::campaign) fn wording_lacks(plan: &Plan, version: &Version) -> Option<Refusal> {
    for form in version.forms() {
        let of = version.wording.get(form);
        let spoken = of.into_iter().flatten().map(|(language, words)| (language, Some(words)));
        let own = (&version.drafted.language, of.and_then(|of| of.get(&version.drafted.language)));
        for (language, words) in spoken.chain([own]) {
            let none = std::collections::BTreeMap::new();
            let words = words.unwrap_or(&none);
            if let Some(part) = missing_part(&plan.about, *form, &version.drafted.channels, words) {
                let language = language.clone();
                return Some(Refusal::WordingIncomplete { form: *form, language, part });
            }
        }
    }
    None
}

/// What it lacks of people: nobody is told, or not all of them whom it changes something for (P22).
pub(in crate::campaign) fn people_lack(plan: &Plan, version: &Version) -> Option<Refusal> {
    let listed = match version.drafted.audience {
        Audience::Listed => version.listed > 0,
        Audience::Everyone => plan.people > 0,
    };
    if listed {
        return None;
    }
    if !version.drafted.announced {
        return Some(Refusal::NobodyListed);
    }
    plan.about.is_material().then_some(Refusal::NotProminent)
}

/// Which paper is not on file (P21, P36).
pub(in crate::campaign) fn papers_lack(plan: &Plan, version: &Version) -> Option<Refusal> {
    let assessed = version.drafted.announced || plan.about.needs_assessment();
    if plan.assessment.is_none() && assessed {
        return Some(Refusal::AssessmentMissing);
    }
    let bound = plan.undertaking.is_some() || !plan.about.needs_undertaking();
    (!bound).then_some(Refusal::UndertakingMissing)
}
