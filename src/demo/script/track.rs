//! What runs beside the items: fees, questions, more time, holds.

use habeas_domain::contact::Intake;
use habeas_domain::ground::{
    DeletionGround, ExtensionGround, FeeGround, HoldGround, RestrictionGround,
};
use habeas_domain::kind::{ItemKind, SubjectCategory};
use habeas_domain::request::{HandOver, Outcome, TaskResult};

use crate::demo::moves::{
    Answer, CARRY_OUT, CODE, DONE, Judge, MATCHES, TYPES, Talk, Verify, Work, decides, deletes,
    verdict,
};
use crate::demo::people::{Writes, person};
use crate::demo::player::{Story, story};
use crate::demo::when::day;

pub(super) fn stories() -> Vec<Story> {
    vec![alex_first(), alex_second(), alex_third(), clara(), mute(), yusuf(), dana()]
}

fn alex(words: &'static str) -> Writes {
    person("Alex Hartley", "GB")
        .of("ENG")
        .account("u-160934")
        .mail("alex.hartley@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Access)
        .says(words)
}

/// Asks once, and again, and a third time within the year.
fn alex_first() -> Story {
    story("alex", day(30, 13, 0), alex("What do you hold about me?"))
        .then(day(30, 13, 2), Verify::SignsIn)
        .then(day(28, 16, 0), decides(1, Outcome::Granted))
        .then(day(28, 16, 10), Judge::Copies { item: 1, how: HandOver::AccountSession })
        .then(day(27, 9, 0), Judge::Closes)
}

fn alex_second() -> Story {
    story("alex_again", day(22, 13, 0), alex("And what do you hold now?"))
        .then(day(22, 13, 2), Verify::SignsIn)
        .then(day(20, 16, 0), decides(1, Outcome::Granted))
        .then(day(20, 16, 10), Judge::Copies { item: 1, how: HandOver::AccountSession })
        .then(day(19, 9, 10), Judge::Closes)
}

/// A fee for the third: the first quote lapses, the second is accepted and paid.
fn alex_third() -> Story {
    const REASON: &str = "This is your third request of this kind within twelve months. Two are \
                          free; the fee covers the cost of drawing the data again.";
    let quote =
        |days| Talk::Quotes { amount: 900, ground: FeeGround::Repeated, days, reason: REASON };
    story("alex_third", day(14, 13, 0), alex("Once more, please: everything, as of today."))
        .then(day(14, 13, 2), Verify::SignsIn)
        .then(day(13, 10, 0), Judge::Takes { item: 1 })
        .then(day(13, 10, 5), quote(3))
        .then(
            day(9, 15, 0),
            Talk::Calls { summary: "Was on holiday, wants the data and a new quote.", told: &[] },
        )
        .then(day(8, 9, 0), quote(10))
        .then(day(7, 18, 0), Talk::Agrees)
        .then(day(6, 9, 0), Talk::Pays)
        .then(day(5, 11, 0), decides(1, Outcome::Granted))
        .then(day(5, 11, 10), Judge::Copies { item: 1, how: HandOver::AccountSession })
}

/// A restriction, after a question: the law's clock stands still meanwhile, the promise does not.
fn clara() -> Story {
    let letter = person("Clara Osei", "GB")
        .of("ENG")
        .account("u-223061")
        .mail("clara.osei@example.net")
        .writes(Intake::Email)
        .asks(ItemKind::Restriction)
        .says("Stop using my data until we have settled what you charged me.");
    let ground = RestrictionGround::Asked;
    let restricted =
        verdict(1, vec![(None, Answer::RestrictedFor { ground, days: 180, review: true })])
            .because("As you asked: nothing is done with it but keeping it, until we look again.");
    story("clara", day(16, 9, 0), letter)
        .then(day(16, 9, 30), MATCHES)
        .then(day(16, 9, 35), CODE)
        .then(day(16, 9, 40), TYPES)
        .then(day(15, 10, 0), Talk::Asks("Does this include your watchlist, or invoices alone?"))
        .then(day(12, 20, 0), Talk::Answers("Everything, please."))
        .then(day(9, 10, 0), restricted)
        .then(day(9, 10, 5), CARRY_OUT)
        .then(day(9, 10, 30), DONE)
}

/// A question that is never answered.
fn mute() -> Story {
    let letter = person("Lucas Perrin", "FR")
        .account("u-505518")
        .mail("lucas.perrin@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Access)
        .says("Send me the thing from last year.");
    story("mute", day(25, 9, 0), letter)
        .then(day(25, 9, 2), Verify::SignsIn)
        .then(day(24, 10, 0), Talk::Asks("What do you mean by the thing from last year?"))
}

/// Nine years of logs: the law allows more time and the person hears of it in time.
fn yusuf() -> Story {
    let letter = person("Yusuf Demir", "GB")
        .of("SCT")
        .account("u-000912")
        .mail("yusuf.demir@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Copy)
        .says("A copy of everything since I joined nine years ago, the logs too.");
    let longer = Judge::Extends {
        item: 1,
        regime: "uk",
        ground: ExtensionGround::Complexity,
        reason: "Your logs of the first years lie in an archive that must be read tape by tape.",
    };
    story("yusuf", day(13, 9, 0), letter)
        .then(day(13, 9, 2), Verify::SignsIn)
        .then(day(12, 9, 0), Judge::Takes { item: 1 })
        .then(day(8, 14, 0), longer)
}

/// A dispute stops a deletion halfway; once it is settled, the rest is ordered again.
fn dana() -> Story {
    let letter = person("Dana Whitlock", "US")
        .of("WA")
        .is(SubjectCategory::Creator)
        .account("c-70071")
        .mail("dana.whitlock@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Deletion)
        .says("I no longer publish with you. Delete my channel and everything of mine.");
    let support = Work::Reports { only: &["support"], result: TaskResult::Done };
    story("dana", day(15, 11, 0), letter)
        .then(day(15, 11, 3), Verify::SignsIn)
        .then(day(13, 13, 0), deletes(1, DeletionGround::PurposeEnded))
        .then(day(13, 13, 1), CARRY_OUT)
        .then(day(13, 13, 30), support)
        .then(
            day(12, 9, 0),
            Judge::Holds {
                ground: HoldGround::Dispute,
                days: 30,
                reason: "A chargeback about the last payout is open at the bank.",
            },
        )
        .then(day(6, 9, 0), Judge::Lifts)
        .then(day(6, 9, 5), CARRY_OUT)
        .then(day(5, 10, 0), DONE)
        .then(day(5, 11, 0), Work::Isolates)
}
