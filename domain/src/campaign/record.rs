//! What is kept of a campaign in its stream.

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::contact::Channel;
use crate::digest::Digest;
use crate::id::{BatchNo, ListId, VersionNo};
use crate::place::Language;
use crate::text::closed_list;

closed_list!(
    /// Whom a version is for.
    Audience, "audience of a version" {
        /// Whoever is on the lists that are given for it.
        Listed = "listed",
        /// Everybody on the lists of the versions before: something in them was wrong.
        Everyone = "everyone",
    }
);

closed_list!(
    /// A paper that has to be on file before an approval.
    Paper, "paper on file" {
        /// The impact assessment (P36).
        Assessment = "assessment",
        /// The receiver's undertaking to stay bound (P21).
        Undertaking = "undertaking",
    }
);

closed_list!(
    /// What became of one message, or what a person answered.
    Outcome, "outcome of a message" {
        /// It was handed over, or a clerk told the person.
        HandedOver = "handed_over",
        /// It could not be handed over this way: the next one is tried.
        NotReached = "not_reached",
        /// Nobody knows whether it reached the person, however often it was tried: the next way is.
        Unknown = "unknown",
        /// A clerk called, or wrote, and learned nothing: it is tried again.
        NoAnswer = "no_answer",
        /// It came back after it was handed over.
        CameBack = "came_back",
        /// No way is left: people have to see to it.
        Unreachable = "unreachable",
        /// A person whom no way had reached was told after all.
        Recovered = "recovered",
        /// A person whom no way had reached was erased: there is nobody to tell.
        Gone = "gone",
        /// The person agreed.
        ConsentGiven = "consent_given",
        /// The person did not.
        ConsentRefused = "consent_refused",
    }
);

/// A version as it was drafted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Drafted {
    /// Its number.
    pub no: VersionNo,
    /// Whom it is for.
    pub audience: Audience,
    /// The ways in which people are told, in the order in which they are tried. A person who asked for one
    /// of them is told in that way first.
    pub channels: Vec<Channel>,
    /// The language for whoever reads none of the others.
    pub language: Language,
    /// Whether it is announced in public, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub announced: bool,
    /// Whether everybody has been told who must be, once this version is told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
}

/// Up to a thousand lines of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Batch {
    /// Its number in the campaign.
    pub no: BatchNo,
    /// The list.
    pub list: ListId,
    /// The version that it is for.
    pub version: VersionNo,
    /// How many lines it has.
    pub lines: u32,
    /// How many of them name somebody who was on no list before.
    pub people: u32,
    /// How many messages it brings: nobody is told twice by one version.
    pub messages: u32,
    /// How many lines were bad, and left out as whoever gave the list wished.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u32,
    /// The root (RFC 6962) over the salted hashes of the rows that it added, in their order; of no rows,
    /// that of the empty tree.
    pub digest: Digest,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// A row of a list, by its batch and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RowOf {
    /// The batch by which it came.
    pub batch: BatchNo,
    /// Its salted hash.
    pub row: Digest,
}

/// How often something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counted {
    /// What.
    pub outcome: Outcome,
    /// By which channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// How often.
    pub count: u32,
}

/// What became of up to a thousand messages.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Results {
    /// Its number in the campaign.
    pub no: u32,
    /// The version.
    pub version: VersionNo,
    /// What happened how often.
    pub counts: Vec<Counted>,
    /// When the first of it happened.
    pub from: DateTime<Utc>,
    /// When the last of it did.
    pub to: DateTime<Utc>,
    /// When the first of its people was told, and the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The root (RFC 6962) over the hashes of the outcomes, in their order.
    pub digest: Digest,
}

/// What became of the messages of a version so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// What happened how often.
    pub counts: Vec<Counted>,
    /// When the first message was handed over, and the last.
    pub told: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Tally {
    /// Takes more in.
    pub(super) fn add(&mut self, results: &Results) {
        for more in &results.counts {
            let same =
                |one: &&mut Counted| (one.outcome, one.channel) == (more.outcome, more.channel);
            match self.counts.iter_mut().find(same) {
                Some(one) => one.count = one.count.saturating_add(more.count),
                None => self.counts.push(*more),
            }
        }
        // What was recorded before it was said for them alone holds for all of it.
        let handed_over = results.counts.iter().any(|one| one.outcome == Outcome::HandedOver);
        let told = results.told.or_else(|| handed_over.then_some((results.from, results.to)));
        if let Some((first, last)) = told {
            let (from, to) = self.told.unwrap_or((first, last));
            self.told = Some((from.min(first), to.max(last)));
        }
    }

    /// How often that happened, by any channel.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> u64 {
        let of = self.counts.iter().filter(|one| one.outcome == outcome);
        of.map(|one| u64::from(one.count)).sum()
    }

    /// Whether what was said of the whole version holds no more after these: somebody is to be told by another
    /// way, or the last whom none had reached may have been told after all, or is gone.
    pub(super) fn reopens(results: &Results) -> bool {
        results.counts.iter().any(|one| match one.outcome {
            Outcome::CameBack
            | Outcome::NotReached
            | Outcome::Unknown
            | Outcome::Recovered
            | Outcome::Gone => true,
            Outcome::HandedOver
            | Outcome::NoAnswer
            | Outcome::Unreachable
            | Outcome::ConsentGiven
            | Outcome::ConsentRefused => false,
        })
    }

    /// The channels by which anybody was told.
    pub fn channels(&self) -> impl Iterator<Item = Channel> {
        self.counts
            .iter()
            .filter(|one| one.outcome == Outcome::HandedOver)
            .filter_map(|one| one.channel)
    }
}

/// Who approved a version.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Approval {
    /// Who.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}
