//! When things happened, and when who knew of them.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::text::closed_list;

closed_list!(
    /// A time that matters in an incident.
    Fact, "fact of an incident" {
        /// It began.
        OccurredFrom = "occurred_from",
        /// It ended.
        OccurredTo = "occurred_to",
        /// A processor of ours found out.
        ProcessorLearned = "processor_learned",
        /// The processor told us, whoever of us it was.
        ProcessorTold = "processor_told",
        /// Somebody of us suspected it.
        Suspected = "suspected",
        /// The house was reasonably certain: judged by an officer, with reasoning.
        Aware = "aware",
    }
);

/// How long before word of it came in the house may have known of it with nothing else to show for it:
/// whoever says more has most likely slipped by a year. The longest year has 366 days.
const KNOWN_BEFORE_MAX: TimeDelta = TimeDelta::days(366);

/// The times that are known.
pub type Times = BTreeMap<Fact, DateTime<Utc>>;

/// The first pair of times of which one cannot come before the other, by their names, where anything new is
/// said of one of them. Word of it came by `word`, where that is asked: what came in on a day came in by its end.
#[must_use]
pub(super) fn contradicted(
    times: &Times,
    word: Option<DateTime<Utc>>,
    is_new: impl Fn(Fact) -> bool,
) -> Option<(&'static str, &'static str)> {
    const ORDER: [(Fact, Fact); 7] = [
        (Fact::OccurredFrom, Fact::OccurredTo),
        (Fact::OccurredFrom, Fact::ProcessorLearned),
        (Fact::OccurredFrom, Fact::ProcessorTold),
        (Fact::OccurredFrom, Fact::Suspected),
        (Fact::OccurredFrom, Fact::Aware),
        (Fact::ProcessorLearned, Fact::ProcessorTold),
        (Fact::Suspected, Fact::Aware),
    ];
    let against = |(first, then): &(Fact, Fact)| match (times.get(first), times.get(then)) {
        (Some(begun), Some(after)) => begun > after && (is_new(*first) || is_new(*then)),
        (Some(_) | None, _) => false,
    };
    let stated = ORDER.into_iter().find(against).map(|(first, then)| (first.code(), then.code()));
    stated.or_else(|| {
        // Nobody brings word of what has not begun.
        let begun = times.get(&Fact::OccurredFrom).filter(|_| is_new(Fact::OccurredFrom));
        begun
            .is_some_and(|at| word.is_some_and(|word| *at > word))
            .then_some((Fact::OccurredFrom.code(), "received"))
    })
}

/// Whether a time from which the house counts as knowing lies longer before word of it came in than can
/// be, where no other time lies as early that bears it out.
#[must_use]
pub(super) fn is_too_early(known: Fact, times: &Times, word: DateTime<Utc>) -> bool {
    times.get(&known).is_some_and(|known_at| {
        let mut others = times.iter().filter(|(fact, _)| bears_out(**fact, known));
        word - *known_at > KNOWN_BEFORE_MAX && !others.any(|(_, at)| at <= known_at)
    })
}

/// Whether one time shows that another, from which the house counts as knowing, may lie as early. What a
/// processor found out and when it told us stand in one letter, and slip together; and of two times from which
/// the house counts as knowing neither shows the other.
fn bears_out(fact: Fact, known: Fact) -> bool {
    match fact {
        Fact::OccurredFrom | Fact::OccurredTo | Fact::Suspected => fact != known,
        Fact::ProcessorLearned => known == Fact::Aware,
        Fact::ProcessorTold | Fact::Aware => false,
    }
}
