//! What is done about a complaint.

use habeas_domain::complaint::{Act, Around, Decide, Outcome, Remedy};
use habeas_domain::id::{ComplaintId, ItemNo};
use habeas_domain::sealed::Slot;

use super::{Player, Who};
use crate::demo::moves::Hear;

impl Player<'_> {
    pub(super) async fn hears(&mut self, id: &ComplaintId, what: &Hear) -> anyhow::Result<()> {
        match what {
            Hear::Looks(what) => {
                self.act(id, Who::Officer, |_, sealer| {
                    Ok(Act::RecordStep { what: sealer.seal(Slot::ContentNote, what)? })
                })
                .await
            }
            Hear::Checks { found } => {
                let check = Act::CheckChildData { found: *found };
                self.act(id, Who::Officer, |_, _| Ok(check.clone())).await
            }
            Hear::Asks { reviewer, reason } => {
                self.act(id, Who::Officer, |_, sealer| {
                    Ok(Act::NameReviewer {
                        name: sealer.seal(Slot::ContentNote, reviewer)?,
                        reason: sealer.seal(Slot::ContentReason, reason)?,
                        other_officers: false,
                    })
                })
                .await
            }
            Hear::Answers(told) => self.ends(id, Who::Clerk, Outcome::Answered, &[], told).await,
            Hear::Ends { outcome, remedies, told } => {
                self.ends(id, Who::Officer, *outcome, remedies, told).await
            }
            Hear::Closes => self.act(id, Who::Officer, |_, _| Ok(Act::Close)).await,
        }
    }

    async fn ends(
        &mut self,
        id: &ComplaintId,
        who: Who,
        outcome: Outcome,
        remedies: &[Remedy],
        told: &str,
    ) -> anyhow::Result<()> {
        let (case, _) = self.stage.cases.get(id).await?;
        let Around { request, .. } = self.stage.cases.around_complaint(&case).await?;
        self.act(id, who, |_, sealer| {
            Ok(Act::Decide(Decide {
                allegation: ItemNo(1),
                outcome,
                remedies: remedies.iter().copied().collect(),
                reason_told: Some(sealer.seal(Slot::ContentMessage, told)?),
                reason_kept: None,
                request: request.clone(),
            }))
        })
        .await
    }
}
