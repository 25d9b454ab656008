//! The usual course, from the letter to the last backup.

use habeas_domain::contact::Intake;
use habeas_domain::ground::DeletionGround;
use habeas_domain::kind::ItemKind;
use habeas_domain::request::{HandOver, Outcome, Plan, TaskResult};

use crate::demo::moves::{
    Answer, CARRY_OUT, CODE, DONE, Judge, MATCHES, TYPES, Verify, Work, decides, deletes, verdict,
};
use crate::demo::people::person;
use crate::demo::player::{Story, story};
use crate::demo::when::day;

pub(super) fn stories() -> Vec<Story> {
    vec![nora(), chen(), tomas(), sofia(), sofia_again(), walker(), pat()]
}

/// Everything, then nothing: a copy, and the deletion after it, to the last backup.
fn nora() -> Story {
    let letter = person("Nora Ellison", "US")
        .of("CA")
        .account("u-204417")
        .mail("nora.ellison@example.net")
        .sms("+12135550142")
        .writes(Intake::Portal)
        .asks(ItemKind::Copy)
        .asks_after(ItemKind::Deletion, 1)
        .ticket("CS-88120")
        .says("Send me everything you have, then delete my account. I am moving on.");
    story("nora", day(30, 9, 12), letter)
        .then(day(30, 9, 15), Verify::SignsIn)
        .then(day(30, 10, 30), Judge::Takes { item: 1 })
        .then(day(29, 10, 5), decides(1, Outcome::Granted))
        .then(day(29, 10, 6), CARRY_OUT)
        .then(day(29, 10, 20), DONE)
        .then(day(29, 11, 0), Judge::Copies { item: 1, how: HandOver::AccountSession })
        .then(day(29, 11, 10), deletes(2, DeletionGround::ConsentWithdrawn))
        .then(day(29, 11, 11), Work::Plans { item: 2, plan: Plan::CarryOut })
        .then(day(29, 11, 40), DONE)
        .then(day(29, 13, 0), Work::Isolates)
        .then(day(18, 9, 0), Work::Clears { system: "billing" })
        .then(day(3, 9, 30), Work::Clears { system: "core" })
        .then(day(2, 10, 0), Judge::Closes)
}

/// A viewer in China, by text message, who mistypes once.
fn chen() -> Story {
    let letter = person("陈晓雨", "CN")
        .speaks("zh")
        .account("u-918830")
        .mail("chen.xiaoyu@example.net")
        .sms("+12135550168")
        .writes(Intake::Portal)
        .asks(ItemKind::Access)
        .says("你们掌握我的哪些个人信息？用于什么目的？");
    let both = Verify::Found { on_record: &[1, 2], further: &[] };
    story("chen", day(29, 8, 40), letter)
        .then(day(29, 9, 5), both)
        .then(day(29, 9, 10), Verify::Code { to: 2 })
        .then(day(29, 9, 12), Verify::Types { right: false })
        .then(day(29, 9, 16), TYPES)
        .then(day(27, 14, 0), decides(1, Outcome::Granted))
        .then(day(27, 14, 30), Judge::Copies { item: 1, how: HandOver::SecureLink })
        .then(day(26, 9, 0), Judge::Closes)
}

/// A correction that we do not make: what the person says is attached.
fn tomas() -> Story {
    let letter = person("Tomas Weidner", "DE")
        .account("u-330275")
        .mail("tomas.weidner@example.net")
        .writes(Intake::Email)
        .asks_about(ItemKind::Correction, "I was not suspended in May. Remove that note.")
        .says("Your records say that my account was suspended for abuse. That is wrong.");
    let attached = verdict(1, vec![(None, Answer::Is(Outcome::StatementAttached))]).because(
        "Our logs show the suspension. We cannot call them wrong, so your own account of it now \
         stands beside the note wherever it is shown.",
    );
    story("tomas", day(28, 10, 0), letter)
        .then(day(28, 11, 0), MATCHES)
        .then(day(28, 11, 5), CODE)
        .then(day(28, 11, 9), TYPES)
        .then(day(24, 15, 0), attached)
        .then(day(22, 9, 0), Judge::Closes)
}

/// Asked in the app …
fn sofia() -> Story {
    let letter = person("Sofia Marin", "ES")
        .account("u-551902")
        .mail("sofia.marin@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Access)
        .says("What do you know about me?");
    story("sofia", day(26, 12, 0), letter)
        .then(day(26, 12, 3), Verify::SignsIn)
        .then(day(22, 10, 0), decides(1, Outcome::Granted))
        .then(day(22, 10, 10), Judge::Copies { item: 1, how: HandOver::AccountSession })
}

/// … and two days later by e-mail: a duplicate, answered with the first.
fn sofia_again() -> Story {
    let letter = person("Sofia Marin", "ES")
        .account("u-551902")
        .mail("sofia.marin@example.net")
        .writes(Intake::Email)
        .asks(ItemKind::Access)
        .says("I asked in the app but I prefer e-mail. What do you know about me?");
    let with = verdict(1, vec![(None, Answer::With { story: "sofia" })]);
    story("sofia_again", day(24, 9, 30), letter)
        .then(day(24, 9, 50), MATCHES)
        .then(day(22, 10, 30), with)
        .then(day(21, 9, 0), Judge::Closes)
}

/// Somebody of whom we hold nothing, and who means another house.
fn walker() -> Story {
    let letter = person("Jo Walker", "GB")
        .of("ENG")
        .mail("jo.walker@example.net")
        .writes(Intake::Email)
        .asks(ItemKind::Access)
        .asks_about(ItemKind::Deletion, "My account at Starlight Reels.")
        .says("What do you hold about me? And please close my Starlight Reels account.");
    let nothing = Work::Reports { only: &[], result: TaskResult::NothingFound };
    story("walker", day(23, 9, 0), letter)
        .then(day(23, 9, 40), Verify::NotFound)
        .then(day(23, 9, 45), Work::Plans { item: 1, plan: Plan::Search })
        .then(day(23, 10, 30), nothing)
        .then(day(21, 11, 0), decides(1, Outcome::NothingHeld))
        .then(day(21, 11, 5), decides(2, Outcome::NotOurs { passed_on: true }))
        .then(day(20, 9, 0), Judge::Closes)
}

/// No more text messages; the newsletter was stopped long ago. No identity is asked for.
fn pat() -> Story {
    let letter = person("Pat Quinn", "US")
        .of("IL")
        .mail("pat.quinn@example.net")
        .sms("+12135550177")
        .writes(Intake::Form)
        .asks_about(ItemKind::MarketingOptOut, "Text messages to this number.")
        .asks_about(ItemKind::MarketingOptOut, "And the newsletter.")
        .says("STOP. All of it.");
    story("pat", day(19, 12, 0), letter)
        .then(day(19, 12, 20), decides(1, Outcome::Granted))
        .then(day(19, 12, 21), CARRY_OUT)
        .then(day(19, 12, 25), DONE)
        .then(day(19, 12, 40), decides(2, Outcome::AlreadySo))
        .then(day(18, 9, 0), Judge::Closes)
}
