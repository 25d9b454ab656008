//! What may be done now, what may not and why, and what everyone waits for: read off the case.

use chrono::{DateTime, Utc};

use crate::clock::Duty;
use crate::id::{ItemNo, PrincipalId};
use crate::text::closed_list;

use super::case::{Case, Phase};
use super::facts::Fact;
use super::record::{Stage, Standing};

closed_list!(
    /// What an incident waits for, in the order in which it is best settled.
    WaitingOn, "waiting on" {
        /// Somebody to keep it from getting worse.
        Containment = "containment",
        /// An officer to judge when the house was aware.
        Awareness = "awareness",
        /// An assessment.
        Assessment = "assessment",
        /// Somebody to say in which part of a country people live.
        Region = "region",
        /// A notice to an authority, or what one demands.
        Authority = "authority",
        /// An authority to be told what is newly known.
        Supplement = "supplement",
        /// A final report to an authority.
        Report = "report",
        /// An authority that asks for silence.
        Stay = "stay",
        /// People to be told.
        People = "people",
        /// An officer to say why something was done late.
        Explanation = "explanation",
        /// Somebody to put it right.
        Remedy = "remedy",
        /// A review.
        Review = "review",
        /// Closing.
        Closing = "closing",
        /// Nothing.
        Nothing = "nothing",
    }
);

closed_list!(
    /// How an incident stands, in one word that a portal may show to whoever reported it.
    PublicStatus, "public status" {
        /// It arrived.
        Received = "received",
        /// We are at it.
        InProgress = "in_progress",
        /// It ended.
        Closed = "closed",
    }
);

closed_list!(
    /// An act that an incident may offer.
    Offered, "act" {
        /// Take the case.
        Take = "take",
        /// State or correct facts.
        StateFacts = "state_facts",
        /// Judge what it is.
        Assess = "assess",
        /// Judge that nobody need be told by a duty, or nothing more by one that is done.
        JudgeNotNotifiable = "judge_not_notifiable",
        /// Revise that.
        Revise = "revise",
        /// Record a notice to an authority.
        NotifyAuthority = "notify_authority",
        /// Record that people were told.
        TellPeople = "tell_people",
        /// Plan, assign or settle a measure.
        Plan = "plan",
        /// Put right what was recorded of a notice.
        CorrectNotice = "correct_notice",
        /// Say why a duty was done late.
        ExplainLateness = "explain_lateness",
        /// Record that an authority asks for silence.
        Stay = "stay",
        /// Record a duty that an authority imposed.
        Impose = "impose",
        /// Record that an imposed duty was done.
        MeetImposed = "meet_imposed",
        /// Say that an imposed duty is not owed.
        WithdrawImposed = "withdraw_imposed",
        /// Record the review.
        Review = "review",
        /// Judge that it was no breach.
        JudgeNoBreach = "judge_no_breach",
        /// Merge it into another.
        Merge = "merge",
        /// Open it again.
        Reopen = "reopen",
        /// Close it.
        Close = "close",
    }
);

closed_list!(
    /// What stands in the way of an act.
    Block, "block" {
        /// It is so already.
        AlreadySo = "already_so",
        /// Nothing was assessed.
        NotAssessed = "not_assessed",
        /// A duty is still owed.
        DutiesOwed = "duties_owed",
        /// People are to be told in public, since each of them need not be told.
        AnnouncementOwed = "announcement_owed",
        /// An authority does not know yet what the newest version says.
        SupplementOwed = "supplement_owed",
        /// A duty was done late, and nothing on record says why.
        LatenessUnexplained = "lateness_unexplained",
        /// What an authority imposed is not done.
        ImposedDutiesOpen = "imposed_duties_open",
        /// A measure is not settled.
        MeasuresOpen = "measures_open",
        /// Nobody reviewed it.
        NotReviewed = "not_reviewed",
        /// It is open.
        NotClosed = "not_closed",
        /// The case ended.
        CaseClosed = "case_closed",
    }
);

/// One act, for one duty or for the case, and what stands in its way (nothing: it is allowed).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The act.
    pub act: Offered,
    /// The duty.
    pub duty: Option<ItemNo>,
    /// What stands in the way.
    pub blocks: Vec<Block>,
}

