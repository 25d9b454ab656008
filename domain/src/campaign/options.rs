//! What may be done with a campaign now, and what stands in the way.

use std::collections::BTreeSet;

use crate::contact::Channel;
use crate::id::{PrincipalId, VersionNo};
use crate::text::closed_list;

use super::command::Around;
use super::decide::{approval_lacks, close_lacks, list_lacks, way_lacks};
use super::plan::{Phase, Plan, Stage, Version};
use super::refusal::Refusal;

closed_list!(
    /// An act that a campaign may offer.
    Offered, "act" {
        /// Say anew what it is about.
        State = "about",
        /// File a paper.
        File = "papers",
        /// Begin a version.
        DraftVersion = "draft_version",
        /// Word a version.
        Word = "word",
        /// Add people.
        List = "list",
        /// Approve a version.
        Approve = "approve",
        /// Let messages leave.
        Begin = "begin",
        /// Hold them back.
        Pause = "pause",
        /// Let them leave again.
        Resume = "resume",
        /// Hold them back for good.
        Stop = "stop",
        /// Record the announcement.
        Announce = "announce",
        /// Close it.
        Close = "close",
    }
);

/// What stands in the way of an act: the code of the refusal that it would meet.
pub type Block = &'static str;

/// One act, for one version or for the campaign, and what stands in its way (nothing: it is allowed).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The act.
    pub act: Offered,
    /// The version.
    pub version: Option<VersionNo>,
    /// What stands in the way.
    pub block: Option<Block>,
}

impl Plan {
    /// Why a list for a version would be refused now, whoever gives it.
    #[must_use]
    pub fn takes_no_list(&self, version: &Version) -> Option<Refusal> {
        let closed = (self.phase == Phase::Closed).then_some(Refusal::Closed);
        closed.or_else(|| list_lacks(self, version))
    }

    /// Every act that the campaign offers to somebody at a desk with these ways, allowed or blocked: by the
    /// refusal that it would meet, as far as that depends on the campaign and what it rests on.
    #[must_use]
    pub fn offers(
        &self,
        to: &PrincipalId,
        around: &Around,
        ways: &BTreeSet<Channel>,
    ) -> Vec<Offer> {
        if self.phase == Phase::Closed {
            return Vec::new();
        }
        let code = |lack: Option<Refusal>| lack.map(|lack| lack.code());
        let approved = self.versions.iter().any(|version| version.approval.is_some());
        let draft_open = self.versions.last().is_some_and(|last| last.stage == Stage::Draft);
        let whole = [
            (Offered::State, approved.then_some("already_approved")),
            (Offered::File, None),
            (Offered::DraftVersion, draft_open.then_some("draft_open")),
            (Offered::Close, code(close_lacks(self))),
        ];
        let mut offers: Vec<Offer> =
            whole.into_iter().map(|(act, block)| Offer { act, version: None, block }).collect();
        for version in &self.versions {
            let mut put = |act, block| {
                offers.push(Offer { act, version: Some(version.no()), block });
            };
            let another = self.under_way().map(|_| "another_under_way");
            let way = code(way_lacks(self, version, around.incident.as_ref(), ways));
            if version.stage != Stage::Stopped {
                put(Offered::List, code(list_lacks(self, version)));
            }
            match version.stage {
                Stage::Draft => {
                    let author = self.authors.contains(to).then_some("author_approves");
                    put(Offered::Word, None);
                    put(Offered::Approve, author.or(code(approval_lacks(self, version, around))));
                    put(Offered::Begin, Some("not_approved"));
                }
                Stage::Approved => {
                    put(Offered::Begin, another.or(way));
                    put(Offered::Stop, None);
                }
                Stage::UnderWay => {
                    put(Offered::Pause, None);
                    put(Offered::Stop, None);
                }
                Stage::Paused => {
                    put(Offered::Resume, way);
                    put(Offered::Stop, None);
                }
                Stage::Told | Stage::Stopped => {}
            }
            if version.drafted.announced && version.announced.is_none() {
                let block = version.approval.is_none().then_some("not_to_be_announced");
                put(Offered::Announce, block);
            }
        }
        offers
    }
}
