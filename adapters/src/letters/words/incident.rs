//! Incidents, as staff read of them.

use habeas_domain::breach::{Cause, DataClass, Nature, Risk};
use habeas_domain::incident::{MeasureKind, Source};

use super::Both;

/// Who or what brought word.
pub(in crate::letters) const fn source(source: Source) -> Both {
    match source {
        Source::Staff => ("somebody who works here", "内部人员"),
        Source::User => ("a user", "用户"),
        Source::Processor => ("a processor of ours", "受托处理者"),
        Source::System => ("a system that watches", "监测系统"),
        Source::Authority => ("an authority", "监管机构"),
        Source::Complaint => ("a complaint", "投诉举报"),
        Source::Dispatch => ("a message of ours that went astray", "误发的信件"),
    }
}

/// What happened to the data.
pub(in crate::letters) const fn nature(nature: Nature) -> Both {
    match nature {
        Nature::Leak => ("it got out", "泄露"),
        Nature::Destruction => ("it was destroyed or cannot be reached", "毁损或无法访问"),
        Nature::Misuse => ("it was used for something else", "滥用"),
        Nature::UnauthorisedAccess => ("somebody got at it who may not", "未经授权的访问"),
        Nature::UnauthorisedDisclosure => {
            ("it was shown to somebody who may not see it", "未经授权的披露")
        }
        Nature::Alteration => ("it was changed", "篡改"),
    }
}

/// What sort of data.
pub(in crate::letters) const fn data(class: DataClass) -> Both {
    match class {
        DataClass::Ordinary => ("ordinary data", "一般个人信息"),
        DataClass::Sensitive => ("sensitive data", "敏感个人信息"),
        DataClass::UniqueId => ("official numbers", "证件号码"),
        DataClass::Financial => ("payment data", "金融账户信息"),
        DataClass::Credentials => ("sign-in data", "登录凭证"),
        DataClass::ChildrenOrElderly => ("data of children or old people", "儿童或老年人信息"),
        DataClass::ProfessionalSecret => ("professional secrets", "职业秘密"),
    }
}

/// How it came about.
pub(in crate::letters) const fn cause(cause: Cause) -> Both {
    match cause {
        Cause::Mistake => ("a mistake", "失误"),
        Cause::LossOrTheft => ("loss or theft", "遗失或被盗"),
        Cause::Hacking => ("an attack from outside", "外部攻击"),
        Cause::Insider => ("somebody inside, on purpose", "内部人员故意所为"),
        Cause::Failure => ("a failure", "系统故障"),
        Cause::Unknown => ("nobody knows yet", "原因不明"),
    }
}

/// How likely people are harmed, and how badly.
pub(in crate::letters) const fn risk(risk: Risk) -> Both {
    match risk {
        Risk::Unlikely => ("harm is unlikely", "不太可能造成损害"),
        Risk::Risk => ("there is a risk", "存在风险"),
        Risk::High => ("the risk is high", "风险较高"),
    }
}

/// What is to be done.
pub(in crate::letters) const fn measure(kind: MeasureKind) -> Both {
    match kind {
        MeasureKind::StopIt => ("stop what goes on", "制止事态发展"),
        MeasureKind::SecureAccess => ("secure accounts, keys and systems", "加固账户、密钥和系统"),
        MeasureKind::PreserveEvidence => ("keep traces as they are", "保全证据"),
        MeasureKind::FindScope => ("find out whom and what it concerns", "查明影响范围"),
        MeasureKind::AskDeletion => ("ask whoever got it to delete it", "要求收到者删除"),
        MeasureKind::Other => ("a measure of your own", "其他措施"),
    }
}
