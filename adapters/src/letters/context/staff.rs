//! What staff read. Nothing in it names a person.

use habeas_domain::dispatch::Notice;
use habeas_domain::docket::{ClockNo, Warning};
use habeas_domain::id::ItemNo;
use habeas_domain::notice::{Message, NoticeKind};
use habeas_domain::request::{Case, Event, TaskResult};

use super::page;
use crate::letters::pen::{Pen, RequestPen};
use crate::letters::render::RenderError;
use crate::letters::tongue::Tongue;
use crate::letters::words::{Both, work};
use crate::letters::written::{Alarming, Written};

/// Points that need somebody's eyes.
pub(in crate::letters) struct Alarm {
    lines: Vec<String>,
    link: Option<String>,
}

page!(Alarm::half_time: "en/half_time.letter", "zh/half_time.letter");
page!(Alarm::four_fifths: "en/four_fifths.letter", "zh/four_fifths.letter");
page!(Alarm::two_days_left: "en/two_days_left.letter", "zh/two_days_left.letter");
page!(Alarm::four_hours_left: "en/four_hours_left.letter", "zh/four_hours_left.letter");
page!(Alarm::overdue: "en/overdue.letter", "zh/overdue.letter");
page!(Alarm::undeliverable: "en/undeliverable.letter", "zh/undeliverable.letter");
page!(Alarm::task: "en/task_alarm.letter", "zh/task_alarm.letter");
page!(Alarm::measure: "en/measure_alarm.letter", "zh/measure_alarm.letter");
page!(Alarm::track: "en/track_alarm.letter", "zh/track_alarm.letter");

impl Alarm {
    pub(super) fn new<C: Written>(pen: &Pen<'_, C>, lines: Vec<String>) -> Self {
        let mut once: Vec<String> = Vec::new();
        for line in lines {
            if !once.contains(&line) {
                once.push(line);
            }
        }
        Self { lines: once, link: pen.material.links.desk.map(str::to_owned) }
    }

    /// Duties whose time runs out or is over, and what could not be told.
    pub(super) fn of_any<C: Written>(pen: &Pen<'_, C>, notice: &Notice) -> Self {
        if notice.kind == NoticeKind::Undeliverable {
            return Self::new(pen, untold_lines(pen));
        }
        let clock = |event| match (notice.kind, C::alarm(event)?) {
            (NoticeKind::Overdue, Alarming::Missed(clock))
            | (NoticeKind::HalfTime, Alarming::Warned(clock, Warning::HalfTime))
            | (NoticeKind::FourFifths, Alarming::Warned(clock, Warning::FourFifths))
            | (NoticeKind::TwoDaysLeft, Alarming::Warned(clock, Warning::TwoDaysLeft))
            | (NoticeKind::FourHoursLeft, Alarming::Warned(clock, Warning::FourHoursLeft)) => {
                Some(clock)
            }
            _ => None,
        };
        let clocks = pen.events.iter().filter_map(clock);
        Self::new(pen, clocks.filter_map(|no| duty(pen, notice, no)).collect())
    }

    /// Points that only this kind of case has, beside those above.
    pub(super) fn with<C: Written>(self, pen: &Pen<'_, C>, lines: Vec<String>) -> Self {
        Self::new(pen, self.lines.into_iter().chain(lines).collect())
    }

    /// The template of the notice.
    pub(super) fn write(&self, notice: &Notice, tongue: Tongue) -> Result<String, RenderError> {
        match notice.kind {
            NoticeKind::HalfTime => self.half_time(tongue),
            NoticeKind::FourFifths => self.four_fifths(tongue),
            NoticeKind::TwoDaysLeft => self.two_days_left(tongue),
            NoticeKind::FourHoursLeft => self.four_hours_left(tongue),
            NoticeKind::Overdue => self.overdue(tongue),
            NoticeKind::Undeliverable => self.undeliverable(tongue),
            NoticeKind::TrackAlarm => self.track(tongue),
            other => Err(RenderError::NoCause(other)),
        }
    }

    /// Work and tails.
    pub(super) fn of_work(pen: &RequestPen<'_>, notice: &Notice) -> Self {
        let lines = pen.events.iter().filter_map(|event| match event {
            Event::TaskReported { task, report, .. } => match report.result {
                TaskResult::Failed | TaskResult::Refused => {
                    task_line(pen, notice, *task, work::result(report.result))
                }
                TaskResult::Done | TaskResult::NothingFound => None,
            },
            Event::TaskOverdue { task } => {
                task_line(pen, notice, *task, ("not done by its day", "到期未完成"))
            }
            Event::TailFellDue { no } => {
                tail_line(pen, notice, *no, ("is due to be looked at", "已到期，需要处理"))
            }
            Event::TailMoved { no, .. } => tail_line(pen, notice, *no, ("was put off", "已推迟")),
            _ => None,
        });
        Self::new(pen, lines.collect())
    }

