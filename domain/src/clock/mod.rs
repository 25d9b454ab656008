//! Deadlines, derived and explained.
//!
//! A clock is a pure function of a rule, the facts of a case, a calendar, the time zone database
//! and a zone. It gives the due moment and the trace of how it was found. Nothing here is stored
//! as truth: events record what was believed at the time, and the trace is always recomputed.
//!
//! - [`rule`]: what a rule of a pack says about time.
//! - [`due`]: what comes out: the due moment, and its record inside events.

pub mod due;
pub mod rule;

pub use due::{Due, DueRecord};
pub use rule::{
    Anchor, CalendarSource, Discharge, Duty, Extension, FirstDay, Gate, PauseMode, Period, Roll,
    Rule, Tier,
};
