//! What is true at a privacy desk, and what is allowed.
//!
//! This crate opens no file, no socket and no database, reads no clock and draws no chance: time
//! and everything else that a decision needs arrives inside the command. It never sees personal
//! data in clear either: such fields are [`Sealed`](sealed::Sealed), and every aggregate decides
//! the same when nobody can open them.
//!
//! # Words
//!
//! | word | meaning |
//! |---|---|
//! | case | a request, a complaint or an incident |
//! | item | one thing asked in a request, with its own clocks, decision and tasks |
//! | party | who is in a case: subject, requester, further persons with a say, an authority |
//! | track | identity, standing, clarification, fee or hold: each runs beside the items |
//! | assurance | how sure we are who speaks |
//! | regime, pack | a versioned set of rules (a law, or the house's published policy); its file |
//! | duty, clock | one thing owed by a time; a running duty with anchor, period, pauses and due |
//! | tier | statute, promise (published), target (internal) |
//! | ground | the closed-list reason for a refusal, restriction, extension, pause or hold |
//! | task, system, tail | a piece of fulfilment in one registered system; what lasts after the answer |
//! | notice, dispatch | what we owe to tell someone; one message to one person |
//! | desk | the single door through which every command goes |
//! | ledger | the one global, dense, ordered sequence of all events |
//! | vault | the keys: the only thing that makes personal fields readable, and can forget |
//! | ticket | the secret in a person's letters that alone reopens the meaning of a forgotten case |

pub mod access;
pub mod actor;
pub mod assurance;
pub mod breach;
pub mod calendar;
pub mod campaign;
pub mod case;
pub mod clock;
pub mod complaint;
pub mod contact;
pub mod delivery;
pub mod digest;
pub mod dispatch;
pub mod docket;
mod draft;
pub mod ground;
pub mod house;
pub mod id;
pub mod incident;
pub mod kind;
pub mod moment;
pub mod notice;
pub mod people;
pub mod place;
pub mod received;
pub mod reference;
pub mod regime;
pub mod request;
pub mod sealed;
pub mod stream;
pub mod system;
mod text;

pub use text::ParseError;
