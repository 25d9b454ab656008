//! The vault on both engines.

mod cases;
mod codes;
mod forget;
mod index;
mod keys;
mod rotation;
mod sealing;
mod sends;
