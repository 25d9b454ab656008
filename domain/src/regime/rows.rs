//! What a pack says beside its rules about time. A row is about one or several item kinds.

use std::collections::BTreeSet;

use super::pack::Source;
use super::words::Words;
use crate::assurance::{Assurance, Sensitivity};
use crate::clock::Period;
use crate::ground::{FeeGround, RefusalGround};
use crate::kind::{About, ComplaintKind, ItemKind};

/// Whether a right is given (P15).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightRow {
    /// Where it says so.
    pub source: Source,
    /// The kinds it is about.
    pub kinds: BTreeSet<ItemKind>,
    /// Whether the regime gives it.
    pub given: bool,
    /// What the person is told: why it is not given, or on what condition it is.
    pub told: Option<Words>,
}

/// How sure one must be who speaks before anything is disclosed, destroyed or changed (P09).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssuranceRow {
    /// Where it says so.
    pub source: Source,
    /// What it is about.
    pub about: About,
    /// The sensitivity it is about; `None` for every one.
    pub sensitivity: Option<Sensitivity>,
    /// The least that must be shown.
    pub needs: Assurance,
    /// The most that may be demanded, whatever other packs say (P38).
    pub at_most: Option<Assurance>,
    /// Whether someone who speaks for the subject must show that they may.
    pub standing: bool,
}

impl AssuranceRow {
    /// Whether it speaks of that kind at that sensitivity.
    #[must_use]
    pub fn is_about(&self, kind: ItemKind, sensitivity: Sensitivity) -> bool {
        self.about.is_item(kind) && self.sensitivity.is_none_or(|only| only == sensitivity)
    }

    /// Whether it speaks of complaints of that kind at that sensitivity.
    #[must_use]
    pub fn is_about_complaint(&self, kind: ComplaintKind, sensitivity: Sensitivity) -> bool {
        self.about.is_complaint(kind) && self.sensitivity.is_none_or(|only| only == sensitivity)
    }
}

/// Grounds on which what is asked may be refused (P13, P14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRow {
    /// Where it says so.
    pub source: Source,
    /// The kinds it is about.
    pub kinds: BTreeSet<ItemKind>,
    /// The grounds.
    pub grounds: BTreeSet<RefusalGround>,
}

/// When a fee may be asked (P12). What an open quote does to a clock is a matter of each rule: it
/// pauses where `fee` is among the pause grounds, and starts late where the anchor waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRow {
    /// Where it says so.
    pub source: Source,
    /// The kinds it is about.
    pub kinds: BTreeSet<ItemKind>,
    /// The grounds.
    pub grounds: BTreeSet<FeeGround>,
    /// What counts as a repeat, where the regime says.
    pub repeat: Option<Repeat>,
}

/// What counts as a repeat: more than `free` answered requests of the same verified person and
/// kind within the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeat {
    /// How far back earlier requests count, in months.
    pub months: u32,
    /// How many answers within the window are free.
    pub free: u32,
}

/// How long what was refused must be preserved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreservationRow {
    /// Where it says so.
    pub source: Source,
    /// The kinds whose refusal it is about.
    pub kinds: BTreeSet<ItemKind>,
    /// How long after the refusal, in days or months.
    pub period: Period,
}

/// How to complain about an outcome (P11, P14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplainRow {
    /// Where it says so.
    pub source: Source,
    /// To whom, as a letter says it after "you can complain to".
    pub to: Words,
    /// Whether the person must be told of a remedy before a court.
    pub court: bool,
}
