//! Every code of the closed lists in words, in every language, side by side: a list that grows
//! does not compile until each language has the new word.

pub(super) mod asked;
pub(super) mod campaign;
pub(super) mod complaint;
pub(super) mod grounds;
pub(super) mod incident;
pub(super) mod outcome;
pub(super) mod work;

/// The same in English and in Chinese.
pub(super) type Both = (&'static str, &'static str);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use habeas_domain::assurance::Method;
    use habeas_domain::breach::{Cause, DataClass, Nature, Risk};
    use habeas_domain::campaign::{Kind, Part};
    use habeas_domain::clock::Duty;
    use habeas_domain::ground::{
        DeletionGround, ExtensionGround, FeeGround, HoldGround, RefusalGround, RestrictionGround,
    };
    use habeas_domain::incident::{MeasureKind, Source};
    use habeas_domain::kind::ItemKind;
    use habeas_domain::notice::NoticeKind;
    use habeas_domain::people::{LossReason, Track};
    use habeas_domain::request::{ReopenReason, TaskKind, TaskResult};

    use super::{Both, asked, campaign, grounds, incident, work};

    /// Every code of the list has words of its own in both languages, and none shows the code.
    fn check<T: Copy + std::fmt::Display>(all: &[T], words: impl Fn(T) -> Option<Both>) {
        let mut english = BTreeSet::new();
        let mut chinese = BTreeSet::new();
        for code in all {
            let Some((en, zh)) = words(*code) else { continue };
            assert!(en.is_ascii() && !en.contains('_') && en.trim() == en, "{code}: {en}");
            assert!(zh.chars().any(|c| c > '\u{4e00}') && !zh.contains('_'), "{code}: {zh}");
            assert!(english.insert(en), "{code}: {en}");
            assert!(chinese.insert(zh), "{code}: {zh}");
        }
        assert!(english.len() + 1 >= all.len(), "at most one code is passed over in silence");
    }

    #[test]
    fn every_code_has_its_own_words_in_every_language() {
        for part in Part::ALL {
            for kind in Kind::ALL {
                check(&[*part], |part| campaign::heading(*kind, part));
            }
        }
        check(Kind::ALL, |code| Some(campaign::because(code)));
        check(Kind::ALL, |code| Some(campaign::called(code)));
        check(ItemKind::ALL, |code| Some(asked::item(code)));
        check(Track::ALL, |code| Some(asked::shown(code)));
        check(Method::ALL, |code| Some(asked::way(code)));
        check(ReopenReason::ALL, |code| Some(asked::reopened(code)));
        check(RefusalGround::ALL, |code| Some(grounds::refusal(code)));
        check(RestrictionGround::ALL, |code| Some(grounds::restriction(code)));
        check(DeletionGround::ALL, |code| Some(grounds::deletion(code)));
        check(ExtensionGround::ALL, |code| Some(grounds::extension(code)));
        check(FeeGround::ALL, |code| Some(grounds::fee(code)));
        check(HoldGround::ALL, grounds::hold);
        check(TaskKind::ALL, |code| Some(work::task(code)));
        check(TaskResult::ALL, |code| Some(work::result(code)));
        check(Duty::ALL, |code| Some(work::duty(code)));
        check(LossReason::ALL, |code| Some(work::loss(code)));
        check(NoticeKind::ALL, |code| Some(work::notice(code)));
        check(Source::ALL, |code| Some(incident::source(code)));
        check(Nature::ALL, |code| Some(incident::nature(code)));
        check(DataClass::ALL, |code| Some(incident::data(code)));
        check(Cause::ALL, |code| Some(incident::cause(code)));
        check(Risk::ALL, |code| Some(incident::risk(code)));
        check(MeasureKind::ALL, |code| Some(incident::measure(code)));
    }
}
