//! What holds of every letter.

use std::fs;
use std::path::Path;

use habeas_adapters::letters::{
    EDITION, Form, Links, Material, RenderError, Tongue, render, segments,
};
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::id::{RegimeId, RuleId};
use habeas_domain::kind::ItemKind;
use habeas_domain::notice::NoticeKind;
use habeas_domain::place::Language;
use habeas_domain::regime::{Pack, Rulebook};
use habeas_domain::request::Outcome;

use crate::around::{
    AUTHORITY, CODE, NAME, TICKET, WORDS, card, mail, opened, wanted, write, written,
};
use crate::samples::{Sample, all, asked_in_london};
use crate::story::{Story, decision, house, letter};

#[test]
fn a_text_message_takes_two_segments_at_most_and_names_nobody() {
    for sample in all() {
        for tongue in Tongue::ALL {
            match write(&sample, &tongue.language(), Channel::Sms).map(|rendered| rendered.form) {
                Ok(Form::Short { text: short, .. }) => {
                    let cost = segments(&short);
                    assert!(cost.count <= 2, "{} {cost:?}: {short}", sample.name);
                    assert!(short.contains("HB-"), "{short}");
                    for personal in [NAME, TICKET, WORDS] {
                        assert!(!short.contains(personal), "{short}");
                    }
                    let tells =
                        sample.message.notices.iter().any(|told| told.kind == NoticeKind::Code);
                    assert_eq!(short.contains(CODE), tells, "{short}");
                }
                Ok(other) => panic!("{other:?}"),
                Err(RenderError::NotInShort(kind)) => assert_eq!(kind, NoticeKind::Ticket),
                Err(why) => panic!("{}: {why}", sample.name),
            }
        }
    }
}

#[test]
fn a_text_message_that_only_points_to_a_page_needs_one() {
    let sample = all().into_iter().find(|sample| sample.name == "question").unwrap();
    let house = card();
    let material = Material {
        source: sample.source(),
        rules: sample.rules(),
        at: written(),
        house: &house,
        opened: opened(&sample),
        links: Links::default(),
    };
    let short = render(&material, &sample.message, &Language::english(), Channel::Sms);
    assert!(matches!(short, Err(RenderError::NotInShort(NoticeKind::Clarification))));
}

#[test]
fn a_contact_that_is_only_given_reads_no_name_no_ticket_and_nothing_of_an_account() {
    let mut seen = 0;
    for sample in all().iter().filter(|sample| sample.message.is_to_given()) {
        seen += 1;
        for tongue in Tongue::ALL {
            let (subject, text, _) = mail(sample, &tongue.language());
            let all = format!("{subject}{text}");
            for mark in ["Mei", TICKET, CODE] {
                assert!(!all.contains(mark), "{}: {mark}", sample.name);
            }
            for code in card().names.keys() {
                let name = card().name_of(code, &tongue.language());
                assert!(!all.contains(&name), "{}: {name}", sample.name);
            }
            // A question of ours, the answer to one of theirs, and under what number an authority
            // has it.
            let quoting =
                ["question_given", "complaint_answered_given", "complaint_escalated_given"];
            let may_quote = quoting.contains(&sample.name);
            assert_eq!(all.contains("First <i>line</i>"), may_quote, "{}", sample.name);
        }
        let wanted = wanted(sample);
        assert!(wanted.name.is_none() && wanted.ticket.is_none() && wanted.code.is_none());
    }
    assert!(seen >= 9, "{seen}");
}

#[test]
fn an_acknowledgement_to_a_given_contact_is_reference_and_dates() {
    let sample = all().swap_remove(0);
    let (_, text, _) = mail(&sample, &Language::english());
    assert!(text.contains(
        "We received your request on Friday 20 November 2026, 16:40 (Los Angeles time)."
    ));
    assert!(
        text.contains(
            "We aim to answer by Monday 14 December 2026 (end of day, Los Angeles time)."
        ),
        "{text}"
    );
    for asked in ["copy", "deletion", "delete"] {
        assert!(!text.contains(asked), "{asked}");
    }
    let (_, text, _) = mail(&sample, &Language::chinese());
    assert!(text.contains("2026年12月14日（星期一）当天结束前（洛杉矶时间）"), "{text}");
}

