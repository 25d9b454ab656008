//! What may be done with a campaign now, and what stands in the way.

use crate::id::{PrincipalId, VersionNo};
use crate::text::closed_list;

use super::decide::approval_lacks;
use super::plan::{Phase, Plan, Stage};

closed_list!(
    /// An act that a campaign may offer.
    Offered, "act" {
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
    /// Every act that the campaign offers to somebody, allowed or blocked.
    #[must_use]
    pub fn offers(&self, to: &PrincipalId) -> Vec<Offer> {
        if self.phase == Phase::Closed {
            return Vec::new();
        }
        let draft_open = self.versions.last().is_some_and(|last| last.stage == Stage::Draft);
        let mut offers = vec![
            Offer {
                act: Offered::DraftVersion,
                version: None,
                block: draft_open.then_some("draft_open"),
            },
            Offer {
                act: Offered::Close,
                version: None,
                block: self.under_way().map(|_| "still_under_way"),
            },
        ];
        for version in &self.versions {
            let mut put = |act, block| {
                offers.push(Offer { act, version: Some(version.no()), block });
            };
            let another = self.under_way().map(|_| "another_under_way");
            match version.stage {
                Stage::Draft => {
                    let author = self.authors.contains(to).then_some("author_approves");
                    let lacks = approval_lacks(self, version).map(|lack| lack.code());
                    put(Offered::Word, None);
                    put(Offered::List, None);
                    put(Offered::Approve, author.or(lacks));
                    put(Offered::Begin, Some("not_approved"));
                }
                Stage::Approved => {
                    put(Offered::List, None);
                    put(Offered::Begin, another);
                    put(Offered::Stop, None);
                }
                Stage::UnderWay => {
                    put(Offered::List, None);
                    put(Offered::Pause, None);
                    put(Offered::Stop, None);
                }
                Stage::Paused => {
                    put(Offered::Resume, None);
                    put(Offered::Stop, None);
                }
                Stage::Told => put(Offered::List, another),
                Stage::Stopped => {}
            }
            if version.drafted.announced && version.announced.is_none() {
                let block = version.approval.is_none().then_some("not_to_be_announced");
                put(Offered::Announce, block);
            }
        }
        offers
    }
}