    /// Identity, standing, extensions, fees and holds.
    pub(super) fn of_tracks(pen: &RequestPen<'_>, notice: &Notice) -> Self {
        let mine = |item: Option<ItemNo>| {
            item.is_none_or(|item| notice.items.is_empty() || notice.items.contains(&item))
        };
        let because = |what, why| {
            let (what, why) = (pen.tongue.pick(what), pen.tongue.pick(why));
            joined(pen.tongue, what, why)
        };
        let say = |both| pen.tongue.pick(both).to_owned();
        let lines = pen.events.iter().filter_map(|event| match event {
            Event::IdentityLost { why, .. } => {
                Some(because(("identity no longer holds", "身份确认已失效"), work::loss(*why)))
            }
            Event::StandingLost { why, .. } => {
                Some(because(("standing no longer holds", "代表权已失效"), work::loss(*why)))
            }
            Event::DeniedByContact { .. } => Some(say((
                "a contact on record says that this is not their request; everything that has not begun stands still",
                "登记的联系人表示该请求并非其提出，尚未开始的工作均已停止",
            ))),
            Event::HoldReviewFellDue { .. } => {
                Some(say(("a hold is due to be looked at", "暂缓措施需要复查")))
            }
            Event::FeeLapsed { .. } => {
                Some(say(("a fee was not accepted in time", "费用报价逾期未获同意")))
            }
            Event::ExtensionFailed { item } if mine(Some(*item)) => Some(say(extension_failed())),
            _ => None,
        });
        Self::new(pen, lines.collect())
    }
}

/// An extension came to nothing.
pub(super) const fn extension_failed() -> Both {
    (
        "an extension was not told in time: the original date stands",
        "延期未能及时通知，原期限仍然有效",
    )
}

fn duty<C: Written>(pen: &Pen<'_, C>, notice: &Notice, no: ClockNo) -> Option<String> {
    let clock = pen.case.docket().clocks.get(&no)?;
    let item = clock.started.item;
    if item.is_some_and(|item| !notice.items.contains(&item)) {
        return None;
    }
    let what = pen.tongue.pick(pen.case.duty(clock.started.duty));
    let about = item.map(|item| C::part(pen, item)).unwrap_or_default();
    let due = pen.due(&clock.due);
    Some(joined(pen.tongue, &format!("{what}{about}"), &due))
}

fn untold_lines<C: Written>(pen: &Pen<'_, C>) -> Vec<String> {
    let mut lines = Vec::new();
    for event in pen.events {
        let told = |message: &Message, why| {
            let told = message.notices.iter().filter(|told| !told.kind.is_for_staff());
            told.map(|told| untold(pen, told.kind, told.item, why)).collect::<Vec<_>>()
        };
        match C::alarm(event) {
            Some(Alarming::GivenUp(message)) => {
                lines.extend(told(message, ("could not be delivered", "无法送达")));
            }
            Some(Alarming::CameBack(message)) => {
                lines.extend(told(message, ("came back", "被退回")));
            }
            Some(Alarming::Warned(..) | Alarming::Missed(_)) | None => {
                let why = ("there is no contact that may be told it", "没有可以告知的联系方式");
                let owed = pen.case.owed(event).into_iter();
                let mine = owed.filter(|one| one.to == pen.message.to);
                lines.extend(
                    mine.filter_map(|one| Some(untold(pen, one.instead_of?, one.item, why))),
                );
            }
        }
    }
    lines
}

fn untold<C: Written>(
    pen: &Pen<'_, C>,
    kind: NoticeKind,
    item: Option<ItemNo>,
    why: (&'static str, &'static str),
) -> String {
    let what = pen.tongue.pick(work::notice(kind));
    let about = item.map(|item| C::part(pen, item)).unwrap_or_default();
    joined(pen.tongue, &format!("{what}{about}"), pen.tongue.pick(why))
}

fn task_line(
    pen: &RequestPen<'_>,
    notice: &Notice,
    no: habeas_domain::id::TaskNo,
    why: (&'static str, &'static str),
) -> Option<String> {
    let task = pen.case.tasks.get(&no).filter(|task| notice.items.contains(&task.item))?;
    let what = pen.tongue.pick(work::task(task.kind));
    let system = pen.in_brackets(&pen.named(task.system.as_str()));
    let about = Case::part(pen, task.item);
    Some(joined(pen.tongue, &format!("{what}{system}{about}"), pen.tongue.pick(why)))
}

fn tail_line(
    pen: &RequestPen<'_>,
    notice: &Notice,
    no: habeas_domain::request::TailNo,
    why: (&'static str, &'static str),
) -> Option<String> {
    use habeas_domain::request::TailKind;
    let tail = pen.case.tails.get(&no).filter(|tail| notice.items.contains(&tail.item))?;
    let what = match &tail.kind {
        TailKind::Backup { system, .. } => {
            let backup = pen.tongue.pick(("backup", "备份"));
            format!("{backup}{}", pen.in_brackets(&pen.named(system.as_str())))
        }
        TailKind::Restricted { .. } => {
            pen.tongue.pick(("restricted instead of deleted", "以限制处理代替删除")).to_owned()
        }
    };
    let until = pen.day(tail.until);
    let why = format!("{}{}", pen.tongue.pick(why), pen.in_brackets(&until));
    Some(joined(pen.tongue, &format!("{what}{}", Case::part(pen, tail.item)), &why))
}

pub(super) fn joined(tongue: Tongue, what: &str, why: &str) -> String {
    match tongue {
        Tongue::En => format!("{what}: {why}"),
        Tongue::Zh => format!("{what}：{why}"),
    }
}
