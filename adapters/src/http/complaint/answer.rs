//! A complaint as the API answers it: the fold of its stream, masked, with what may be done now.

use chrono::{DateTime, Utc};
use habeas_domain::actor::Actor;
use habeas_domain::complaint::{
    About, Allegation, Around, Block, Case, Offered, Remedy, WaitingOn,
};
use habeas_domain::docket::imposed::Imposed;
use habeas_domain::id::TrackNo;
use habeas_domain::kind::ComplaintKind;
use habeas_domain::regime::Rulebook;

use crate::cases::Cases;
use crate::http::caller::{Right, may, sees_confidential};
use crate::http::case::Answers;
use crate::http::case::answer::{
    ClockAnswer, ContactAnswer, OfferAnswer, StepAnswer, clocks, contacts, steps,
};
use crate::http::case::imposed::ImposedAnswer;
use crate::store::StoreError;

/// A complaint as it stands.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct ComplaintAnswer {
    /// The id, for machines.
    id: String,
    /// The reference, for people.
    reference: String,
    /// The sequence of the newest event; with the id, the answer to a write. For those who see every
    /// event alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<usize>,
    /// The decision revision, which is also the `ETag`.
    revision: u64,
    /// What is brought.
    kind: &'static str,
    /// `open`, `answered` or `closed`.
    phase: &'static str,
    /// One word that may be shown to the person.
    public_status: &'static str,
    /// What is waited for.
    waiting_on: Vec<&'static str>,
    /// The version of the published policy that the subject accepted last, as the letter says.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    /// The request that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<AboutAnswer>,
    /// The assurance that answering it needs.
    needs: &'static str,
    /// What is alleged.
    allegations: Vec<AllegationAnswer>,
    /// The officer who took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_by: Option<String>,
    /// Whether somebody from outside was named to look at it.
    reviewer: bool,
    /// What our own check of a child's data found, once it was made. Told to staff alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    child_data: Option<bool>,
    /// Steps of investigation so far.
    steps_taken: u16,
    /// Measures so far.
    measures: u16,
    /// Letters to and fro so far.
    letters: u16,
    /// Every clock that runs or ran.
    clocks: Vec<ClockAnswer>,
    /// What authorities impose.
    duties: Vec<ImposedByAnswer>,
    /// Contacts, without their values: those are opened for a purpose.
    contacts: Vec<ContactAnswer>,
    /// Verification steps.
    steps: Vec<StepAnswer>,
    /// Other cases, and what they are to this one.
    links: Vec<LinkAnswer>,
    /// What may be done now.
    allowed: Vec<OfferAnswer>,
    /// What may not, and why.
    blocked: Vec<OfferAnswer>,
}

/// The request that it is about.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct AboutAnswer {
    /// Its id; none of a forgotten one whose stream is not here.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    /// The items.
    items: Vec<u16>,
    /// The reference of a forgotten one.
    #[serde(skip_serializing_if = "Option::is_none")]
    forgotten: Option<String>,
    /// Whether what happened in a forgotten one is on record here. If not, its reference is kept as the letter
    /// names it: it is of before this installation, or mistyped.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_record: Option<bool>,
}

/// One thing alleged or asked.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct AllegationAnswer {
    /// Its number.
    no: u16,
    /// The item of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<u16>,
    /// How many findings there are.
    findings: usize,
    /// How it ended, once decided; of a report of a child's data for staff alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    /// What is done about it.
    remedies: Vec<&'static str>,
    /// When the complainant was told.
    #[schema(value_type = Option<String>)]
    told: Option<DateTime<Utc>>,
}

/// A duty that an authority imposed.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct ImposedByAnswer {
    /// The authority: a party of the case.
    party: u16,
    #[serde(flatten)]
    imposed: ImposedAnswer,
}

/// Another case.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct LinkAnswer {
    /// Its id.
    case: String,
    /// `about`, `deletion`, `incident` or `same`.
    link: &'static str,
}

impl Answers for Case {
    type Answer = ComplaintAnswer;
    type Around = Around;

    async fn around(&self, cases: &Cases) -> Result<Around, StoreError> {
        cases.around_complaint(self).await
    }

