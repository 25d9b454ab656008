use super::story::{FIRST, Story, around, begin, breach, incident, version, ways, word};
use crate::actor::Role;
use crate::campaign::*;
use crate::contact::Channel;
use crate::digest::Digest;
use crate::id::{BatchNo, VersionNo};
use crate::place::Language;
use crate::request::tests::story::sealed;

const SECOND: VersionNo = VersionNo(2);

fn reports(story: &mut Story, act: Act) -> Vec<String> {
    story.as_role(Role::Worker, "campaigner");
    let events = story.does(act);
    story.as_role(Role::Officer, "officer.one");
    events
}

fn settles(story: &mut Story, version: VersionNo) -> Vec<String> {
    let act = story.settle(version);
    reports(story, act)
}

#[test]
fn it_goes_out_and_is_told() {
    let mut story = Story::approved(&breach());
    story.begins(FIRST);
    assert_eq!(story.does(begin(FIRST, false)), Vec::<String>::new());
    let told = story.results(FIRST, Outcome::HandedOver, 8);
    assert_eq!(story.refuses(told.clone()), "desk_only");
    assert_eq!(story.refuses(story.settle(FIRST)), "desk_only");
    reports(&mut story, told.clone());
    story.as_role(Role::Worker, "campaigner");
    assert_eq!(story.refuses(told), "bad_results", "each report once");
    story.as_role(Role::Officer, "officer.one");
    let lost = story.results(FIRST, Outcome::Unreachable, 2);
    reports(&mut story, lost);
    settles(&mut story, FIRST);
    assert_eq!(story.stage(FIRST), Stage::Told);
    let version = story.plan().version(FIRST).unwrap();
    assert_eq!(version.progress(), Progress { told: 8, unreachable: 2 });
    assert_eq!(version.tally.channels().collect::<Vec<_>>(), [Channel::Email]);
    // A message comes back after the end: that is known, too.
    story.does(Act::Close);
    let back = story.results(FIRST, Outcome::CameBack, 1);
    reports(&mut story, back);
    assert_eq!(story.plan().version(FIRST).unwrap().progress().told, 7);
    assert_eq!(story.refuses(begin(FIRST, false)), "campaign_closed");
}

#[test]
fn it_is_held_back_and_goes_on_or_ends() {
    let mut story = Story::approved(&breach());
    let pause = || Act::Pause { version: FIRST, reason: sealed("a doubt") };
    let stop = || Act::Stop { version: FIRST, reason: sealed("the wrong date") };
    let resume = |stayed| {
        let (version, incident) = (FIRST, Some(incident(stayed)));
        Act::Resume(Begin { version, incident, ways: ways() })
    };
    assert_eq!(story.refuses(pause()), "not_under_way");
    assert_eq!(story.refuses(begin(FIRST, true)), "stayed");
    story.begins(FIRST);
    assert_eq!(story.does(pause()), ["SendingPaused"]);
    assert_eq!(story.does(pause()), Vec::<String>::new());
    assert_eq!(story.refuses(begin(FIRST, false)), "another_under_way");
    assert_eq!(story.refuses(resume(true)), "stayed");
    assert_eq!(story.refuses(Act::Close), "still_under_way");
    assert_eq!(story.does(resume(false)), ["SendingResumed"]);
    assert_eq!(story.does(resume(false)), Vec::<String>::new());
    assert_eq!(story.does(stop()), ["SendingStopped"]);
    assert_eq!(story.refuses(resume(false)), "not_paused");
    assert_eq!(story.refuses(begin(FIRST, false)), "stopped");
    // What was under way when it was stopped is reported all the same; nobody is added.
    let told = story.results(FIRST, Outcome::HandedOver, 3);
    reports(&mut story, told);
    assert_eq!(settles(&mut story, FIRST), ["VersionSettled"]);
    assert_eq!(settles(&mut story, FIRST), Vec::<String>::new());
    assert_eq!(story.stage(FIRST), Stage::Stopped);
    let batch = story.batch(FIRST, 1, 1);
    assert_eq!(story.refuses(Act::List(vec![batch])), "no_list_here");
}

