//! What need not be said any more.

use habeas_domain::id::StepNo;
use habeas_domain::notice::{Addressee, NoticeKind};
use habeas_domain::people::StepState;
use habeas_domain::request::{Case, Event};

use super::Matter;

impl Matter {
    /// Whether everything that the message would say has been overtaken since it was owed.
    #[must_use]
    pub fn is_moot(&self) -> bool {
        let mut kinds = self.owed.notices.iter().map(|told| told.kind);
        // Whoever said "this was not me" is not written to as if it had been.
        let denied = match &self.owed.to {
            Addressee::Party { contact, .. } => self.now.denied.contains(contact),
            Addressee::Staff(_) | Addressee::Team(_) => false,
        };
        kinds.all(|kind| match kind {
            NoticeKind::Code => self.step().is_none_or(|step| is_overtaken(self, step)),
            NoticeKind::ProofAsked => self.step().is_none_or(|step| !is_open(&self.now, step)),
            NoticeKind::IdentityReminder | NoticeKind::IdentityLastCall => !awaits_proof(self),
            NoticeKind::SomeoneAsked => false,
            _ => denied,
        })
    }

    /// The verification step that the command issued or sent again.
    pub(super) fn step(&self) -> Option<StepNo> {
        self.events.iter().find_map(|event| match event {
            Event::ChallengeIssued { step, .. } | Event::CodeSentAgain { step, .. } => Some(*step),
            _ => None,
        })
    }
}

/// Each send has a code of its own, and only the last one counts.
fn is_overtaken(matter: &Matter, step: StepNo) -> bool {
    let sends = |case: &Case| case.people.steps.get(&step).map_or(0, |step| step.sends.len());
    !is_open(&matter.now, step) || sends(&matter.now) != sends(&matter.case)
}

fn is_open(case: &Case, step: StepNo) -> bool {
    case.people.steps.get(&step).is_some_and(|step| step.state == StepState::Open)
}

/// Whether anything of the case still waits for proof of who asks.
fn awaits_proof(matter: &Matter) -> bool {
    let today = matter.at.date_naive();
    let case = &matter.now;
    case.items.values().any(|item| item.stage.decided().is_none() && !case.is_settled(item, today))
}