#[test]
fn what_is_to_be_opened_is_what_is_printed() {
    for sample in all() {
        let (_, text, _) = mail(&sample, &Language::english());
        let wanted = wanted(&sample);
        assert_eq!(wanted.name.is_some(), text.contains(NAME), "{}", sample.name);
        assert_eq!(wanted.ticket.is_some(), text.contains(TICKET), "{}", sample.name);
        assert_eq!(wanted.code.is_some(), text.contains(CODE), "{}", sample.name);
        let words = !wanted.words.is_empty() || !wanted.authorities.is_empty();
        assert_eq!(words, text.contains("First <i>line</i>"), "{}", sample.name);
        assert_eq!(wanted.other.is_some(), text.contains("HB-OTHR"), "{}", sample.name);
        assert_eq!(!wanted.authorities.is_empty(), text.contains(AUTHORITY), "{}", sample.name);
    }
}

#[test]
fn what_is_not_opened_is_an_error_and_not_a_gap() {
    let missing = |name: &str| {
        let sample = all().into_iter().find(|sample| sample.name == name).unwrap();
        let house = card();
        let material = Material {
            source: sample.source(),
            rules: sample.rules(),
            at: written(),
            house: &house,
            opened: habeas_adapters::letters::Opened::default(),
            links: Links::default(),
        };
        render(&material, &sample.message, &Language::english(), Channel::Email)
    };
    for name in [
        "code",
        "consequences_and_ticket",
        "question",
        "answer_refused",
        "extension",
        "complaint_extension",
    ] {
        assert!(matches!(missing(name), Err(RenderError::Missing(_))), "{name}");
    }
    assert!(missing("completion").is_ok(), "nothing personal but the name, which may be left out");
}

#[test]
fn each_language_is_itself() {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for sample in all() {
        let (_, text, _) = mail(&sample, &Language::english());
        assert!(!text.chars().any(is_chinese), "{}: {text}", sample.name);
        let (subject, text, _) = mail(&sample, &Language::chinese());
        let mut rest = format!("{subject}\n{text}");
        for known in [NAME, TICKET, WORDS, AUTHORITY, "Dramalight Privacy Desk", "1 Sample Street"]
        {
            rest = rest.replace(known, "");
        }
        // Words of ours that were left in English; references, addresses and proper names aside.
        let english = rest
            .lines()
            .filter(|line| !line.starts_with('>') && !line.contains("https://"))
            .flat_map(|line| line.split(|c: char| !c.is_ascii_alphabetic() && c != '@' && c != '.'))
            .filter(|word| word.len() > 3 && !word.contains('@') && *word != word.to_uppercase());
        let left: Vec<&str> = english.collect();
        assert!(left.is_empty(), "{}: {left:?}", sample.name);
        for broken in ["{{", "{%", "\u{e000}", "\u{e001}", "，。", "：：", "。。", "()", "（）"]
        {
            assert!(!rest.contains(broken), "{}: {broken:?}", sample.name);
        }
    }
}

#[test]
fn a_reader_of_another_language_gets_english_and_it_is_said() {
    let sample = all().swap_remove(0);
    let rendered = write(&sample, &Language::parse("pt-BR").unwrap(), Channel::Email).unwrap();
    assert_eq!(rendered.language, Language::english());
    let rendered = write(&sample, &Language::parse("zh-Hans-CN").unwrap(), Channel::Email).unwrap();
    assert_eq!(rendered.language, Language::chinese());
    assert_eq!(rendered.template.name.as_str(), "acknowledgement");
    assert_eq!(rendered.template.version, EDITION);
}

