//! What every letter needs: the reader's language, and the case in words.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use habeas_domain::assurance::Assurance;
use habeas_domain::clock::{DueRecord, Duty, PauseWhen, Tier, working_days_before};
use habeas_domain::contact::Channel;
use habeas_domain::docket::Clock;
use habeas_domain::ground::PauseGround;
use habeas_domain::id::{DataCategory, ItemNo, SystemId};
use habeas_domain::kind::Relation;
use habeas_domain::notice::Told;
use habeas_domain::notice::{NoticeKind, OwedMessage};
use habeas_domain::regime::Pack;
use habeas_domain::request::{Case, Item, Stage};

use super::dates;
use super::render::{Material, RenderError};
use super::tongue::Tongue;
use super::words::asked;

/// One message in the making.
pub(super) struct Pen<'a> {
    pub(super) material: &'a Material<'a>,
    pub(super) message: &'a OwedMessage,
    pub(super) tongue: Tongue,
    pub(super) channel: Channel,
}

/// How the reader can answer.
pub(super) struct Ways {
    pub(super) link: Option<String>,
    pub(super) reply: bool,
}

/// Whether and by when we still aim to answer while something is awaited.
pub(super) struct Aim {
    pub(super) by: Option<String>,
    pub(super) stands_still: bool,
}

