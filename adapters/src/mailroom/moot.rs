//! What need not be said any more.

use habeas_domain::id::StepNo;
use habeas_domain::notice::{Addressee, NoticeKind};
use habeas_domain::people::{People, StepState};

use super::Matter;
use super::matter::Of;

impl Matter {
    /// Whether everything that the message would say has been overtaken since it was owed.
    #[must_use]
    pub fn is_moot(&self) -> bool {
        let mut kinds = self.owed.notices.iter().map(|told| told.kind);
        let denied = self.is_denied();
        kinds.all(|kind| match kind {
            NoticeKind::Code => self.step().is_none_or(|step| is_overtaken(self, step)),
            NoticeKind::ProofAsked => {
                self.step().is_none_or(|step| !is_open(self.people_now(), step))
            }
            NoticeKind::IdentityReminder | NoticeKind::IdentityLastCall => !self.awaits_proof(),
            NoticeKind::SomeoneAsked => false,
            _ => denied,
        })
    }

    /// Whoever said "this was not me" is not written to as if it had been.
    fn is_denied(&self) -> bool {
        match (&self.of, &self.owed.to) {
            (Of::Request(part), Addressee::Party { contact, .. }) => {
                part.now.denied.contains(contact)
            }
            (Of::Request(_), Addressee::Staff(_) | Addressee::Team(_))
            | (Of::Complaint(_) | Of::Incident(_), _) => false,
        }
    }

    /// Whether anything of the case still waits for proof of who wrote.
    fn awaits_proof(&self) -> bool {
        let today = self.at.date_naive();
        match &self.of {
            Of::Request(part) => part
                .now
                .items
                .values()
                .any(|item| item.stage.decided().is_none() && !part.now.is_settled(item, today)),
            Of::Complaint(part) => !part.now.all_decided() && !part.now.is_settled(today),
            Of::Incident(_) => false,
        }
    }
}

/// Each send has a code of its own, and only the last one counts.
fn is_overtaken(matter: &Matter, step: StepNo) -> bool {
    let sends = |people: &People| people.steps.get(&step).map_or(0, |step| step.sends.len());
    !is_open(matter.people_now(), step) || sends(matter.people_now()) != sends(matter.people())
}

fn is_open(people: &People, step: StepNo) -> bool {
    people.steps.get(&step).is_some_and(|step| step.state == StepState::Open)
}
