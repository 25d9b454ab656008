//! When everybody is told whom a version is for: by messages, in public, or both.

use super::story::{FIRST, Story, breach, word};
use crate::actor::Role;
use crate::campaign::*;
use crate::contact::Channel;
use crate::place::Language;
use crate::request::tests::story::sealed;

/// A version by these channels that is announced, too, approved with the papers on file.
fn announced(channels: &[Channel], people: u32) -> Story {
    let mut story = Story::of(&breach());
    story.does(Act::DraftVersion {
        audience: Audience::Listed,
        channels: channels.to_vec(),
        language: Language::english(),
        announced: true,
        complete: true,
    });
    story.does(word(&breach(), FIRST, Form::Full));
    if people > 0 {
        story.lists(FIRST, people, people);
    }
    story.does(Act::File { paper: Paper::Assessment, reference: sealed("paper") });
    story.approves(FIRST);
    story
}

fn announces(story: &mut Story) {
    let (place, at) = (sealed("the front page"), story.now);
    story.does(Act::Announce { version: FIRST, place, at });
}

/// Mails went to all of them, but for so many whom none reached.
fn mailed(story: &mut Story, told: u32, unreachable: u32) {
    story.begins(FIRST);
    for (outcome, count) in [(Outcome::HandedOver, told), (Outcome::Unreachable, unreachable)] {
        if count > 0 {
            let results = story.results(FIRST, outcome, count);
            story.as_role(Role::Worker, "campaigner").does(results);
        }
    }
    let settle = story.settle(FIRST);
    story.as_role(Role::Worker, "campaigner").does(settle);
    story.as_role(Role::Officer, "officer.one");
}

fn is_whole(story: &Story) -> bool {
    story.plan().version(FIRST).unwrap().is_whole()
}

#[test]
fn what_is_mailed_and_announced_is_whole_after_both_whichever_is_last() {
    let mut story = announced(&[Channel::Email], 10);
    mailed(&mut story, 10, 0);
    assert!(!is_whole(&story), "the public does not know");
    let mailed_at = story.plan().version(FIRST).unwrap().told().unwrap();
    announces(&mut story);
    assert!(is_whole(&story));
    let (from, to) = story.plan().version(FIRST).unwrap().told().unwrap();
    assert!(from == mailed_at.0 && to > mailed_at.1);

    let mut story = announced(&[Channel::Email], 10);
    announces(&mut story);
    assert!(!is_whole(&story), "the mails have not left");
    mailed(&mut story, 10, 0);
    assert!(is_whole(&story));
    let mut story = announced(&[Channel::Email], 10);
    announces(&mut story);
    mailed(&mut story, 9, 1);
    assert!(!is_whole(&story), "one of them is not reached");
}

#[test]
fn what_has_no_channel_is_whole_once_it_is_announced() {
    let mut story = announced(&[], 0);
    assert!(!is_whole(&story));
    assert_eq!(story.plan().version(FIRST).unwrap().told(), None);
    announces(&mut story);
    assert!(is_whole(&story));
    // Whether or not somebody lets leave what there is not.
    mailed(&mut story, 0, 0);
    assert!(is_whole(&story));
}

#[test]
fn whoever_is_to_be_mailed_is_not_told_by_an_announcement() {
    // The list may come later.
    let mut story = announced(&[Channel::Email], 0);
    announces(&mut story);
    assert!(!is_whole(&story));
    // Whoever is listed for a version without a way is reached by none.
    let mut story = announced(&[], 3);
    announces(&mut story);
    assert!(!is_whole(&story));
}

#[test]
fn what_was_stopped_is_never_whole() {
    let mut story = announced(&[], 0);
    story.does(Act::Stop { version: FIRST, reason: sealed("the wrong date") });
    announces(&mut story);
    assert!(!is_whole(&story));
}
