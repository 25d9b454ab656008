//! The request that a complaint is about, as the desk finds it in its stream.

use std::collections::BTreeSet;

use habeas_domain::ParseError;
use habeas_domain::actor::Role;
use habeas_domain::complaint::{About, Around, Case as Complaint, Course, Refusal, RequestNow};
use habeas_domain::house::House;
use habeas_domain::id::{ItemNo, PrincipalId};
use habeas_domain::reference::Reference;
use habeas_domain::request::{Case, Decided, Outcome, Request};
use habeas_domain::sealed::Slot;

use super::letter::{ComplainedAbout, ComplaintLetter};
use crate::cases::letter::LetterProblem;
use crate::cases::{CaseError, Cases, Value, reveal, stream};
use crate::desk::DeskError;
use crate::store::StoreError;

impl Cases {
    /// The request that a letter is about, as it stands.
    pub(super) async fn complained_about(
        &self,
        letter: &ComplaintLetter,
    ) -> Result<Option<Box<Case>>, CaseError<Refusal>> {
        let Some(ComplainedAbout::Request { case, .. }) = &letter.about else { return Ok(None) };
        match self.get(case).await {
            Ok((case, _)) => Ok(Some(case)),
            Err(CaseError::Desk(DeskError::Refused(_))) => {
                Err(wrong("/about/request", "request", "must be one that is here"))
            }
            Err(CaseError::Desk(DeskError::Store(error))) => Err(error.into()),
            Err(_) => Err(CaseError::Desk(DeskError::Busy)),
        }
    }

    /// What the domain needs to know of the request that a letter is about: `case`, where it is one that is
    /// here.
    pub(super) async fn about_of(
        &self,
        letter: &ComplaintLetter,
        case: Option<&Case>,
    ) -> Result<Option<About>, CaseError<Refusal>> {
        match (&letter.about, case) {
            (Some(ComplainedAbout::Request { items, .. }), Some(case)) => {
                of_request(case, items).map(Some)
            }
            (Some(ComplainedAbout::Forgotten(reference)), _) => {
                self.forgotten(reference).await.map(Some)
            }
            (None | Some(ComplainedAbout::Request { .. }), _) => Ok(None),
        }
    }

    /// The request that a letter names as forgotten. What can be read still is named by its id: then what is
    /// known of it counts. Where no stream has the reference, that is all there is to name it by.
    async fn forgotten(&self, reference: &Reference) -> Result<About, CaseError<Refusal>> {
        let forgotten = |course| About::Forgotten { reference: reference.clone(), course };
        let Some(id) = self.request_of_reference(reference).await? else {
            return Ok(forgotten(None));
        };
        let (Request::Live(case), _) = self.desk.fold::<Request>(id.as_str()).await? else {
            return Ok(forgotten(None));
        };
        if self.is_remembered(&case).await? {
            let rule = "must not be here still: name it by its id, as `request`";
            return Err(wrong("/about/forgotten", "forgotten request", rule));
        }
        let decided = case.items.values().filter_map(|item| item.stage.decided());
        let decisions: Vec<&Decided> = decided.collect();
        Ok(forgotten(Some(Course {
            case: id,
            refused: decisions.iter().any(|decided| is_refusal(decided)),
            decided_by: decisions.iter().filter_map(|decided| officer(decided)).collect(),
        })))
    }

    /// Whether anybody can read a request still.
    async fn is_remembered(&self, case: &Case) -> Result<bool, CaseError<Refusal>> {
        let (own, slot) = (stream(case.id()), Slot::ContactTicket);
        let ticket = reveal::open(&self.vault, &own, slot, &case.receipt.ticket).await?;
        Ok(matches!(ticket, Value::Clear(_)))
    }

    /// What of other streams says who may judge a complaint: the request that it is about, and the house.
    pub async fn around_complaint(&self, complaint: &Complaint) -> Result<Around, StoreError> {
        let request = self.request_now(complaint).await?;
        let (house, _) = self.desk.fold::<House>(House::STREAM).await?;
        // Approvers approve what others judged, and judge nothing themselves.
        let other_officers = house.records().staff.iter().any(|(who, staff)| {
            staff.may_act_as(Role::Officer) && !complaint.is_decided_by(who, request.as_ref())
        });
        Ok(Around { request, other_officers })
    }

    /// How far the request is that a complaint is about, where its stream is here.
    async fn request_now(&self, complaint: &Complaint) -> Result<Option<RequestNow>, StoreError> {
        let Some(about) = &complaint.receipt.about else { return Ok(None) };
        let Some(id) = about.case() else { return Ok(None) };
        let (Request::Live(case), _) = self.desk.fold::<Request>(id.as_str()).await? else {
            return Ok(None);
        };
        let decided = |no: &ItemNo| case.items.get(no).and_then(|item| item.stage.decided());
        let all: BTreeSet<ItemNo> = case.items.keys().copied().collect();
        let items = match about {
            About::Request { items, .. } => items,
            About::Forgotten { .. } => &all,
        };
        Ok(Some(RequestNow {
            decided_by: items.iter().filter_map(decided).filter_map(officer).collect(),
            decided: all.iter().filter(|no| decided(no).is_some()).copied().collect(),
        }))
    }
}

/// Which items of a request that is here, whether any of them was refused, and who decided.
fn of_request(case: &Case, wanted: &BTreeSet<ItemNo>) -> Result<About, CaseError<Refusal>> {
    if wanted.iter().any(|no| !case.items.contains_key(no)) {
        return Err(wrong("/about/items", "items", "must be items of that request"));
    }
    let decided = |no: &ItemNo| case.items.get(no).and_then(|item| item.stage.decided());
    let items: BTreeSet<ItemNo> = if wanted.is_empty() {
        // What was not done is what people complain about; else what was decided; else anything.
        let all = case.items.keys().copied();
        let refused = all.clone().filter(|no| decided(no).is_some_and(is_refusal)).collect();
        let told: BTreeSet<ItemNo> = all.clone().filter(|no| decided(no).is_some()).collect();
        let lists = [refused, told, all.collect()];
        lists.into_iter().find(|items| !items.is_empty()).unwrap_or_default()
    } else {
        wanted.clone()
    };
    let decisions: Vec<&Decided> = items.iter().filter_map(decided).collect();
    Ok(About::Request {
        case: case.id().clone(),
        refused: decisions.iter().any(|decided| is_refusal(decided)),
        decided_by: decisions.iter().filter_map(|decided| officer(decided)).collect(),
        items,
    })
}

/// Whether anything asked was not done: a law may give an appeal against that.
fn is_refusal(decided: &Decided) -> bool {
    decided.decision.parts.iter().any(|part| {
        part.outcome.refusal().is_some()
            || matches!(part.outcome, Outcome::Restricted { .. } | Outcome::StatementAttached)
    })
}

fn officer(decided: &Decided) -> Option<PrincipalId> {
    let by = &decided.decision.by;
    (by.role != Role::Worker).then(|| by.id.clone())
}

pub(super) fn wrong(pointer: &str, what: &'static str, rule: &'static str) -> CaseError<Refusal> {
    let error = ParseError { what, rule };
    CaseError::Letter(vec![LetterProblem { pointer: pointer.to_owned(), error }])
}