impl<'a> Pen<'a> {
    pub(super) const fn case(&self) -> &'a Case {
        self.material.case
    }

    /// Whether the reader is at a contact that only the letter names.
    pub(super) const fn is_given(&self) -> bool {
        self.message.is_to_given()
    }

    /// Whether the house opened the case itself (P31).
    pub(super) fn is_own_motion(&self) -> bool {
        self.case().requester().relation == Relation::House
    }

    pub(super) fn house_zone(&self) -> Tz {
        self.material.rules.house().zone
    }

    pub(super) fn day(&self, day: NaiveDate) -> String {
        dates::day(self.tongue, day)
    }

    pub(super) fn due(&self, due: &DueRecord) -> String {
        dates::due(self.tongue, due)
    }

    /// What the house calls a thing of its own.
    pub(super) fn named(&self, code: &str) -> String {
        self.material.house.name_of(code, &self.tongue.language())
    }

    pub(super) fn house(&self) -> String {
        self.material.house.name.in_language(&self.tongue.language()).to_owned()
    }

    fn list<'t>(&self, texts: impl Iterator<Item = &'t str>) -> String {
        let separator = self.tongue.pick((", ", "、"));
        texts.map(|text| self.named(text)).collect::<Vec<_>>().join(separator)
    }

    /// What an item asks for, with the data it is about where the letter limits it.
    pub(super) fn item(&self, item: &Item) -> String {
        let what = self.tongue.pick(asked::item(item.asked.kind));
        if item.asked.scope.is_empty() || self.is_given() {
            return what.to_owned();
        }
        let scope = self.list(item.asked.scope.iter().map(DataCategory::as_str));
        format!("{what}{}", self.in_brackets(&scope))
    }

    pub(super) fn in_brackets(&self, words: &str) -> String {
        match self.tongue {
            Tongue::En => format!(" ({words})"),
            Tongue::Zh => format!("（{words}）"),
        }
    }

    /// These items in words, or all of them where none is named; nothing for a reader of whom
    /// nothing is known.
    pub(super) fn items(&self, numbers: &[ItemNo]) -> Vec<String> {
        if self.is_given() {
            return Vec::new();
        }
        self.these(numbers).map(|item| self.item(item)).collect()
    }

    pub(super) fn these<'n>(
        &self,
        numbers: &'n [ItemNo],
    ) -> impl Iterator<Item = &'a Item> + use<'a, 'n> {
        let of = move |item: &&Item| numbers.is_empty() || numbers.contains(&item.asked.no);
        self.case().items.values().filter(of)
    }

    /// The data category and system of an outcome, where it names them.
    pub(super) fn about(
        &self,
        category: Option<&DataCategory>,
        system: Option<&SystemId>,
    ) -> Option<String> {
        let (category, system) =
            (category.map(|c| self.named(c.as_str())), system.map(|s| self.named(s.as_str())));
        match (category, system) {
            (Some(category), Some(system)) => {
                Some(format!("{category}{}", self.in_brackets(&system)))
            }
            (one, other) => one.or(other),
        }
    }

    pub(super) fn ways(&self) -> Ways {
        Ways {
            link: self.material.links.case.map(str::to_owned),
            reply: self.channel == Channel::Email,
        }
    }

    /// What an officer wrote for the first of these notices that has words.
    pub(super) fn words(
        &self,
        kind: NoticeKind,
        items: &[ItemNo],
    ) -> Result<Option<String>, RenderError> {
        let wanted = super::wanted::needs(self.case(), self.material.events, self.message);
        let first = items.first().copied();
        let told = Told { kind, item: first };
        if !wanted.words.contains_key(&told) {
            return Ok(None);
        }
        let words = self.material.opened.words.get(&told).copied();
        Ok(Some(words.ok_or(RenderError::Missing("the words of an officer"))?.to_owned()))
    }

    /// The packs of the case.
    pub(super) fn packs(&self) -> Result<Vec<&'a Pack>, RenderError> {
        self.material.rules.packs_of(&self.case().regimes).map_err(|_| RenderError::UnknownPack)
    }

    /// Whether a clock runs on while this is awaited. A pause is told only if none does; else the
    /// reader hears by when we still aim to answer.
    pub(super) fn aim(&self, numbers: &[ItemNo], ground: PauseGround) -> Aim {
        let mut clocks: Vec<(&Item, &Clock)> = Vec::new();
        for item in self.these(numbers).filter(|item| matches!(item.stage, Stage::Asked)) {
            let of = self.case().docket.open(Some(item.asked.no), Duty::Respond);
            clocks.extend(of.filter(|(_, clock)| clock.started.governs).map(|(_, c)| (item, c)));
        }
        let runs = |item: &Item, clock: &Clock| {
            clock.is_running() && !self.will_follow_the_law(item, clock, ground)
        };
        let running = clocks.iter().filter(|(item, clock)| runs(item, clock));
        let by = running.map(|(_, clock)| &clock.due).min_by_key(|due| due.late_from);
        Aim { by: by.map(|due| self.due(due)), stands_still: by.is_none() && !clocks.is_empty() }
    }

    /// Whether a promise stands still from the moment at which this very message tells that the
    /// law's clock does.
    fn will_follow_the_law(&self, item: &Item, clock: &Clock, ground: PauseGround) -> bool {
        let Some((pack, rule)) = self.material.rules.rule(&clock.started.rule) else {
            return false;
        };
        let told = matches!(ground, PauseGround::Clarification | PauseGround::Fee);
        let law_waits =
            self.case().docket.open(Some(item.asked.no), Duty::Respond).any(|(_, c)| {
                c.started.tier == Tier::Statute
                    && c.pauses.iter().any(|pause| pause.ground == ground && pause.to.is_none())
            });
        told && law_waits
            && rule.pause_when == PauseWhen::WithStatute
            && self.material.rules.pauses_on(pack, rule).contains(&ground)
    }

    /// The last day on which proof still comes before the explained end, and its zone: the desk
    /// ends the waiting as the working day before the due day begins.
    pub(super) fn last_day_for_proof(&self) -> Option<(NaiveDate, Tz)> {
        let waiting = self.case().items.values().filter(|item| {
            matches!(item.stage, Stage::Asked) && item.asked.needs > Assurance::None
        });
        let dues = waiting.flat_map(|item| {
            [
                self.case().docket.governing(Some(item.asked.no), Duty::Respond),
                self.case().docket.governing(None, Duty::SettleIdentity),
            ]
        });
        let due = dues
            .flatten()
            .filter(|(_, clock)| clock.is_running())
            .map(|(_, clock)| &clock.due)
            .min_by_key(|due| due.late_from)?;
        let calendar = self.material.rules.calendars().get(&due.calendar).ok()?;
        let ends = working_days_before(due.due.day_in(due.zone), 1, &calendar).ok()?;
        Some((ends.checked_sub_days(Days::new(1))?, due.zone))
    }
}
