//! Stories of requests, told command by command against a clock that the story sets.

mod complaint;
mod fulfil;
mod golden;
mod guarding;
mod holds;
mod policy;
mod receive;
pub(crate) mod story;
mod time;
mod tracks;
mod verify;
