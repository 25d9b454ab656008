//! What someone looked at, took out, or was refused.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::digest::Digest;
use crate::id::RefusalCode;
use crate::sealed::{Sealed, Slot};
use crate::text::closed_list;

use super::dossier::Dossier;

closed_list!(
    /// What personal fields are opened for.
    OpeningPurpose, "purpose of opening" {
        /// To work on the case.
        CaseWork = "case_work",
        /// To judge who someone is, or for whom they may speak.
        Verification = "verification",
        /// To talk to the person.
        Contact = "contact",
        /// To find the case of someone who writes or calls.
        Lookup = "lookup",
        /// To audit.
        Audit = "audit",
        /// To answer an authority.
        Authority = "authority",
        /// To establish or defend a legal claim.
        LegalClaim = "legal_claim",
        /// To find a fault of the program.
        Fault = "fault",
    }
);

closed_list!(
    /// What is taken out of the desk.
    ExportKind, "export kind" {
        /// One case with all that belongs to it.
        CaseFile = "case_file",
        /// A list of cases.
        CaseList = "case_list",
        /// A part of the ledger with its proofs.
        Ledger = "ledger",
        /// The record of openings itself.
        AccessRecord = "access_record",
        /// People on the lists of a campaign: whom a clerk calls or writes to.
        CampaignPeople = "campaign_people",
    }
);

closed_list!(
    /// What was tried and refused.
    Attempted, "attempted access" {
        /// Reading a case.
        Reading = "reading",
        /// Opening personal fields.
        Opening = "opening",
        /// Searching by a person's data.
        Search = "search",
        /// Taking something out.
        Export = "export",
        /// Changing something.
        Command = "command",
    }
);

/// Why someone looks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reason {
    /// From the closed list.
    pub purpose: OpeningPurpose,
    /// In the own words of whoever looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Sealed>,
}

/// One response that showed personal fields in clear.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Opening {
    /// Of which case, or campaign.
    pub case: Dossier,
    /// Which kinds of fields.
    pub slots: BTreeSet<Slot>,
    /// How many fields.
    pub fields: u32,
    /// What for.
    pub reason: Reason,
}

/// One response that took something out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Export {
    /// What.
    pub kind: ExportKind,
    /// Of which case or campaign, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Dossier>,
    /// How many cases or rows.
    pub count: u32,
    /// Which kinds of fields are in it in clear; none when it is masked.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub slots: BTreeSet<Slot>,
    /// The SHA-256 of what was handed out, when it was known before it left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// What for.
    pub reason: Reason,
}

/// What a known principal was refused.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Refused {
    /// What was tried.
    pub what: Attempted,
    /// On which case or campaign, when it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Dossier>,
    /// The code of the refusal.
    pub code: RefusalCode,
}

/// What someone looked at, took out, or was refused. One event a response.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Event {
    /// Personal fields were shown in clear.
    Opened {
        /// By whom.
        by: Actor,
        /// When.
        at: DateTime<Utc>,
        /// What was shown.
        #[serde(flatten)]
        opening: Opening,
    },
    /// Something was taken out.
    Exported {
        /// By whom.
        by: Actor,
        /// When.
        at: DateTime<Utc>,
        /// What was taken.
        #[serde(flatten)]
        export: Export,
    },
    /// Someone known was refused.
    AccessRefused {
        /// To whom.
        by: Actor,
        /// When.
        at: DateTime<Utc>,
        /// What was refused.
        #[serde(flatten)]
        refused: Refused,
    },
}

crate::stream::domain_event!(Event, "1": Opened, Exported, AccessRefused);
