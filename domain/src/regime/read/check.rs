//! What can only be seen with several rows side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::Section;
use crate::assurance::Sensitivity;
use crate::calendar::CalendarId;
use crate::clock::{CalendarSource, Rule};
use crate::id::{RegimeId, RuleId};
use crate::kind::ItemKind;
use crate::regime::area::Zones;
use crate::regime::policy::Policy;
use crate::regime::problem::Problems;
use crate::regime::rows::{AssuranceRow, RightRow};

/// A row with its place in the file.
pub(super) struct Placed<T> {
    pub(super) place: String,
    pub(super) row: T,
}

/// All rows of one sort that could be read.
pub(super) struct Rows<T> {
    pub(super) read: Vec<Placed<T>>,
    /// Whether that is every row. If not, nothing is said about what is missing: a slip inside a
    /// row would be told twice, the second time wrongly.
    pub(super) whole: bool,
}

/// The names of all rows, broken ones too.
#[derive(Default)]
pub(super) struct Names(Vec<(String, String)>);

impl Names {
    pub(super) fn add(&mut self, section: &Section) {
        let name = section.peek("id").map(str::to_owned);
        self.0.extend(name.map(|name| (name, section.at("id"))));
    }

    /// Rows, and the pause grounds that can be accepted by name, must not share a name.
    pub(super) fn check(mut self, rules: &[Placed<Rule>], out: &mut Problems) {
        for Placed { place, row } in rules {
            for ground in &row.pause_advised {
                let name = row.id.with_ground(*ground);
                if RuleId::parse(name.as_str()).is_err() {
                    out.say(format!("{place}.id"), "is too long to name its pause grounds by");
                }
                self.0.push((name.to_string(), format!("{place}.pause.advised")));
            }
        }
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, place) in &self.0 {
            if let Some(first) = seen.get(name.as_str()) {
                out.say(place.as_str(), format!("{name} is already the name of {first}"));
            } else {
                seen.insert(name, place);
            }
        }
    }
}

/// For one duty of one tier, at most one rule is in force for a kind on any day.
pub(super) fn overlaps(rules: &[Placed<Rule>], out: &mut Problems) {
    for (index, Placed { place, row }) in rules.iter().enumerate() {
        for earlier in rules[..index].iter().map(|placed| &placed.row) {
            let same = earlier.duty == row.duty && earlier.tier == row.tier;
            let shared = earlier.about.shared(&row.about);
            let from = earlier.effective_from.max(row.effective_from);
            let ended =
                [earlier, row].iter().any(|rule| rule.effective_to.is_some_and(|to| to < from));
            if same && !shared.is_empty() && !ended {
                let kinds = shared.join(", ");
                out.say(
                    place.as_str(),
                    format!("is in force on {from} beside {} for {kinds}", earlier.id),
                );
            }
        }
    }
}

/// Whether the rules speak of breaches alone: then there is nobody to be told of rights or of
/// complaining. A pack without a rule speaks of nothing, and owes both.
pub(super) fn only_breaches(rules: &Rows<Rule>) -> bool {
    !rules.read.is_empty() && rules.read.iter().all(|rule| !rule.row.about.is_of_letters())
}

/// Every kind is spoken of.
pub(super) fn rights(rows: &Rows<RightRow>, out: &mut Problems) {
    for kind in ItemKind::ALL {
        if rows.whole && !rows.read.iter().any(|placed| placed.row.kinds.contains(kind)) {
            out.say("rights", format!("does not say whether {kind} is given"));
        }
    }
}

/// No kind is spoken of by two rows of a sort of which one must answer.
pub(super) fn once<T>(
    rows: &[Placed<T>],
    kinds: impl Fn(&T) -> &BTreeSet<ItemKind>,
    out: &mut Problems,
) {
    for kind in ItemKind::ALL {
        for again in rows.iter().filter(|placed| kinds(&placed.row).contains(kind)).skip(1) {
            out.say(format!("{}.kinds", again.place), format!("speaks of {kind} again"));
        }
    }
}

/// No kind is spoken of twice for one sensitivity.
pub(super) fn assurance(rows: &[Placed<AssuranceRow>], out: &mut Problems) {
    for (kind, sensitivity) in cells() {
        for again in rows.iter().filter(|placed| placed.row.is_about(kind, sensitivity)).skip(1) {
            out.say(
                format!("{}.kinds", again.place),
                format!("speaks of {kind} at {sensitivity} sensitivity again"),
            );
        }
    }
}

fn cells() -> impl Iterator<Item = (ItemKind, Sensitivity)> {
    ItemKind::ALL.iter().flat_map(|kind| Sensitivity::ALL.iter().map(|level| (*kind, *level)))
}

/// Every calendar that a rule asks for can be found.
pub(super) fn calendars(
    rules: &[Placed<Rule>],
    zones: &Zones,
    calendar: Option<&CalendarId>,
    out: &mut Problems,
) {
    let of_the_controller = *zones == Zones::Controller;
    if !of_the_controller && calendar.is_none() {
        out.say("calendar", "is missing: only a pack in the controller's zone needs none");
    }
    for Placed { place, row } in rules {
        for source in &row.calendars {
            let fits = match source {
                CalendarSource::Controller => of_the_controller,
                CalendarSource::SubjectCountry => true,
                CalendarSource::SubjectRegion
                | CalendarSource::Establishment
                | CalendarSource::Fixed => !of_the_controller,
            };
            if !fits {
                let zone = if of_the_controller { "the controller's" } else { "its own" };
                out.say(
                    format!("{place}.calendars"),
                    format!("{source} is not for a pack in {zone} zone"),
                );
            }
        }
    }
}

/// What is said of a kind that the house has no clock to answer.
pub(in crate::regime) fn silent_on(code: &str) -> String {
    format!("never have a clock to respond to {code}")
}

/// The house always answers: its pack leaves nothing open, and alone states the policy.
pub(super) fn house(
    regime: &RegimeId,
    rules: &Rows<Rule>,
    assurance: &Rows<AssuranceRow>,
    policy: Option<&Option<Policy>>,
    out: &mut Problems,
) {
    let is_house = *regime == RegimeId::house();
    match policy {
        Some(None) if is_house => out.say("policy", "is missing"),
        Some(Some(_)) if !is_house => out.say("policy", "is for the pack of the house only"),
        Some(_) | None => {}
    }
    if !is_house {
        return;
    }
    for kind in ItemKind::ALL {
        let answers = |Placed { row, .. }: &Placed<Rule>| row.answers() && row.about.is_item(*kind);
        if rules.whole && !rules.read.iter().any(answers) {
            out.say("rules", silent_on(kind.code()));
        }
    }
    for (kind, sensitivity) in cells() {
        let speaks =
            |p: &Placed<AssuranceRow>| p.row.is_about(kind, sensitivity) && p.row.source.reviewed;
        if assurance.whole && !assurance.read.iter().any(speaks) {
            out.say("assurance", format!("does not speak of {kind} at {sensitivity} sensitivity"));
        }
    }
}
