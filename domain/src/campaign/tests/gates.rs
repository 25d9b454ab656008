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
    // It is a campaign that asks for consent, another one than this, and still is one at the approval.
    let state = |about: &About, asks_consent| {
        let around = Around { incident: None, asks_consent };
        Act::State { about: about.clone(), around }
    };
    assert_eq!(story.refuses(state(&about, false)), "no_consent_campaign");
    let own = Some(story.plan().id.clone());
    let itself = About::TransferOfControl { purposes_change: true, consent: own };
    assert_eq!(story.refuses(state(&itself, true)), "no_consent_campaign");
    story.does(state(&about, true));
    story.as_role(Role::Approver, "approver.one");
    let (version, late_reason, around) = (FIRST, None, Around::default());
    let gone = Act::Approve { version, late_reason, around };
    assert_eq!(story.refuses(gone), "no_consent_campaign");
    story.as_role(Role::Officer, "officer.one");
    story.approves(FIRST);
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
