//! The workers, repeated and killed wherever it may hurt.

mod courier;
mod killed;
mod killed_report;
mod linker;
mod notices;
mod projector;
mod run;
mod tidy;
mod timekeeper;
