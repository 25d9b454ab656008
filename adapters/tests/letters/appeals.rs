//! Whoever is denied an appeal is told of the attorney general, where that was read or accepted.

use std::collections::BTreeSet;

use habeas_domain::clock::Duty;
use habeas_domain::id::{RegimeId, RuleId};
use habeas_domain::notice::NoticeKind;
use habeas_domain::place::Language;
use habeas_domain::regime::Rulebook;

use crate::around::mail;
use crate::complaints::{denied_in, in_los_angeles};
use crate::samples::Sample;

/// Each law with an appeal: its states, and whom its letters name in English and in Chinese.
const LAWS: [(&str, &[&str], &str, &str); 5] = [
    ("us_45", &["NJ", "OR"], "the attorney general of your state", "您所在州的总检察长"),
    ("us_45_60", &["CO", "MN"], "the attorney general of your state", "您所在州的总检察长"),
    (
        "us_60",
        &["CT", "DE", "IN", "KY", "MD", "MT", "NE", "NH", "RI", "TN", "TX"],
        "the attorney general of your state",
        "您所在州的总检察长",
    ),
    ("us_ia", &["IA"], "the Attorney General of Iowa", "艾奥瓦州总检察长"),
    ("us_va", &["VA"], "the Attorney General of Virginia", "弗吉尼亚州总检察长"),
];

/// How to complain, as the denial says it in English and in Chinese.
fn denial(state: &str, rules: Rulebook) -> [String; 2] {
    let sample = Sample::of_complaint("denied", denied_in(state, rules), NoticeKind::Decision);
    [Language::english(), Language::chinese()].map(|language| mail(&sample, &language).1)
}

#[test]
fn a_denied_appeal_names_the_attorney_general() {
    for (regime, states, english, chinese) in LAWS {
        let (regime, row) = (RegimeId::parse(regime).unwrap(), RuleId::parse("complain").unwrap());
        let read = in_los_angeles();
        let reviewed = read.adopted(&regime).unwrap().complain.as_ref().unwrap().source.reviewed;
        let accepted =
            if reviewed { read.clone() } else { read.clone().accepting(&regime, &row).unwrap() };
        for state in states {
            for (text, named) in denial(state, accepted.clone()).iter().zip([english, chinese]) {
                assert!(text.contains(named), "{state}: {text}");
            }
            // A row that nobody read is not quoted; ours is there all the same.
            let unread = denial(state, read.clone());
            for (text, named) in unread.iter().zip([english, chinese]) {
                assert_eq!(text.contains(named), reviewed, "{state}: {text}");
                assert!(text.contains("privacy@dramalight.example"), "{state}: {text}");
            }
        }
    }
}

#[test]
fn no_law_with_an_appeal_is_forgotten() {
    let named: BTreeSet<&str> = LAWS.iter().map(|(regime, ..)| *regime).collect();
    let book = in_los_angeles();
    let appeals = book.all_adopted().filter(|pack| {
        let mut rules = pack.rules.iter();
        rules.any(|rule| rule.duty == Duty::Appeal)
    });
    let there: BTreeSet<&str> = appeals.map(|pack| pack.regime.as_str()).collect();
    assert_eq!(there, named);
}
