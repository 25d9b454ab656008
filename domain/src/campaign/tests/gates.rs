use std::collections::BTreeSet;

use super::story::{FIRST, Story, around, begin, breach, drafted, incident, version, whole, word};
use crate::actor::Role;
use crate::campaign::*;
use crate::contact::Channel;
use crate::id::{CampaignId, ItemNo, PurposeId, VersionName, VersionNo};
use crate::place::Language;
use crate::request::tests::story::{at, sealed};

fn approve() -> Act {
    Act::Approve { version: FIRST, late_reason: None, around: around(None) }
}

#[test]
fn nothing_leaves_before_its_approval_and_nobody_approves_what_they_wrote() {
    let mut story = Story::written(&breach());
    assert_eq!(story.refuses(begin(FIRST, false)), "not_approved");
    assert_eq!(story.refuses(approve()), "author_approves");
    // Whoever only worded it in one language wrote it, too.
    story.as_role(Role::Officer, "officer.two");
    let german = Language::parse("de").unwrap();
    let words = whole(&breach(), Form::Full);
    story.does(Act::Word { version: FIRST, form: Form::Full, language: german, words });
    assert_eq!(story.refuses(approve()), "author_approves");
    for (role, id) in [(Role::Clerk, "clerk.one"), (Role::Portal, "portal"), (Role::Worker, "w")] {
        assert_eq!(story.as_role(role, id).refuses(approve()), "officer_only");
    }
    story.as_role(Role::Approver, "approver.one");
    assert_eq!(story.does(approve()), ["VersionApproved"]);
    assert_eq!(story.does(approve()), Vec::<String>::new(), "it is so already");
    // From now on it stays as it is.
    assert_eq!(story.refuses(word(&breach(), FIRST, Form::Full)), "already_approved");
    let about = About::TransferOfControl { purposes_change: false, consent: None };
    assert_eq!(story.refuses(Act::State { about, around: around(None) }), "already_approved");
}

#[test]
fn a_notice_of_a_breach_says_all_that_it_must() {
    for part in required_parts(&breach(), Form::Full) {
        let mut story = Story::of(&breach());
        story.does(version(Audience::Listed, false));
        story.lists(FIRST, 1, 1);
        let mut words = whole(&breach(), Form::Full);
        words.remove(&part);
        let language = Language::english();
        story.does(Act::Word { version: FIRST, form: Form::Full, language, words });
        story.as_role(Role::Approver, "approver.one");
        let refusal = story.decide(approve()).unwrap_err();
        let is_this =
            matches!(refusal, Refusal::WordingIncomplete { part: missing, .. } if missing == part);
        assert!(is_this, "{part}: {refusal}");
    }
    // A second language that was begun is whole as well, and the version's own is there.
    let mut story = Story::written(&breach());
    let chinese = Language::chinese();
    let words = Words::from([(Part::Title, sealed("title"))]);
    story.does(Act::Word { version: FIRST, form: Form::Full, language: chinese, words });
    story.as_role(Role::Approver, "approver.one");
    assert_eq!(story.refuses(approve()), "wording_incomplete");
}

#[test]
fn a_text_message_needs_a_short_wording() {
    let mut words = whole(&breach(), Form::Full);
    words.remove(&Part::Short);
    assert_eq!(missing_part(&breach(), Form::Full, &[Channel::Email], &words), None);
    let sms = missing_part(&breach(), Form::Full, &[Channel::Email, Channel::Sms], &words);
    assert_eq!(sms, Some(Part::Short));
}

