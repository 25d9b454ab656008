//! Who speaks: the record, codes, what is shown, what falls away.

use anyhow::Context as _;
use habeas_adapters::vault::{SealError, Stream};
use habeas_domain::assurance::{Method, Sensitivity};
use habeas_domain::contact::{Contact, Provenance};
use habeas_domain::id::{ContactNo, ItemNo, RequestId};
use habeas_domain::people::{Challenge, Destination, MatchRecord, REQUESTER, RecordProof, Track};
use habeas_domain::request::{Act, Case};
use habeas_domain::sealed::Slot;

use super::{Player, Who};
use crate::demo::moves::Verify;

impl Player<'_> {
    pub(super) async fn verifies(&mut self, id: &RequestId, what: &Verify) -> anyhow::Result<()> {
        match what {
            Verify::Found { on_record, further } => {
                self.act(id, Who::Clerk, |_, sealer| {
                    let added = further.iter().map(|(channel, value)| {
                        let value = sealer.seal(Slot::of_channel(*channel), value)?;
                        Ok(Contact { channel: *channel, value, provenance: Provenance::Given })
                    });
                    Ok(Act::MatchRecord(MatchRecord::Found {
                        attested: on_record.iter().copied().map(ContactNo).collect(),
                        added: added.collect::<Result<_, SealError>>()?,
                        sensitivity: Sensitivity::Ordinary,
                    }))
                })
                .await
            }
            Verify::NotFound => {
                self.act(id, Who::Clerk, |_, _| Ok(Act::MatchRecord(MatchRecord::NotFound))).await
            }
            Verify::SignsIn => {
                self.act(id, Who::Portal, |_, _| {
                    let mut proof = proof(Track::Identity, Method::AccountSession, true);
                    proof.attested = [ContactNo(1)].into();
                    Ok(Act::RecordProof(proof))
                })
                .await
            }
            Verify::Code { to } => {
                let code = challenge(Track::Identity, Method::OneTimeCode, Some(ContactNo(*to)));
                let call = self.call(Who::Portal)?;
                self.stage.cases.challenge(id, &call, None, code).await?;
                Ok(())
            }
            Verify::Types { right } => self.types(id, *right).await,
            Verify::Asks { track, method } => {
                let challenge = challenge(*track, *method, None);
                let call = self.call(Who::Clerk)?;
                self.stage.cases.challenge(id, &call, None, challenge).await?;
                Ok(())
            }
            Verify::Shows { track, method, item, accepted } => {
                self.act(id, Who::Clerk, |case, _| {
                    let mut proof = proof(*track, *method, *accepted);
                    proof.step = case.people.open_step(REQUESTER, *track);
                    proof.item = item.map(ItemNo);
                    Ok(Act::RecordProof(proof))
                })
                .await
            }
            Verify::Denies { contact } => {
                let contact = ContactNo(*contact);
                self.act(id, Who::Person, |_, _| Ok(Act::Deny { contact })).await
            }
            Verify::LosesStanding { why } => {
                let act = Act::LoseStanding { party: REQUESTER, why: *why };
                self.act(id, Who::Officer, |_, _| Ok(act.clone())).await
            }
        }
    }

    /// The person reads the code and types it; or mistypes its first digit.
    async fn types(&mut self, id: &RequestId, right: bool) -> anyhow::Result<()> {
        let case = self.case(id).await?;
        let step = case.people.open_step(REQUESTER, Track::Identity).context("a code was sent")?;
        let code =
            self.stage.vault().code(&Stream::new("request", id.as_str()), step, sends(&case));
        let mut typed = code.reveal().clone();
        if !right {
            let wrong = if typed.starts_with('7') { "1" } else { "7" };
            typed.replace_range(..1, wrong);
        }
        self.stage.takes(3);
        let call = self.call(Who::Portal)?;
        self.stage.cases.answer_code(id, &call, step, &typed).await?;
        Ok(())
    }
}

/// How many codes went out for the open step: each has its own.
fn sends(case: &Case) -> u32 {
    let step =
        case.people.open_step(REQUESTER, Track::Identity).and_then(|no| case.people.steps.get(&no));
    step.map_or(0, |step| u32::try_from(step.sends.len()).unwrap_or(u32::MAX))
}

const fn challenge(track: Track, method: Method, contact: Option<ContactNo>) -> Challenge {
    let destination = Destination::Open;
    Challenge { party: REQUESTER, track, item: None, method, contact, destination }
}

fn proof(track: Track, method: Method, accepted: bool) -> RecordProof {
    RecordProof {
        step: None,
        party: REQUESTER,
        track,
        item: None,
        method,
        accepted,
        // What was shown was looked at and given back.
        evidence: None,
        until: None,
        attested: [].into(),
    }
}
