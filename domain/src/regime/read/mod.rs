//! Reads the text of a pack. Everything that is wrong is found in one go, so no reader stops at
//! the first problem: a part that cannot be read is `None`, and its problem is already said.

mod check;
mod policy;
mod row;
mod rule;
mod section;
mod shape;
mod top;

use super::pack::Pack;
use super::problem::{PackProblem, Problems};
pub(super) use check::silent_on;
use section::Section;
use shape::length;

/// Reads a pack, or says everything that is wrong with it.
pub(super) fn pack(text: &str) -> Result<Pack, Vec<PackProblem>> {
    let mut out = Problems::default();
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            out.say(format!("line {line}"), error.message());
            return Err(out.into_inner());
        }
    };
    match top::pack(Section::root(table), text, &mut out) {
        Some(pack) if out.is_empty() => Ok(pack),
        Some(_) | None => Err(out.into_inner()),
    }
}
