//! What people bring that is no request: they are not content, report something, or ask.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use habeas_adapters::cases::{ComplainedAbout, ComplaintLetter};
use habeas_adapters::vault::Clear;
use habeas_domain::contact::Intake;
use habeas_domain::id::{ItemNo, RequestId};
use habeas_domain::kind::ComplaintKind;
use habeas_domain::moment::Moment;
use habeas_domain::received::Received;

use super::people::Person;

/// A letter that is no request.
#[derive(Debug, Clone)]
pub(super) struct Brings {
    kind: ComplaintKind,
    from: From,
    words: &'static str,
}

/// Who writes.
#[derive(Debug, Clone)]
enum From {
    /// Whoever asked in another story, about these items of it.
    Story { name: &'static str, items: &'static [u16] },
    /// Somebody of whom we know nothing.
    Person(Person),
}

/// Whoever asked in another story is not content.
pub(super) const fn complains(
    story: &'static str,
    items: &'static [u16],
    words: &'static str,
) -> Brings {
    let from = From::Story { name: story, items };
    Brings { kind: ComplaintKind::Outcome, from, words }
}

impl Person {
    /// The person asks, suggests or reports something.
    pub(super) const fn brings(self, kind: ComplaintKind, words: &'static str) -> Brings {
        Brings { kind, from: From::Person(self), words }
    }
}

impl Brings {
    /// The story that it is about.
    pub(super) const fn about(&self) -> Option<&'static str> {
        match self.from {
            From::Story { name, .. } => Some(name),
            From::Person(_) => None,
        }
    }

    /// The letter, received now at the portal of the house.
    pub(super) fn letter(
        &self,
        now: DateTime<Utc>,
        zone: Tz,
        about: Option<&RequestId>,
    ) -> anyhow::Result<ComplaintLetter> {
        let (subject, complainant, items) = match &self.from {
            From::Story { items, .. } => (None, None, *items),
            // Nothing is known of who only asks or suggests.
            From::Person(person) => (Some(person.subject()?), Some(person.writer()?), &[][..]),
        };
        Ok(ComplaintLetter {
            intake: Intake::Portal,
            received: Received { moment: Moment::At(now), zone, country: None, by: None },
            late_reason: None,
            kind: self.kind,
            about: about.map(|case| ComplainedAbout::Request {
                case: case.clone(),
                items: items.iter().copied().map(ItemNo).collect(),
            }),
            subject,
            complainant,
            allegations: Vec::new(),
            statement: Some(Clear::new(self.words.to_owned())),
            external_ref: None,
        })
    }
}