impl Case {
    /// Every act that the case offers to somebody, allowed or blocked.
    #[must_use]
    pub fn offers(&self, to: &PrincipalId) -> Vec<Offer> {
        let ended = self.phase != Phase::Open;
        let if_so = |is: bool, block| if is { vec![block] } else { Vec::new() };
        let running = |act, duty, blocks| {
            let blocks = if ended { vec![Block::CaseClosed] } else { blocks };
            Offer { act, duty, blocks }
        };
        let mut offers = vec![
            running(Offered::Take, None, if_so(self.taken.as_ref() == Some(to), Block::AlreadySo)),
            running(Offered::StateFacts, None, Vec::new()),
            running(Offered::Assess, None, Vec::new()),
            running(Offered::Plan, None, Vec::new()),
            running(Offered::Stay, None, Vec::new()),
            Offer { act: Offered::Impose, duty: None, blocks: Vec::new() },
            Offer { act: Offered::Review, duty: None, blocks: Vec::new() },
            running(Offered::JudgeNoBreach, None, Vec::new()),
            running(Offered::Merge, None, if_so(self.owes_supplement(), Block::SupplementOwed)),
            Offer { act: Offered::Reopen, duty: None, blocks: if_so(!ended, Block::NotClosed) },
            running(Offered::Close, None, self.close_blocks()),
        ];
        let by_hand = self.told_people.values().any(|told| told.campaign.is_none());
        if !self.notified.is_empty() || by_hand {
            offers.push(Offer { act: Offered::CorrectNotice, duty: None, blocks: Vec::new() });
        }
        if self.imposed.any_open() {
            let about = [Offered::MeetImposed, Offered::WithdrawImposed];
            offers.extend(about.map(|act| Offer { act, duty: None, blocks: Vec::new() }));
        }
        let (unexplained, behind): (Vec<ItemNo>, _) = (self.unexplained().collect(), self.behind());
        for (no, one) in &self.obligations {
            let duty = Some(*no);
            match (one.standing, one.arisen.duty) {
                (Standing::Owed | Standing::Done { .. }, Duty::NotifyPeople) => {
                    offers.push(running(Offered::TellPeople, duty, Vec::new()));
                }
                (
                    Standing::Owed | Standing::Done { .. },
                    Duty::NotifyAuthority | Duty::ReportFinal,
                ) => {
                    let blocks = Vec::new();
                    offers.push(Offer { act: Offered::NotifyAuthority, duty, blocks });
                }
                (Standing::NotNotifiable { .. }, _) if self.is_last_of_its_rule(&one.arisen) => {
                    offers.push(running(Offered::Revise, duty, Vec::new()));
                }
                (
                    Standing::FellAway { .. }
                    | Standing::Owed
                    | Standing::Done { .. }
                    | Standing::NotNotifiable { .. },
                    _,
                ) => {}
            }
            if unexplained.contains(no) {
                offers.push(Offer { act: Offered::ExplainLateness, duty, blocks: Vec::new() });
            }
            let owed = one.standing == Standing::Owed && one.arisen.duty != Duty::Respond;
            if owed || behind.contains(no) {
                offers.push(running(Offered::JudgeNotNotifiable, duty, Vec::new()));
            }
        }
        offers
    }

    fn close_blocks(&self) -> Vec<Block> {
        let rules = [
            (self.assessments.is_empty(), Block::NotAssessed),
            (self.owed().any(|(_, one)| one.arisen.governs), Block::DutiesOwed),
            (self.owes_announcement(), Block::AnnouncementOwed),
            (self.owes_supplement(), Block::SupplementOwed),
            (self.imposed.any_open(), Block::ImposedDutiesOpen),
            (self.unexplained().next().is_some(), Block::LatenessUnexplained),
            (self.measures.values().any(|m| m.settled.is_none()), Block::MeasuresOpen),
            (self.reviewed.is_none(), Block::NotReviewed),
        ];
        rules.into_iter().filter(|(is, _)| *is).map(|(_, block)| block).collect()
    }

    /// What the case waits for at that time; several things may be waited for at once.
    #[must_use]
    pub fn waiting_on(&self, now: DateTime<Utc>) -> Vec<WaitingOn> {
        if self.phase != Phase::Open {
            return self.waiting_on_after();
        }
        let owes = |duty| self.owed().any(|(_, one)| one.arisen.governs && one.arisen.duty == duty);
        let rules = [
            (!self.is_settled(Stage::Containment), WaitingOn::Containment),
            (!self.times.contains_key(&Fact::Aware), WaitingOn::Awareness),
            (self.assessments.is_empty(), WaitingOn::Assessment),
            (!self.unclear.is_empty(), WaitingOn::Region),
            (owes(Duty::NotifyAuthority) || self.imposed.any_open(), WaitingOn::Authority),
            (self.owes_supplement(), WaitingOn::Supplement),
            (owes(Duty::ReportFinal), WaitingOn::Report),
            (self.is_stayed(now), WaitingOn::Stay),
            (owes(Duty::NotifyPeople) || self.owes_announcement(), WaitingOn::People),
            (self.unexplained().next().is_some(), WaitingOn::Explanation),
            (!self.is_settled(Stage::Remedy), WaitingOn::Remedy),
            (self.reviewed.is_none(), WaitingOn::Review),
            (self.close_blocks().is_empty(), WaitingOn::Closing),
        ];
        rules.into_iter().filter(|(waits, _)| *waits).map(|(_, on)| on).collect()
    }

    /// What is still to be done when it has ended: what was planned in one that is treated with another
    /// one, and what an authority demands of any.
    fn waiting_on_after(&self) -> Vec<WaitingOn> {
        let planned = |stage| self.phase == Phase::Merged && !self.is_settled(stage);
        let rules = [
            (planned(Stage::Containment), WaitingOn::Containment),
            (self.imposed.any_open(), WaitingOn::Authority),
            (planned(Stage::Remedy), WaitingOn::Remedy),
        ];
        let list: Vec<WaitingOn> =
            rules.into_iter().filter(|(waits, _)| *waits).map(|(_, on)| on).collect();
        if list.is_empty() { vec![WaitingOn::Nothing] } else { list }
    }

    /// How the case stands, in one word for whoever reported it.
    #[must_use]
    pub fn public_status(&self) -> PublicStatus {
        match self.phase {
            Phase::Open if self.taken.is_none() && self.assessments.is_empty() => {
                PublicStatus::Received
            }
            Phase::Open => PublicStatus::InProgress,
            Phase::Closed | Phase::NotABreach | Phase::Merged => PublicStatus::Closed,
        }
    }
}
