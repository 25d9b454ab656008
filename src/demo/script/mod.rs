//! The six weeks: about forty letters to the privacy desk of a streaming platform, and what came of
//! them. Every kind of request and every outcome of one is among them.
//!
//! Weekdays are counted back from today, so the script can be played on any day. No move depends on
//! a holiday: what must have come due has weeks to do so.

mod complaint;
mod course;
mod fresh;
mod incident;
mod outcome;
mod speaker;
mod track;

use super::player::Story;

/// Every story.
pub(super) fn script() -> Vec<Story> {
    let mut all = course::stories();
    all.extend(speaker::stories());
    all.extend(track::stories());
    all.extend(outcome::stories());
    all.extend(fresh::stories());
    all.extend(complaint::stories());
    all.extend(incident::stories());
    all
}
