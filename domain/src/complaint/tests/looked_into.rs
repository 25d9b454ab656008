//! What must have been looked into before an allegation ends, and what need not.

use super::story::{Story, about_a_refusal, decide, letter};
use crate::actor::Role;
use crate::complaint::{Act, Around, Block, Offered, Outcome, Phase, Reason, Remedy};
use crate::id::ItemNo;
use crate::kind::ComplaintKind;
use crate::notice::NoticeKind;
use crate::request::tests::story::{day, sealed};

/// P20: neither that it is not ours nor that it was taken back ends a report before our own check.
#[test]
fn a_report_of_a_childs_data_ends_in_no_way_before_our_own_check() {
    let mut story = Story::of(letter(ComplaintKind::ChildDataReport, "2026-11-02T10:00:00Z"));
    assert_eq!(story.refuses(decide(1, Outcome::NotOurs, &[])), "not_investigated");
    story.investigated();
    for outcome in [Outcome::NotOurs, Outcome::NotUpheld, Outcome::Withdrawn] {
        assert_eq!(story.refuses(decide(1, outcome, &[])), "child_data_unchecked", "{outcome}");
    }
    story.does(Act::CheckChildData { found: false });
    story.does(decide(1, Outcome::NotOurs, &[]));
}

#[test]
fn whose_it_is_nobody_knows_before_a_look_unless_somebody_only_asks() {
    for kind in ComplaintKind::ALL.iter().copied() {
        let mut letter = about_a_refusal("2026-11-02T10:00:00Z");
        letter.kind = kind;
        let mut story = Story::of(letter);
        story.as_role(Role::Officer, "officer.two");
        let not_ours = decide(1, Outcome::NotOurs, &[]);
        if !kind.asks() {
            assert_eq!(story.refuses(not_ours.clone()), "not_investigated", "{kind}");
            story.investigated();
        }
        if kind == ComplaintKind::ChildDataReport {
            story.does(Act::CheckChildData { found: true });
        }
        story.does(not_ours);
    }
}

#[test]
fn what_was_looked_into_before_it_was_added_says_nothing_of_it() {
    let mut story = Story::of(letter(ComplaintKind::Clue, "2026-11-02T10:00:00Z"));
    story.investigated().investigated();
    story.does(Act::AddAllegation { words: sealed("two"), item: None });
    story.does(decide(1, Outcome::NotUpheld, &[]));
    assert_eq!(story.refuses(decide(2, Outcome::NotUpheld, &[])), "not_investigated");
    assert_eq!(story.refuses(decide(2, Outcome::NotOurs, &[])), "not_investigated");
    let around = Around { request: None, other_officers: false };
    let offers = story.case().offers(&story.by, day("2026-11-02"), &around);
    let offer = offers.into_iter().find(|offer| offer.act == Offered::Decide).unwrap();
    assert_eq!((offer.allegation, offer.blocks), (Some(ItemNo(2)), vec![Block::NotInvestigated]));
    story.investigated();
    story.does(decide(2, Outcome::NotUpheld, &[]));
    // By a slip of ours it is open again: what was looked into for it stays so.
    story.does(Act::Reopen { why: Reason::OurError, allegations: [ItemNo(2)].into() });
    story.does(decide(2, Outcome::NotUpheld, &[]));
}

/// P32: answered like an enquiry, by an officer; who was right is only said after a look.
#[test]
fn a_risk_at_a_third_party_is_answered_like_an_enquiry() {
    let risk = || Story::of(letter(ComplaintKind::ThirdPartyRisk, "2026-11-02T10:00:00Z"));
    let mut story = risk();
    let around = Around { request: None, other_officers: false };
    let offers = story.case().offers(&story.by, day("2026-11-02"), &around);
    let decides = offers.iter().find(|offer| offer.act == Offered::Decide).unwrap();
    assert_eq!(decides.blocks, []);
    let mut silent = decide(1, Outcome::Answered, &[]);
    if let Act::Decide(decide) = &mut silent {
        decide.reason_told = None;
    }
    assert_eq!(story.refuses(silent), "reason_missing");
    assert_eq!(story.refuses(decide(1, Outcome::NotUpheld, &[])), "not_investigated");
    assert_eq!(story.refuses(decide(1, Outcome::NotOurs, &[])), "not_investigated");
    story.as_role(Role::Clerk, "clerk.one");
    assert_eq!(story.refuses(decide(1, Outcome::Answered, &[])), "officer_only");
    story.as_role(Role::Officer, "officer.one");
    story.does(decide(1, Outcome::Answered, &[]));
    story.told(NoticeKind::Decision, Some(1));
    assert_eq!(story.case().phase, Phase::Answered);
    let mut right = risk();
    right.investigated().does(decide(1, Outcome::Upheld, &[Remedy::Stopped]));
}
