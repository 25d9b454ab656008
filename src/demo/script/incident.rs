//! What happened to personal data.

use habeas_domain::breach::Risk;
use habeas_domain::incident::Source;

use crate::demo::incidents::reports;
use crate::demo::moves::{Move, Respond};
use crate::demo::player::{Story, story};
use crate::demo::when::{ago, day};

pub(super) fn stories() -> Vec<Story> {
    vec![bucket(), partner()]
}

/// Smaller than it was at first, told to whoever had to be told, and closed.
fn bucket() -> Story {
    let words = "Exports of watch lists with pass phrases lay open on a storage bucket.";
    story("bucket", day(12, 9, 0), reports(Source::Staff, words).suspected(2))
        .then(day(12, 9, 10), Respond::Takes)
        .then(day(12, 9, 30), Respond::Aware("The log shows strangers reading; we are certain."))
        .then(
            day(12, 12, 0),
            Respond::Assesses {
                risk: Risk::High,
                affected: &[("US", Some("CA"), 160), ("SE", None, 40)],
                why: "Pass phrases were among it, in clear.",
            },
        )
        .then(day(12, 12, 30), Respond::Contains)
        .then(day(11, 9, 0), Respond::Notifies)
        .then(day(11, 9, 0), Move::TellsMany(200))
        .then(day(8, 12, 0), Respond::Reviews("Exports are now written to a closed bucket only."))
        .then(day(8, 12, 10), Respond::Closes)
}

/// Just in: nobody has judged it, and every clock runs.
fn partner() -> Story {
    let words = "Our delivery partner writes that a laptop with addresses was stolen.";
    story("partner", ago(200), reports(Source::Processor, words))
}
