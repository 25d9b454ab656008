//! What is said of an incident: to whoever reported it that it arrived, to staff all that is needed to
//! begin. Nothing in it names a person.

use habeas_domain::breach::Count;
use habeas_domain::clock::DueRecord;
use habeas_domain::id::ItemNo;
use habeas_domain::incident::{Case, Event, Link, Measure, Stage};
use habeas_domain::notice::NoticeKind;

use super::imposed;
use super::page;
use super::staff::joined;
use crate::letters::dates;
use crate::letters::pen::Pen;
use crate::letters::tongue::Tongue;
use crate::letters::words::incident as words;
use crate::letters::written::Written;

/// It arrived.
pub(in crate::letters) struct Accepted {
    received: String,
}

/// Something happened to personal data, or it is graver than was thought.
pub(in crate::letters) struct IncidentAlarm {
    title: &'static str,
    what: &'static str,
    received: String,
    source: &'static str,
    found: Vec<String>,
    owed: Vec<String>,
    first: Option<String>,
    plan: Vec<String>,
    link: Option<String>,
}

page!(Accepted::write: "en/incident_accepted.letter", "zh/incident_accepted.letter");
page!(IncidentAlarm::write: "en/incident_alarm.letter", "zh/incident_alarm.letter");

impl Accepted {
    pub(super) fn of(pen: &Pen<'_, Case>) -> Self {
        let received = &pen.case.receipt.received;
        Self { received: dates::moment(pen.tongue, received.moment, received.zone) }
    }
}

impl IncidentAlarm {
    pub(super) fn of(pen: &Pen<'_, Case>) -> Self {
        let (title, what) = headline(pen.events);
        let receipt = &pen.case.receipt;
        let owed = owed(pen);
        let open = pen.case.measures.values().filter(|measure| {
            measure.planned.stage == Stage::Containment && measure.settled.is_none()
        });
        Self {
            title: pen.tongue.pick(title),
            what: pen.tongue.pick(what),
            received: dates::moment(pen.tongue, receipt.received.moment, receipt.received.zone),
            source: pen.tongue.pick(words::source(receipt.source)),
            found: found(pen),
            first: owed.first().map(|(due, _)| pen.due(due)),
            owed: owed.into_iter().map(|(_, line)| line).collect(),
            plan: open.map(|measure| name(pen.tongue, measure)).collect(),
            link: pen.material.links.desk.map(str::to_owned),
        }
    }
}

type Both = (&'static str, &'static str);

/// What brought the alarm about.
fn headline(events: &[Event]) -> (Both, Both) {
    let is = |of: fn(&Event) -> bool| events.iter().any(of);
    if is(|event| matches!(event, Event::IncidentReported(_))) {
        return (
            ("An incident was reported", "收到安全事件报告"),
            ("Something may have happened to personal data", "个人信息可能发生了安全事件"),
        );
    }
    if is(|event| matches!(event, Event::IncidentReopened { .. })) {
        return (
            ("An incident is open again", "安全事件已重新打开"),
            ("An incident that had ended is open again", "已结束的安全事件重新打开"),
        );
    }
    if is(|event| matches!(event, Event::CaseLinked { link: Link::Merged, .. })) {
        return (
            ("An incident was merged into another", "一起安全事件已并入另一起"),
            (
                "Another incident was merged into this one. Assess this one anew, and open it again if it has ended: what was owed there is owed here",
                "另一起事件已并入本事件。请重新评估本事件（如已结束，请重新打开）：该事件的义务由本事件承担",
            ),
        );
    }
    (
        ("An incident brings new duties", "安全事件产生新的义务"),
        ("By what is known now, more is owed", "根据目前了解的情况，产生了新的义务"),
    )
}

/// What the newest version of the assessment says.
fn found(pen: &Pen<'_, Case>) -> Vec<String> {
    let Some(assessment) = pen.case.assessment() else { return Vec::new() };
    let finding = &assessment.finding;
    let tongue = pen.tongue;
    let separator = tongue.pick((", ", "、"));
    let list = |words: Vec<&'static str>| words.join(separator);
    let line = |what: Both, said: String| {
        (!said.is_empty()).then(|| joined(tongue, tongue.pick(what), &said))
    };
    let natures = finding.natures.iter().map(|one| tongue.pick(words::nature(*one))).collect();
    let data = finding.data.iter().map(|one| tongue.pick(words::data(*one))).collect();
    let causes = finding.causes.iter().map(|one| tongue.pick(words::cause(*one))).collect();
    let people: Vec<String> = finding
        .affected
        .iter()
        .map(|affected| {
            let place = affected.place.as_ref().map_or_else(
                || tongue.pick(("place unknown", "地点不明")).to_owned(),
                |place| match &place.region {
                    Some(region) => format!("{}-{region}", place.country),
                    None => place.country.to_string(),
                },
            );
            format!("{place}{}", count(tongue, affected.people))
        })
        .collect();
    let lines = [
        line(("What happened", "情况"), list(natures)),
        line(("Data", "信息种类"), list(data)),
        line(("Cause", "原因"), list(causes)),
        line(("People", "涉及人数"), people.join(separator)),
        line(("Risk", "风险"), tongue.pick(words::risk(finding.risk)).to_owned()),
    ];
    lines.into_iter().flatten().collect()
}