    fn answer(
        &self,
        version: usize,
        (rules, around): (&Rulebook, &Around),
        now: DateTime<Utc>,
        by: &Actor,
    ) -> ComplaintAnswer {
        let today = now.with_timezone(&rules.house().zone).date_naive();
        let policy = self.receipt.subject.as_ref().and_then(|subject| subject.policy.as_ref());
        let (allowed, blocked) = offers(self, by, today, around);
        // What a report led to is no concern of whoever reported.
        let tells = by.role.is_staff() || self.receipt.kind != ComplaintKind::ChildDataReport;
        let links = self
            .links
            .iter()
            .map(|one| LinkAnswer { case: one.case.to_string(), link: one.link.code() });
        ComplaintAnswer {
            id: self.id().as_str().to_owned(),
            reference: self.receipt.reference.as_str().to_owned(),
            version: sees_confidential(by.role).then_some(version),
            revision: self.revision,
            kind: self.receipt.kind.code(),
            phase: self.phase.code(),
            public_status: self.public_status(today).code(),
            waiting_on: self.waiting_on(today).into_iter().map(WaitingOn::code).collect(),
            policy: policy.map(ToString::to_string),
            about: self.receipt.about.as_ref().map(about),
            needs: self.receipt.needs.code(),
            allegations: self.allegations.values().map(|a| allegation(a, tells)).collect(),
            taken_by: self.taken.as_ref().map(ToString::to_string),
            reviewer: self.reviewer,
            child_data: self.child_data.filter(|_| by.role.is_staff()),
            steps_taken: self.steps_taken,
            measures: self.measures,
            letters: self.letters,
            clocks: clocks(&self.docket, None, rules),
            duties: self.imposed.iter().map(|(no, duty)| imposed(no, duty)).collect(),
            contacts: contacts(&self.people),
            steps: steps(&self.people),
            links: if by.role.is_staff() { links.collect() } else { Vec::new() },
            allowed,
            blocked,
        }
    }
}

/// Only what the caller's role could do at all is offered.
fn offers(
    case: &Case,
    by: &Actor,
    on: chrono::NaiveDate,
    around: &Around,
) -> (Vec<OfferAnswer>, Vec<OfferAnswer>) {
    let open = case.offers(by, on, around).into_iter();
    let daily = case.receipt.kind.asks();
    let answers =
        open.filter(|offer| may(by.role, right_of(offer.act, daily))).map(|offer| OfferAnswer {
            act: offer.act.code(),
            item: offer.allegation.map(|no| no.0),
            reasons: offer.blocks.iter().copied().map(Block::code).collect(),
        });
    answers.partition(|answer| answer.reasons.is_empty())
}

/// Questions and suggestions are the daily work of clerks; the rest is judged by officers.
const fn right_of(act: Offered, daily: bool) -> Right {
    match act {
        Offered::IssueChallenge => Right::Relay,
        Offered::MatchRecord
        | Offered::Investigate
        | Offered::Escalate
        | Offered::Impose
        | Offered::MeetImposed
        | Offered::Close => Right::Handle,
        Offered::Take | Offered::Decide | Offered::Reopen if daily => Right::Handle,
        Offered::Take
        | Offered::Decide
        | Offered::Reopen
        | Offered::CheckChildData
        | Offered::NameReviewer
        | Offered::WithdrawImposed => Right::Decide,
    }
}

fn about(about: &About) -> AboutAnswer {
    let request = about.case().map(ToString::to_string);
    match about {
        About::Request { items, .. } => AboutAnswer {
            request,
            items: items.iter().map(|no| no.0).collect(),
            forgotten: None,
            on_record: None,
        },
        About::Forgotten { reference, course } => AboutAnswer {
            request,
            items: Vec::new(),
            forgotten: Some(reference.as_str().to_owned()),
            on_record: Some(course.is_some()),
        },
    }
}

fn allegation(of: &Allegation, tells: bool) -> AllegationAnswer {
    let decided = of.decided.as_ref();
    let ended = decided.filter(|_| tells);
    let remedies = ended.map(|decided| decided.remedies.iter().copied().map(Remedy::code));
    AllegationAnswer {
        no: of.alleged.no.0,
        item: of.alleged.item.map(|no| no.0),
        findings: of.findings.len(),
        outcome: ended.map(|decided| decided.outcome.code()),
        remedies: remedies.map_or_else(Vec::new, Iterator::collect),
        told: decided.and_then(|decided| decided.told),
    }
}

fn imposed(no: TrackNo, duty: &Imposed) -> ImposedByAnswer {
    ImposedByAnswer { party: duty.by.0, imposed: ImposedAnswer::of(no, duty) }
}
