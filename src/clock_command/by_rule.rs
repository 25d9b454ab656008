//! What the rules of a pack say about one duty.

use std::io::Write;

use anyhow::Context;
use chrono::FixedOffset;
use habeas_domain::calendar::CalendarId;
use habeas_domain::clock::{Anchor, CalendarSource, Gate, Reckoning, Rule, reckon_legs};
use habeas_domain::place::{Country, Residence};
use habeas_domain::regime::{House, Pack, Rulebook, Zones};
use serde_json::{Value, json};

use super::{as_data, as_words, lacks};
use crate::cli::{ByRule, ClockQuestion};

pub(super) fn run(
    asked: &ByRule,
    question: &ClockQuestion,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let book = Rulebook::shipped(house(question)?);
    let pack = book.adopted(&asked.regime).ok_or_else(|| unknown_regime(&book))?;
    let mut answers = rules(pack, asked, question)
        .map(|rule| Answer::find(&book, pack, rule, asked, question))
        .collect::<anyhow::Result<Vec<_>>>()?;
    // What governs comes first, and of that the earliest.
    answers.sort_by_key(|answer| (!answer.governs, answer.found.late_from));
    let first = answers.first().with_context(|| {
        format!("the pack {} has no rule about that duty in force on that day", asked.regime)
    })?;
    let offset = asked.received.offset();
    if question.json {
        let mut all = as_data(&first.found, offset);
        all["regime"] = json!(asked.regime);
        all["duty"] = json!(asked.duty);
        all["rules"] = answers.iter().map(|answer| answer.as_data(offset)).collect();
        writeln!(out, "{all:#}")?;
    } else {
        let words: Vec<String> = answers.iter().map(|answer| answer.as_words(offset)).collect();
        writeln!(out, "{}", words.join("\n\n"))?;
    }
    Ok(())
}

/// The controller as far as the question tells. Without a calendar nothing depends on it, or
/// [`Answer::find`] asks for one.
fn house(question: &ClockQuestion) -> anyhow::Result<House> {
    let calendar = question.calendar.clone().map_or_else(|| CalendarId::parse("US"), Ok)?;
    let country = Country::parse(&calendar.as_str()[..2])?;
    let establishments = question.calendar.iter().map(|_| country.clone()).collect();
    Ok(House { country, zone: question.zone, calendar, establishments })
}

fn unknown_regime(book: &Rulebook) -> anyhow::Error {
    let names: Vec<_> = book.all_adopted().map(|pack| pack.regime.as_str()).collect();
    lacks(&format!("there is no pack of that name; there are {}", names.join(", ")))
}

/// The rules that the question is about, as they stood on the day.
fn rules<'a>(
    pack: &'a Pack,
    asked: &'a ByRule,
    question: &ClockQuestion,
) -> impl Iterator<Item = &'a Rule> {
    let on = asked.received.moment().day_in(question.zone);
    pack.rules
        .iter()
        .filter(move |rule| rule.duty == asked.duty)
        .filter(move |rule| {
            asked.kind.as_deref().is_none_or(|kind| rule.about.codes().contains(&kind))
        })
        .filter(move |rule| rule.effective_from <= on)
        .filter(move |rule| rule.effective_to.is_none_or(|last| on <= last))
}

/// What one rule says.
struct Answer<'a> {
    rule: &'a Rule,
    governs: bool,
    found: Reckoning,
    extended: Option<Reckoning>,
}

impl<'a> Answer<'a> {
    fn find(
        book: &Rulebook,
        pack: &Pack,
        rule: &'a Rule,
        asked: &ByRule,
        question: &ClockQuestion,
    ) -> anyhow::Result<Self> {
        if question.calendar.is_none() && counts_by_the_controller(pack, rule) {
            let why = "this counts on the controller's calendar: add --calendar and --zone";
            return Err(lacks(why));
        }
        let residence = asked
            .country
            .clone()
            .map(|country| Residence { country, region: asked.region.clone() });
        let legs = book.legs(pack, rule, residence.as_ref(), None);
        let from = asked.received.moment();
        let reckon = |terms| reckon_legs(&terms, from, &[], &legs, book.calendars());
        let terms = rule.terms();
        let found = reckon(terms)?;
        let extended = match rule.extension.as_ref().map(|extension| extension.total) {
            Some(total) => Some(reckon(terms.extended_to(total))?.extending(terms.period, total)),
            None => None,
        };
        Ok(Self { rule, governs: book.governs(pack, rule), found, extended })
    }

    fn as_data(&self, offset: Option<FixedOffset>) -> Value {
        let Rule { id, tier, basis, reviewed, about, anchor, period, .. } = self.rule;
        let mut data = as_data(&self.found, offset);
        data["rule"] = json!(id);
        data["tier"] = json!(tier);
        data["basis"] = json!(basis);
        data["reviewed"] = json!(reviewed);
        data["governs"] = json!(self.governs);
        data["kinds"] = json!(about.codes());
        data["anchor"] = json!(anchor);
        data["period"] = json!(period.to_string());
        data["extended"] = json!(self.extended.as_ref().map(|found| as_data(found, offset)));
        data
    }

    fn as_words(&self, offset: Option<FixedOffset>) -> String {
        let Rule { id, tier, basis, anchor, period, .. } = self.rule;
        let mut lines = vec![
            as_words(&self.found, offset),
            String::new(),
            format!("{id}, {tier}: {period} from {}, by {basis}.", in_words(anchor)),
            format!("About: {}.", self.rule.about.codes().join(", ")),
        ];
        if !self.governs {
            lines.push("Its source was not read: it advises, and governs nothing.".to_owned());
        }
        lines.push(self.found.trace.to_string());
        if let Some(extended) = &self.extended {
            let due = as_words(extended, offset);
            lines.push(format!("Once extended, and told in time, it would be due {due}."));
        }
        lines.join("\n")
    }
}

fn counts_by_the_controller(pack: &Pack, rule: &Rule) -> bool {
    pack.calendar.is_none()
        || pack.zones == Zones::Controller
        || rule.calendars.contains(&CalendarSource::Controller)
}

fn in_words(anchor: &Anchor) -> String {
    match anchor {
        Anchor::Receipt => "the receipt".to_owned(),
        Anchor::LatestOf(gates) => {
            let gates: Vec<_> = gates.iter().map(|gate| gate_in_words(*gate)).collect();
            format!("the receipt (or later, where asked for: {})", gates.join(", "))
        }
        Anchor::IdentityIfAskedWithin { working_days } => format!(
            "the receipt (or the confirmation of identity, where asked for within {working_days} \
             working days)"
        ),
        Anchor::Decision => "the decision".to_owned(),
        Anchor::Knowledge => "the knowledge of the breach".to_owned(),
        Anchor::Assessment => "the assessment".to_owned(),
        Anchor::NoticeSent => "the first notice".to_owned(),
    }
}

const fn gate_in_words(gate: Gate) -> &'static str {
    match gate {
        Gate::Identity => "the confirmation of identity",
        Gate::Fee => "the fee",
    }
}
