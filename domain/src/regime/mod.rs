//! Regimes as data: laws, and the published policy of the house.
//!
//! A *pack* is one TOML file with the rules of one regime. Every row of it names the article or
//! promise that it comes from, and says whether that source was read. Packs are known by the
//! digest of their text: a case keeps the digest, so the rules that held can always be found
//! again. A [`Rulebook`] holds the packs, which of them are adopted, the calendars, and what the
//! settings say about the house; decisions ask it.
//!
//! - [`pack`]: a pack, whole; [`rows`]: what it says beside its rules about time;
//!   [`policy`]: what only the house's own pack says.
//! - [`area`]: for whom a pack holds, and in which zone its days end; [`words`]: texts for letters.
//! - [`problem`]: what is wrong with a pack, everything at once.
//! - [`house`]: what settings say about the controller.
//! - [`rulebook`]: all of it together; [`choice`]: which regimes apply, and why;
//!   [`demand`]: what they demand together; `breach`: which apply to a breach, and what they ask.
//!
//! # What an unreviewed row may do
//!
//! A row with `reviewed = false` advises: it is shown to staff. It never governs and is never
//! quoted in a letter, until an administrator accepts it by name ([`Rulebook::accepting`]).

pub mod area;
mod breach;
pub mod choice;
pub mod demand;
pub mod house;
mod leg;
pub mod pack;
pub mod policy;
pub mod problem;
mod read;
pub mod rows;
pub mod rulebook;
mod shipped;
#[cfg(test)]
mod tests;
pub mod words;

pub use area::{Area, Territory, Zones};
pub use choice::{Because, RegimeChoice};
pub use demand::{Basis, FeeTerms, Needed, Preserved, RightAnswer};
pub use house::House;
pub use pack::{Pack, RuleRef, Source};
pub use policy::{Policy, Promised, Purpose};
pub use problem::PackProblem;
pub use rows::{AssuranceRow, ComplainRow, FeeRow, PreservationRow, RefusalRow, Repeat, RightRow};
pub use rulebook::{Rulebook, UnknownPack, UnknownRow};
pub use shipped::shipped_texts;
pub use words::Words;
