//! What whoever complains, reports, asks or suggests is told.

use habeas_domain::complaint::{Case, Event, Outcome, Reason};
use habeas_domain::id::ItemNo;
use habeas_domain::kind::ComplaintKind;
use habeas_domain::notice::NoticeKind;
use habeas_domain::people::Track;

use super::page;
use crate::letters::dates;
use crate::letters::pen::{Aim, ComplaintPen, Ways};
use crate::letters::render::RenderError;
use crate::letters::tongue::Tongue;
use crate::letters::wanted::PassedOn;
use crate::letters::words::{asked, complaint as words};

/// It arrived, or is open again.
pub(in crate::letters) struct Accepted {
    word: &'static str,
    again: bool,
    why: Option<&'static str>,
    received: String,
    due: Option<String>,
    first: Option<String>,
}

/// The answer.
pub(in crate::letters) struct Answered {
    word: &'static str,
    limited: bool,
    parts: Vec<Part>,
}

/// The answer about one thing alleged.
struct Part {
    number: Option<String>,
    outcome: &'static str,
    remedies: Vec<&'static str>,
    reason: Option<String>,
}

/// Proof that is asked for.
pub(in crate::letters) struct ProofAsked {
    word: &'static str,
    what: &'static str,
    how: &'static str,
    until: Option<String>,
    until_short: Option<String>,
    aim: Aim,
    ways: Ways,
}

/// It ended without an answer: nobody showed whose it is, or it was taken back.
pub(in crate::letters) struct Ended {
    word: &'static str,
    ways: Ways,
}

/// An authority deals with it now.
pub(in crate::letters) struct Escalated {
    word: &'static str,
    at: Vec<PassedOn<String>>,
}

page!(Accepted::write: "en/complaint_accepted.letter", "zh/complaint_accepted.letter");
page!(Answered::write: "en/complaint_answered.letter", "zh/complaint_answered.letter");
page!(ProofAsked::write: "en/complaint_proof.letter", "zh/complaint_proof.letter");
page!(Ended::not_confirmed: "en/complaint_not_confirmed.letter", "zh/complaint_not_confirmed.letter");
page!(Ended::withdrawn: "en/complaint_withdrawn.letter", "zh/complaint_withdrawn.letter");
page!(Escalated::write: "en/complaint_escalated.letter", "zh/complaint_escalated.letter");

impl Accepted {
    pub(super) fn of(pen: &ComplaintPen<'_>) -> Self {
        let why = pen.events.iter().find_map(|event| match event {
            Event::ComplaintReopened { why, .. } => Some(*why),
            _ => None,
        });
        let received = &pen.case.receipt.received;
        let due = pen.answer_due();
        Self {
            word: pen.word(),
            again: why.is_some(),
            why: why.map(|why| pen.tongue.pick(reopened(why))),
            received: dates::moment(pen.tongue, received.moment, received.zone),
            due: due.map(|due| pen.due(due)),
            first: due.map(|due| dates::due_short(pen.tongue, due)),
        }
    }
}

/// Why it is open again, after "because".
const fn reopened(why: Reason) -> (&'static str, &'static str) {
    match why {
        Reason::NewFacts => ("you brought something new", "您提供了新的情况"),
        Reason::Authority => ("an authority asked us to", "监管机构要求重新处理"),
        Reason::OurError => ("we made a mistake", "我们的处理有误"),
        Reason::LateProof => ("your proof has arrived", "我们已收到您的证明"),
    }
}

impl Answered {
    pub(super) fn of(pen: &ComplaintPen<'_>, numbers: &[ItemNo]) -> Result<Self, RenderError> {
        let limited = is_limited(pen.case);
        let many = pen.case.allegations.len() > 1;
        let mut parts = Vec::new();
        for allegation in pen.these(numbers).filter(|_| !limited) {
            let no_cause = RenderError::NoCause(NoticeKind::Decision);
            let decided = allegation.decided.as_ref().ok_or(no_cause)?;
            let no = allegation.alleged.no;
            let remedies = decided.remedies.iter();
            parts.push(Part {
                number: many.then(|| point(pen.tongue, no)),
                outcome: pen.tongue.pick(words::outcome(decided.outcome)),
                remedies: remedies.map(|remedy| pen.tongue.pick(words::remedy(*remedy))).collect(),
                reason: pen.words(NoticeKind::Decision, &[no])?,
            });
        }
        Ok(Self { word: pen.word(), limited, parts })
    }
}

/// Whoever reports a child's data is told that it was dealt with, and nothing of what was found (P20).
pub(super) fn is_limited(case: &Case) -> bool {
    case.receipt.kind == ComplaintKind::ChildDataReport
}

/// One thing alleged, by its number in the letter.
pub(super) fn point(tongue: Tongue, no: ItemNo) -> String {
    match tongue {
        Tongue::En => format!("point {no}"),
        Tongue::Zh => format!("第{no}点"),
    }
}

impl ProofAsked {
    pub(super) fn of(pen: &ComplaintPen<'_>) -> Result<Self, RenderError> {
        let asked = pen.events.iter().find_map(|event| match event {
            Event::ChallengeIssued { track, method, at, expires: None, .. } => {
                Some((*track, *method, *at))
            }
            _ => None,
        });
        let (track, method, at) = asked.ok_or(RenderError::NoCause(NoticeKind::ProofAsked))?;
        let today = at.with_timezone(&pen.house_zone()).date_naive();
        // A date that is over is no date.
        let last = pen.last_day_for_proof().filter(|(day, _)| *day >= today);
        let what = match track {
            Track::Identity => ("who is writing to us", "来信人的身份"),
            Track::Standing | Track::Authorisation => asked::shown(track),
        };
        Ok(Self {
            word: pen.word(),
            what: pen.tongue.pick(what),
            how: pen.tongue.pick(asked::way(method)),
            until: last.map(|(day, zone)| dates::end_of(pen.tongue, day, zone)),
            until_short: last.map(|(day, zone)| dates::day_short(pen.tongue, day, zone)),
            aim: pen.aim(),
            ways: pen.ways(),
        })
    }
}

impl Ended {
    pub(super) fn of(pen: &ComplaintPen<'_>) -> Self {
        Self { word: pen.word(), ways: pen.ways() }
    }
}

impl Escalated {
    pub(super) fn of(pen: &ComplaintPen<'_>) -> Result<Self, RenderError> {
        let authorities = pen.material.opened.authorities.iter();
        let at: Vec<_> = authorities.map(|at| at.map(|text| (*text).to_owned())).collect();
        if at.is_empty() {
            return Err(RenderError::NoCause(NoticeKind::Escalation));
        }
        Ok(Self { word: pen.word(), at })
    }
}

/// Whether the answer may leave somebody discontent. Where nothing is told of what was found, neither
/// is it told by what the letter leaves out.
pub(super) fn is_contestable(case: &Case, told: Option<ItemNo>) -> bool {
    if is_limited(case) {
        return true;
    }
    let of = |no: &ItemNo| told.is_none_or(|told| told == *no);
    case.allegations.iter().filter(|(no, _)| of(no)).any(|(_, allegation)| {
        allegation.decided.as_ref().is_some_and(|decided| {
            !matches!(decided.outcome, Outcome::Answered | Outcome::Withdrawn | Outcome::Upheld)
        })
    })
}
