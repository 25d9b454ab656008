//! The workers, repeated and killed wherever it may hurt.

mod projector;
mod run;
