use super::story::{FIRST, Story, around_of, begin, breach, version, word};
use crate::actor::Role;
use crate::campaign::*;
use crate::id::{CampaignId, VersionNo};
use crate::place::Language;
use crate::request::tests::story::sealed;

const SECOND: VersionNo = VersionNo(2);
const CALM: Beside =
    Beside { no_breach: false, stayed: false, way_closed: false, queued: true, by_hand: false };

fn waits(story: &Story, beside: Beside) -> Vec<WaitingOn> {
    story.plan().waiting_on(beside)
}

fn settles(story: &mut Story, version: VersionNo) {
    story.as_role(Role::Worker, "campaigner");
    story.does(story.settle(version));
    story.as_role(Role::Officer, "officer.one");
}

#[test]
fn it_waits_for_what_comes_next() {
    let mut story = Story::of(&breach());
    assert_eq!(waits(&story, CALM), [WaitingOn::Version]);
    story.does(version(Audience::Listed, false));
    assert_eq!(waits(&story, CALM), [WaitingOn::Wording, WaitingOn::List]);
    story.does(word(&breach(), FIRST, Form::Full));
    assert_eq!(waits(&story, CALM), [WaitingOn::List]);
    story.lists(FIRST, 10, 10);
    assert_eq!(waits(&story, CALM), [WaitingOn::Approval]);
    story.approves(FIRST);
    assert_eq!(waits(&story, CALM), [WaitingOn::Begin]);
    story.begins(FIRST);
    assert_eq!(waits(&story, CALM), [WaitingOn::Sending]);
    story.does(Act::Pause { version: FIRST, reason: sealed("a doubt") });
    assert_eq!(waits(&story, CALM), [WaitingOn::Resume]);
    let Act::Begin(again) = begin(FIRST, false) else { unreachable!() };
    story.does(Act::Resume(again));
    settles(&mut story, FIRST);
    assert_eq!(waits(&story, CALM), [WaitingOn::Closing]);
    story.does(Act::Close);
    assert_eq!(waits(&story, CALM), [WaitingOn::Nothing]);
}

#[test]
fn what_holds_it_up_is_known_beside_its_stream() {
    let stayed = Beside { stayed: true, ..CALM };
    let mut story = Story::of(&breach());
    assert_eq!(waits(&story, stayed), [WaitingOn::Version], "there is nothing to hold back");
    story.does(version(Audience::Listed, false));
    story.does(word(&breach(), FIRST, Form::Full));
    story.lists(FIRST, 10, 10);
    assert_eq!(waits(&story, stayed), [WaitingOn::Approval, WaitingOn::Stay]);
    story.approves(FIRST);
    assert_eq!(waits(&story, stayed), [WaitingOn::Stay, WaitingOn::Begin]);
    let none = Beside { no_breach: true, ..CALM };
    assert_eq!(waits(&story, none), [WaitingOn::Incident, WaitingOn::Begin]);
    let closed = Beside { way_closed: true, ..CALM };
    assert_eq!(waits(&story, closed), [WaitingOn::Begin], "nobody has tried it for this one");
    story.begins(FIRST);
    assert_eq!(waits(&story, stayed), [WaitingOn::Stay, WaitingOn::Sending]);
    assert_eq!(waits(&story, closed), [WaitingOn::Way, WaitingOn::Sending]);
    let calls = Beside { by_hand: true, ..CALM };
    assert_eq!(waits(&story, calls), [WaitingOn::Sending, WaitingOn::Clerks]);
    let calls_alone = Beside { queued: false, ..calls };
    assert_eq!(waits(&story, calls_alone), [WaitingOn::Clerks]);
    // All is out, and not on record yet.
    assert_eq!(waits(&story, Beside { queued: false, ..CALM }), [WaitingOn::Sending]);
    settles(&mut story, FIRST);
    let all =
        Beside { no_breach: true, stayed: true, way_closed: true, queued: true, by_hand: true };
    assert_eq!(waits(&story, all), [WaitingOn::Closing]);
}

#[test]
fn what_is_only_announced_waits_for_that_alone() {
    let mut story = Story::of(&breach());
    story.does(Act::DraftVersion {
        audience: Audience::Listed,
        channels: Vec::new(),
        language: Language::english(),
        announced: true,
        complete: true,
    });
    story.does(word(&breach(), FIRST, Form::Full));
    story.does(Act::File { paper: Paper::Assessment, reference: sealed("paper") });
    story.approves(FIRST);
    let stayed = Beside { stayed: true, ..CALM };
    assert_eq!(waits(&story, stayed), [WaitingOn::Stay, WaitingOn::Announcement]);
    let (place, at) = (sealed("the front page"), story.now);
    story.does(Act::Announce { version: FIRST, place, at });
    assert_eq!(waits(&story, stayed), [WaitingOn::Closing]);
}

/// P21, P36: each paper, and the campaign that asks for consent, is missed as soon as there is a draft.
#[test]
fn papers_and_consent_are_waited_for_before_the_approval() {
    let about = About::TransferOfControl { purposes_change: true, consent: None };
    let mut story = Story::written(&about);
    assert_eq!(waits(&story, CALM), [WaitingOn::Paper, WaitingOn::Consent]);
    story.does(Act::File { paper: Paper::Undertaking, reference: sealed("paper") });
    assert_eq!(waits(&story, CALM), [WaitingOn::Consent]);
    let consent = Some(CampaignId::derive(&["asks"]));
    let about = About::TransferOfControl { purposes_change: true, consent };
    let around = around_of(&about, None);
    story.does(Act::State { about, around });
    assert_eq!(waits(&story, CALM), [WaitingOn::Approval]);
}

#[test]
fn what_is_announced_waits_for_it_until_it_is_stopped_or_corrected() {
    let mut story = Story::of(&breach());
    story.does(version(Audience::Listed, true));
    story.does(word(&breach(), FIRST, Form::Full));
    story.does(Act::File { paper: Paper::Assessment, reference: sealed("paper") });
    assert_eq!(waits(&story, CALM), [WaitingOn::Approval], "nobody need be listed");
    story.approves(FIRST);
    assert_eq!(waits(&story, CALM), [WaitingOn::Begin, WaitingOn::Announcement]);
    // The correction begins first: what it corrects is neither sent nor announced any more.
    story.lists(FIRST, 10, 10);
    story.does(version(Audience::Everyone, false));
    for form in [Form::Full, Form::Correction] {
        story.does(word(&breach(), SECOND, form));
    }
    story.approves(SECOND);
    story.begins(SECOND);
    assert_eq!(waits(&story, CALM), [WaitingOn::Sending]);
    settles(&mut story, SECOND);
    assert_eq!(waits(&story, CALM), [WaitingOn::Closing]);
}

/// Whatever is known beside it, something is waited for, and each once.
#[test]
fn something_is_always_waited_for() {
    let mut stories = vec![Story::of(&breach()), Story::written(&breach())];
    let mut story = Story::approved(&breach());
    story.begins(FIRST);
    stories.push(story);
    let mut story = Story::approved(&breach());
    story.begins(FIRST);
    story.does(Act::Stop { version: FIRST, reason: sealed("the wrong date") });
    stories.push(story);
    for story in &stories {
        for bits in 0..32 {
            let bit = |no: u8| bits & (1 << no) != 0;
            let beside = Beside {
                no_breach: bit(4),
                stayed: bit(0),
                way_closed: bit(1),
                queued: bit(2),
                by_hand: bit(3),
            };
            let waits = waits(story, beside);
            assert!(!waits.is_empty() && waits.is_sorted(), "{beside:?} {waits:?}");
        }
    }
}
