//! What happened to personal data: the reports of the script.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use habeas_adapters::cases::{IncidentReport, LetterWriter, ToldByProcessor};
use habeas_adapters::vault::Clear;
use habeas_domain::breach::{Capacity, Operator};
use habeas_domain::contact::Intake;
use habeas_domain::incident::{Fact, Source, Times};
use habeas_domain::kind::Relation;
use habeas_domain::moment::Moment;
use habeas_domain::place::Language;
use habeas_domain::received::Received;

/// Word of an incident.
#[derive(Debug, Clone)]
pub(super) struct Reports {
    source: Source,
    words: &'static str,
    /// How many hours before somebody of us suspected it.
    suspected: Option<i64>,
}

/// Somebody reports what happened.
pub(super) const fn reports(source: Source, words: &'static str) -> Reports {
    Reports { source, words, suspected: None }
}

impl Reports {
    /// Somebody suspected it so many hours before.
    pub(super) const fn suspected(mut self, hours: i64) -> Self {
        self.suspected = Some(hours);
        self
    }

    /// The report, received now at the portal of the house.
    pub(super) fn report(&self, now: DateTime<Utc>, zone: Tz) -> IncidentReport {
        let suspected =
            self.suspected.map(|hours| (Fact::Suspected, now - TimeDelta::hours(hours)));
        IncidentReport {
            intake: Intake::Portal,
            received: Received { moment: Moment::At(now), zone, country: None, by: None },
            late_reason: None,
            source: self.source,
            from: None,
            dispatch: None,
            reporter: LetterWriter {
                relation: Relation::Reporter,
                name: None,
                language: Language::english(),
                contacts: Vec::new(),
            },
            summary: Clear::new(self.words.to_owned()),
            external_ref: None,
            times: suspected.into_iter().collect::<Times>(),
            processor: ToldByProcessor::default(),
            capacity: Capacity::Controller,
            operator: Operator::Other,
            affected: Vec::new(),
        }
    }
}
