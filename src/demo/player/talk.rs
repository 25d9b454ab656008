//! What passes between the person and us.

use anyhow::Context as _;
use chrono::Days;
use habeas_domain::dispatch::{self, Dispatch};
use habeas_domain::id::{ItemNo, RequestId, TrackNo};
use habeas_domain::notice::Told;
use habeas_domain::people::REQUESTER;
use habeas_domain::request::{Act, Case, Currency, Items, QuoteFee};
use habeas_domain::sealed::Slot;

use super::{Player, Who};
use crate::demo::moves::Talk;

impl Player<'_> {
    pub(super) async fn talks(&mut self, id: &RequestId, what: &Talk) -> anyhow::Result<()> {
        match what {
            Talk::Asks(question) => {
                self.act(id, Who::Clerk, |_, sealer| {
                    let question = sealer.seal(Slot::ContentMessage, question)?;
                    Ok(Act::AskClarification { items: Items::new(), question })
                })
                .await
            }
            Talk::Answers(answer) => {
                self.act(id, Who::Portal, |case, sealer| {
                    let no = last(case.clarifications.keys());
                    let answer = sealer.seal(Slot::ContentLetter, answer)?;
                    Ok(Act::AnswerClarification { no, answer })
                })
                .await
            }
            Talk::Quotes { amount, ground, days, reason } => {
                let answer_by = self.stage.today() + Days::new(*days);
                let earlier = self.stage.cases.linked(id).await?;
                let currency = Currency::parse("USD")?;
                self.act(id, Who::Officer, |_, sealer| {
                    Ok(Act::QuoteFee(QuoteFee {
                        items: Items::new(),
                        amount: *amount,
                        currency: currency.clone(),
                        ground: *ground,
                        answer_by,
                        reason: sealer.seal(Slot::ContentMessage, reason)?,
                        earlier: earlier.clone(),
                    }))
                })
                .await
            }
            Talk::Agrees => {
                self.act(id, Who::Portal, |case, _| Ok(Act::AcceptFee { no: fee(case) })).await
            }
            Talk::Pays => {
                self.act(id, Who::Clerk, |case, _| Ok(Act::RecordFeePaid { no: fee(case) })).await
            }
            Talk::Calls { summary, told } => {
                let at = self.stage.now();
                self.stage.takes(10);
                let told: Vec<Told> = told
                    .iter()
                    .map(|(kind, item)| Told { kind: *kind, item: item.map(ItemNo) })
                    .collect();
                self.act(id, Who::Clerk, |_, sealer| {
                    let summary = sealer.seal(Slot::ContentNote, summary)?;
                    Ok(Act::LogCall { party: REQUESTER, at, summary, told: told.clone() })
                })
                .await
            }
            Talk::Posts => self.posts(id).await,
            Talk::Withdraws => {
                let all = Act::Withdraw { party: REQUESTER, items: Items::new() };
                self.act(id, Who::Portal, |_, _| Ok(all.clone())).await
            }
        }
    }

    /// The clerk prints what lies ready and takes it to the post.
    async fn posts(&mut self, id: &RequestId) -> anyhow::Result<()> {
        let on = self.stage.today();
        for letter in self.stage.messages(id).await? {
            let desk = self.stage.cases.desk().clone();
            let (state, _) = desk.fold::<Dispatch>(letter.as_str()).await?;
            let Dispatch::Open(open) = state else { continue };
            if !open.message.is_by_hand() {
                continue;
            }
            let call = self.call(Who::Clerk)?;
            let posted = |_: &Dispatch, now| {
                let act = dispatch::Act::RecordPosted { on, tracking: None };
                Ok(dispatch::Command { now, by: call.actor.clone(), act })
            };
            let done = desk.execute::<Dispatch, _>(letter.as_str(), &call, posted).await;
            done.context("posting a letter")?;
        }
        Ok(())
    }
}

fn fee(case: &Case) -> TrackNo {
    last(case.fees.keys())
}

/// The newest track of a kind; one that is not there is refused as unknown.
pub(super) fn last<'n>(numbers: impl Iterator<Item = &'n TrackNo>) -> TrackNo {
    numbers.copied().max().unwrap_or(TrackNo(0))
}
