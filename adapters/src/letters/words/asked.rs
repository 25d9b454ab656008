//! What can be asked, and how it is proved who asks.

use habeas_domain::assurance::Method;
use habeas_domain::kind::ItemKind;
use habeas_domain::people::Track;
use habeas_domain::request::ReopenReason;

use super::Both;

/// What an item asks for, as a point of a list.
pub(in crate::letters) const fn item(kind: ItemKind) -> Both {
    match kind {
        ItemKind::Access => (
            "information about the personal data we hold, and why",
            "查阅我们持有的个人信息及其处理目的",
        ),
        ItemKind::Copy => ("a copy of the personal data", "复制个人信息"),
        ItemKind::Portability => (
            "a copy of the personal data, sent to the recipient you named",
            "将个人信息转移至您指定的接收方",
        ),
        ItemKind::Correction => ("correction of personal data", "更正个人信息"),
        ItemKind::Deletion => ("deletion of personal data", "删除个人信息"),
        ItemKind::Restriction => {
            ("a stop to using personal data, while we keep it", "限制处理个人信息")
        }
        ItemKind::Objection => ("an objection to a use of personal data", "反对处理个人信息"),
        ItemKind::ConsentWithdrawal => ("withdrawal of a consent", "撤回同意"),
        ItemKind::MarketingOptOut => ("no more marketing to this contact", "停止营销推送"),
    }
}

/// What a proof is to show, after "we need to know" or "show".
pub(in crate::letters) const fn shown(track: Track) -> Both {
    match track {
        Track::Identity => {
            ("that the request comes from the right person", "该请求来自信息所涉及的本人")
        }
        Track::Standing => {
            ("that you may speak for the person it is about", "您有权代表信息所涉及的本人")
        }
        Track::Authorisation => {
            ("that the data may go to the recipient you named", "您同意将信息转移至您指定的接收方")
        }
    }
}

/// How it can be shown, after "what you can do".
pub(in crate::letters) const fn way(method: Method) -> Both {
    match method {
        Method::OneTimeCode => ("ask for a new code and enter it", "申请新的验证码并输入"),
        Method::AccountSession => {
            ("sign in to your account and open the request there", "登录您的账号并在其中打开该请求")
        }
        Method::Document => (
            "show us an official document; cover everything but name and date of birth",
            "出示一份官方证件，请遮盖姓名和出生日期以外的内容",
        ),
        Method::SignedMandate => {
            ("send us a mandate that the person has signed", "提供由本人签署的授权书")
        }
        Method::InPerson => ("come to us in person", "亲自到我们的服务地点"),
    }
}

/// Why a case is open again, after "because".
pub(in crate::letters) const fn reopened(why: ReopenReason) -> Both {
    match why {
        ReopenReason::ComplaintUpheld => ("your complaint was right", "您的投诉成立"),
        ReopenReason::Authority => ("an authority asked us to", "监管机构要求重新处理"),
        ReopenReason::OurError => ("we made a mistake", "我们的处理有误"),
        ReopenReason::LateProof => ("your proof has arrived", "我们已收到您的证明"),
        ReopenReason::WithdrawalAnnulled => {
            ("the withdrawal did not come from you", "该撤回并非由您提出")
        }
        ReopenReason::SystemFound => {
            ("we found another system that may hold data", "我们发现另有系统可能存有信息")
        }
        ReopenReason::Restored => {
            ("a restored backup brought deleted data back", "备份恢复使已删除的信息重新出现")
        }
    }
}

/// How it can be shown while nothing in particular is asked for.
pub(in crate::letters) const ANY_WAY: Both =
    ("ask for a new code, or show us another proof", "申请新的验证码，或提供其他证明");
