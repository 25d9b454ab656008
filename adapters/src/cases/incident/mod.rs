//! Incidents: how word of one is taken in, from wherever it comes.

mod open;
mod report;

pub use open::{OpenFrom, Opened};
pub use report::IncidentReport;
