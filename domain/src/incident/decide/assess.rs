//! Judging what it is, and whether anybody need be told.

use chrono::{DateTime, Utc};

use crate::breach::Exemption;
use crate::clock::Duty;
use crate::id::{ItemNo, VersionNo};
use crate::incident::assessment::{Assessment, Finding};
use crate::incident::event::Event;
use crate::incident::record::Standing;
use crate::incident::refusal::Refusal;
use crate::sealed::Sealed;

use super::Draft;
use super::owe::Because;

impl Draft<'_> {
    /// One more version. Its duties count from when that was known which brought them: unless it says
    /// otherwise, the first version from the first knowledge of all, a further one from when it was made.
    pub(super) fn assess(
        &mut self,
        made: Option<DateTime<Utc>>,
        known: Option<DateTime<Utc>>,
        finding: &Finding,
        (reasoning, changed): (&Sealed, Option<&Sealed>),
    ) -> Result<(), Refusal> {
        self.judges()?;
        finding.check()?;
        let made = made.unwrap_or(self.now);
        self.in_past(made)?;
        let last = self.case.assessment();
        if last.is_some() && changed.is_none() {
            return Err(Refusal::ChangeMissing);
        }
        if last.is_some_and(|last| made < last.made) || known.is_some_and(|known| known > made) {
            return Err(Refusal::TimeOutOfRange);
        }
        if let Some(known) = known {
            self.in_past(known)?;
        }
        let since = Because::Assessed { known, made: last.map(|_| made) };
        let known = known.or_else(|| last.map(|_| made));
        let version = VersionNo::after(self.case.version().as_ref());
        self.push(Event::IncidentAssessed(Box::new(Assessment {
            version,
            made,
            known,
            finding: finding.clone(),
            reasoning: reasoning.clone(),
            changed: changed.cloned(),
            by: self.by.clone(),
        })));
        self.owe(since)
    }

    /// Of a duty that is owed: nobody need be told. Of one that is done: an authority need not be told what
    /// came behind its notice.
    pub(super) fn judge_not_notifiable(
        &mut self,
        duty: ItemNo,
        exemption: Option<Exemption>,
        reasoning: &Sealed,
    ) -> Result<(), Refusal> {
        self.judges()?;
        let (one, version) = (self.obligation(duty)?, self.case.version());
        if let Some(exemption) = exemption {
            let (_, rule) = self.rules.rule(&one.arisen.rule).ok_or(Refusal::RuleNotAtHand)?;
            if !rule.exemptions.contains(&exemption) {
                return Err(Refusal::ExemptionNotForDuty);
            }
        }
        let judged = match one.standing {
            Standing::Owed if one.arisen.duty == Duty::Respond => return Err(Refusal::WrongDuty),
            Standing::Owed => false,
            // A later version asked again: what it brought is judged instead.
            Standing::NotNotifiable { .. } if !self.case.is_last_of_its_rule(&one.arisen) => {
                return Err(Refusal::NotOwed);
            }
            // Another exemption is another judgement.
            Standing::NotNotifiable { exemption: named, .. } => {
                exemption.is_none() || exemption == named
            }
            Standing::Done { .. } if self.case.behind().contains(&duty) => false,
            Standing::Done { .. } if self.case.told_enough.get(&duty) == Some(&version) => true,
            Standing::Done { .. } | Standing::FellAway { .. } => return Err(Refusal::NotOwed),
        };
        if !judged {
            let (reasoning, by) = (reasoning.clone(), self.by.clone());
            self.push(Event::JudgedNotNotifiable { duty, version, exemption, reasoning, by });
        }
        Ok(())
    }

    /// The clock runs as if it had never stood still, unless something was known later that changed
    /// the judgement.
    pub(super) fn revise(
        &mut self,
        duty: ItemNo,
        known: Option<DateTime<Utc>>,
        reasoning: &Sealed,
    ) -> Result<(), Refusal> {
        self.judges()?;
        if let Some(known) = known {
            self.in_past(known)?;
        }
        let one = self.obligation(duty)?;
        let Standing::NotNotifiable { .. } = one.standing else {
            return Err(Refusal::NothingToRevise);
        };
        // A later version asked again: what it brought stands in the place of this one.
        if !self.case.is_last_of_its_rule(&one.arisen) {
            return Err(Refusal::NothingToRevise);
        }
        let (reasoning, by) = (reasoning.clone(), self.by.clone());
        self.push(Event::NotNotifiableRevised { duty, known, reasoning, by });
        // By what is known now it may not be owed at all.
        self.owe(Because::Known)
    }
}
