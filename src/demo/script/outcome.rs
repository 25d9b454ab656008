//! Answers with several sides, and a case that nobody answered.

use habeas_domain::assurance::Method;
use habeas_domain::contact::Intake;
use habeas_domain::ground::{DeletionGround, RefusalGround, RestrictionGround};
use habeas_domain::kind::{ItemKind, SubjectCategory};
use habeas_domain::notice::NoticeKind;
use habeas_domain::people::Track;
use habeas_domain::request::{HandOver, Outcome, Plan, TaskResult};

use crate::demo::moves::{
    Answer, CARRY_OUT, CODE, DONE, Judge, MATCHES, TYPES, Talk, Verify, Work, decides, verdict,
};
use crate::demo::people::person;
use crate::demo::player::{Story, story};
use crate::demo::when::day;

pub(super) fn stories() -> Vec<Story> {
    vec![ben(), greta(), omar(), ines(), harper(), whitfield()]
}

fn because(item: u16, outcome: Outcome, told: &'static str) -> Judge {
    verdict(item, vec![(None, Answer::Is(outcome))]).because(told)
}

/// One letter, two items, and an answer of its own for each kind of data.
fn ben() -> Story {
    let letter = person("Ben Castellano", "US")
        .of("CA")
        .account("u-347729")
        .mail("ben.castellano@example.net")
        .sms("+12135550119")
        .writes(Intake::Portal)
        .asks_for(ItemKind::Access, &["moderation_notes"])
        .asks(ItemKind::Deletion)
        .says("Show me what your moderators wrote about me, and delete my account.");
    let refused = because(
        1,
        Outcome::Refused { ground: RefusalGround::OthersRights },
        "The notes quote people who reported comments of yours and who count on not being named.",
    );
    let granted = || Answer::Is(Outcome::Granted);
    let mixed = verdict(
        2,
        vec![
            (Some("profile"), granted()),
            (Some("viewing_history"), granted()),
            (Some("watchlist"), granted()),
            (Some("marketing_profile"), granted()),
            (Some("recommendation_profile"), granted()),
            (Some("chats"), Answer::Anonymised { method: "names_removed" }),
            (
                Some("invoices"),
                Answer::RestrictedUntil {
                    ground: RestrictionGround::StatutoryPeriod,
                    event: "bill_settled",
                    years: 7,
                    review: 180,
                },
            ),
            (
                Some("moderation_notes"),
                Answer::RestrictedFor { ground: RestrictionGround::Hold, days: 30, review: false },
            ),
        ],
    )
    .owed_on(DeletionGround::ConsentWithdrawn)
    .because(
        "An invoice is still open, and tax law wants invoices kept for seven years. The notes \
         stay for thirty days, so that you can challenge our refusal to show them.",
    );
    let all_but_one = Work::Reports {
        only: &["core", "billing", "support", "newsletter"],
        result: TaskResult::Done,
    };
    let failed = Work::Reports { only: &["recommender"], result: TaskResult::Failed };
    story("ben", day(28, 14, 0), letter)
        .then(day(28, 14, 2), Verify::SignsIn)
        .then(day(27, 9, 30), Judge::Takes { item: 2 })
        .then(day(26, 10, 0), refused)
        .then(day(26, 10, 10), mixed)
        .then(day(26, 10, 11), Work::Plans { item: 2, plan: Plan::CarryOut })
        .then(day(26, 11, 0), all_but_one)
        .then(day(26, 12, 0), failed)
        .then(day(25, 9, 0), Work::Again)
        .then(day(25, 10, 0), DONE)
        .then(day(25, 11, 0), Work::Isolates)
}

/// A copy straight to a recipient; another recipient cannot take it.
fn greta() -> Story {
    let letter = person("Greta Lindholm", "DE")
        .is(SubjectCategory::Creator)
        .account("c-40318")
        .mail("greta.lindholm@example.net")
        .writes(Intake::Portal)
        .asks_about(ItemKind::Portability, "To Reelhouse, import@reelhouse.example.net.")
        .asks_about(ItemKind::Portability, "To my brother's own server.")
        .says("Send my films and figures to these two.");
    let authorises = Verify::Shows {
        track: Track::Authorisation,
        method: Method::SignedMandate,
        item: Some(1),
        accepted: true,
    };
    story("greta", day(22, 9, 0), letter)
        .then(day(22, 9, 3), Verify::SignsIn)
        .then(day(21, 9, 0), authorises)
        .then(day(20, 9, 0), Judge::Feasible { item: 1, but: None })
        .then(day(20, 9, 5), decides(1, Outcome::Granted))
        .then(day(20, 9, 6), CARRY_OUT)
        .then(day(20, 10, 0), DONE)
        .then(day(20, 11, 0), Judge::Copies { item: 1, how: HandOver::Recipient })
        .then(
            day(19, 9, 0),
            Judge::Feasible { item: 2, but: Some("It has no interface that we could send to.") },
        )
        .then(
            day(19, 9, 5),
            because(
                2,
                Outcome::Refused { ground: RefusalGround::TransferNotFeasible },
                "The server has no interface that we could send to. Tell us and the copy is yours.",
            ),
        )
        .then(day(17, 9, 0), Judge::Closes)
}

