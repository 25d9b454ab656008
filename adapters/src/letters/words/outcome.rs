//! Outcomes, as an answer says them.

use habeas_domain::kind::ItemKind;
use habeas_domain::request::{Item, Outcome, Until};

use super::{Both, grounds};
use crate::letters::pen::RequestPen;
use crate::letters::tongue::Tongue;

/// One outcome of an item in one or two sentences.
pub(in crate::letters) fn of(pen: &RequestPen<'_>, item: &Item, outcome: &Outcome) -> String {
    let tongue = pen.tongue;
    let say = |both: Both| tongue.pick(both).to_owned();
    let because = |first: Both, ground: Both| {
        let (first, ground) = (tongue.pick(first), tongue.pick(ground));
        match tongue {
            Tongue::En => format!("{first}: {ground}."),
            Tongue::Zh => format!("{first}：{ground}。"),
        }
    };
    match outcome {
        Outcome::Granted if pen.is_own_motion() => say(granted(item)),
        Outcome::Granted => {
            join(tongue, tongue.pick(("Yes.", "同意。")), tongue.pick(granted(item)))
        }
        Outcome::Partly { ground } => {
            let rest =
                because(("We do not do the rest", "其余部分不予办理"), grounds::refusal(*ground));
            join(tongue, &say(partly(item)), &rest)
        }
        Outcome::Refused { ground } => {
            because(("We do not do this", "我们不予办理"), grounds::refusal(*ground))
        }
        Outcome::NothingHeld => {
            say(("We searched and hold nothing of this.", "经查找，我们未持有此类信息。"))
        }
        Outcome::NotOurs { passed_on: true } => say((
            "This is not ours to answer. We have passed it on to those who can.",
            "此事不由我们负责，我们已转交负责方。",
        )),
        Outcome::NotOurs { passed_on: false } => say((
            "This is not ours to answer. Please ask those who hold the data.",
            "此事不由我们负责，请向信息的持有方提出。",
        )),
        Outcome::AlreadySo => say(("This was so already.", "此前已经如此，无需变更。")),
        Outcome::AnsweredWith { .. } => answered_with(pen),
        Outcome::Restricted { ground, until } => {
            let first = because(
                (
                    "We do not delete this yet. We stop every use of it and only store and protect it",
                    "暂不删除。我们停止存储和保护以外的一切处理",
                ),
                grounds::restriction(*ground),
            );
            join(tongue, &first, &ends(pen, until))
        }
        Outcome::Anonymised { .. } => say((
            "We anonymise this instead of deleting it: nobody can link it to you any more, and it cannot be undone.",
            "我们以匿名化代替删除：此后任何人都无法将其与您关联，且无法复原。",
        )),
        Outcome::StatementAttached => say((
            "We do not change this. We have attached your statement to it.",
            "我们未作更正，但已将您的说明附于其后。",
        )),
        Outcome::IdentityNotConfirmed => {
            say(("We could not confirm who is asking.", "我们未能确认请求人的身份。"))
        }
        Outcome::StandingNotShown => say((
            "We could not confirm that you may speak for the person it is about.",
            "我们未能确认您有权代表信息所涉及的本人。",
        )),
        Outcome::NoAnswer => say((
            "We asked you a question and have no answer. Without it we cannot do this. This is not a refusal: you can ask again at any time.",
            "我们曾向您提问，但未收到答复，因此无法办理。这不是拒绝，您可以随时再次提出。",
        )),
        Outcome::Withdrawn => say(("You withdrew this.", "您已撤回此项。")),
    }
}

