//! Complaints: how a letter is taken in, and what it takes over from the request that it is about.

mod about;
mod follow;
mod letter;
mod receive;
mod taken_over;

pub use letter::{ComplainedAbout, ComplaintLetter};
