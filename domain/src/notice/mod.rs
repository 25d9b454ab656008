//! Notices: who must be told what, and when.
//!
//! [`Owes`] says it for one event, [`messages`] for everything that one command did. Both are pure:
//! the same events and the same case give the same messages, under the same keys, every time.
//!
//! # What a contact may be told
//!
//! A contact that only the letter names proves nothing about the account. It is told what says
//! nothing about one: the reference and dates, what we still need, and outcomes that hold whoever
//! asks. Everything else waits for a contact on record, and staff hear of it
//! ([`NoticeKind::Undeliverable`]).
//!
//! Whoever speaks for someone else, and whoever only reports, reads letters at the contacts that
//! the letter names. What the record adds belongs to the subject, who is told that someone asked
//! and what deleting will end, and nothing else.

mod kind;
mod message;
mod of_complaint;
mod of_incident;
mod of_request;
mod owed;
mod people;
mod reach;
mod staff;
#[cfg(test)]
mod tests;
mod told;

pub use kind::NoticeKind;
pub use message::{OwedMessage, messages};
pub use owed::{Owed, Owes};
pub(crate) use told::hears;
pub use told::{Heard, Message, Told};

/// To whom a notice goes: the same as on the dispatch that carries it.
pub use crate::dispatch::Addressee;
