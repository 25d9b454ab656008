//! Questions, fees and holds.

use habeas_domain::ground::{HoldGround, PauseGround};
use habeas_domain::id::{DataCategory, ItemNo};
use habeas_domain::notice::NoticeKind;
use habeas_domain::request::{Currency, Event, Fee as Quoted, FeeState, HoldEnd};

use super::of_request::is_about;
use super::page;
use crate::letters::dates;
use crate::letters::pen::{Aim, RequestPen, Ways};
use crate::letters::render::RenderError;
use crate::letters::words::grounds;

/// A question.
pub(in crate::letters) struct Clarification {
    question: String,
    items: Vec<String>,
    aim: Aim,
    ways: Ways,
}

/// A fee that is asked, or no longer.
pub(in crate::letters) struct Fee {
    waived: bool,
    amount: String,
    ground: String,
    reason: Option<String>,
    items: Vec<String>,
    answer_by: String,
    answer_by_short: String,
    aim: Aim,
    ways: Ways,
}

/// A hold that may be told.
pub(in crate::letters) struct Hold {
    preserved: bool,
    ground: Option<String>,
    categories: Vec<String>,
    review: bool,
    day: String,
}

page!(Clarification::write: "en/clarification.letter", "zh/clarification.letter");
page!(Fee::write: "en/fee.letter", "zh/fee.letter");
page!(Hold::write: "en/hold.letter", "zh/hold.letter");

impl Clarification {
    pub(super) fn of(pen: &RequestPen<'_>, items: &[ItemNo]) -> Result<Self, RenderError> {
        let kind = NoticeKind::Clarification;
        let question = pen.words(kind, items)?.ok_or(RenderError::NoCause(kind))?;
        Ok(Self {
            question,
            items: if items.is_empty() { Vec::new() } else { pen.items(items) },
            aim: pen.aim(items, PauseGround::Clarification),
            ways: pen.ways(),
        })
    }
}

impl Fee {
    pub(super) fn of(pen: &RequestPen<'_>, items: &[ItemNo]) -> Result<Self, RenderError> {
        let no = pen.events.iter().find_map(|event| match event {
            Event::FeeQuoted { no, .. } | Event::FeeWaived { no, .. } => Some(no),
            _ => None,
        });
        let fee = no.and_then(|no| pen.case.fees.get(no));
        let fee: &Quoted = fee.ok_or(RenderError::NoCause(NoticeKind::Fee))?;
        let zone = pen.house_zone();
        Ok(Self {
            waived: matches!(fee.state, FeeState::Waived(_)),
            amount: money(fee.amount, &fee.currency),
            ground: pen.tongue.pick(grounds::fee(fee.ground)).to_owned(),
            reason: pen.words(NoticeKind::Fee, items)?,
            items: if items.is_empty() { Vec::new() } else { pen.items(items) },
            answer_by: dates::end_of(pen.tongue, fee.answer_by, zone),
            answer_by_short: dates::day_short(pen.tongue, fee.answer_by, zone),
            aim: pen.aim(items, PauseGround::Fee),
            ways: pen.ways(),
        })
    }
}

/// An amount in a currency's smallest unit, with the decimals that ISO 4217 gives it.
fn money(amount: u32, currency: &Currency) -> String {
    let decimals: u32 = match currency.as_str() {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    };
    if decimals == 0 {
        return format!("{currency} {amount}");
    }
    let unit = 10_u32.pow(decimals);
    let width = decimals as usize;
    format!("{currency} {}.{:0width$}", amount / unit, amount % unit)
}

impl Hold {
    pub(super) fn of(pen: &RequestPen<'_>, items: &[ItemNo]) -> Result<Self, RenderError> {
        let hold = pen.events.iter().find_map(|event| match event {
            Event::HoldPlaced { hold, .. }
                if !hold.confidential && is_about(&hold.items, items.first().copied()) =>
            {
                Some(hold)
            }
            _ => None,
        });
        let hold = hold.ok_or(RenderError::NoCause(NoticeKind::Hold))?;
        let (review, day) = match hold.end {
            HoldEnd::Until(day) => (false, day),
            HoldEnd::Review(day) => (true, day),
        };
        let categories = hold.categories.iter().map(DataCategory::as_str);
        Ok(Self {
            preserved: hold.ground == HoldGround::Preservation,
            ground: grounds::hold(hold.ground).map(|ground| pen.tongue.pick(ground).to_owned()),
            categories: categories.map(|code| pen.named(code)).collect(),
            review,
            day: pen.day(day),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        let of = |amount, code| money(amount, &Currency::parse(code).unwrap());
        assert_eq!(of(1500, "GBP"), "GBP 15.00");
        assert_eq!(of(5, "USD"), "USD 0.05");
        assert_eq!(of(1500, "JPY"), "JPY 1500");
        assert_eq!(of(1500, "KWD"), "KWD 1.500");
    }
}
