//! Duties that authorities impose by dates of their own, as they are sent and as they are shown.

use chrono::{DateTime, Utc};
use habeas_domain::ParseError;
use habeas_domain::clock::{Due, Duty};
use habeas_domain::docket::imposed::Imposed;
use habeas_domain::id::TrackNo;

use crate::http::field::{Problems, Text, due_of};
use crate::http::problem::Problem;
use crate::vault::Clear;

/// When it was done.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewMeeting {
    /// An instant with its offset.
    at: Text,
}

impl NewMeeting {
    /// Reads it.
    pub(in crate::http) fn read(&self) -> Result<DateTime<Utc>, Problem> {
        let mut out = Problems::default();
        let at = self.at.instant("/at", &mut out);
        out.finish(at)
    }
}

/// Why it is not owed.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewWithdrawal {
    /// In own words; kept sealed.
    reason: Text,
}

impl NewWithdrawal {
    /// Reads it.
    pub(in crate::http) fn read(&self) -> Result<Clear<String>, Problem> {
        self.reason.long("/reason")
    }
}

/// A duty that an authority imposed.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(in crate::http) struct ImposedAnswer {
    /// Its number.
    no: u16,
    /// What is owed.
    duty: &'static str,
    /// The due day, or instant, as the authority wrote it.
    due: String,
    /// `open`, `late`, `met` or `withdrawn`.
    state: &'static str,
    /// When it was done.
    #[schema(value_type = Option<String>)]
    met: Option<DateTime<Utc>>,
    /// When it was found not to be owed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    withdrawn: Option<DateTime<Utc>>,
}

impl ImposedAnswer {
    /// The duty without what personal words it has.
    pub(in crate::http) fn of<By>(no: TrackNo, duty: &Imposed<By>) -> Self {
        Self {
            no: no.0,
            duty: duty.duty.code(),
            due: match duty.due {
                Due::Day(day) => day.to_string(),
                Due::Instant(at) => at.to_rfc3339(),
            },
            state: match (duty.withdrawn, duty.met, duty.late) {
                (Some(_), _, _) => "withdrawn",
                (None, Some(_), _) => "met",
                (None, None, Some(_)) => "late",
                (None, None, None) => "open",
            },
            met: duty.met,
            withdrawn: duty.withdrawn,
        }
    }
}

/// What an authority demands: what is owed, by when, and in which words.
pub(in crate::http) fn demand(
    (duty, due, words): (&Text, &Text, &Text),
    out: &mut Problems,
) -> Option<(Duty, Due, Clear<String>)> {
    let duty = duty.parse("/duty", out, Duty::parse);
    let rule = "must be a day, or a date and time with offset";
    let due = due.parse("/due", out, |text| due_of(text).ok_or(ParseError { what: "due", rule }));
    let words = words.long_or("/demand", out);
    Some((duty?, due?, words?))
}
