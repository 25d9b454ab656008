//! Reads one rule about time.

use std::collections::BTreeSet;

use toml::Value;

use super::{Section, length};
use crate::ParseError;
use crate::breach::Exemption;
use crate::clock::{
    Anchor, CalendarSource, Discharge, Duty, Extension, FirstDay, Gate, PauseMode, PauseWhen,
    Period, Roll, Rule, Tier,
};
use crate::ground::{ExtensionGround, PauseGround};
use crate::id::RuleId;
use crate::regime::problem::Problems;

const EFFECTIVE_TO: &str = "effective_to";
const EXEMPTIONS: &str = "exemptions";

pub(super) fn rule(mut section: Section, out: &mut Problems) -> Option<Rule> {
    let id = section.read("id", RuleId::parse, out);
    let duty = section.read("duty", Duty::parse, out);
    let tier = section.read("tier", Tier::parse, out);
    let about = section.about(out);
    let anchor = anchor(&mut section, out);
    let period = section.read("period", length, out);
    let first_day = section.read("first_day", FirstDay::parse, out);
    let roll = section.read_or("roll", Roll::None, Roll::parse, out);
    let calendars = section.list("calendars", CalendarSource::parse, out);
    let pause = section.table_or("pause", Pause::NEVER, pause, out);
    let extension = section.table_or(
        "extension",
        None,
        |inner, out| extension(inner, period, out).map(Some),
        out,
    );
    let discharge = section.read("discharge", Discharge::parse, out);
    let exemptions = section.set_or_none(EXEMPTIONS, Exemption::parse, out);
    let basis = section.text("basis", out);
    let reviewed = section.flag("reviewed", out);
    let effective_from = section.date("effective_from", out);
    let effective_to = if section.has(EFFECTIVE_TO) {
        section.date(EFFECTIVE_TO, out).map(Some)
    } else {
        Some(None)
    };
    if let (Some(from), Some(Some(to))) = (effective_from, effective_to)
        && to < from
    {
        out.say(section.at(EFFECTIVE_TO), "is before effective_from");
    }
    if matches!(period, Some(Period::Hours(_))) && roll.is_some_and(|roll| roll != Roll::None) {
        out.say(section.at("roll"), "must be left out where the period is in hours");
    }
    let exempts = exemptions.as_ref().is_some_and(|named| !named.is_empty());
    if exempts && duty.is_some_and(|duty| duty != Duty::NotifyPeople) {
        out.say(section.at(EXEMPTIONS), "must be left out where nobody of the people is told");
    }
    section.finish(out);
    let pause = pause?;
    Some(Rule {
        id: id?,
        duty: duty?,
        tier: tier?,
        about: about?,
        anchor: anchor?,
        period: period?,
        first_day: first_day?,
        roll: roll?,
        calendars: calendars?,
        pause: pause.mode,
        pause_grounds: pause.grounds,
        pause_advised: pause.advised,
        pause_when: pause.when,
        extension: extension?,
        discharge: discharge?,
        exemptions: exemptions?,
        basis: basis?,
        reviewed: reviewed?,
        effective_from: effective_from?,
        effective_to: effective_to?,
    })
}

/// `"receipt"`, `{ latest_of = ["identity", "fee"] }` or `{ identity_if_asked_within = 2 }`.
fn anchor(section: &mut Section, out: &mut Problems) -> Option<Anchor> {
    const KEY: &str = "anchor";
    let value = section.value(KEY, out)?;
    let place = section.at(KEY);
    match value {
        Value::String(text) => {
            let anchor = plain_anchor(&text);
            if anchor.is_none() {
                out.say(place, format!("must be an anchor: {text:?}"));
            }
            anchor
        }
        Value::Table(table) => {
            let mut inner = Section::nested(place, table);
            let anchor = if inner.has("latest_of") {
                inner.set("latest_of", Gate::parse, out).map(Anchor::LatestOf)
            } else {
                inner
                    .number("identity_if_asked_within", out)
                    .map(|working_days| Anchor::IdentityIfAskedWithin { working_days })
            };
            inner.finish(out);
            anchor
        }
        Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_) => {
            out.say(
                place,
                "must be an anchor: a text, or a table with latest_of or identity_if_asked_within",
            );
            None
        }
    }
}

fn plain_anchor(text: &str) -> Option<Anchor> {
    match text {
        "receipt" => Some(Anchor::Receipt),
        "decision" => Some(Anchor::Decision),
        "knowledge" => Some(Anchor::Knowledge),
        "assessment" => Some(Anchor::Assessment),
        "notice_sent" => Some(Anchor::NoticeSent),
        _ => None,
    }
}

struct Pause {
    mode: PauseMode,
    grounds: BTreeSet<PauseGround>,
    advised: BTreeSet<PauseGround>,
    when: PauseWhen,
}

impl Pause {
    /// What a rule without the table says: the clock never pauses.
    const NEVER: Self = Self {
        mode: PauseMode::None,
        grounds: BTreeSet::new(),
        advised: BTreeSet::new(),
        when: PauseWhen::Always,
    };
}

/// `advised` lists grounds whose source was not read.
fn pause(mut inner: Section, out: &mut Problems) -> Option<Pause> {
    let mode = inner.read("mode", suspending, out);
    let grounds = inner.set_or_none("grounds", PauseGround::parse, out);
    let advised = inner.set_or_none("advised", PauseGround::parse, out);
    let when = inner.read_or("when", PauseWhen::Always, PauseWhen::parse, out);
    if let (Some(firm), Some(advised)) = (&grounds, &advised) {
        if firm.is_empty() && advised.is_empty() {
            out.say(inner.at("grounds"), "must name a ground, or the pause must be left out");
        }
        for both in firm.intersection(advised) {
            out.say(inner.at("advised"), format!("names {both}, which grounds names too"));
        }
    }
    inner.finish(out);
    Some(Pause { mode: mode?, grounds: grounds?, advised: advised?, when: when? })
}

fn suspending(text: &str) -> Result<PauseMode, ParseError> {
    let rule = "must be suspend_inclusive or suspend_exclusive; a rule without pause has no table";
    PauseMode::parse(text)
        .ok()
        .filter(|mode| *mode != PauseMode::None)
        .ok_or(ParseError { what: "pause mode", rule })
}

fn extension(mut inner: Section, period: Option<Period>, out: &mut Problems) -> Option<Extension> {
    let total = inner.read("total", length, out);
    let grounds = inner.set("grounds", ExtensionGround::parse, out);
    let basis = inner.text("basis", out);
    if let (Some(period), Some(total)) = (period, total)
        && std::mem::discriminant(&period) == std::mem::discriminant(&total)
        && total.count() <= period.count()
    {
        out.say(inner.at("total"), "must be longer than the period: it counts from the anchor");
    }
    inner.finish(out);
    Some(Extension { total: total?, grounds: grounds?, basis: basis? })
}
