//! What the officer does.

use chrono::Days;
use habeas_domain::digest::Digest;
use habeas_domain::id::{DataCategory, ItemNo, RegimeId, RequestId};
use habeas_domain::request::{
    Act, Decide, HandOver, HandedCopy, Hold, HoldEnd, Items, Outcome, Part, Until, Word,
};
use habeas_domain::sealed::Slot;

use super::talk::last;
use super::{Player, Who};
use crate::demo::moves::{Answer, Judge, Verdict};

impl Player<'_> {
    pub(super) async fn judges(&mut self, id: &RequestId, what: &Judge) -> anyhow::Result<()> {
        let officer = Who::Officer;
        match what {
            Judge::Takes { item } => {
                let item = ItemNo(*item);
                self.act(id, officer, |_, _| Ok(Act::TakeItem { item })).await
            }
            Judge::Extends { item, regime, ground, reason } => {
                let (item, regime) = (ItemNo(*item), RegimeId::parse(regime)?);
                self.act(id, officer, |_, sealer| {
                    let reason = sealer.seal(Slot::ContentMessage, reason)?;
                    Ok(Act::Extend { item, regime: regime.clone(), ground: *ground, reason })
                })
                .await
            }
            Judge::Holds { ground, days, reason } => {
                let review = self.stage.today() + Days::new(*days);
                self.act(id, officer, |_, sealer| {
                    let hold = Hold {
                        items: Items::new(),
                        categories: [].into(),
                        ground: *ground,
                        confidential: false,
                        end: HoldEnd::Review(review),
                        reason: Some(sealer.seal(Slot::ContentReason, reason)?),
                    };
                    Ok(Act::PlaceHold { hold })
                })
                .await
            }
            Judge::Lifts => {
                self.act(id, officer, |case, _| Ok(Act::LiftHold { no: last(case.holds.keys()) }))
                    .await
            }
            Judge::Feasible { item, but } => {
                let item = ItemNo(*item);
                self.act(id, officer, |_, sealer| {
                    let reason = sealer.seal_some(Slot::ContentMessage, *but)?;
                    Ok(Act::JudgeTransfer { item, feasible: but.is_none(), reason })
                })
                .await
            }
            Judge::Decides(verdict) => self.decides(id, verdict).await,
            Judge::Copies { item, how } => self.copies(id, ItemNo(*item), *how).await,
            Judge::Closes => self.act(id, officer, |_, _| Ok(Act::Close)).await,
        }
    }

    async fn decides(&mut self, id: &RequestId, verdict: &Verdict) -> anyhow::Result<()> {
        let parts = verdict.parts.iter().map(|(category, answer)| {
            let category = category.map(DataCategory::parse).transpose()?;
            Ok(Part { category, system: None, outcome: self.outcome(answer)? })
        });
        let parts = parts.collect::<anyhow::Result<Vec<_>>>()?;
        let register = self.stage.register.clone();
        self.act(id, Who::Officer, |_, sealer| {
            Ok(Act::Decide(Decide {
                item: ItemNo(verdict.item),
                parts: parts.clone(),
                deletion_ground: verdict.ground,
                reason_told: sealer.seal_some(Slot::ContentMessage, verdict.told)?,
                reason_kept: sealer.seal_some(Slot::ContentReason, verdict.kept)?,
                register: register.clone(),
            }))
        })
        .await
    }

    fn outcome(&self, answer: &Answer) -> anyhow::Result<Outcome> {
        let ahead = |days: u64| self.stage.today() + Days::new(days);
        Ok(match answer {
            Answer::Is(outcome) => outcome.clone(),
            Answer::RestrictedFor { ground, days, review } => {
                let day = ahead(*days);
                let until = if *review { Until::Review(day) } else { Until::Date(day) };
                Outcome::Restricted { ground: *ground, until }
            }
            Answer::RestrictedUntil { ground, event, years, review } => Outcome::Restricted {
                ground: *ground,
                until: Until::Event {
                    event: Word::parse(event)?,
                    then_years: *years,
                    review: ahead(*review),
                },
            },
            Answer::Anonymised { method } => Outcome::Anonymised { method: Word::parse(method)? },
            Answer::With { story } => Outcome::AnsweredWith { case: self.request(story)? },
        })
    }

    /// The copy is drawn and goes to the person, or to the recipient, who acknowledges it.
    async fn copies(&mut self, id: &RequestId, item: ItemNo, how: HandOver) -> anyhow::Result<()> {
        let at = self.stage.now();
        let digest =
            Digest::of_parts(&[b"demo copy", id.as_str().as_bytes(), &item.0.to_be_bytes()]);
        let receipt = (how == HandOver::Recipient).then_some("Taken in complete, file 1 of 1.");
        self.act(id, Who::Officer, |_, sealer| {
            let receipt = sealer.seal_some(Slot::ContentNote, receipt)?;
            let copy = HandedCopy { how, digest, receipt };
            Ok(Act::RecordCopyHandedOver { item, copy, at })
        })
        .await
    }
}
