//! Deadlines, derived and explained.
//!
//! A clock is a pure function of a rule, the facts of a case, a calendar, the time zone database
//! and a zone. It gives the due moment and the trace of how it was found. Nothing here is stored
//! as truth: events record what was believed at the time, and the trace is always recomputed.
//!
//! - [`rule`]: what a rule of a pack says about time.
//! - [`period`]: how a length of time is written and read.
//! - [`leg`]: on whose calendar and in whose zone it is counted.
//! - [`terms`]: the part of a rule that counts, and the pauses.
//! - [`reckon`](mod@reckon): the engine, with `civil` for days and months and `hours` for hours.
//! - [`trace`]: how the due moment was found, as data and in plain words.
//! - [`due`]: what comes out: the due moment, and its record inside events.
//! - [`spans`]: smaller questions about time that other parts of the domain ask.
//!
//! # How days are counted
//!
//! A day rule lives in civil dates of the clock's zone, and the duty is late when the last day has
//! ended there. The day of the event is day 0 unless the rule includes it. Pauses leave out whole
//! days of that zone, each day once however many pauses cover it: a clock of days or months ends
//! so many days later, and then rolls; a clock of working days does not count them. What a pause
//! covers before the anchor does not matter, and a question asked when the duty is late already
//! changes nothing. An hour rule lives on the UTC line, and pauses leave out elapsed time.

mod civil;
pub mod due;
mod hours;
pub mod leg;
pub mod period;
pub mod reckon;
pub mod rule;
pub mod spans;
pub mod terms;
#[cfg(test)]
mod tests;
pub mod trace;
mod words;

pub use due::{Due, DueRecord};
pub use leg::Leg;
pub use reckon::{CalendarUsed, ClockError, Reckoning, reckon, reckon_legs, reckon_plain};
pub use rule::{
    Anchor, CalendarSource, Discharge, Duty, Extension, FirstDay, Gate, PauseMode, PauseWhen,
    Period, Roll, Rule, Tier,
};
pub use spans::{part_of, within_working_days, working_days_before};
pub use terms::{Pause, Terms};
pub use trace::{Step, Trace};