fn count(tongue: Tongue, count: Count) -> String {
    match (count, tongue) {
        (Count::Unknown, _) => tongue.pick((" (number unknown)", "（人数不明）")).to_owned(),
        (Count::Exactly(people), Tongue::En) => format!(" {people}"),
        (Count::Exactly(people), Tongue::Zh) => format!(" {people}人"),
        (Count::Between(from, to), Tongue::En) => format!(" {from} to {to}"),
        (Count::Between(from, to), Tongue::Zh) => format!(" {from}至{to}人"),
    }
}

/// Everything that is owed, the most urgent first.
fn owed<'a>(pen: &Pen<'a, Case>) -> Vec<(&'a DueRecord, String)> {
    let clocks = pen.case.docket.clocks.values();
    let open = clocks.filter(|clock| clock.is_running() && clock.started.governs);
    let mut owed: Vec<_> = open
        .map(|clock| {
            let no = clock.started.item.unwrap_or(ItemNo(0));
            let what = pen.tongue.pick(pen.case.duty(clock.started.duty));
            let what = format!("{what}{}", Case::part(pen, no));
            (&clock.due, joined(pen.tongue, &what, &pen.due(&clock.due)))
        })
        .collect();
    owed.sort_by_key(|(due, _)| due.late_from);
    owed
}

fn name(tongue: Tongue, measure: &Measure) -> String {
    tongue.pick(words::measure(measure.planned.kind)).to_owned()
}

/// Measures that somebody was given, or that were not done in time.
pub(super) fn measures(pen: &Pen<'_, Case>) -> Vec<String> {
    let line = |event: &Event| {
        let (no, why) = match event {
            Event::MeasurePlanned(planned) if planned.owner.is_some() => {
                (&planned.no, ("it was given to you", "已分配给您"))
            }
            Event::MeasureAssigned { measure, .. } => {
                (measure, ("it was given to you", "已分配给您"))
            }
            Event::MeasureSlipped { measure, .. } => {
                (measure, ("not done by its time", "到期未完成"))
            }
            _ => return None,
        };
        let measure = pen.case.measures.get(no)?;
        let why = pen.tongue.pick(why);
        let due = measure
            .planned
            .due
            .map(|due| pen.in_brackets(&dates::due_of(pen.tongue, due_at(due), pen.house_zone())));
        let why = format!("{why}{}", due.unwrap_or_default());
        Some(joined(pen.tongue, &name(pen.tongue, measure), &why))
    };
    pen.events.iter().filter_map(line).collect()
}

const fn due_at(at: chrono::DateTime<chrono::Utc>) -> habeas_domain::clock::Due {
    habeas_domain::clock::Due::Instant(at)
}

/// Duties that an authority imposed and that are due soon, or late.
pub(super) fn running_out(pen: &Pen<'_, Case>, kind: NoticeKind) -> Vec<String> {
    let line = |event: &Event| {
        let no = match event {
            Event::ImposedDutyNear { no } if kind == NoticeKind::TwoDaysLeft => *no,
            Event::ImposedDutyMissed { no, .. } if kind == NoticeKind::Overdue => *no,
            _ => return None,
        };
        Some(imposed::running_out(pen, pen.case.imposed.get(no)?))
    };
    pen.events.iter().filter_map(line).collect()
}

/// What the case rests on has changed.
pub(super) fn changed(pen: &Pen<'_, Case>) -> Vec<String> {
    let line = |event: &Event| match event {
        Event::NoticesStayed(stay) => {
            let until = dates::due_of(pen.tongue, due_at(stay.until), pen.house_zone());
            let said = (
                "an authority asks that nobody be told before then",
                "有关机关要求在此之前不予通知",
            );
            Some(joined(pen.tongue, pen.tongue.pick(said), &until))
        }
        Event::DutyImposed { duty, .. } => Some(imposed::demanded(pen, duty)),
        Event::StayEnded { .. } if pen.case.open_stays().next().is_some() => {
            let said = (
                "an authority no longer asks for silence, but another one still does",
                "一项暂不通知的要求已结束，但仍有其他要求有效",
            );
            Some(pen.tongue.pick(said).to_owned())
        }
        Event::StayEnded { .. } => {
            let said = (
                "an authority no longer asks for silence: people can be told",
                "暂不通知的要求已结束，可以通知个人",
            );
            Some(pen.tongue.pick(said).to_owned())
        }
        _ => None,
    };
    pen.events.iter().filter_map(line).collect()
}
