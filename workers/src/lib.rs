//! Loops with a memory. A worker is a `step()`: one bounded batch, then the truth about what is left.
//!
//! A worker remembers nothing between steps that the database does not: a step can be repeated, and
//! the process killed before or after any commit, with the same end. Positions and effects commit
//! together. [`run()`] has the only loop; tests call [`drain()`].

mod campaigner;
mod courier;
mod drain;
mod follow;
mod health;
mod linker;
mod notifier;
mod projector;
mod relay;
mod run;
mod sequencer;
mod shredder;
mod step;
mod sweeper;
mod timekeeper;

pub use campaigner::{Campaigner, Ways};
pub use courier::{Courier, Speed};
pub use drain::{DrainError, drain};
pub use follow::{Follower, Follows};
pub use health::{Condition, Health};
pub use linker::Linker;
pub use notifier::Notifier;
pub use projector::Projector;
pub use relay::relay;
pub use run::{Ended, Pace, run, run_at};
pub use sequencer::Sequencer;
pub use shredder::Shredder;
pub use step::{Step, Worker, WorkerError};
pub use sweeper::Sweeper;
pub use timekeeper::Timekeeper;
