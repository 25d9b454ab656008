//! How a length of time is written in packs and on the command line.

use std::fmt;

use super::rule::{FirstDay, Period};
use crate::ParseError;

/// Longer than any deadline, and short enough that no date overflows.
const MOST: u32 = 9_999;

impl Period {
    /// Reads a number and a unit: `72 hours`, `45 days`, `15 working days`, `1 month`. Nothing at
    /// all is a period too: `0 working days` end on the next day that is worked.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let bad = |rule| ParseError { what: "period", rule };
        let shape = "must be a number and a unit: 72 hours, 45 days, 15 working days, 1 month";
        let (number, unit) = text.split_once(' ').ok_or(bad(shape))?;
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad(shape));
        }
        let count = number.parse::<u32>().ok().filter(|n| *n <= MOST);
        let count = count.ok_or(bad("must be at most 9999 units"))?;
        match unit {
            "hour" | "hours" => Ok(Self::Hours(count)),
            "day" | "days" => Ok(Self::Days(count)),
            "working day" | "working days" => Ok(Self::WorkingDays(count)),
            "month" | "months" => Ok(Self::Months(count)),
            _ => Err(bad(shape)),
        }
    }

    /// How the first day or hour is counted where a rule says nothing of its own.
    #[must_use]
    pub const fn usual_first_day(self) -> FirstDay {
        match self {
            Self::Hours(_) => FirstDay::Elapsed,
            Self::Days(_) | Self::WorkingDays(_) | Self::Months(_) => FirstDay::Excluded,
        }
    }

    /// The number, without its unit.
    #[must_use]
    pub const fn count(self) -> u32 {
        match self {
            Self::Hours(n) | Self::Days(n) | Self::WorkingDays(n) | Self::Months(n) => n,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self {
            Self::Hours(_) => "hour",
            Self::Days(_) => "day",
            Self::WorkingDays(_) => "working day",
            Self::Months(_) => "month",
        };
        let plural = if self.count() == 1 { "" } else { "s" };
        write!(f, "{} {unit}{plural}", self.count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read_back_as_it_is_written() {
        for text in [
            "1 hour",
            "72 hours",
            "45 days",
            "1 working day",
            "15 working days",
            "1 month",
            "0 days",
        ] {
            assert_eq!(Period::parse(text).map(|p| p.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn nothing_else_is_a_period() {
        for text in ["", "15", "days", "-1 days", "+1 day", "10000 days", "99999999999 days"] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
        for text in ["1  day", " 1 day", "1 day ", "1 weeks", "1.5 days", "１ day", "one day"] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }
}
