//! Requests: how a letter is taken in, and which others belong beside it.

mod letter;
mod receive;
mod referenced;
mod related;

pub use letter::{Letter, LetterItem};
