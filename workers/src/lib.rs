//! Loops with a memory. A worker is a `step()`: one bounded batch, then the truth about what is left.
//!
//! A worker remembers nothing between steps that the database does not: a step can be repeated, and
//! the process killed before or after any commit, with the same end. Positions and effects commit
//! together. [`run()`] has the only loop; tests call [`drain()`].

mod drain;
mod health;
mod projector;
mod relay;
mod run;
mod sequencer;
mod step;

pub use drain::{DrainError, drain};
pub use health::{Condition, Health};
pub use projector::Projector;
pub use relay::relay;
pub use run::{Ended, Pace, run, run_at};
pub use sequencer::Sequencer;
pub use step::{Step, Worker, WorkerError};
