//! What came in lately and waits.

use habeas_domain::contact::Intake;
use habeas_domain::kind::ItemKind;

use crate::demo::moves::{CODE, MATCHES, Verify};
use crate::demo::people::person;
use crate::demo::player::{Story, story};
use crate::demo::when::{ago, day};

pub(super) fn stories() -> Vec<Story> {
    vec![zhou(), kim(), leo(), sam()]
}

/// Waits for a code.
fn zhou() -> Story {
    let letter = person("周明轩", "CN")
        .speaks("zh")
        .account("u-932216")
        .mail("zhou.mingxuan@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Deletion)
        .says("请删除我的账号及全部个人信息。");
    story("zhou", day(2, 18, 15), letter).then(day(1, 9, 10), MATCHES).then(day(1, 9, 12), CODE)
}

/// Nobody has looked at it yet.
fn kim() -> Story {
    let letter = person("Kim Seo-yeon", "KR")
        .account("u-840027")
        .mail("kim.seoyeon@example.net")
        .writes(Intake::Form)
        .asks(ItemKind::Access)
        .says("Which of my data is shared with advertisers?");
    story("kim", day(1, 16, 40), letter)
}

/// Waits for the officer.
fn leo() -> Story {
    let letter = person("Leo Brunner", "AT")
        .account("u-118452")
        .mail("leo.brunner@example.net")
        .writes(Intake::Portal)
        .asks(ItemKind::Copy)
        .asks_after(ItemKind::Deletion, 1)
        .says("First a copy, then please delete it all.");
    story("leo", ago(190), letter).then(ago(185), Verify::SignsIn)
}

/// To be stopped within the day.
fn sam() -> Story {
    let letter = person("Sam Okafor", "US")
        .of("NV")
        .sms("+12135550131")
        .writes(Intake::Portal)
        .asks_about(ItemKind::MarketingOptOut, "Text messages to this number.")
        .says("stop texting me");
    story("sam", ago(35), letter)
}
