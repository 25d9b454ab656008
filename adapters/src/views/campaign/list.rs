//! Which campaigns are listed, and how.

use chrono::{DateTime, Utc};
use habeas_domain::campaign::{Campaign, Kind, MOST_MERGERS, Phase, Stage, WaitingOn};
use habeas_domain::id::{IncidentId, PrincipalId};
use habeas_domain::reference::Reference;

use super::Shown;
use super::row::Stored;
use crate::store::StoreError;
use crate::views::list::{self, Narrowing};
use crate::views::page::Order;

/// Which campaigns are asked for: those for which everything given is true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// They stand here.
    pub phase: Option<Phase>,
    /// They are about this.
    pub kind: Option<Kind>,
    /// Their newest version stands here.
    pub stage: Option<Stage>,
    /// They tell the people of this incident.
    pub incident: Option<IncidentId>,
    /// This officer wrote some of them.
    pub author: Option<PrincipalId>,
    /// They wait for this at that time, the caller's now, perhaps beside other things.
    pub waiting_on: Option<(WaitingOn, DateTime<Utc>)>,
    /// They were begun at this instant, or later.
    pub drafted_from: Option<DateTime<Utc>>,
    /// They were begun before it.
    pub drafted_before: Option<DateTime<Utc>>,
    /// They have this reference.
    pub reference: Option<Reference>,
}

/// By what a list of campaigns is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What was begun last comes first.
    Drafted,
    /// Where something happened last comes first.
    Moved,
}

impl Order for Sort {
    const ALL: &'static [Self] = &[Self::Drafted, Self::Moved];
    const RULE: &'static str = "must be drafted or moved";

    fn code(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Moved => "moved",
        }
    }

    fn column(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Moved => "last_at",
        }
    }

    fn latest_first(self) -> bool {
        true
    }
}

/// The rows, each with what is known beside its stream. Of the million messages behind it one is looked at, and
/// only where the desk may be sending: those of a list that is on its way in are passed over one by one.
fn source() -> String {
    let silent_until = of_incident("max(t.silent_until)");
    let no_breach = of_incident("count(case t.phase when 'not_a_breach' then 1 end) > 0");
    format!(
        "(select c.*,
        (select max(w.until) from campaign_closed w where w.campaign = c.id) as closed_until,
        {silent_until} as silent_until, {no_breach} as no_breach,
        (c.may_wait_on like '%sending%'
         and exists (select 1 from campaign_message m
                      where m.campaign = c.id and m.next_at is not null
                        and (m.batch = 0 or exists (select 1 from campaign_batch b
                             where b.campaign = m.campaign and b.batch = m.batch and b.live)))) as queued,
        exists (select 1 from campaign_message m
                 where m.campaign = c.id and m.state = 'by_hand') as by_hand
   from live_campaign c)"
    )
}

/// That of the incident of a campaign and of all with which it is treated.
fn of_incident(what: &str) -> String {
    format!(
        "(with recursive treated (phase, silent_until, merged_into, mergers) as (
              select i.phase, i.silent_until, i.merged_into, 0
                from live_incident i where i.id = c.incident
              union all
              select i.phase, i.silent_until, i.merged_into, t.mergers + 1
                from treated t join live_incident i on i.id = t.merged_into
               where t.mergers < {MOST_MERGERS})
          select {what} from treated t)"
    )
}

impl list::Filter for Filter {
    type Stream = Campaign;
    type Sort = Sort;
    type Row = Shown;
    type Stored = Stored;

    fn source() -> String {
        source()
    }

    fn narrowing(&self) -> Narrowing<'_> {
        let (on, now) = self.waiting_on.unzip();
        Narrowing {
            is: vec![
                ("v.phase", self.phase.map(Phase::code)),
                ("v.kind", self.kind.map(Kind::code)),
                ("v.stage", self.stage.map(Stage::code)),
                ("v.incident", self.incident.as_ref().map(IncidentId::as_str)),
                ("v.reference", self.reference.as_ref().map(Reference::as_str)),
            ],
            has: vec![
                ("v.authors", self.author.as_ref().map(PrincipalId::as_str)),
                ("v.may_wait_on", on.map(WaitingOn::code)),
            ],
            times: vec![
                ("v.drafted >= ", self.drafted_from),
                ("v.drafted < ", self.drafted_before),
                ("v.silent_until > ", now.filter(|_| on == Some(WaitingOn::Stay))),
                ("v.closed_until > ", now.filter(|_| on == Some(WaitingOn::Way))),
            ],
            so: on.and_then(holds),
            ids: None,
        }
    }

    fn read(stored: Stored) -> Result<Shown, StoreError> {
        stored.read()
    }

    fn place(shown: &Shown, sort: Sort) -> (DateTime<Utc>, &str) {
        let at = match sort {
            Sort::Drafted => shown.row.drafted,
            Sort::Moved => shown.row.last_at,
        };
        (at, shown.row.id.as_str())
    }
}

/// What [`WaitingOn::holds`] asks of what is known beside the stream, but the times until silence is asked for and
/// a way is closed.
const fn holds(on: WaitingOn) -> Option<&'static str> {
    match on {
        WaitingOn::Incident => Some("v.no_breach"),
        WaitingOn::Sending => Some("(v.queued or not v.by_hand)"),
        WaitingOn::Clerks => Some("v.by_hand"),
        WaitingOn::Stay
        | WaitingOn::Way
        | WaitingOn::Version
        | WaitingOn::Wording
        | WaitingOn::List
        | WaitingOn::Paper
        | WaitingOn::Consent
        | WaitingOn::Approval
        | WaitingOn::Begin
        | WaitingOn::Resume
        | WaitingOn::Announcement
        | WaitingOn::Closing
        | WaitingOn::Nothing => None,
    }
}
