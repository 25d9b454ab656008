//! What a letter prints that is not in the case: the house, opened values, links.

use std::collections::BTreeMap;

use habeas_domain::notice::Told;
use habeas_domain::place::Language;
use habeas_domain::regime::Words;

use super::wanted::PassedOn;

/// How the house signs and is reached (P01), and what it calls its own things. Settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseCard {
    /// Its name.
    pub name: Words,
    /// The mailbox for requests about personal data.
    pub email: String,
    /// The telephone number, as it is printed.
    pub phone: Option<String>,
    /// The page for requests, `https://…`.
    pub page: Option<String>,
    /// The postal address, line by line; empty if there is none.
    pub post: Vec<String>,
    /// What deleting ends here (P03), a sentence each. Where there are none, general ones stand.
    pub endings: Vec<Words>,
    /// What the house calls its data categories, systems and events, by their codes.
    pub names: BTreeMap<String, Words>,
}

impl HouseCard {
    /// What a code of the house is called in letters. A code without a name is spelled out.
    #[must_use]
    pub fn name_of(&self, code: &str, language: &Language) -> String {
        match self.names.get(code) {
            Some(words) => words.in_language(language).to_owned(),
            None => code.replace(['_', '-', '.'], " "),
        }
    }

    /// The codes among these for which letters have no name, in their order.
    pub fn unnamed<'c>(&self, codes: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
        codes.filter(|code| !self.names.contains_key(*code)).collect()
    }
}

/// Personal and secret values that the caller opened for one message; see
/// [`needs`](super::needs).
#[derive(Debug, Clone, Default)]
pub struct Opened<'a> {
    /// The name of the person written to.
    pub name: Option<&'a str>,
    /// The postal address, for a page.
    pub address: Option<&'a str>,
    /// The claim ticket.
    pub ticket: Option<&'a str>,
    /// The one-time code.
    pub code: Option<&'a str>,
    /// The human reference of another case that answers this one.
    pub other: Option<&'a str>,
    /// The authorities that are spoken of.
    pub authorities: Vec<PassedOn<&'a str>>,
    /// What an officer wrote for a notice: the question, or the reason told.
    pub words: BTreeMap<Told, &'a str>,
}

/// Where links in a message lead; each `https://…`. Whatever is left out is not printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Links<'a> {
    /// Stops a request that is not the reader's own.
    pub stop: Option<&'a str>,
    /// The person's view of the case.
    pub case: Option<&'a str>,
    /// The same case for staff.
    pub desk: Option<&'a str>,
}
