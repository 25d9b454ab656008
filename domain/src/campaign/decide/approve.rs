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
    let about = &plan.about;
    for form in version.forms() {
        let of = version.wording.get(form);
        // In the language of the version at least, and whole in every language that was begun.
        let spoken = of.into_iter().flatten().map(|(language, words)| (language, Some(words)));
        let own = (&version.drafted.language, of.and_then(|of| of.get(&version.drafted.language)));
        for (language, words) in spoken.chain([own]) {
            let none = std::collections::BTreeMap::new();
            let words = words.unwrap_or(&none);
            if let Some(part) = missing_part(about, *form, &version.drafted.channels, words) {
                let language = language.clone();
                return Some(Refusal::WordingIncomplete { form: *form, language, part });
            }
        }
    }
    let listed = match version.drafted.audience {
        Audience::Listed => version.listed > 0,
        Audience::Everyone => plan.people > 0,
    };
    if !listed && !version.drafted.announced {
        return Some(Refusal::NobodyListed);
    }
    if !listed && about.is_material() {
        return Some(Refusal::NotProminent);
    }
    if plan.assessment.is_none() && (version.drafted.announced || about.needs_assessment()) {
        return Some(Refusal::AssessmentMissing);
    }
    if plan.undertaking.is_none() && about.needs_undertaking() {
        return Some(Refusal::UndertakingMissing);
    }
    if about.lacks_consent() {
        return Some(Refusal::ConsentMissing);
    }
    if let Err(wrong) = check_consent(&plan.id, about, around.asks_consent) {
        return Some(wrong);
    }
    (version.stage != Stage::Draft).then_some(Refusal::AlreadyApproved)
}
