//! More time.

use habeas_domain::clock::{DueRecord, Duty};
use habeas_domain::complaint;
use habeas_domain::docket::{Clock, ClockNo};
use habeas_domain::ground::ExtensionGround;
use habeas_domain::id::ItemNo;
use habeas_domain::notice::NoticeKind;
use habeas_domain::request;

use super::page;
use crate::letters::dates;
use crate::letters::pen::{Aim, ComplaintPen, Pen, RequestPen};
use crate::letters::render::RenderError;
use crate::letters::words::grounds;
use crate::letters::written::Written;

/// More time for an answer.
pub(in crate::letters) struct Extension {
    word: &'static str,
    item: Option<String>,
    aim: Aim,
    due: String,
    due_short: String,
    ground: String,
    reason: Option<String>,
}

page!(Extension::write: "en/extension.letter", "zh/extension.letter");

/// What was ordered: the clocks, why, and when the earliest of them is then due.
type Ordered<'a> = (&'a [ClockNo], ExtensionGround, &'a DueRecord);

impl Extension {
    /// For an item of a request.
    pub(super) fn of_request(pen: &RequestPen<'_>, items: &[ItemNo]) -> Result<Self, RenderError> {
        use request::Event;
        let ordered = pen.events.iter().find_map(|event| match event {
            Event::ExtensionOrdered { item, clocks, ground, due, .. } if items.contains(item) => {
                Some((*item, (clocks.as_slice(), *ground, due)))
            }
            _ => None,
        });
        let (item, ordered) = ordered.ok_or(RenderError::NoCause(NoticeKind::Extension))?;
        let open = pen.case.docket.open(Some(item), Duty::Respond);
        Ok(Self { item: pen.items(items).pop(), ..Self::of(pen, items, ordered, open)? })
    }

    /// For the answer to a complaint.
    pub(super) fn of_complaint(pen: &ComplaintPen<'_>) -> Result<Self, RenderError> {
        use complaint::Event;
        let ordered = pen.events.iter().find_map(|event| match event {
            Event::ExtensionOrdered { clocks, ground, due, .. } => {
                Some((clocks.as_slice(), *ground, due))
            }
            _ => None,
        });
        let ordered = ordered.ok_or(RenderError::NoCause(NoticeKind::Extension))?;
        Self::of(pen, &[], ordered, pen.owed_answers())
    }

    fn of<'c, C: Written>(
        pen: &Pen<'_, C>,
        items: &[ItemNo],
        (clocks, ground, due): Ordered<'_>,
        open: impl Iterator<Item = (ClockNo, &'c Clock)>,
    ) -> Result<Self, RenderError> {
        // The law's longer time never lengthens a promise that is not among the clocks extended; one that
        // is broken already is no aim.
        let others = open.filter(|(no, clock)| {
            let holds = clock.started.governs && clock.is_running() && clock.late.is_none();
            holds && !clocks.contains(no)
        });
        let earlier = others
            .map(|(_, clock)| &clock.due)
            .filter(|other| other.late_from < due.late_from)
            .min_by_key(|other| other.late_from);
        Ok(Self {
            word: pen.word(),
            item: None,
            aim: Aim { by: earlier.map(|earlier| pen.due(earlier)), stands_still: false },
            due: pen.due(due),
            due_short: dates::due_short(pen.tongue, due),
            ground: pen.tongue.pick(grounds::extension(ground)).to_owned(),
            reason: pen.words(NoticeKind::Extension, items)?,
        })
    }
}
