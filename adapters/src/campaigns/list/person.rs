//! One person of a list.

use std::collections::BTreeMap;

use habeas_domain::ParseError;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::kind::IdentifierType;
use habeas_domain::place::{Country, Language};
use zeroize::Zeroize as _;

use super::BadLine;
use crate::cases::check_text;
use crate::mail::is_mailbox;
use crate::vault::Term;

/// No address or name of a list is longer than this many characters.
const LONGEST: usize = 1_000;
/// Belongs in front of a file, and gets into the middle where files are put behind each other.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A field of a list, by the name that it has in headers and objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The e-mail address.
    Email,
    /// The telephone number: for text messages and calls.
    Phone,
    /// The account at the service: for push messages and letters inside its pages.
    Account,
    /// The postal address.
    Address,
    /// The name that stands above the postal address.
    Name,
    /// The language, a BCP 47 tag.
    Language,
    /// The channel by which the person wishes to be told first.
    Channel,
}

impl Field {
    pub(super) const ALL: [Self; 7] = [
        Self::Email,
        Self::Phone,
        Self::Account,
        Self::Address,
        Self::Name,
        Self::Language,
        Self::Channel,
    ];

    /// Its name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Account => "account",
            Self::Address => "address",
            Self::Name => "name",
            Self::Language => "language",
            Self::Channel => "channel",
        }
    }

    /// Reads a name, in any case.
    pub(in crate::campaigns) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| name.trim().eq_ignore_ascii_case(field.code()))
    }
}

/// A text of a line as it is kept: not empty, not endless, and without what nobody sees.
pub(crate) fn text_of(text: &str) -> Result<String, ParseError> {
    check_text(text, LONGEST)?;
    // It would make another account of the one that was meant.
    if text.contains(BYTE_ORDER_MARK) {
        return Err(ParseError { what: "text", rule: "must not hold a byte order mark" });
    }
    Ok(text.trim().to_owned())
}

/// What whoever is called so at that address is known by, on lists and by whoever looks for them: the same
/// words in any case, however they stand in lines. Without a name it is the address that a list gave alone.
pub(crate) fn address_term(name: Option<&str>, address: &str) -> Result<Term, ParseError> {
    let words = name.into_iter().chain([address]).flat_map(str::split_whitespace);
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    // One line is bounded; what an identifier may have, an address can exceed.
    let joined = Digest::of(words.join(" ").as_bytes()).to_string();
    Term::identifier(IdentifierType::Other, &joined, None)
}

/// A person of a list; personal, and so `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ListedPerson {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<Channel>,
    /// None where no list said: then that of the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<Language>,
}

impl std::fmt::Debug for ListedPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ListedPerson [personal]")
    }
}

impl Drop for ListedPerson {
    fn drop(&mut self) {
        for text in
            [&mut self.email, &mut self.phone, &mut self.account, &mut self.address, &mut self.name]
        {
            text.zeroize();
        }
    }
}

impl ListedPerson {
    pub(super) fn read(
        line: u64,
        fields: &mut BTreeMap<Field, String>,
        home: &Country,
    ) -> Result<Self, BadLine> {
        let bad = |field, reason| BadLine { line, field: Some(field), reason };
        let of = |field, error: ParseError| bad(field, error.rule);
        fields.retain(|_, text| !text.trim().is_empty());
        let mut person = Self::default();
        for field in [Field::Email, Field::Phone, Field::Account, Field::Address, Field::Name] {
            let Some(text) = fields.remove(&field) else { continue };
            let text = text_of(&text).map_err(|error| of(field, error))?;
            match field {
                Field::Email => {
                    Term::identifier(IdentifierType::Email, &text, None)
                        .map_err(|error| of(field, error))?;
                    if !is_mailbox(&text) {
                        return Err(bad(field, "must be an address that mail can be sent to"));
                    }
                    person.email = Some(text);
                }
                Field::Phone => {
                    let term = Term::identifier(IdentifierType::Phone, &text, Some(home));
                    let term = term.map_err(|error| of(field, error))?;
                    person.phone = Some(term.reveal().to_owned());
                }
                Field::Account => {
                    Term::identifier(IdentifierType::Account, &text, None)
                        .map_err(|error| of(field, error))?;
                    person.account = Some(text);
                }
                Field::Address => person.address = Some(text),
                Field::Name => person.name = Some(text),
                Field::Language | Field::Channel => {}
            }
        }
        if let Some(tag) = fields.get(&Field::Language) {
            let tag = Language::parse(tag.trim()).map_err(|error| of(Field::Language, error))?;
            person.language = Some(tag);
        }
        if let Some(code) = fields.get(&Field::Channel) {
            let channel = Channel::parse(code.trim()).map_err(|error| of(Field::Channel, error))?;
            if person.reached_by(channel).is_none() {
                return Err(bad(
                    Field::Channel,
                    "asks for a way for which the line has no contact",
                ));
            }
            person.channel = Some(channel);
        }
        let contacts = [&person.email, &person.phone, &person.account, &person.address];
        if contacts.into_iter().all(Option::is_none) {
            let reason =
                "must have an e-mail address, a telephone number, an account or an address";
            return Err(BadLine { line, field: None, reason });
        }
        Ok(person)
    }

