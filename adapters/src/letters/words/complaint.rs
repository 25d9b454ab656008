//! Complaints, their outcomes and remedies, as letters say them.

use habeas_domain::complaint::{Outcome, Remedy};
use habeas_domain::kind::ComplaintKind;

use super::Both;

/// What the writer of a letter calls it, after "your".
pub(in crate::letters) const fn matter(kind: ComplaintKind) -> Both {
    match kind {
        ComplaintKind::InfringementReport
        | ComplaintKind::Clue
        | ComplaintKind::ChildDataReport
        | ComplaintKind::ThirdPartyRisk => ("report", "举报"),
        ComplaintKind::Outcome | ComplaintKind::Identification => ("complaint", "投诉"),
        ComplaintKind::Question => ("question", "咨询"),
        ComplaintKind::Suggestion => ("suggestion", "建议"),
    }
}

/// Why the reader is written to, after "because".
pub(in crate::letters) const fn because(kind: ComplaintKind) -> Both {
    match kind {
        ComplaintKind::InfringementReport
        | ComplaintKind::Clue
        | ComplaintKind::ChildDataReport
        | ComplaintKind::ThirdPartyRisk => (
            "a report to us about personal data names this contact",
            "一份有关个人信息的举报中写有此联系方式",
        ),
        ComplaintKind::Outcome | ComplaintKind::Identification => (
            "a complaint to us about personal data names this contact, or because it belongs to the account in question",
            "一份有关个人信息的投诉中写有此联系方式，或此联系方式属于相关账号",
        ),
        ComplaintKind::Question => (
            "a question to us about personal data names this contact",
            "一份有关个人信息的咨询中写有此联系方式",
        ),
        ComplaintKind::Suggestion => (
            "a suggestion to us about personal data names this contact",
            "一份有关个人信息的建议中写有此联系方式",
        ),
    }
}

/// How one thing alleged or asked ended.
pub(in crate::letters) const fn outcome(outcome: Outcome) -> Both {
    match outcome {
        Outcome::Upheld => ("You were right.", "您的意见成立。"),
        Outcome::PartlyUpheld => ("You were right in part.", "您的意见部分成立。"),
        Outcome::NotUpheld => (
            "We looked into it and came to another view than you.",
            "经核查，我们的结论与您的意见不同。",
        ),
        Outcome::Answered => ("This is our answer.", "我们答复如下。"),
        Outcome::NotOurs => (
            "This is not ours to answer, and we say why.",
            "该事项不属于我们的职责范围，理由如下。",
        ),
        Outcome::IdentityNotConfirmed => {
            ("We could not confirm who is writing to us.", "我们未能确认来信人的身份。")
        }
        Outcome::Withdrawn => ("You took this back.", "您已撤回该事项。"),
    }
}

/// What is done about what was upheld, as a point of a list.
pub(in crate::letters) const fn remedy(remedy: Remedy) -> Both {
    match remedy {
        Remedy::DecidedAnew => (
            "We open your request again, and decide it anew. You get a letter of its own about that.",
            "我们将重新受理并重新处理您的请求，并另行通知您。",
        ),
        Remedy::Corrected => ("We put the data right.", "我们已更正相关信息。"),
        Remedy::Stopped => {
            ("We deleted the data, or do not use it any more.", "我们已删除相关信息或停止使用。")
        }
        Remedy::ProcedureChanged => ("We changed how we work.", "我们已改进工作流程。"),
        Remedy::Apology => ("We are sorry.", "我们向您致歉。"),
        Remedy::Compensation => ("We make up for it.", "我们将给予补偿。"),
    }
}
