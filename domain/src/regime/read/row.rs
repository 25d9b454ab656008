//! Reads the rows of a pack that are not about time.

use super::{Section, length};
use crate::ParseError;
use crate::assurance::{Assurance, Sensitivity};
use crate::clock::Period;
use crate::ground::{FeeGround, RefusalGround};
use crate::id::RuleId;
use crate::regime::pack::Source;
use crate::regime::problem::Problems;
use crate::regime::rows::{
    AssuranceRow, ComplainRow, FeeRow, PreservationRow, RefusalRow, Repeat, RightRow,
};

fn source(section: &mut Section, out: &mut Problems) -> Option<Source> {
    let id = section.read("id", RuleId::parse, out);
    let basis = section.text("basis", out);
    let reviewed = section.flag("reviewed", out);
    Some(Source { id: id?, basis: basis?, reviewed: reviewed? })
}

pub(super) fn right(mut section: Section, out: &mut Problems) -> Option<RightRow> {
    let source = source(&mut section, out);
    let kinds = section.kinds(out);
    let given = section.flag("given", out);
    // What is not given must be explained; a condition may be.
    let told = if section.has("told") || given == Some(false) {
        section.words("told", out).map(Some)
    } else {
        Some(None)
    };
    section.finish(out);
    Some(RightRow { source: source?, kinds: kinds?, given: given?, told: told? })
}

pub(super) fn assurance(mut section: Section, out: &mut Problems) -> Option<AssuranceRow> {
    let source = source(&mut section, out);
    let about = section.about(out);
    let sensitivity =
        section.read_or("sensitivity", None, |text| Sensitivity::parse(text).map(Some), out);
    let needs = section.read("needs", Assurance::parse, out);
    let at_most = section.read_or("at_most", None, |text| Assurance::parse(text).map(Some), out);
    let standing = section.flag("standing", out);
    if let (Some(needs), Some(Some(at_most))) = (needs, at_most)
        && at_most < needs
    {
        out.say(section.at("at_most"), "is less than the row needs");
    }
    section.finish(out);
    Some(AssuranceRow {
        source: source?,
        about: about?,
        sensitivity: sensitivity?,
        needs: needs?,
        at_most: at_most?,
        standing: standing?,
    })
}

pub(super) fn refusal(mut section: Section, out: &mut Problems) -> Option<RefusalRow> {
    let source = source(&mut section, out);
    let kinds = section.kinds(out);
    let grounds = section.set("grounds", of_a_row, out);
    section.finish(out);
    Some(RefusalRow { source: source?, kinds: kinds?, grounds: grounds? })
}

/// Whether a right is given is said once, by the rows about rights.
fn of_a_row(text: &str) -> Result<RefusalGround, ParseError> {
    let rule = "must not be right_not_given, which follows from the rows about rights";
    let ground = RefusalGround::parse(text)?;
    if ground == RefusalGround::RightNotGiven {
        return Err(ParseError { what: "refusal ground", rule });
    }
    Ok(ground)
}

pub(super) fn fee(mut section: Section, out: &mut Problems) -> Option<FeeRow> {
    let source = source(&mut section, out);
    let kinds = section.kinds(out);
    let grounds = section.set("grounds", FeeGround::parse, out);
    let repeat = section.table_or("repeat", None, |inner, out| repeat(inner, out).map(Some), out);
    section.finish(out);
    Some(FeeRow { source: source?, kinds: kinds?, grounds: grounds?, repeat: repeat? })
}

fn repeat(mut section: Section, out: &mut Problems) -> Option<Repeat> {
    let months = section.number("months", out);
    let free = section.number("free", out);
    section.finish(out);
    Some(Repeat { months: months?, free: free? })
}

pub(super) fn preservation(mut section: Section, out: &mut Problems) -> Option<PreservationRow> {
    let source = source(&mut section, out);
    let kinds = section.kinds(out);
    let period = section.read("period", days_or_months, out);
    section.finish(out);
    Some(PreservationRow { source: source?, kinds: kinds?, period: period? })
}

fn days_or_months(text: &str) -> Result<Period, ParseError> {
    match length(text)? {
        period @ (Period::Days(_) | Period::Months(_)) => Ok(period),
        Period::Hours(_) | Period::WorkingDays(_) => Err(ParseError {
            what: "period",
            rule: "must be in days or months here, where no calendar is asked",
        }),
    }
}

pub(super) fn complain(mut section: Section, out: &mut Problems) -> Option<ComplainRow> {
    let source = source(&mut section, out);
    let to = section.words("to", out);
    let court = section.flag("court", out);
    section.finish(out);
    Some(ComplainRow { source: source?, to: to?, court: court? })
}
