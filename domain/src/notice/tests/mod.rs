//! Who is told what: stories of cases, watched from the letter box.

mod answer;
mod asking;
mod complaint;
mod incident;
mod laws;
mod record;
mod staff;
mod watch;
