//! Deadlines, derived and explained.
//!
//! A clock is a pure function of a rule, the facts of a case, a calendar, the time zone database
//! and a zone. It gives the due moment and the trace of how it was found. Nothing here is stored
//! as truth: events record what was believed at the time, and the trace is always recomputed.
//!
//! - [`rule`]: what a rule of a pack says about time.
//! - [`period`]: how a length of time is written and read.
//! - [`leg`]: on whose calendar and in whose zone it is counted.
//! - [`due`]: what comes out: the due moment, and its record inside events.

pub mod due;
pub mod leg;
pub mod period;
pub mod rule;

pub use due::{Due, DueRecord};
pub use leg::Leg;
pub use rule::{
    Anchor, CalendarSource, Discharge, Duty, Extension, FirstDay, Gate, PauseMode, PauseWhen,
    Period, Roll, Rule, Tier,
};
