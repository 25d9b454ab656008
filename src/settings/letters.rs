//! The section `letters`: what letters say of the house, and where its own people read theirs.

use std::collections::BTreeMap;

use habeas_domain::actor::Role;
use habeas_domain::id::PrincipalId;
use habeas_domain::place::Language;
use habeas_domain::regime::Words;
use serde::Serialize;
use toml::Value;

use super::section::Section;
use super::texts;

/// One text by language; English always among them.
type Said = BTreeMap<String, String>;

/// What letters say of the house.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LettersSettings {
    /// Where the house's own people read, when they have no mailbox of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) staff: Option<String>,
    /// Mailboxes of roles and of members of staff.
    pub(crate) mailboxes: BTreeMap<String, String>,
    /// What the house calls itself in other languages than the first.
    pub(crate) house: Said,
    /// What it calls its data categories, systems and events.
    pub(crate) names: BTreeMap<String, Said>,
    /// What deleting ends, a sentence each (P03).
    pub(crate) endings: Vec<Said>,
}

pub(super) fn read(mut section: Section<'_>, house_email: Option<&str>) -> Option<LettersSettings> {
    let staff = section.read("staff", texts::email).or_else(|| house_email.map(str::to_owned));
    let mailboxes = data(section.inner("mailboxes"), mailbox);
    let house = data(section.inner("house"), in_language);
    let names = data(section.inner("names"), |_, value| said(value).ok_or(SHAPE));
    let endings = endings(&mut section);
    section.finish();
    Some(LettersSettings {
        staff,
        mailboxes: mailboxes?,
        house: house?,
        names: names?,
        endings: endings?,
    })
}

impl LettersSettings {
    /// A text with its languages.
    pub(crate) fn words(said: &Said) -> Words {
        let mut others = said.clone();
        let english = others.remove("en").unwrap_or_default();
        Words::new(english, others)
    }
}

fn mailbox(name: &str, value: &Value) -> Result<String, &'static str> {
    if Role::parse(name).is_err() && PrincipalId::parse(name).is_err() {
        return Err("must be a role or the name of a member of staff");
    }
    let address = value.as_str().map(texts::email).and_then(Result::ok);
    address.ok_or("must be an e-mail address, as in officers@example.net")
}

/// A section whose keys are data; all of its problems at once.
fn data<T>(
    mut section: Section<'_>,
    read: impl Fn(&str, &Value) -> Result<T, &'static str>,
) -> Option<BTreeMap<String, T>> {
    let rest = section.rest();
    let count = rest.len();
    let mut all = BTreeMap::new();
    for (name, value) in rest {
        match read(&name, &value) {
            Ok(value) => drop(all.insert(name, value)),
            Err(why) => section.wrong(&name, why),
        }
    }
    (all.len() == count).then_some(all)
}

fn endings(section: &mut Section<'_>) -> Option<Vec<Said>> {
    let read = match section.value("endings") {
        None => return Some(Vec::new()),
        Some(Value::Array(values)) => values.iter().map(said).collect(),
        Some(_) => None,
    };
    if read.is_none() {
        section.wrong("endings", "must be a list of texts by language, as in [{ en = \"…\" }]");
    }
    read
}

const SHAPE: &str = "must be a text by language with English among them, as in { en = \"chats\" }";

fn said(value: &Value) -> Option<Said> {
    match value {
        Value::Table(table) => {
            let said =
                table.iter().map(|(tag, text)| Some((tag.clone(), in_language(tag, text).ok()?)));
            said.collect::<Option<Said>>().filter(|said| said.contains_key("en"))
        }
        Value::String(text) => Some(Said::from([("en".to_owned(), texts::line(text).ok()?)])),
        _ => None,
    }
}

fn in_language(tag: &str, value: &Value) -> Result<String, &'static str> {
    let text = value.as_str().and_then(|text| texts::line(text).ok());
    let text = text.filter(|text| !text.is_empty() && Language::parse(tag).is_ok());
    text.ok_or("must be one line of text by language, as in zh = \"示例游戏\"")
}
