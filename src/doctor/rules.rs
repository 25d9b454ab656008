//! How old the calendars are, and which rules nobody has reviewed.

use chrono::{Datelike as _, NaiveDate};
use habeas_adapters::clock::Clock;
use habeas_domain::calendar::Calendars;
use habeas_domain::house::House;
use habeas_domain::regime::{Pack, Rulebook};

use super::Finding;
use crate::settings::Settings;

/// From this month on, next year's official calendar should be there.
const NEXT_YEAR_FROM: u32 = 11;

pub(super) fn look(settings: &Settings, house: Option<&House>) -> Vec<Finding> {
    let today = Clock::System.now().with_timezone(&settings.house.zone).date_naive();
    let mut findings = vec![calendar(settings, today)];
    findings.extend(packs(settings, house));
    findings.extend(house.map(|house| training(house, today)));
    findings
}

fn calendar(settings: &Settings, today: NaiveDate) -> Finding {
    let id = &settings.house.calendar;
    let source = Calendars::source();
    let edition = format!("{} {} of {}", source.package, source.version, source.exported);
    let calendars = match Calendars::with_overrides(settings.calendars.clone()) {
        Ok(calendars) => calendars,
        Err(error) => return Finding::mend("calendars", super::causes(&error), "mend [calendars]"),
    };
    let through = match calendars.get(id) {
        Ok(calendar) => calendar.official_through(),
        Err(error) => {
            return Finding::mend("calendars", super::causes(&error), "say another house.calendar");
        }
    };
    let wanted = if today.month() >= NEXT_YEAR_FROM { today.year() + 1 } else { today.year() };
    if through >= wanted {
        return Finding::well(
            "calendars",
            format!("{id} is official through {through} ({edition})"),
        );
    }
    Finding::look(
        "calendars",
        format!(
            "{id} is official through {through} only ({edition}): due dates beyond are provisional"
        ),
        format!(
            "when the days of {wanted} are announced, say them in [calendars.{id}] with official_through, \
             or run a newer release"
        ),
    )
}

/// Regimes whose rules advise and do not govern, until an administrator accepts them.
fn packs(settings: &Settings, house: Option<&House>) -> Vec<Finding> {
    let book = Rulebook::shipped(settings.house.for_rules());
    let folder: Vec<Pack> =
        settings.packs.found.iter().filter_map(|file| Pack::parse(&file.text).ok()).collect();
    let book = book.with_packs(folder);
    let accepted = |pack: &Pack| {
        let records = house.map(House::records);
        records
            .and_then(|records| records.packs.get(&pack.regime))
            .map_or(0, |pack| pack.accepted.len())
    };
    let mut waiting = Vec::new();
    let mut names = Vec::new();
    for pack in book.all_adopted() {
        names.push(pack.regime.to_string());
        let unreviewed = pack.sources().filter(|source| !source.reviewed).count();
        let unreviewed = unreviewed.saturating_sub(accepted(pack));
        if unreviewed > 0 {
            waiting.push(format!("{} {unreviewed}", pack.regime));
        }
    }
    let mut findings = vec![Finding::well("packs", format!("in force: {}", names.join(", ")))];
    if !waiting.is_empty() {
        findings.push(Finding::look(
            "packs",
            format!("rules whose source nobody has reviewed, which advise only: {}", waiting.join(", ")),
            "have counsel read them, and accept them by name (POST /v1/packs/{regime}/rules/{rule}/acceptance)",
        ));
    }
    findings
}

/// P25: trained people, and not too long ago.
fn training(house: &House, today: NaiveDate) -> Finding {
    let lapsed: Vec<_> = house.with_lapsed_training(today).map(ToString::to_string).collect();
    if lapsed.is_empty() {
        return Finding::well("staff", "nobody's training is older than twelve months");
    }
    Finding::look(
        "staff",
        format!("without training in the last twelve months: {}", lapsed.join(", ")),
        "train them, and record the day",
    )
}