/// P21: the receiver is named, and bound; where purposes change, consent is asked.
#[test]
fn a_transfer_of_control_needs_the_receivers_undertaking() {
    let mut about = About::TransferOfControl { purposes_change: true, consent: None };
    let required = required_parts(&about, Form::Full);
    assert!(required.contains(&Part::Receiver) && required.contains(&Part::ReceiverContact));
    let mut story = Story::written(&about);
    story.as_role(Role::Approver, "approver.one");
    assert_eq!(story.refuses(approve()), "undertaking_missing");
    story.does(Act::File { paper: Paper::Undertaking, reference: sealed("paper") });
    assert_eq!(story.refuses(approve()), "consent_missing");
    story.as_role(Role::Officer, "officer.one");
    let asks = Some(CampaignId::derive(&["asks"]));
    about = About::TransferOfControl { purposes_change: true, consent: asks };
    // It is a campaign that asks for this consent, another one than this, and still is one at the approval.
    let of = |reason, asked| Some(ConsentNow { reason, asked });
    let state = |about: &About, consent| {
        let around = Around { incident: None, consent };
        Act::State { about: about.clone(), around }
    };
    let (fits, other) = (ConsentReason::ReceiverChangesPurpose, ConsentReason::RightsLowered);
    assert_eq!(story.refuses(state(&about, None)), "no_consent_campaign");
    assert_eq!(story.refuses(state(&about, of(other, true))), "consent_for_other");
    let own = Some(story.plan().id.clone());
    let itself = About::TransferOfControl { purposes_change: true, consent: own };
    assert_eq!(story.refuses(state(&itself, of(fits, true))), "no_consent_campaign");
    story.does(state(&about, of(fits, false)));
    story.as_role(Role::Approver, "approver.one");
    for (consent, code) in [
        (None, "no_consent_campaign"),
        (of(other, true), "consent_for_other"),
        (of(fits, false), "consent_not_asked"),
    ] {
        let around = Around { incident: None, consent };
        let approve = Act::Approve { version: FIRST, late_reason: None, around };
        assert_eq!(story.refuses(approve), code);
    }
    story.as_role(Role::Officer, "officer.one");
    story.approves(FIRST);
}

/// P29: an empty draft asks nobody, nor does what was stopped. What has ended did ask.
#[test]
fn consent_is_asked_once_a_version_has_begun_that_was_not_stopped() {
    let reason = ConsentReason::ReceiverChangesPurpose;
    let purpose = PurposeId::parse("analytics").unwrap();
    let asks = About::ConsentAsked { purpose, reason };
    let asked = |story: &Story| ConsentNow::of(story.plan()).unwrap().asked;
    assert!(!asked(&Story::of(&asks)));
    let mut story = Story::approved(&asks);
    assert!(!asked(&story), "nothing has left");
    story.begins(FIRST);
    assert_eq!(ConsentNow::of(story.plan()), Some(ConsentNow { reason, asked: true }));
    let mut stopped = Story::approved(&asks);
    stopped.begins(FIRST);
    stopped.does(Act::Stop { version: FIRST, reason: sealed("the wrong purpose") });
    assert!(!asked(&stopped));
    let settle = story.settle(FIRST);
    story.as_role(Role::Worker, "campaigner").does(settle);
    story.as_role(Role::Officer, "officer.one").does(Act::Close);
    assert!(asked(&story), "it has asked");
    assert_eq!(ConsentNow::of(Story::of(&breach()).plan()), None);
}

/// Where consent is not needed, a campaign may be named all the same, whatever it asks for.
#[test]
fn consent_that_is_not_needed_need_not_have_been_asked() {
    let consent = Some(CampaignId::derive(&["asks"]));
    let about = About::TransferOfControl { purposes_change: false, consent };
    let mut story =
        Story::written(&About::TransferOfControl { purposes_change: false, consent: None });
    story.does(Act::File { paper: Paper::Undertaking, reference: sealed("paper") });
    let consent = Some(ConsentNow { reason: ConsentReason::Abroad, asked: false });
    let around = Around { incident: None, consent };
    story.does(Act::State { about, around: around.clone() });
    story.as_role(Role::Approver, "approver.one");
    story.does(Act::Approve { version: FIRST, late_reason: None, around });
}

