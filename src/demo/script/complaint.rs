//! People who are not content, report something, or only ask.

use habeas_domain::complaint::{Outcome, Remedy};
use habeas_domain::kind::{ComplaintKind, Relation};

use crate::demo::brings::complains;
use crate::demo::moves::Hear;
use crate::demo::people::person;
use crate::demo::player::{Story, story};
use crate::demo::when::{ago, day};

pub(super) fn stories() -> Vec<Story> {
    vec![ben_again(), nyberg(), teacher(), clue(), tang()]
}

/// Right in part: the request is open again, and waits for the officer.
fn ben_again() -> Story {
    let letter = complains(
        "ben",
        &[1],
        "Not every note quotes other people. You could have left their names out.",
    );
    story("ben_again", day(4, 9, 0), letter)
        .then(
            day(4, 12, 0),
            Hear::Asks {
                reviewer: "Counsel Example",
                reason: "Our one officer decided the request.",
            },
        )
        .then(day(3, 9, 0), Hear::Looks("Read the notes with counsel: four of nine name nobody."))
        .then(
            day(3, 12, 0),
            Hear::Ends {
                outcome: Outcome::PartlyUpheld,
                remedies: &[Remedy::DecidedAnew, Remedy::ProcedureChanged],
                told: "Notes that name nobody else are yours to read. From now on we look at each by itself.",
            },
        )
        .then(day(2, 9, 0), Hear::Closes)
}

/// Asked and answered.
fn nyberg() -> Story {
    let letter = person("Ida Nyberg", "SE")
        .mail("ida.nyberg@example.net")
        .brings(ComplaintKind::Question, "In which countries do you keep what I watch?");
    story("nyberg", day(9, 9, 0), letter)
        .then(
            day(8, 9, 0),
            Hear::Answers("In Ireland and in California. The privacy notice lists who keeps what."),
        )
        .then(day(7, 9, 0), Hear::Closes)
}

/// A child's profile: the house looks, deletes on its own motion, and says nothing of it.
fn teacher() -> Story {
    let letter = person("Ruth Alvarez", "US")
        .of("CA")
        .speaks_for(Relation::Reporter, true)
        .profile("moonbeam-2017")
        .mail("ruth.alvarez@example.net")
        .brings(ComplaintKind::ChildDataReport, "This is a pupil of mine. She is nine.");
    story("teacher", day(5, 9, 0), letter)
        .then(day(5, 12, 0), Hear::Looks("The profile says born in 2017; no parent agreed."))
        .then(day(5, 12, 10), Hear::Checks { found: true })
        .then(
            day(4, 15, 0),
            Hear::Ends {
                outcome: Outcome::Upheld,
                remedies: &[Remedy::Stopped],
                told: "The profile is closed and will be deleted.",
            },
        )
        .then(day(2, 12, 0), Hear::Closes)
}

/// Somebody who does not say who they are; nobody has looked at it yet.
fn clue() -> Story {
    let letter = person("", "US").speaks_for(Relation::Reporter, false).brings(
        ComplaintKind::Clue,
        "The chat archive can be read without signing in. Try /export/1.",
    );
    story("clue", ago(240), letter)
}

/// A suggestion that waits.
fn tang() -> Story {
    let letter = person("唐静", "CN")
        .speaks("zh")
        .mail("tang.jing@example.net")
        .brings(ComplaintKind::Suggestion, "建议在账号设置页直接提供观看记录的导出。");
    story("tang", day(1, 18, 0), letter)
}
