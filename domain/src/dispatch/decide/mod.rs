//! What a dispatch answers to a command.
//!
//! - [`prepare`]: queueing, rendering, postponing, giving up.
//! - [`attempt`]: attempts and their outcomes, fenced.
//! - [`report`]: what people carried, and what was heard afterwards.

mod attempt;
mod prepare;
mod report;

use chrono::{DateTime, Utc};

use super::{Act, Command, Dispatch, Event, Refusal, Tries};
use crate::delivery::GiveUpReason;

impl Dispatch {
    /// Decides a command: what happens, nothing because it is already so, or a refusal.
    pub fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let Command { now, by: _, act } = command;
        match act {
            Act::Queue(message) => self.queue(*message),
            Act::Render(rendered) => self.render(*rendered),
            Act::Postpone { until, reason } => self.postpone(now, until, reason),
            Act::BeginAttempt { attempt, fence } => self.begin(now, attempt, fence),
            Act::MarkCommitPoint { attempt, fence } => self.commit(now, attempt, fence),
            Act::ReportHandedOver { attempt, fence, at, provider, code } => {
                self.hand_over(attempt, fence, at.min(now), provider, code)
            }
            Act::ReportNotSent { attempt, fence, class, code } => {
                self.not_sent(now, attempt, fence, class, code)
            }
            Act::ReportUnknown { attempt, fence } => self.unknown(now, attempt, fence),
            Act::GiveUp { reason } => self.give_up(now, reason),
            Act::RecordPosted { on, tracking } => self.posted(now, on, tracking),
            Act::RecordCall { at, reached, summary } => self.called(now, at, reached, summary),
            Act::RecordDelivered { at } => self.delivered(at.min(now)),
            Act::RecordBounced { at, class, code } => self.bounced(at.min(now), class, code),
        }
    }
}

/// Gives up because no further try is in time; honest about what may have gone out already.
fn exhausted(tries: &Tries, at: DateTime<Utc>) -> Event {
    let reason = match tries.unanswered {
        Some(_) => GiveUpReason::OutcomeUnknown,
        None => GiveUpReason::OutOfTime,
    };
    Event::GivenUp { at, reason }
}