/// What was judged no breach is told to nobody: not drafted, not approved, not begun; and it can be stopped.
#[test]
fn nobody_is_told_of_what_was_no_breach() {
    let none = || Some(IncidentNow { no_breach: true, ..incident(true) });
    let mut story = Story::approved(&breach());
    let begin_of = |incident| Begin { version: FIRST, incident, ways: super::story::ways() };
    assert_eq!(story.refuses(Act::Begin(begin_of(none()))), "no_breach");
    story.begins(FIRST);
    story.does(Act::Pause { version: FIRST, reason: sealed("a doubt") });
    assert_eq!(story.refuses(Act::Resume(begin_of(none()))), "no_breach");
    story.does(Act::Resume(begin_of(Some(incident(false)))));
    story.does(Act::Stop { version: FIRST, reason: sealed("it was none") });
    let mut written = Story::written(&breach());
    written.as_role(Role::Approver, "approver.one");
    let approve = Act::Approve { version: FIRST, late_reason: None, around: around(none()) };
    assert_eq!(written.refuses(approve), "no_breach");
    let mut other = breach();
    if let About::BreachNotice { duties, .. } = &mut other {
        duties.insert(ItemNo(4));
    }
    let state = Act::State { about: other, around: around(none()) };
    assert_eq!(written.as_role(Role::Officer, "officer.one").refuses(state), "no_breach");
    written.campaign = Campaign::Absent;
    assert_eq!(written.refuses(drafted(&breach(), none())), "no_breach");
}

/// P22, P34 and P36: what is material is assessed, and rights are not lowered without consent.
#[test]
fn a_material_revision_needs_an_assessment() {
    let revision = |material: &[MaterialReason], lowers_rights| About::PolicyRevision {
        policy: VersionName::parse("2026-06").unwrap(),
        material: material.iter().copied().collect(),
        lowers_rights,
        consent: None,
    };
    let mut plain = Story::written(&revision(&[], false));
    plain.approves(FIRST);
    for reason in MaterialReason::ALL {
        let mut story = Story::written(&revision(&[*reason], false));
        story.as_role(Role::Approver, "approver.one");
        assert_eq!(story.refuses(approve()), "assessment_missing", "{reason}");
        story.does(Act::File { paper: Paper::Assessment, reference: sealed("paper") });
        story.does(approve());
    }
    let mut story = Story::written(&revision(&[], true));
    story.as_role(Role::Approver, "approver.one");
    assert_eq!(story.refuses(approve()), "consent_missing");
}

/// P22: an announcement is enough for a revision, and not for a material one.
#[test]
fn a_material_revision_is_told_to_people_themselves() {
    for (material, told) in [(None, true), (Some(MaterialReason::Rights), false)] {
        let revision = About::PolicyRevision {
            policy: VersionName::parse("2026-06").unwrap(),
            material: material.into_iter().collect(),
            lowers_rights: false,
            consent: None,
        };
        let mut story = Story::of(&revision);
        story.does(version(Audience::Listed, true));
        story.does(word(&revision, FIRST, Form::Full));
        story.as_role(Role::Approver, "approver.one");
        story.does(Act::File { paper: Paper::Assessment, reference: sealed("paper") });
        if told {
            story.does(approve());
        } else {
            assert_eq!(story.refuses(approve()), "not_prominent");
        }
    }
}

#[test]
fn consent_to_a_transfer_abroad_names_who_receives_the_data() {
    let asked =
        |reason| About::ConsentAsked { purpose: PurposeId::parse("analytics").unwrap(), reason };
    let abroad = required_parts(&asked(ConsentReason::Abroad), Form::Full);
    assert!(abroad.contains(&Part::Receiver) && abroad.contains(&Part::ReceiverContact));
    let new = required_parts(&asked(ConsentReason::NewPurpose), Form::Full);
    assert!(!new.contains(&Part::Receiver));
    // Before the public sees anything, its impact is assessed (P36).
    let mut story = Story::written(&asked(ConsentReason::PublicDisclosure));
    story.as_role(Role::Approver, "approver.one");
    assert_eq!(story.refuses(approve()), "assessment_missing");
}

