//! The people of the script, and the letters that they write. All of them are invented.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use habeas_adapters::cases::{Letter, LetterItem, LetterSubject, LetterWriter};
use habeas_adapters::vault::Clear;
use habeas_domain::assurance::Sensitivity;
use habeas_domain::contact::{Channel, Intake};
use habeas_domain::id::{DataCategory, ItemNo};
use habeas_domain::kind::{IdentifierType, ItemKind, Relation, SubjectCategory};
use habeas_domain::moment::Moment;
use habeas_domain::place::{Country, Language, Region, Residence};
use habeas_domain::received::Received;

use super::staff::Staff;

/// Somebody, as a letter shows them.
#[derive(Debug, Clone)]
pub(super) struct Person {
    name: &'static str,
    country: &'static str,
    region: Option<&'static str>,
    language: &'static str,
    category: SubjectCategory,
    relation: Relation,
    minor: bool,
    known_by: Vec<(IdentifierType, &'static str)>,
    contacts: Vec<(Channel, &'static str)>,
}

/// What somebody writes.
#[derive(Debug, Clone)]
pub(super) struct Writes {
    person: Person,
    intake: Intake,
    items: Vec<Wish>,
    words: Option<&'static str>,
    ticket: Option<&'static str>,
}

#[derive(Debug, Clone)]
struct Wish {
    kind: ItemKind,
    scope: &'static [&'static str],
    after: Option<u16>,
    detail: Option<&'static str>,
}

/// Someone who speaks English and uses the service.
pub(super) const fn person(name: &'static str, country: &'static str) -> Person {
    Person {
        name,
        country,
        region: None,
        language: "en",
        category: SubjectCategory::User,
        relation: Relation::Itself,
        minor: false,
        known_by: Vec::new(),
        contacts: Vec::new(),
    }
}

impl Person {
    pub(super) fn of(mut self, region: &'static str) -> Self {
        self.region = Some(region);
        self
    }

    pub(super) fn speaks(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    pub(super) fn is(mut self, category: SubjectCategory) -> Self {
        self.category = category;
        self
    }

    /// Speaks for somebody else, a child perhaps.
    pub(super) fn speaks_for(mut self, relation: Relation, minor: bool) -> Self {
        (self.relation, self.minor) = (relation, minor);
        self
    }

    pub(super) fn account(mut self, account: &'static str) -> Self {
        self.known_by.push((IdentifierType::Account, account));
        self
    }

    pub(super) fn mail(mut self, address: &'static str) -> Self {
        self.contacts.push((Channel::Email, address));
        self
    }

    pub(super) fn sms(mut self, number: &'static str) -> Self {
        self.contacts.push((Channel::Sms, number));
        self
    }

    pub(super) fn post(mut self, address: &'static str) -> Self {
        self.contacts.push((Channel::Post, address));
        self
    }

    /// Known by something else than an account.
    pub(super) fn profile(mut self, profile: &'static str) -> Self {
        self.known_by.push((IdentifierType::Profile, profile));
        self
    }

    /// Whose data it is about.
    pub(super) fn subject(&self) -> anyhow::Result<LetterSubject> {
        let known_by = self.known_by.iter().map(|(kind, id)| (*kind, clear(id)));
        Ok(LetterSubject {
            category: self.category,
            residence: Some(Residence {
                country: Country::parse(self.country)?,
                region: self.region.map(Region::parse).transpose()?,
            }),
            identifiers: known_by.collect(),
            sensitivity: Sensitivity::Ordinary,
            minor: self.minor,
            policy: None,
        })
    }

    /// Who writes.
    pub(super) fn writer(&self) -> anyhow::Result<LetterWriter> {
        Ok(LetterWriter {
            relation: self.relation,
            name: (!self.name.is_empty()).then(|| clear(self.name)),
            language: Language::parse(self.language)?,
            contacts: self.contacts.iter().map(|(way, at)| (*way, clear(at))).collect(),
        })
    }

    pub(super) fn writes(self, intake: Intake) -> Writes {
        Writes { person: self, intake, items: Vec::new(), words: None, ticket: None }
    }
}

impl Writes {
    pub(super) fn asks(mut self, kind: ItemKind) -> Self {
        self.items.push(Wish { kind, scope: &[], after: None, detail: None });
        self
    }

    pub(super) fn asks_about(mut self, kind: ItemKind, detail: &'static str) -> Self {
        self.items.push(Wish { kind, scope: &[], after: None, detail: Some(detail) });
        self
    }

    pub(super) fn asks_for(mut self, kind: ItemKind, scope: &'static [&'static str]) -> Self {
        self.items.push(Wish { kind, scope, after: None, detail: None });
        self
    }

    pub(super) fn asks_after(mut self, kind: ItemKind, first: u16) -> Self {
        self.items.push(Wish { kind, scope: &[], after: Some(first), detail: None });
        self
    }

    pub(super) fn says(mut self, words: &'static str) -> Self {
        self.words = Some(words);
        self
    }

    /// The portal's own number for it.
    pub(super) fn ticket(mut self, ticket: &'static str) -> Self {
        self.ticket = Some(ticket);
        self
    }

    /// Whether a clerk enters it.
    pub(super) const fn is_entered_by_clerk(&self) -> bool {
        !matches!(self.intake, Intake::Portal | Intake::Form)
    }

    /// The letter, received now at the house; of one on paper only the day is known.
    pub(super) fn letter(&self, now: DateTime<Utc>, zone: Tz) -> anyhow::Result<Letter> {
        let moment = match self.intake {
            Intake::Letter => Moment::On(now.with_timezone(&zone).date_naive()),
            _ => Moment::At(now),
        };
        let by = self.is_entered_by_clerk().then(Staff::clerk).transpose()?;
        Ok(Letter {
            intake: self.intake,
            received: Received { moment, zone, country: None, by },
            late_reason: None,
            subject: self.person.subject()?,
            requester: self.person.writer()?,
            items: self.items.iter().map(Wish::item).collect::<anyhow::Result<_>>()?,
            statement: self.words.map(clear),
            external_ref: self.ticket.map(clear),
            last_notice: true,
        })
    }
}

fn clear(text: &str) -> Clear<String> {
    Clear::new(text.to_owned())
}

impl Wish {
    fn item(&self) -> anyhow::Result<LetterItem> {
        let scope: Result<BTreeSet<_>, _> =
            self.scope.iter().map(|name| DataCategory::parse(name)).collect();
        Ok(LetterItem {
            kind: self.kind,
            scope: scope?,
            after: self.after.map(ItemNo).into_iter().collect(),
            detail: self.detail.map(clear),
        })
    }
}