    /// What the person reads; whoever said nothing, what a version is written in.
    #[must_use]
    pub fn language<'l>(&'l self, of_version: &'l Language) -> &'l Language {
        self.language.as_ref().unwrap_or(of_version)
    }

    /// What a line says of somebody beside what they are known by, as one word that is the same for the same;
    /// none where it says nothing.
    pub(crate) fn said(&self) -> Result<Option<Term>, ParseError> {
        let Self { address, name, channel, language, .. } = self;
        if address.is_none() && name.is_none() && channel.is_none() && language.is_none() {
            return Ok(None);
        }
        let texts = [address.as_deref(), name.as_deref()];
        let codes = [channel.map(Channel::code), language.as_ref().map(Language::as_str)];
        let parts = texts.into_iter().chain(codes).map(Option::unwrap_or_default);
        let joined: Vec<&str> = parts.collect();
        let digest = Digest::of(joined.join("\0").as_bytes()).to_string();
        Term::identifier(IdentifierType::Other, &digest, None).map(Some)
    }

    /// Where a channel reaches the person.
    #[must_use]
    pub fn reached_by(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Email => self.email.as_deref(),
            Channel::Sms | Channel::Phone => self.phone.as_deref(),
            Channel::Push | Channel::SiteLetter => self.account.as_deref(),
            Channel::Post => self.address.as_deref(),
        }
    }

    /// What the person is known by, and of which kind each is. A name at an address is one of them; an
    /// address alone only where nothing else is known: more than one may live there.
    pub(crate) fn terms(&self) -> Result<Vec<(Field, Term)>, ParseError> {
        let of = |kind, sort, value: &Option<String>| {
            let term = value.as_ref().map(|value| Term::identifier(sort, value, None));
            term.transpose().map(|term| term.map(|term| (kind, term)))
        };
        let mut terms: Vec<(Field, Term)> = Vec::with_capacity(4);
        terms.extend(of(Field::Account, IdentifierType::Account, &self.account)?);
        terms.extend(of(Field::Email, IdentifierType::Email, &self.email)?);
        terms.extend(of(Field::Phone, IdentifierType::Phone, &self.phone)?);
        if let Some(address) = &self.address
            && (self.name.is_some() || terms.is_empty())
        {
            terms.push((Field::Address, address_term(self.name.as_deref(), address)?));
        }
        Ok(terms)
    }

    /// What this list and those before it say of the person: the newest word counts.
    #[must_use]
    pub fn over(mut self, before: &Self) -> Self {
        let older = |mine: &mut Option<String>, theirs: &Option<String>| {
            if mine.is_none() {
                mine.clone_from(theirs);
            }
        };
        // A name belongs to its address.
        if self.address.is_none() {
            self.address.clone_from(&before.address);
            older(&mut self.name, &before.name);
        }
        older(&mut self.email, &before.email);
        older(&mut self.phone, &before.phone);
        older(&mut self.account, &before.account);
        self.channel = self.channel.or(before.channel);
        if self.language.is_none() {
            self.language.clone_from(&before.language);
        }
        self
    }

    /// Every way to the person, in the order in which they are tried: the one asked for first.
    pub fn ways<'c>(&'c self, channels: &'c [Channel]) -> impl Iterator<Item = Channel> + 'c {
        let first = self.channel.filter(|wish| channels.contains(wish));
        let others = channels.iter().copied().filter(move |channel| Some(*channel) != first);
        first.into_iter().chain(others).filter(|channel| self.reached_by(*channel).is_some())
    }

    #[cfg(test)]
    pub(super) fn shown(&self) -> String {
        let mut out = Vec::new();
        for (name, value) in [
            ("email", &self.email),
            ("phone", &self.phone),
            ("account", &self.account),
            ("address", &self.address),
            ("name", &self.name),
        ] {
            out.extend(value.as_ref().map(|value| format!("{name}={value}")));
        }
        out.extend(self.language.as_ref().map(|language| format!("language={language}")));
        out.extend(self.channel.map(|channel| format!("channel={channel}")));
        out.join(" ")
    }
}
