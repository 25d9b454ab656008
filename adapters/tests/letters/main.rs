//! Letters, rendered from cases that were really decided.

#![cfg(test)]
#![expect(unreachable_pub, reason = "a test binary exports nothing; `pub` reads better here")]

mod appeals;
mod around;
mod campaigns;
mod complaints;
mod golden;
mod html;
mod incidents;
mod laws;
mod samples;
mod story;
