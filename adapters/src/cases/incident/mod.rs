//! Incidents: how word of one is taken in, from wherever it comes.

mod open;
mod processor;
mod report;

pub use open::{OpenFrom, Opened};
pub use processor::{NamedProcessor, ToldByProcessor};
pub use report::IncidentReport;