/// S43: a second wave with more in it, and a correction of what was wrong in the first.
#[test]
fn waves_and_corrections_are_versions() {
    let mut story = Story::approved(&breach());
    story.begins(FIRST);
    story.does(version(Audience::Everyone, false));
    assert_eq!(story.plan().version(SECOND).unwrap().forms(), [Form::Full, Form::Correction]);
    for form in [Form::Full, Form::Correction] {
        story.does(word(&breach(), SECOND, form));
    }
    let batch = story.batch(SECOND, 1, 1);
    assert_eq!(story.refuses(Act::List(vec![batch])), "no_list_here", "it is for everybody");
    story.approves(SECOND);
    assert_eq!(story.refuses(begin(SECOND, false)), "another_under_way");
    story.does(Act::Stop { version: FIRST, reason: sealed("the wrong date") });
    story.begins(SECOND);
    let second = story.plan().version(SECOND).unwrap();
    assert_eq!(second.form_for(true), Form::Correction);
    assert_eq!(second.form_for(false), Form::Full);
    settles(&mut story, SECOND);
    // Whoever is found now is told what holds, and nobody what was corrected.
    let batch = story.batch(FIRST, 1, 1);
    assert_eq!(story.refuses(Act::List(vec![batch])), "no_list_here", "it was stopped");
    story.lists(SECOND, 0, 0);

    story.does(version(Audience::Listed, false));
    let third = VersionNo(3);
    story.does(word(&breach(), third, Form::Full));
    story.lists(third, 31, 40);
    story.as_role(Role::Approver, "approver.one");
    let approve = Act::Approve { version: third, late_reason: None, around: Around::default() };
    assert_eq!(story.refuses(approve), "wording_incomplete", "some were told before");
    story.as_role(Role::Officer, "officer.one");
    story.does(word(&breach(), third, Form::Supplement));
    story.approves(third);
    let version = story.plan().version(third).unwrap();
    assert_eq!((version.form_for(true), version.listed), (Form::Supplement, 40));
    assert_eq!(story.plan().people, 41);
}

#[test]
fn a_list_that_comes_later_goes_out_like_those_before() {
    let mut story = Story::approved(&breach());
    story.begins(FIRST);
    settles(&mut story, FIRST);
    // Nobody new, no message: it stays told.
    story.lists(FIRST, 0, 0);
    assert_eq!(story.stage(FIRST), Stage::Told);
    story.lists(FIRST, 5, 5);
    assert_eq!(story.stage(FIRST), Stage::UnderWay);
}

/// A text that was corrected goes to nobody any more, whatever comes back of it.
#[test]
fn a_correction_that_has_begun_supersedes_what_it_corrects() {
    let mut story = Story::approved(&breach());
    story.begins(FIRST);
    settles(&mut story, FIRST);
    story.does(version(Audience::Everyone, false));
    for form in [Form::Full, Form::Correction] {
        story.does(word(&breach(), SECOND, form));
    }
    story.approves(SECOND);
    assert_eq!(story.plan().superseded_by(FIRST), None, "it has not begun");
    story.lists(FIRST, 0, 0);
    story.begins(SECOND);
    assert_eq!(story.plan().superseded_by(FIRST), Some(SECOND));
    let late = story.batch(FIRST, 1, 1);
    assert_eq!(story.refuses(Act::List(vec![late])), "superseded");
    story.lists(SECOND, 1, 1);
    settles(&mut story, SECOND);
    for outcome in [Outcome::CameBack, Outcome::NotReached] {
        let back = story.results(FIRST, outcome, 1);
        reports(&mut story, back);
        assert_eq!(story.stage(FIRST), Stage::Told);
    }
    story.lists(SECOND, 1, 1);
    assert_eq!(story.stage(SECOND), Stage::UnderWay);
}

#[test]
fn what_is_offered_is_what_would_be_decided() {
    let mut story = Story::approved(&breach());
    let blocks = |story: &Story, stayed, ways: &[Channel]| {
        let ways = ways.iter().copied().collect();
        let offers = story.plan().offers(&story.by.id, &around(Some(incident(stayed))), &ways);
        move |act| offers.iter().find(|offer| offer.act == act).map(|offer| offer.block)
    };
    let all = [Channel::Email, Channel::Sms];
    assert_eq!(blocks(&story, false, &all)(Offered::Begin), Some(None));
    assert_eq!(blocks(&story, true, &all)(Offered::Begin), Some(Some("stayed")));
    assert_eq!(blocks(&story, false, &all[..1])(Offered::Begin), Some(Some("no_way")));
    assert_eq!(blocks(&story, false, &all)(Offered::State), Some(Some("already_approved")));
    assert_eq!(blocks(&story, false, &all)(Offered::File), Some(None));
    story.begins(FIRST);
    story.does(Act::Pause { version: FIRST, reason: sealed("a doubt") });
    assert_eq!(blocks(&story, false, &all)(Offered::List), Some(None));
    assert_eq!(blocks(&story, true, &all)(Offered::Resume), Some(Some("stayed")));
    story.does(Act::Stop { version: FIRST, reason: sealed("the wrong date") });
    assert_eq!(blocks(&story, false, &all)(Offered::List), None);
    story.does(version(Audience::Everyone, true));
    assert_eq!(blocks(&story, false, &all)(Offered::List), Some(Some("no_list_here")));
}

#[test]
fn batches_come_in_order_and_are_short() {
    let mut story = Story::written(&breach());
    let mut batch = story.batch(FIRST, 1, 1);
    batch.no = BatchNo(9);
    assert_eq!(story.refuses(Act::List(vec![batch.clone()])), "bad_batch");
    batch.no = BatchNo(2);
    batch.lines = 1_001;
    assert_eq!(story.refuses(Act::List(vec![batch.clone()])), "bad_batch");
    batch.lines = 1_000;
    let next = Batch { no: BatchNo(3), ..batch.clone() };
    assert_eq!(story.does(Act::List(vec![batch, next])).len(), 2);
    let row = Digest::of(b"row");
    let row = |batch| RowOf { batch: BatchNo(batch), row };
    let erase = |batch| Act::Erase { row: row(batch), besides: vec![row(1)] };
    assert_eq!(story.refuses(erase(4)), "unknown_in_campaign");
    story.does(erase(3));
    assert_eq!(story.plan().erased, 1);
}

