//! What every letter needs: the reader's language, and the case in words.

mod complaint;
mod request;

pub(super) use complaint::ComplaintPen;
pub(super) use request::RequestPen;

use chrono::NaiveDate;
use chrono_tz::Tz;
use habeas_domain::clock::{DueRecord, Duty, working_days_before};
use habeas_domain::contact::Channel;
use habeas_domain::docket::Clock;
use habeas_domain::id::ItemNo;
use habeas_domain::notice::{NoticeKind, OwedMessage, Told};
use habeas_domain::regime::Pack;

use super::dates;
use super::render::{Material, RenderError};
use super::tongue::Tongue;
use super::written::Written;

/// One message in the making.
pub(super) struct Pen<'a, C: Written> {
    pub(super) material: &'a Material<'a>,
    /// The case, folded through the events below and no further.
    pub(super) case: &'a C,
    /// The events of the command that owes the message.
    pub(super) events: &'a [C::Event],
    pub(super) message: &'a OwedMessage,
    pub(super) tongue: Tongue,
    pub(super) channel: Channel,
}

/// How the reader can answer.
pub(super) struct Ways {
    pub(super) word: String,
    pub(super) link: Option<String>,
    pub(super) reply: bool,
}

/// Whether and by when we still aim to answer while something is awaited.
pub(super) struct Aim {
    pub(super) by: Option<String>,
    pub(super) stands_still: bool,
}

impl<'a, C: Written> Pen<'a, C> {
    /// What the reader calls the case: "request", "complaint", "question" …
    pub(super) fn word(&self) -> &'static str {
        self.tongue.pick(self.case.word())
    }

    /// Whether the reader is at a contact that only the letter names.
    pub(super) const fn is_given(&self) -> bool {
        self.message.is_to_given()
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

    pub(super) fn in_brackets(&self, words: &str) -> String {
        match self.tongue {
            Tongue::En => format!(" ({words})"),
            Tongue::Zh => format!("（{words}）"),
        }
    }

    pub(super) fn ways(&self) -> Ways {
        Ways {
            word: self.word().to_owned(),
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
        let wanted = self.case.needs(self.events, self.message);
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
        self.material.rules.packs_of(self.case.regimes()).map_err(|_| RenderError::UnknownPack)
    }

    /// The last day on which proof still comes before the explained end, and its zone: the desk
    /// ends the waiting as the working day before the earliest of these due days begins.
    fn last_day_before<'c>(
        &self,
        clocks: impl Iterator<Item = &'c Clock>,
    ) -> Option<(NaiveDate, Tz)> {
        let due = clocks
            .filter(|clock| clock.is_running())
            .map(|clock| &clock.due)
            .min_by_key(|due| due.late_from)?;
        let calendar = self.material.rules.calendars().get(&due.calendar).ok()?;
        let ends = working_days_before(due.due.day_in(due.zone), 1, &calendar).ok()?;
        Some((ends.checked_sub_days(chrono::Days::new(1))?, due.zone))
    }

    /// The clock that governs a duty of an item, or of the case.
    fn governing(&self, item: Option<ItemNo>, duty: Duty) -> Option<&'a Clock> {
        self.case.docket().governing(item, duty).map(|(_, clock)| clock)
    }
}
