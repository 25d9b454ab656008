//! Plays the script: every move in the order of its time, by whoever makes it, through the same
//! doors that the API uses.

mod campaign;
mod hear;
mod judge;
mod respond;
mod talk;
mod verify;
mod work;

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use habeas_adapters::cases::{ActOf, CaseOf, ErrorOf, Sealer};
use habeas_adapters::desk::Call;
use habeas_adapters::vault::SealError;
use habeas_domain::case::CaseId;
use habeas_domain::id::{CampaignId, ComplaintId, IncidentId, RequestId};
use habeas_domain::request::Case;

use super::brings::Brings;
use super::incidents::Reports;
use super::moves::Move;
use super::people::Writes;
use super::staff::{Staff, Who};
use super::stage::{Stage, live};
use super::when::When;

/// How long it takes to enter a letter.
const ENTERING_MINUTES: i64 = 2;

/// One case from its letter on: what is done about it, and when.
pub(super) struct Story {
    /// Its name, by which other stories speak of it.
    pub(super) name: &'static str,
    letter: Letter,
    arrives: When,
    moves: Vec<(When, Move)>,
}

/// The letter of a story.
enum Letter {
    /// It asks something about personal data.
    Asks(Writes),
    /// It is no request.
    Brings(Brings),
    /// It is word of an incident.
    Reports(Reports),
}

impl From<Writes> for Letter {
    fn from(letter: Writes) -> Self {
        Self::Asks(letter)
    }
}

impl From<Reports> for Letter {
    fn from(letter: Reports) -> Self {
        Self::Reports(letter)
    }
}

impl From<Brings> for Letter {
    fn from(letter: Brings) -> Self {
        Self::Brings(letter)
    }
}

/// A letter that arrives at a time.
#[expect(private_bounds, reason = "the kinds of letters are public")]
pub(super) fn story(name: &'static str, arrives: When, letter: impl Into<Letter>) -> Story {
    Story { name, letter: letter.into(), arrives, moves: Vec::new() }
}

impl Story {
    /// This happens then.
    pub(super) fn then(mut self, when: When, what: impl Into<Move>) -> Self {
        self.moves.push((when, what.into()));
        self
    }
}

/// The cases of the stories, by name.
#[derive(Debug, Default)]
pub(super) struct Cases {
    /// The requests.
    pub(super) requests: BTreeMap<&'static str, RequestId>,
    /// The complaints.
    pub(super) complaints: BTreeMap<&'static str, ComplaintId>,
    /// The incidents.
    pub(super) incidents: BTreeMap<&'static str, IncidentId>,
    /// The campaigns, by the story of their incident.
    pub(super) campaigns: BTreeMap<&'static str, CampaignId>,
}

/// Plays stories on a stage.
pub(super) struct Player<'s> {
    stage: &'s mut Stage,
    staff: &'s Staff,
    zone: Tz,
    cases: Cases,
    /// Commands so far: none has the name of another.
    calls: u32,
}

impl<'s> Player<'s> {
    pub(super) fn new(stage: &'s mut Stage, staff: &'s Staff, zone: Tz) -> Self {
        Self { stage, staff, zone, cases: Cases::default(), calls: 0 }
    }

    /// Plays everything up to now, and gives the cases.
    pub(super) async fn play(
        mut self,
        script: &[Story],
        now: DateTime<Utc>,
    ) -> anyhow::Result<Cases> {
        let mut cues: Vec<(DateTime<Utc>, &Story, Option<&Move>)> = Vec::new();
        for story in script {
            cues.push((story.arrives.instant(now, self.zone), story, None));
            let moves = story.moves.iter();
            cues.extend(moves.map(|(at, what)| (at.instant(now, self.zone), story, Some(what))));
        }
        // What happens at one time keeps the order of its story.
        cues.sort_by_key(|(at, ..)| *at);
        for (at, story, cue) in cues {
            let waits = cue.is_some_and(Move::waits_for_messages);
            self.stage.goes_on_to(at, waits).await?;
            let played = match cue {
                None => self.arrives(story).await,
                Some(what) => self.moves(story.name, what).await,
            };
            played.with_context(|| format!("the story {} at {at}: {cue:?}", story.name))?;
        }
        self.stage.ends_at(now).await?;
        Ok(self.cases)
    }

    async fn arrives(&mut self, story: &Story) -> anyhow::Result<()> {
        let now = self.stage.now();
        self.stage.takes(ENTERING_MINUTES);
        match &story.letter {
            Letter::Asks(writes) => {
                let letter = writes.letter(now, self.zone)?;
                let by_clerk = writes.is_entered_by_clerk();
                let call = self.call(if by_clerk { Who::Clerk } else { Who::Portal })?;
                let case = live(self.stage.cases.receive(&call, &letter).await?)?;
                self.cases.requests.insert(story.name, case.id().clone());
            }
            Letter::Brings(brings) => {
                let about = brings.about().map(|story| self.request(story)).transpose()?;
                let letter = brings.letter(now, self.zone, about.as_ref())?;
                let call = self.call(Who::Portal)?;
                let done = self.stage.cases.complain(&call, &letter).await?;
                let case = done.state.case().context("there is no such complaint")?;
                self.cases.complaints.insert(story.name, case.id().clone());
            }
            Letter::Reports(reports) => {
                let report = reports.report(now, self.zone);
                let call = self.call(Who::Portal)?;
                let done = self.stage.cases.report_incident(&call, &report).await?;
                let case = done.state.case().context("there is no such incident")?;
                self.cases.incidents.insert(story.name, case.id().clone());
            }
        }
        Ok(())
    }

    /// The request of a story.
    fn request(&self, story: &str) -> anyhow::Result<RequestId> {
        Ok(self.cases.requests.get(story).context("its letter comes first")?.clone())
    }

    /// The complaint of a story.
    fn complaint(&self, story: &str) -> anyhow::Result<ComplaintId> {
        Ok(self.cases.complaints.get(story).context("its letter comes first")?.clone())
    }

    /// The incident of a story.
    fn incident(&self, story: &str) -> anyhow::Result<IncidentId> {
        Ok(self.cases.incidents.get(story).context("its report comes first")?.clone())
    }

    async fn moves(&mut self, story: &'static str, what: &Move) -> anyhow::Result<()> {
        match what {
            Move::Verify(what) => self.verifies(&self.request(story)?, what).await,
            Move::Talk(what) => self.talks(&self.request(story)?, what).await,
            Move::Judge(what) => self.judges(&self.request(story)?, what).await,
            Move::Work(what) => self.works(&self.request(story)?, what).await,
            Move::Hear(what) => self.hears(&self.complaint(story)?, what).await,
            Move::TellsMany(people) => self.tells(story, *people).await,
            Move::Respond(what) => self.responds(&self.incident(story)?, what).await,
        }
    }

    /// A new command of somebody.
    fn call(&mut self, who: Who) -> anyhow::Result<Call> {
        self.calls += 1;
        self.staff.call(self.stage, who, &format!("demo-{}", self.calls))
    }

    /// Somebody does something about a case.
    async fn act<I: CaseId>(
        &mut self,
        id: &I,
        who: Who,
        make: impl Fn(&CaseOf<I>, &Sealer<'_>) -> Result<ActOf<I>, SealError>,
    ) -> anyhow::Result<()>
    where
        anyhow::Error: From<ErrorOf<I>>,
    {
        let call = self.call(who)?;
        self.stage.cases.act(id, &call, None, make).await?;
        Ok(())
    }

    async fn case(&self, id: &RequestId) -> anyhow::Result<Box<Case>> {
        Ok(self.stage.cases.get(id).await?.0)
    }
}