#[test]
fn a_language_that_nobody_worded_reads_that_of_the_version() {
    let mut story = Story::written(&breach());
    let words = super::story::whole(&breach(), Form::Full);
    let chinese = Language::chinese();
    let language = chinese.clone();
    story.does(Act::Word { version: FIRST, form: Form::Full, language, words });
    let version = story.plan().version(FIRST).unwrap();
    let read = |tag: &str| {
        let (language, _) = version.words(Form::Full, &Language::parse(tag).unwrap()).unwrap();
        language.as_str().to_owned()
    };
    assert_eq!([read("zh"), read("zh-TW"), read("pt-BR"), read("en-GB")], ["zh", "zh", "en", "en"]);
}

#[test]
fn every_act_that_is_offered_is_allowed() {
    let open = |story: &Story, act| {
        let mut offers =
            story.plan().offers(&story.by.id, &around(Some(incident(false))), &ways()).into_iter();
        offers.find(|offer| offer.act == act).map(|offer| offer.block)
    };
    let mut story = Story::written(&breach());
    assert_eq!(open(&story, Offered::Approve), Some(Some("author_approves")));
    story.as_role(Role::Approver, "approver.one");
    assert_eq!(open(&story, Offered::Approve), Some(None));
    assert_eq!(open(&story, Offered::Begin), Some(Some("not_approved")));
    story.approves(FIRST);
    assert_eq!(open(&story, Offered::Begin), Some(None));
    assert_eq!(open(&story, Offered::Pause), None);
    story.begins(FIRST);
    assert_eq!(open(&story, Offered::Pause), Some(None));
    assert_eq!(open(&story, Offered::Close), Some(Some("still_under_way")));
}

/// Whoever took them in may wake up late: what it brings then is refused, and a list begins anew.
#[test]
fn batches_of_a_list_that_was_broken_off_come_too_late() {
    let mut story = Story::written(&breach());
    let late = story.batch(FIRST, 5, 5);
    let last = BatchNo(late.no.0 + 3);
    assert_eq!(story.refuses(Act::BreakOff { last }), "desk_only");
    assert_eq!(reports(&mut story, Act::BreakOff { last }), ["ListBrokenOff"]);
    assert_eq!(reports(&mut story, Act::BreakOff { last }), Vec::<String>::new());
    assert_eq!(story.refuses(Act::List(vec![late])), "bad_batch");
    let again = story.batch(FIRST, 5, 5);
    assert_eq!(again.no, BatchNo(last.0 + 1));
    story.does(Act::List(vec![again]));
    // The list came in first: there is nothing to break off.
    let last = story.plan().batches.unwrap();
    assert_eq!(reports(&mut story, Act::BreakOff { last }), Vec::<String>::new());
}

#[test]
fn nothing_settles_past_what_came_in_since() {
    let mut story = Story::approved(&breach());
    story.begins(FIRST);
    let looked = story.settle(FIRST);
    story.lists(FIRST, 5, 5);
    story.as_role(Role::Worker, "campaigner");
    assert_eq!(story.refuses(looked), "moved");
    let looked = story.settle(FIRST);
    let told = story.results(FIRST, Outcome::HandedOver, 5);
    story.does(told);
    assert_eq!(story.refuses(looked), "moved");
    assert_eq!(settles(&mut story, FIRST), ["VersionSettled"]);
}

#[test]
fn whoever_was_not_told_after_all_is_tried_by_the_next_way() {
    for outcome in [Outcome::CameBack, Outcome::NotReached, Outcome::Recovered, Outcome::Gone] {
        let mut story = Story::approved(&breach());
        story.begins(FIRST);
        settles(&mut story, FIRST);
        let back = story.results(FIRST, outcome, 1);
        reports(&mut story, back);
        assert_eq!(story.stage(FIRST), Stage::UnderWay);
        let told = story.results(FIRST, Outcome::HandedOver, 1);
        reports(&mut story, told);
        assert_eq!(story.stage(FIRST), Stage::UnderWay);
        assert_eq!(settles(&mut story, FIRST), ["VersionSettled"]);
        let told = story.results(FIRST, Outcome::HandedOver, 1);
        reports(&mut story, told);
        assert_eq!(story.stage(FIRST), Stage::Told);
    }
}

/// Nobody is to wait for a channel that the desk does not have.
#[test]
fn nothing_begins_for_which_there_is_no_way() {
    let mut story = Story::approved(&breach());
    let begin = |ways: &[Channel]| {
        let ways = ways.iter().copied().collect();
        Act::Begin(Begin { version: FIRST, incident: Some(incident(false)), ways })
    };
    assert_eq!(story.refuses(begin(&[Channel::Email, Channel::Push])), "no_way");
    story.does(begin(&[Channel::Email, Channel::Sms]));
}
