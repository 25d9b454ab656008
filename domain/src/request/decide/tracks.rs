//! Clarification, fee and hold.

use chrono::Months;

use crate::ground::{FeeGround, PauseGround};
use crate::id::{ItemNo, TrackNo};
use crate::kind::ItemKind;
use crate::request::command::QuoteFee;
use crate::request::event::Event;
use crate::request::receipt::Related;
use crate::request::refusal::Refusal;
use crate::request::track::{FeeState, Hold, HoldEnd, Items, covers};
use crate::sealed::Sealed;

use super::Draft;

/// A review of a hold or a restriction lies at most this far ahead (P05).
pub(super) const REVIEW_MONTHS_MAX: u32 = 12;

impl Draft<'_> {
    pub(super) fn ask_clarification(
        &mut self,
        items: &Items,
        question: &Sealed,
    ) -> Result<(), Refusal> {
        self.known_items(items)?;
        let undecided = self.undecided(items);
        if undecided.is_empty() {
            return Err(Refusal::AlreadyDecided);
        }
        let no = TrackNo::after(self.case.clarifications.keys().next_back());
        let (at, items, question) = (self.now, items.clone(), question.clone());
        self.push(Event::ClarificationAsked { no, at, items, question });
        self.hold_up(&undecided, PauseGround::Clarification)
    }

    pub(super) fn answer_clarification(
        &mut self,
        no: TrackNo,
        answer: &Sealed,
    ) -> Result<(), Refusal> {
        let asked = self.case.clarifications.get(&no).ok_or(Refusal::Unknown("clarification"))?;
        if asked.answered.is_some() {
            return Err(Refusal::TrackNotOpen);
        }
        self.push(Event::ClarificationAnswered { no, at: self.now, answer: answer.clone() });
        let free: Vec<ItemNo> = self
            .case
            .items
            .keys()
            .copied()
            .filter(|item| !self.case.clarifications.values().any(|c| c.holds_up(*item)))
            .collect();
        self.run_on(&free, PauseGround::Clarification)
    }

    fn undecided(&self, items: &Items) -> Vec<ItemNo> {
        self.case
            .items
            .values()
            .filter(|item| covers(items, item.asked.no) && item.stage.decided().is_none())
            .map(|item| item.asked.no)
            .collect()
    }

    pub(super) fn quote_fee(&mut self, quote: &QuoteFee) -> Result<(), Refusal> {
        self.known_items(&quote.items)?;
        let undecided = self.undecided(&quote.items);
        if undecided.is_empty() {
            return Err(Refusal::AlreadyDecided);
        }
        if quote.answer_by <= self.today() {
            return Err(Refusal::EndOutOfRange);
        }
        if self.case.fees.values().any(|fee| undecided.iter().any(|no| fee.holds_up(*no))) {
            return Err(Refusal::TrackNotOpen);
        }
        for no in &undecided {
            let kind = self.item(*no)?.asked.kind;
            self.check_fee(kind, quote.ground, &quote.earlier)?;
        }
        self.push(Event::FeeQuoted {
            no: TrackNo::after(self.case.fees.keys().next_back()),
            at: self.now,
            items: quote.items.clone(),
            amount: quote.amount,
            currency: quote.currency.clone(),
            ground: quote.ground,
            answer_by: quote.answer_by,
            reason: quote.reason.clone(),
        });
        self.hold_up(&undecided, PauseGround::Fee)
    }

    /// A fee needs a regime that knows its ground. A repetition counts only earlier requests of
    /// the same kind, by the same verified person, that were answered inside the window (P12).
    fn check_fee(
        &self,
        kind: ItemKind,
        ground: FeeGround,
        earlier: &[Related],
    ) -> Result<(), Refusal> {
        let terms = self.rules.fee(&self.packs()?, kind).ok_or(Refusal::FeeNotAllowed)?;
        if !terms.grounds.contains(&ground) {
            return Err(Refusal::FeeNotAllowed);
        }
        if ground != FeeGround::Repeated {
            return Ok(());
        }
        let from = terms.months.and_then(|m| self.now.checked_sub_months(Months::new(m)));
        let answered = earlier.iter().filter(|other| {
            other.same_subject
                && other.verified
                && other.kinds.contains(&kind)
                && other.answered.is_some_and(|at| {
                    at <= self.case.received() && from.is_none_or(|from| at >= from)
                })
        });
        if u32::try_from(answered.count()).is_ok_and(|count| count < terms.free.max(1)) {
            return Err(Refusal::NotRepeated);
        }
        Ok(())
    }

    pub(super) fn accept_fee(&mut self, no: TrackNo) -> Result<(), Refusal> {
        match self.fee_state(no)? {
            FeeState::Quoted => self.push(Event::FeeAccepted { no }),
            FeeState::Accepted => {}
            FeeState::Paid(_) | FeeState::Waived(_) | FeeState::Lapsed(_) => {
                return Err(Refusal::TrackNotOpen);
            }
        }
        Ok(())
    }

    fn fee_state(&self, no: TrackNo) -> Result<FeeState, Refusal> {
        self.case.fees.get(&no).map(|fee| fee.state).ok_or(Refusal::Unknown("fee"))
    }

    /// Paid, waived or lapsed: what stood still for the fee runs on.
    pub(super) fn settle_fee(&mut self, no: TrackNo, event: Event) -> Result<(), Refusal> {
        match self.fee_state(no)? {
            FeeState::Quoted | FeeState::Accepted => {}
            FeeState::Paid(_) | FeeState::Waived(_) | FeeState::Lapsed(_) => {
                return Err(Refusal::TrackNotOpen);
            }
        }
        self.push(event);
        let free: Vec<ItemNo> = self
            .case
            .items
            .keys()
            .copied()
            .filter(|item| !self.case.fees.values().any(|fee| fee.holds_up(*item)))
            .collect();
        self.run_on(&free, PauseGround::Fee)
    }

    /// A hold stops at once what has not begun; what runs is left to run and to report.
    pub(super) fn place_hold(&mut self, hold: Hold) -> Result<(), Refusal> {
        self.known_items(&hold.items)?;
        self.check_end(hold.end)?;
        let stopped = self.unbegun(|task| hold.stops_task(task));
        let no = TrackNo::after(self.case.holds.keys().next_back());
        self.push(Event::HoldPlaced { no, at: self.now, hold });
        self.cancel(stopped);
        Ok(())
    }

    fn check_end(&self, end: HoldEnd) -> Result<(), Refusal> {
        let today = self.today();
        let furthest = today.checked_add_months(Months::new(REVIEW_MONTHS_MAX));
        let fits = match end {
            HoldEnd::Until(day) => day > today,
            HoldEnd::Review(day) => day > today && furthest.is_none_or(|last| day <= last),
        };
        if fits { Ok(()) } else { Err(Refusal::EndOutOfRange) }
    }

    pub(super) fn lift_hold(&mut self, no: TrackNo) -> Result<(), Refusal> {
        let track = self.case.holds.get(&no).ok_or(Refusal::Unknown("hold"))?;
        if !track.lifted {
            self.push(Event::HoldLifted { no });
        }
        Ok(())
    }
}
