//! Grounds, as a letter gives them.

use habeas_domain::ground::{
    DeletionGround, ExtensionGround, FeeGround, HoldGround, RefusalGround, RestrictionGround,
};

use super::Both;

/// Why something is refused: a clause after a colon.
pub(in crate::letters) const fn refusal(ground: RefusalGround) -> Both {
    match ground {
        RefusalGround::UnreasonableRepetition => {
            ("the same was asked and answered too often", "同样的请求已多次提出并得到答复")
        }
        RefusalGround::DisproportionateEffort => {
            ("it would take an effort out of all proportion", "所需的技术投入明显超出合理范围")
        }
        RefusalGround::OthersRights => {
            ("it would harm the rights of other people", "会损害他人的合法权益")
        }
        RefusalGround::Impractical => {
            ("searching old backup tapes for it is not practical", "在旧备份磁带中查找极不现实")
        }
        RefusalGround::NationalSecurity => {
            ("national security or defence stands against it", "涉及国家安全或国防")
        }
        RefusalGround::PublicInterest => (
            "public safety, health or another important public interest stands against it",
            "涉及公共安全、公共卫生或其他重大公共利益",
        ),
        RefusalGround::CrimePrevention => {
            ("it would harm the prevention or prosecution of crime", "涉及犯罪的预防或追究")
        }
        RefusalGround::LegalDuty => ("the law demands that we keep it", "法律要求我们保存"),
        RefusalGround::FinanceAudit => {
            ("we need it for finance or audit records", "财务或审计记录需要")
        }
        RefusalGround::Dispute => ("it is needed for a claim or dispute", "处理争议或主张权利需要"),
        RefusalGround::Agreement => {
            ("it is still needed to do what we agreed with you", "履行与您的协议仍然需要")
        }
        RefusalGround::RightNotGiven => {
            ("the law that applies to you does not give this right", "适用于您的法律未规定此项权利")
        }
        RefusalGround::TransferNotFeasible => {
            ("the recipient cannot receive it technically", "接收方在技术上无法接收")
        }
    }
}

/// Why data is restricted instead of deleted.
pub(in crate::letters) const fn restriction(ground: RestrictionGround) -> Both {
    match ground {
        RestrictionGround::StatutoryPeriod => {
            ("the law demands that we keep it for a time", "法定保存期限尚未届满")
        }
        RestrictionGround::TechnicallyTooHard => {
            ("deleting it is technically too hard", "删除在技术上难以实现")
        }
        RestrictionGround::Hold => ("it must stay as it is for now", "目前必须保持原状"),
        RestrictionGround::Asked => ("you asked us to keep it", "应您的要求予以保留"),
    }
}

/// On what something is deleted without being asked: a sentence.
pub(in crate::letters) const fn deletion(ground: DeletionGround) -> Both {
    match ground {
        DeletionGround::PurposeEnded => (
            "The purpose for which we had it is over.",
            "收集该信息的目的已经实现、无法实现或不再必要。",
        ),
        DeletionGround::ProductOrPeriodEnded => (
            "The product has ended, or the time for keeping it is over.",
            "相关产品或服务已停止，或保存期限已届满。",
        ),
        DeletionGround::ConsentWithdrawn => {
            ("You withdrew your consent to it.", "您已撤回相关同意。")
        }
        DeletionGround::UnlawfulProcessing => {
            ("We should not have used it as we did.", "此前的处理违反了法律或约定。")
        }
        DeletionGround::NoneNeeded => {
            ("The law asks for no reason for this.", "法律对此不要求说明理由。")
        }
    }
}

/// Why more time is taken.
pub(in crate::letters) const fn extension(ground: ExtensionGround) -> Both {
    match ground {
        ExtensionGround::Complexity => ("the request is complex", "请求较为复杂"),
        ExtensionGround::NumberOfRequests => {
            ("there are many requests from you", "您提出的请求较多")
        }
        ExtensionGround::Consultation => ("we must consult others", "需要征询他人意见"),
        ExtensionGround::AlternativeFormat => {
            ("we must make it in another format", "需要制作其他格式")
        }
        ExtensionGround::ReasonablyNecessary => {
            ("we cannot reasonably do it sooner", "在合理范围内无法更早完成")
        }
    }
}

/// Why data must stay as it is. Who else objects is nobody's business: no words for that.
pub(in crate::letters) const fn hold(ground: HoldGround) -> Option<Both> {
    match ground {
        HoldGround::Dispute => Some(("there is a dispute about it", "存在相关争议")),
        HoldGround::Authority => Some(("an authority ordered it", "有关机关作出了要求")),
        HoldGround::Preservation => Some((
            "what we refused to show is kept while you can challenge the refusal",
            "在您可以对拒绝提出异议期间，我们保留未予提供的内容",
        )),
        HoldGround::PartyObjects => None,
    }
}

/// Why a fee is asked.
pub(in crate::letters) const fn fee(ground: FeeGround) -> Both {
    match ground {
        FeeGround::Repeated => {
            ("we have answered the same request several times", "我们已多次答复同样的请求")
        }
        FeeGround::Excessive => ("the request is clearly excessive", "请求明显过度"),
        FeeGround::FurtherCopy => ("this is a further copy", "这是额外的副本"),
        FeeGround::CostRelated => ("it covers a part of our cost", "用于补偿部分成本"),
    }
}
