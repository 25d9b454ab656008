//! Who asks, and whether they may.

use habeas_domain::assurance::Method;
use habeas_domain::ground::PauseGround;
use habeas_domain::id::ItemNo;
use habeas_domain::notice::NoticeKind;
use habeas_domain::people::{REQUESTER, StepState, Track};
use habeas_domain::request::Event;

use super::page;
use crate::letters::dates;
use crate::letters::pen::{Aim, Pen, RequestPen, Ways};
use crate::letters::render::RenderError;
use crate::letters::words::asked;
use crate::letters::written::Written;

/// A one-time code.
pub(in crate::letters) struct Code {
    digits: String,
    until: String,
    until_short: String,
    stop: Option<String>,
}

/// Proof that is asked for, or still awaited.
pub(in crate::letters) struct Proof {
    what: String,
    how: String,
    until: Option<String>,
    until_short: Option<String>,
    aim: Aim,
    ways: Ways,
}

/// The explained end, or the bare word that it cannot go on.
pub(in crate::letters) struct NotConfirmed {
    ended: bool,
    items: Vec<String>,
    ways: Ways,
}

page!(Code::write: "en/code.letter", "zh/code.letter");
page!(Proof::asked: "en/proof_asked.letter", "zh/proof_asked.letter");
page!(Proof::reminder: "en/identity_reminder.letter", "zh/identity_reminder.letter");
page!(Proof::last_call: "en/identity_last_call.letter", "zh/identity_last_call.letter");
page!(NotConfirmed::identity: "en/identity_not_confirmed.letter", "zh/identity_not_confirmed.letter");
page!(NotConfirmed::standing: "en/standing_not_shown.letter", "zh/standing_not_shown.letter");

impl Code {
    pub(super) fn of<C: Written>(pen: &Pen<'_, C>) -> Result<Self, RenderError> {
        let code = pen.material.opened.code.ok_or(RenderError::Missing("the code"))?;
        let no_cause = RenderError::NoCause(NoticeKind::Code);
        let no = pen.case.needs(pen.events, pen.message).code;
        let step = no.and_then(|no| pen.case.people().steps.get(&no));
        let until = step.and_then(|step| step.expires).ok_or(no_cause)?;
        let zone = pen.case.zone();
        Ok(Self {
            digits: code.to_owned(),
            until: dates::instant(pen.tongue, until, zone),
            until_short: dates::time(pen.tongue, until, zone),
            stop: pen.material.links.stop.map(str::to_owned),
        })
    }
}

impl Proof {
    /// Asked for by these events.
    pub(super) fn asked_for(pen: &RequestPen<'_>) -> Result<Self, RenderError> {
        let asked = pen.events.iter().find_map(|event| match event {
            Event::ChallengeIssued { track, method, at, expires: None, .. } => {
                Some((*track, *method, *at))
            }
            _ => None,
        });
        let (track, method, at) = asked.ok_or(RenderError::NoCause(NoticeKind::ProofAsked))?;
        let mut proof = Self::new(pen, track, Some(method));
        let today = at.with_timezone(&pen.house_zone()).date_naive();
        // A date that is over, or one for an authorisation that no clock waits for, is no date.
        let late = pen.last_day_for_proof().is_none_or(|(day, _)| day < today);
        if late || track == Track::Authorisation {
            (proof.until, proof.until_short) = (None, None);
        }
        Ok(proof)
    }

    /// Asked for earlier, and still awaited.
    pub(super) fn awaited(pen: &RequestPen<'_>) -> Self {
        let steps = pen.case.people.steps.values().rev();
        let open = steps
            .filter(|step| step.party == REQUESTER && step.track != Track::Authorisation)
            .find(|step| step.state == StepState::Open);
        Self::new(
            pen,
            open.map_or(Track::Identity, |step| step.track),
            open.map(|step| step.method),
        )
    }

    fn new(pen: &RequestPen<'_>, track: Track, method: Option<Method>) -> Self {
        let last = pen.last_day_for_proof();
        Self {
            what: pen.tongue.pick(asked::shown(track)).to_owned(),
            how: pen.tongue.pick(method.map_or(asked::ANY_WAY, asked::way)).to_owned(),
            until: last.map(|(day, zone)| dates::end_of(pen.tongue, day, zone)),
            until_short: last.map(|(day, zone)| dates::day_short(pen.tongue, day, zone)),
            aim: pen.aim(&[], PauseGround::Identity),
            ways: pen.ways(),
        }
    }
}

impl NotConfirmed {
    /// Standing that fell away is told about no item: there is nothing to say but that it cannot
    /// go on.
    pub(super) fn of(pen: &RequestPen<'_>, items: &[ItemNo]) -> Self {
        let ended = !items.is_empty();
        Self { ended, items: if ended { pen.items(items) } else { Vec::new() }, ways: pen.ways() }
    }
}