/// A consent withdrawn at once, and an objection followed in part.
fn omar() -> Story {
    let letter = person("Omar Haddad", "US")
        .of("CA")
        .account("u-699240")
        .mail("omar.haddad@example.net")
        .writes(Intake::Email)
        .asks_about(ItemKind::ConsentWithdrawal, "Personalised recommendations.")
        .asks(ItemKind::Objection)
        .says("No more recommendations, and stop analysing what I watch.");
    let partly = because(
        2,
        Outcome::Partly { ground: RefusalGround::Agreement },
        "We have stopped it, save for counting views: creators are paid by that count.",
    );
    story("omar", day(18, 10, 0), letter)
        .then(day(18, 10, 15), MATCHES)
        .then(day(18, 10, 16), CODE)
        .then(day(18, 10, 20), TYPES)
        .then(day(18, 11, 0), decides(1, Outcome::Granted))
        .then(day(18, 11, 1), CARRY_OUT)
        .then(day(18, 11, 5), Work::Plans { item: 2, plan: Plan::Protect })
        .then(day(18, 11, 30), DONE)
        .then(day(16, 15, 0), partly)
        .then(day(16, 15, 1), Work::Plans { item: 2, plan: Plan::CarryOut })
        .then(day(16, 15, 30), DONE)
        .then(day(14, 9, 0), Judge::Closes)
}

/// Changed her mind.
fn ines() -> Story {
    let letter = person("Ines Duarte", "PT")
        .account("u-268843")
        .mail("ines.duarte@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Deletion)
        .says("Please delete my account.");
    story("ines", day(11, 9, 0), letter)
        .then(day(11, 9, 30), MATCHES)
        .then(day(11, 9, 31), CODE)
        .then(day(11, 9, 35), TYPES)
        .then(day(9, 19, 0), Talk::Withdraws)
}

/// Everything was shown on the first day, and then nobody looked: late, and red.
fn harper() -> Story {
    let letter = person("Harper Lowe", "US")
        .of("OR")
        .account("u-431196")
        .mail("harper.lowe@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Deletion)
        .says("Please delete everything you have about me.");
    story("harper", day(25, 16, 0), letter).then(day(25, 16, 2), Verify::SignsIn)
}

/// A letter on paper, answered on paper, with a call in between.
fn whitfield() -> Story {
    let letter = person("Margaret Whitfield", "GB")
        .of("ENG")
        .account("u-057733")
        .post("Mrs M. Whitfield\n7 Sample Lane\nExampleton EX1 2AB\nUnited Kingdom")
        .writes(Intake::Letter)
        .asks(ItemKind::Copy)
        .says("Dear Sirs, kindly send me a copy of whatever you keep about me.");
    let passport = Verify::Shows {
        track: Track::Identity,
        method: Method::Document,
        item: None,
        accepted: true,
    };
    story("whitfield", day(24, 11, 0), letter)
        .then(day(24, 11, 30), MATCHES)
        .then(
            day(24, 15, 0),
            Talk::Calls {
                summary: "Rang her daughter's telephone at her wish: letter received, what follows.",
                told: &[(NoticeKind::Acknowledgement, None)],
            },
        )
        .then(day(24, 16, 0), Verify::Asks { track: Track::Identity, method: Method::Document })
        .then(day(24, 17, 0), Talk::Posts)
        .then(day(17, 10, 0), passport)
        .then(day(16, 10, 0), decides(1, Outcome::Granted))
        .then(day(16, 11, 0), Judge::Copies { item: 1, how: HandOver::Post })
        .then(day(16, 16, 0), Talk::Posts)
        .then(day(13, 9, 0), Judge::Closes)
}
