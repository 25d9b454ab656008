//! What many people are told, part by part.

use habeas_domain::campaign::{Kind, Part};

use super::Both;

/// The heading over a part; none over those that stand for themselves. Those of a breach are the ones that
/// California prescribes (Civil Code 1798.82(d)(1)(A)); anybody understands them.
pub(in crate::letters) const fn heading(kind: Kind, part: Part) -> Option<Both> {
    if let (Kind::BreachNotice, Some(prescribed)) = (kind, of_a_breach(part)) {
        return Some(prescribed);
    }
    Some(match part {
        Part::Title | Part::Short | Part::Question => return None,
        Part::WhatWasWrong => ("What was wrong in our last message", "上次通知中的错误"),
        Part::WhatIsRight => ("What is right", "更正内容"),
        Part::WhatIsNew => ("What is new", "新的情况"),
        Part::Purpose => ("What the data are for", "处理目的"),
        Part::WhatHappened => ("What happened", "发生了什么"),
        Part::WhatChanges => ("What changes", "变更内容"),
        Part::Receiver => ("Who receives the data", "接收方"),
        Part::ReceiverContact => ("How to reach the receiver", "接收方联系方式"),
        Part::DataConcerned => ("Which data it concerns", "涉及的个人信息"),
        Part::Consequences => ("What may follow", "可能的影响"),
        Part::Measures => ("What we do about it", "我们采取的措施"),
        Part::Advice => ("What you can do", "您可以采取的措施"),
        Part::When => ("From when on", "何时起"),
        Part::WhereToRead => ("Where to read it all", "全文查阅"),
        Part::Rights => ("Your rights", "您的权利"),
        Part::ContactPoint => ("Who answers your questions", "咨询方式"),
    })
}

const fn of_a_breach(part: Part) -> Option<Both> {
    Some(match part {
        Part::DataConcerned => ("What information was involved", "涉及的个人信息"),
        Part::Measures => ("What we are doing", "我们采取的措施"),
        Part::ContactPoint => ("For more information", "咨询方式"),
        _ => return None,
    })
}

/// Why somebody gets such a message, as the end of a sentence.
pub(in crate::letters) const fn because(kind: Kind) -> Both {
    match kind {
        Kind::BreachNotice => {
            ("something happened to data about you", "您的个人信息受到一起安全事件的影响")
        }
        Kind::TransferOfControl => {
            ("somebody else takes over data about you", "您的个人信息将转由他人处理")
        }
        Kind::PolicyRevision => ("our privacy policy changes", "我们的隐私政策将变更"),
        Kind::ConsentAsked => ("we ask for your consent", "我们征求您的同意"),
    }
}

/// What the message is called.
pub(in crate::letters) const fn called(kind: Kind) -> Both {
    match kind {
        Kind::BreachNotice => ("notice", "安全事件通知"),
        Kind::TransferOfControl => ("message", "转移告知"),
        Kind::PolicyRevision => ("information", "政策变更告知"),
        Kind::ConsentAsked => ("question", "征求同意"),
    }
}
