//! What is done about an incident.

use std::collections::BTreeSet;

use habeas_domain::breach::{Affected, Cause, Count, DataClass, Nature, Risk};
use habeas_domain::clock::Duty;
use habeas_domain::id::{IncidentId, ItemNo};
use habeas_domain::incident::{
    Act, Case, Content, Fact, Finding, NoticePhase, NotifyAuthority, State,
};
use habeas_domain::kind::SubjectCategory;
use habeas_domain::place::{Country, Region, Residence};
use habeas_domain::sealed::Slot;

use super::{Player, Who};
use crate::demo::moves::Respond;

impl Player<'_> {
    pub(super) async fn responds(&mut self, id: &IncidentId, what: &Respond) -> anyhow::Result<()> {
        let now = self.stage.now();
        match what {
            Respond::Takes => self.act(id, Who::Officer, |_, _| Ok(Act::Take)).await,
            Respond::Aware(why) => {
                self.act(id, Who::Officer, |_, sealer| {
                    Ok(Act::State(State {
                        times: vec![(Fact::Aware, Some(now))],
                        reason: Some(sealer.seal(Slot::ContentReason, why)?),
                        ..State::default()
                    }))
                })
                .await
            }
            Respond::Assesses { risk, affected, why } => {
                let finding = finding(*risk, affected)?;
                self.act(id, Who::Officer, |_, sealer| {
                    Ok(Act::Assess {
                        made: None,
                        known: None,
                        finding: Box::new(finding.clone()),
                        reasoning: sealer.seal(Slot::ContentReason, why)?,
                        changed: Some(sealer.seal(Slot::ContentReason, why)?),
                    })
                })
                .await
            }
            Respond::Contains => {
                let (case, _) = self.stage.cases.get(id).await?;
                for measure in case.measures.keys().copied() {
                    let settle = Act::Settle { measure, done: true, at: now, words: None };
                    self.act(id, Who::Clerk, |_, _| Ok(settle.clone())).await?;
                }
                Ok(())
            }
            Respond::Notifies => {
                self.act(id, Who::Officer, |case, sealer| {
                    Ok(Act::NotifyAuthority(Box::new(NotifyAuthority {
                        to: sealer.seal(Slot::ContactName, "The authority in charge")?,
                        phase: NoticePhase::Initial,
                        duties: owed(case, Duty::NotifyAuthority),
                        at: now,
                        contents: BTreeSet::from([
                            Content::Nature,
                            Content::Numbers,
                            Content::Consequences,
                            Content::Measures,
                        ]),
                        text: None,
                        reference: None,
                        late_reason: None,
                    })))
                })
                .await
            }
            Respond::Reviews(findings) => {
                self.act(id, Who::Officer, |_, sealer| {
                    Ok(Act::Review { findings: sealer.seal(Slot::ContentNote, findings)? })
                })
                .await
            }
            Respond::Closes => self.act(id, Who::Officer, |_, _| Ok(Act::Close)).await,
        }
    }
}

/// The duties of that sort that are owed and not done.
pub(super) fn owed(case: &Case, duty: Duty) -> BTreeSet<ItemNo> {
    case.owed().filter(|(_, one)| one.arisen.duty == duty).map(|(no, _)| no).collect()
}

fn finding(risk: Risk, of: &[(&str, Option<&str>, u64)]) -> anyhow::Result<Finding> {
    let affected = of.iter().map(|(country, region, people)| {
        let country = Country::parse(country)?;
        let region = region.map(Region::parse).transpose()?;
        let (people, records) = (Count::Exactly(*people), Count::Unknown);
        Ok(Affected { place: Some(Residence { country, region }), people, records })
    });
    Ok(Finding {
        natures: BTreeSet::from([Nature::Leak, Nature::UnauthorisedAccess]),
        data: BTreeSet::from([DataClass::Ordinary, DataClass::Credentials]),
        causes: BTreeSet::from([Cause::Mistake]),
        subjects: BTreeSet::from([SubjectCategory::User]),
        risk,
        ..Finding::assumed(&affected.collect::<anyhow::Result<Vec<_>>>()?)
    })
}