/// A refusal under the law of California, whose row about complaining is not reviewed.
fn refused(rules: Rulebook) -> String {
    let mut story = Story::of(letter(&[ItemKind::Access])).verified();
    story.rules = std::sync::Arc::new(rules);
    let ground = habeas_domain::ground::RefusalGround::OthersRights;
    story.decides(decision(1, Outcome::Refused { ground }));
    mail(&Sample::new("refused", story, NoticeKind::Decision, None), &Language::english()).1
}

#[test]
fn a_rule_that_nobody_reviewed_is_not_quoted_until_it_is_accepted() {
    let rules = Rulebook::shipped(house("US", chrono_tz::America::Los_Angeles));
    let advice = "California Privacy Protection Agency";
    let text = refused(rules.clone());
    assert!(!text.contains(advice) && text.contains("our customer service"), "{text}");
    let (ccpa, row) = (RegimeId::parse("ccpa").unwrap(), RuleId::parse("complain").unwrap());
    assert!(refused(rules.accepting(&ccpa, &row).unwrap()).contains(advice));
}

#[test]
fn a_pause_is_told_only_if_no_clock_that_governs_runs_on() {
    // S25: the law waits for the answer, the promise does not.
    let london = || Rulebook::shipped(house("GB", chrono_tz::Europe::London));
    let text = |rules| {
        let story = asked_in_london(rules);
        let sample = Sample::new("asked", story, NoticeKind::Clarification, None);
        mail(&sample, &Language::english()).1
    };
    let runs_on = text(london());
    assert!(runs_on.contains("We still aim to answer by Monday 23 March 2026"), "{runs_on}");
    assert!(!runs_on.contains("stands still"));
    // A promise that says that it follows the law stands still from this very message on.
    let published = include_str!("../../../domain/data/packs/house.toml");
    let following = published.replace(
        "anchor = { identity_if_asked_within = 2 }",
        "anchor = \"receipt\"\npause = { mode = \"suspend_inclusive\", grounds = [\"clarification\"], when = \"with_statute\" }",
    );
    assert_ne!(following, published);
    let waits = text(london().with_packs(vec![Pack::parse(&following).unwrap()]));
    assert!(waits.contains("The time for our answer stands still until then."), "{waits}");
    assert!(!waits.contains("still aim"));
}

#[test]
fn more_time_by_the_law_does_not_hide_a_promise_that_runs_on() {
    let sample = all().into_iter().find(|sample| sample.name == "extension").unwrap();
    let (_, text, _) = mail(&sample, &Language::english());
    assert!(text.contains("by Tuesday 2 June 2026 (end of day, London time) at the latest."));
    assert!(text.contains("We still aim to answer by Monday 23 March 2026"), "{text}");
}

#[test]
fn staff_read_nothing_personal() {
    for sample in all().iter().filter(|sample| sample.message.to.is_of_the_house()) {
        for tongue in Tongue::ALL {
            let (subject, text, _) = mail(sample, &tongue.language());
            for mark in ["Mei", TICKET, CODE, "First <i>line</i>"] {
                assert!(!text.contains(mark) && !subject.contains(mark), "{}", sample.name);
            }
        }
    }
}

#[test]
fn a_subject_is_the_reference_and_a_title() {
    for sample in all() {
        let (subject, _, _) = mail(&sample, &Language::english());
        assert!(subject.starts_with("HB-") && subject.len() < 78, "{subject}");
        assert!(!subject.contains("Mei") && !subject.contains('\n'));
    }
}

/// The templates and words as this edition has them. Whoever changes one raises [`EDITION`], and
/// then this.
const TEMPLATES: (u32, &str) =
    (4, "b324a259dd45c9879ad01be8b13d08742896d1538864cb82055ac0b3ee455865");

#[test]
fn changed_templates_have_a_new_edition() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = ["templates/en", "templates/zh", "src/letters/words"]
        .iter()
        .flat_map(|part| fs::read_dir(folder.join(part)).unwrap())
        .map(|file| file.unwrap().path())
        .chain([folder.join("templates/message.html")])
        .collect();
    files.sort();
    let texts: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    let parts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
    let digest = Digest::of_parts(&parts).to_string();
    assert_eq!((EDITION, digest.as_str()), TEMPLATES);
}
