//! What follows from a complaint elsewhere: a deletion on the house's own motion, and other complaints
//! about the same subject.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use habeas_domain::assurance::Sensitivity;
use habeas_domain::complaint::{Case, Complaint, Refusal as Unanswered};
use habeas_domain::contact::Intake;
use habeas_domain::id::ComplaintId;
use habeas_domain::kind::{ItemKind, Relation, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::received::Received;
use habeas_domain::request::{Refusal, Request};
use habeas_domain::sealed::Slot;

use crate::cases::letter::{LetterSubject, LetterWriter};
use crate::cases::{CaseError, Cases, Letter, LetterItem, stream};
use crate::desk::{Call, Done};
use crate::vault::{Place, Whose};

impl Cases {
    /// Opens the deletion of a child's data on the house's own motion (P20, P31): about the subject of
    /// the complaint, asked by nobody, in the language of the report, as nobody knows the child's.
    pub async fn delete_on_own_motion(
        &self,
        call: &Call,
        complaint: &Case,
        found: DateTime<Utc>,
    ) -> Result<Done<Request>, CaseError<Refusal>> {
        let own = stream(complaint.id());
        let mut identifiers = Vec::new();
        let subject = complaint.receipt.subject.as_ref();
        for identifier in subject.map_or(&[][..], |subject| &subject.identifiers) {
            let place = Place { stream: &own, slot: Slot::SubjectIdentifier.code() };
            identifiers.push((identifier.kind, self.vault.open(place, &identifier.value).await?));
        }
        let rules = self.rules.now();
        let house = rules.house();
        let letter = Letter {
            intake: Intake::OwnMotion,
            received: Received {
                // By the clock of the node that found it, which may be ahead of this one's.
                moment: Moment::At(found.min(self.desk.clock().now())),
                zone: house.zone,
                country: Some(house.country.clone()),
                by: None,
            },
            late_reason: None,
            subject: LetterSubject {
                category: subject.map_or(SubjectCategory::User, |s| s.category),
                residence: subject.and_then(|subject| subject.residence.clone()),
                identifiers,
                sensitivity: subject.map_or(Sensitivity::High, |s| s.sensitivity),
                minor: true,
                policy: subject.and_then(|subject| subject.policy.clone()),
            },
            requester: LetterWriter {
                relation: Relation::House,
                name: None,
                language: complaint.receipt.complainant.language.clone(),
                contacts: Vec::new(),
            },
            items: vec![LetterItem {
                kind: ItemKind::Deletion,
                scope: BTreeSet::new(),
                after: BTreeSet::new(),
                detail: None,
            }],
            statement: None,
            external_ref: None,
            last_notice: false,
        };
        self.receive(call, &letter).await
    }

    /// Other complaints about the same subject.
    pub async fn same_subject(
        &self,
        id: &ComplaintId,
    ) -> Result<Vec<ComplaintId>, CaseError<Unanswered>> {
        let shared = self.vault.sharing(&stream(id)).await?;
        let mut same = Vec::new();
        for other in shared {
            let Ok(other_id) = ComplaintId::parse(&other.stream.id) else { continue };
            if !other.by.contains(&(Whose::Subject, Whose::Subject)) {
                continue;
            }
            // Keys without a case are those of a command that did not come to its end.
            if let (Complaint::Live(_), _) = self.desk.fold::<Complaint>(other_id.as_str()).await? {
                same.push(other_id);
            }
        }
        Ok(same)
    }
}
