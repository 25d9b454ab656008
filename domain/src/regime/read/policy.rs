//! Reads what only the house's own pack says.

use std::collections::BTreeSet;

use super::{Section, length};
use crate::ParseError;
use crate::clock::Period;
use crate::ground::RefusalGround;
use crate::id::PurposeId;
use crate::regime::policy::{Policy, Promised, Purpose};
use crate::regime::problem::Problems;

pub(super) fn policy(mut section: Section, out: &mut Problems) -> Option<Policy> {
    let purposes = promised(&mut section, "consents", purposes, out);
    let keeping = promised(
        &mut section,
        "keeping",
        |inner, out| inner.set("grounds", RefusalGround::parse, out),
        out,
    );
    let consequences_await_reply =
        promised(&mut section, "consequences", |inner, out| inner.flag("await_reply", out), out);
    let contact_change_hours =
        promised(&mut section, "contact_change", |inner, out| inner.read("wait", hours, out), out);
    section.finish(out);
    Some(Policy {
        purposes: purposes?,
        keeping: keeping?,
        consequences_await_reply: consequences_await_reply?,
        contact_change_hours: contact_change_hours?,
    })
}

fn promised<T>(
    section: &mut Section,
    key: &str,
    read: impl Fn(&mut Section, &mut Problems) -> Option<T>,
    out: &mut Problems,
) -> Option<Promised<T>> {
    let mut inner = section.table(key, out)?;
    let basis = inner.text("basis", out);
    let value = read(&mut inner, out);
    inner.finish(out);
    Some(Promised { value: value?, basis: basis? })
}

fn purposes(section: &mut Section, out: &mut Problems) -> Option<Vec<Purpose>> {
    let place = section.at("purposes");
    let tables = section.tables("purposes", out);
    let count = tables.len();
    let read: Vec<Purpose> = tables.into_iter().filter_map(|inner| purpose(inner, out)).collect();
    if count == 0 {
        out.say(place.as_str(), "must not be empty");
    }
    let mut seen = BTreeSet::new();
    for purpose in read.iter().filter(|purpose| !seen.insert(purpose.id.clone())) {
        out.say(place.as_str(), format!("names {} twice", purpose.id));
    }
    (read.len() == count).then_some(read)
}

fn purpose(mut section: Section, out: &mut Problems) -> Option<Purpose> {
    let id = section.read("id", PurposeId::parse, out);
    let name = section.words("name", out);
    section.finish(out);
    Some(Purpose { id: id?, name: name? })
}

fn hours(text: &str) -> Result<u32, ParseError> {
    match length(text)? {
        Period::Hours(hours) => Ok(hours),
        Period::Days(_) | Period::WorkingDays(_) | Period::Months(_) => {
            Err(ParseError { what: "period", rule: "must be in hours here" })
        }
    }
}