#[test]
fn a_public_announcement_is_assessed_and_made_after_its_approval() {
    let mut story = Story::of(&breach());
    story.does(version(Audience::Listed, true));
    story.does(word(&breach(), FIRST, Form::Full));
    let announce = |at| Act::Announce { version: FIRST, place: sealed("the front page"), at };
    assert_eq!(story.refuses(announce(story.now)), "not_to_be_announced", "nobody approved it");
    story.as_role(Role::Approver, "approver.one");
    // Nobody need be on a list where the public is told.
    assert_eq!(story.refuses(approve()), "assessment_missing");
    story.does(Act::File { paper: Paper::Assessment, reference: sealed("paper") });
    story.does(approve());
    assert_eq!(story.refuses(announce(at("2026-05-03T08:00:00Z"))), "time_out_of_range");
    assert_eq!(story.refuses(announce(at("2026-06-03T08:00:00Z"))), "time_out_of_range");
    story.does(announce(story.now));
    assert_eq!(story.does(announce(story.now)), Vec::<String>::new());
    assert_eq!(story.does(Act::Close), ["CampaignClosed"]);
}

#[test]
fn somebody_is_told_by_something() {
    let mut story = Story::of(&breach());
    let of = |channels: &[Channel], announced| Act::DraftVersion {
        audience: Audience::Listed,
        channels: channels.to_vec(),
        language: Language::english(),
        announced,
        complete: false,
    };
    assert_eq!(story.refuses(of(&[], false)), "bad_channels");
    assert_eq!(story.refuses(of(&[Channel::Sms, Channel::Sms], false)), "bad_channels");
    assert_eq!(story.refuses(version(Audience::Everyone, false)), "nothing_to_correct");
    story.does(version(Audience::Listed, false));
    assert_eq!(story.refuses(version(Audience::Listed, false)), "draft_open");
    story.does(word(&breach(), FIRST, Form::Full));
    let supplement = word(&breach(), FIRST, Form::Supplement);
    assert_eq!(story.refuses(supplement), "wrong_form", "nobody was told before");
    story.as_role(Role::Approver, "approver.one");
    assert_eq!(story.refuses(approve()), "nobody_listed");
}

#[test]
fn the_duties_are_those_of_the_incident() {
    let mut story = Story::of(&breach());
    let of = |duties: &[u16]| {
        let About::BreachNotice { incident, .. } = breach() else { unreachable!() };
        let duties = duties.iter().copied().map(ItemNo).collect::<BTreeSet<_>>();
        About::BreachNotice { incident, duties }
    };
    let state = |about, incident| Act::State { about, around: around(incident) };
    assert_eq!(story.refuses(state(of(&[3, 9]), Some(incident(false)))), "wrong_duty");
    assert_eq!(story.refuses(state(of(&[3, 4]), None)), "no_incident");
    assert_eq!(story.does(state(of(&[3, 4]), Some(incident(false)))), ["AboutStated"]);
    assert_eq!(story.does(state(of(&[3, 4]), Some(incident(false)))), Vec::<String>::new());
    story.campaign = Campaign::Absent;
    assert_eq!(story.refuses(drafted(&of(&[1]), Some(incident(false)))), "wrong_duty");
    assert_eq!(story.refuses(Act::Close), "not_drafted");
}

#[test]
fn a_version_that_is_not_there_is_not_worked_on() {
    let story = Story::written(&breach());
    let none = VersionNo(9);
    assert_eq!(story.refuses(begin(none, false)), "unknown_in_campaign");
    assert_eq!(story.refuses(word(&breach(), none, Form::Full)), "unknown_in_campaign");
}
