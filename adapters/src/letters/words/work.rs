//! The desk's own words, for staff and for what was carried out.

use habeas_domain::clock::Duty;
use habeas_domain::notice::NoticeKind;
use habeas_domain::people::LossReason;
use habeas_domain::request::{TaskKind, TaskResult};

use super::Both;

/// What was done in a system, as a point of a list.
pub(in crate::letters) const fn task(kind: TaskKind) -> Both {
    match kind {
        TaskKind::Search => ("search", "查找"),
        TaskKind::Export => ("drawing a copy", "制作副本"),
        TaskKind::Correct => ("correction", "更正"),
        TaskKind::Delete => ("deletion", "删除"),
        TaskKind::Anonymise => ("anonymisation", "匿名化"),
        TaskKind::Restrict => ("restriction", "限制处理"),
        TaskKind::StopMarketing => ("stop of marketing", "停止营销"),
    }
}

/// How work ended.
pub(in crate::letters) const fn result(result: TaskResult) -> Both {
    match result {
        TaskResult::Done => ("done", "已完成"),
        TaskResult::NothingFound => ("nothing found", "未发现信息"),
        TaskResult::Failed => ("failed", "失败"),
        TaskResult::Refused => ("refused by the system", "被系统拒绝"),
    }
}

/// A duty.
pub(in crate::letters) const fn duty(duty: Duty) -> Both {
    match duty {
        Duty::Acknowledge => ("acknowledge", "确认收到"),
        Duty::SettleIdentity => ("settle who is asking", "确认请求人身份"),
        Duty::Respond => ("answer", "答复"),
        Duty::Extend => ("tell of an extension", "通知延期"),
        Duty::CarryOut => ("carry out", "执行决定"),
        Duty::OptOut => ("put an opt-out into force", "使停止推送生效"),
        Duty::Appeal => ("decide an appeal", "处理申诉"),
        Duty::NotifyAuthority => ("notify an authority", "向监管机构报告"),
        Duty::NotifyPeople => ("notify people", "通知个人"),
        Duty::ReportFinal => ("final report", "提交最终报告"),
    }
}

/// Why identity or standing fell away.
pub(in crate::letters) const fn loss(why: LossReason) -> Both {
    match why {
        LossReason::Expired => ("its last day has passed", "已到期"),
        LossReason::Superseded => ("other proof shows otherwise", "有其他证明推翻"),
        LossReason::Fraud => ("it was found to be fraud", "经查属欺诈"),
        LossReason::DeniedByContact => {
            ("a contact on record denies the request", "登记的联系人否认该请求")
        }
    }
}

/// A notice, for the list of what could not be told.
pub(in crate::letters) const fn notice(kind: NoticeKind) -> Both {
    match kind {
        NoticeKind::Acknowledgement => ("acknowledgement", "受理通知"),
        NoticeKind::Consequences => ("what deleting ends", "删除影响告知"),
        NoticeKind::Ticket => ("ticket", "凭证"),
        NoticeKind::Code => ("code", "验证码"),
        NoticeKind::ProofAsked => ("asking for proof", "索取证明"),
        NoticeKind::IdentityReminder => ("reminder for proof", "证明提醒"),
        NoticeKind::IdentityLastCall => ("last call for proof", "证明最后提醒"),
        NoticeKind::IdentityNotConfirmed => ("identity not confirmed", "身份未确认通知"),
        NoticeKind::StandingNotShown => ("cannot go on: standing", "代表权未确认通知"),
        NoticeKind::Clarification => ("question", "问题"),
        NoticeKind::Extension => ("extension", "延期通知"),
        NoticeKind::Fee => ("fee", "费用通知"),
        NoticeKind::Hold => ("hold", "暂缓通知"),
        NoticeKind::Decision => ("answer", "答复"),
        NoticeKind::Escalation => ("passed to an authority", "移交监管机构通知"),
        NoticeKind::Completion => ("carried out", "执行完成通知"),
        NoticeKind::BackupPurged => ("last backup cleared", "备份清除通知"),
        NoticeKind::Withdrawn => ("withdrawal", "撤回确认"),
        NoticeKind::SomeoneAsked => ("someone asked", "他人请求提示"),
        NoticeKind::HalfTime => ("half time", "期限过半"),
        NoticeKind::FourFifths => ("four fifths of the time", "期限已过五分之四"),
        NoticeKind::TwoDaysLeft => ("two working days left", "剩余两个工作日"),
        NoticeKind::FourHoursLeft => ("four hours left", "剩余四小时"),
        NoticeKind::IncidentAlarm => ("incident alarm", "事件警报"),
        NoticeKind::Overdue => ("overdue", "逾期"),
        NoticeKind::Undeliverable => ("undeliverable", "未能送达"),
        NoticeKind::TaskAlarm => ("task alarm", "任务警报"),
        NoticeKind::TrackAlarm => ("case alarm", "案件警报"),
    }
}
