//! Who is told what: stories of requests, watched from the letter box.

mod answer;
mod asking;
mod laws;
mod record;
mod staff;
mod watch;