const fn granted(item: &Item) -> Both {
    match item.asked.kind {
        ItemKind::Access => {
            ("We tell you what we hold and why.", "我们将告知您所持有的信息及其处理目的。")
        }
        ItemKind::Copy => ("You get a copy.", "我们将向您提供副本。"),
        ItemKind::Portability => match item.transfer.feasible {
            Some(false) => (
                "The recipient cannot receive it technically, so you get the copy yourself.",
                "由于接收方在技术上无法接收，我们将副本提供给您本人。",
            ),
            Some(true) | None => {
                ("We send the copy to the recipient you named.", "我们将副本传输给您指定的接收方。")
            }
        },
        ItemKind::Correction => ("We correct it.", "我们将予以更正。"),
        ItemKind::Deletion => ("We delete it.", "我们将予以删除。"),
        ItemKind::Restriction => {
            ("We stop using it, and only store and protect it.", "我们停止处理，仅作存储和保护。")
        }
        ItemKind::Objection => ("We stop this use.", "我们停止此项处理。"),
        ItemKind::ConsentWithdrawal => ("Your consent no longer counts.", "您的同意自此失效。"),
        ItemKind::MarketingOptOut => {
            ("We send no more marketing to this contact.", "我们不再向此联系方式发送营销信息。")
        }
    }
}

const fn partly(item: &Item) -> Both {
    match item.asked.kind {
        ItemKind::Access => {
            ("In part. We tell you what we can.", "部分同意。我们将告知可以提供的内容。")
        }
        ItemKind::Copy | ItemKind::Portability => {
            ("In part. You get a copy of what we can give.", "部分同意。我们提供可以给出的副本。")
        }
        ItemKind::Correction => {
            ("In part. We correct what we can.", "部分同意。我们更正可以更正的内容。")
        }
        ItemKind::Deletion => {
            ("In part. We delete what we can.", "部分同意。我们删除可以删除的内容。")
        }
        ItemKind::Restriction
        | ItemKind::Objection
        | ItemKind::ConsentWithdrawal
        | ItemKind::MarketingOptOut => {
            ("In part. We stop what we can.", "部分同意。我们停止可以停止的处理。")
        }
    }
}

fn answered_with(pen: &RequestPen<'_>) -> String {
    match (pen.tongue, pen.material.opened.other) {
        (Tongue::En, Some(other)) => {
            format!("You asked this in another request too. That request answers it: {other}.")
        }
        (Tongue::En, None) => {
            "You asked this in another request too. That request answers it.".to_owned()
        }
        (Tongue::Zh, Some(other)) => {
            format!("您在另一请求中也提出了此项，由该请求一并答复：{other}。")
        }
        (Tongue::Zh, None) => "您在另一请求中也提出了此项，由该请求一并答复。".to_owned(),
    }
}

/// How long a restriction lasts.
fn ends(pen: &RequestPen<'_>, until: &Until) -> String {
    match (pen.tongue, until) {
        (Tongue::En, Until::Date(day)) => format!("This ends on {}.", pen.day(*day)),
        (Tongue::Zh, Until::Date(day)) => format!("该措施至{}止。", pen.day(*day)),
        (Tongue::En, Until::Review(day)) => {
            format!("We look at this again on {} at the latest.", pen.day(*day))
        }
        (Tongue::Zh, Until::Review(day)) => format!("我们最迟在{}再次审查。", pen.day(*day)),
        (tongue, Until::Event { event, then_years, review }) => {
            let (event, review) = (pen.named(event.as_str()), pen.day(*review));
            match (tongue, then_years) {
                (Tongue::En, 0) => format!(
                    "This ends with: {event}. We look at it again on {review} at the latest."
                ),
                (Tongue::En, years) => format!(
                    "This ends {years} years after: {event}. We look at it again on {review} at the latest."
                ),
                (Tongue::Zh, 0) => {
                    format!("该措施至以下情形发生时止：{event}。我们最迟在{review}再次审查。")
                }
                (Tongue::Zh, years) => {
                    format!(
                        "该措施至以下情形发生后满{years}年止：{event}。我们最迟在{review}再次审查。"
                    )
                }
            }
        }
    }
}

fn join(tongue: Tongue, first: &str, second: &str) -> String {
    match tongue {
        Tongue::En => format!("{first} {second}"),
        Tongue::Zh => format!("{first}{second}"),
    }
}
