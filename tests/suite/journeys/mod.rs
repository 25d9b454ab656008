//! Whole requests over HTTP, from the letter to the end, with everyone at work and a clock that the
//! story moves; each on both engines.
//!
//! Whoever acts has an API key of their role, codes are read from the message that carries them, and
//! each journey ends with the same again: folded by someone who can open nothing, views from 0.
//!
//! Where each promise of the published policy is played (P17 and P30 need more than these cases):
//!
//! | promise | played in |
//! |---|---|
//! | P01 channels and dates of receipt | `clerk`, `copy_then_deletion` |
//! | P02 deletion arranged in time, by whom it concerns | `copy_then_deletion`, `silence`, `calendars` |
//! | P03 consequences told before anything is destroyed | `copy_then_deletion`, `languages`, `attack` |
//! | P04 backups isolated, then cleared | `copy_then_deletion`, `backups` |
//! | P05 restricted instead of deleted, and woken | `kept`, `refused_copy`, `backups` |
//! | P06, P16 reports, questions and suggestions, asked once who writes | `reports`, `in_part` |
//! | P07 access, correction, copies | `clerk`, `copy_then_deletion`, `refused_copy` |
//! | P08 to a third party whom the person names | `transfer` |
//! | P09, P38 who asks, with the least evidence | `attack`, `guardian`, `silence` |
//! | P10 three tiers, the earliest governs | `calendars`, `question`, `extension` |
//! | P11 discontent with an answer | `complaint_upheld`, `in_part`, `appeals` |
//! | P12 free, unless repeated | `duplicates` |
//! | P13, P14, P15 refusals explained, and how to complain | `kept`, `refused_copy` |
//! | P18 every message as it was read, calls | `clerk`, `campaign_read`, and `http::messages` |
//! | P19 a plan at once, authorities and people told as each law says | `incident`, `incident_corrected`, `incident_stayed`, `incident_opened`, `campaign`, `campaign_waves`, `campaign_held`, `campaign_incident`, `campaign_announced`, `campaign_one`, `campaign_pace` |
//! | P21, P22, P36 announced, with what has to be in it; the better policy governs | `campaign_held`, `campaign_policy`, `policy` |
//! | P20, P33 guardians; a child's data that anyone reports | `guardian`, `child_report` |
//! | P23 consent withdrawn at once | `marketing` |
//! | P24 sealed; every opening and every refused access on record | `secrecy`, and `http::reveal`, `http::refused` |
//! | P25 least authority, training | `http::house`, and `operate::doctor` |
//! | P26 whose calendar, whose zone | `calendars`, `clerk` |
//! | P27 anonymised is not deleted | `kept` |
//! | P35 what authorities demand | `authority`, `incident_imposed` |
//! | P28 closed grounds for keeping | `kept` |
//! | P29, P34 asked again, and silence is no consent; which policy was accepted | `campaign_consent`, `complaint_upheld` |
//! | P32 risks reported by anyone are answered, and may open an incident | `reports`, `incident_opened` |

mod allegations;
pub(crate) mod appeals;
mod attack;
mod authority;
mod backups;
mod calendars;
pub(crate) mod campaign;
mod campaign_after;
mod campaign_announced;
mod campaign_broken;
mod campaign_consent;
mod campaign_held;
mod campaign_incident;
mod campaign_ledger;
mod campaign_one;
mod campaign_pace;
mod campaign_people;
mod campaign_policy;
mod campaign_post;
mod campaign_races;
mod campaign_read;
mod campaign_waves;
mod campaign_ways;
mod child_report;
mod clerk;
mod complaint_upheld;
mod copy_then_deletion;
mod duplicates;
mod extension;
mod guardian;
mod in_part;
pub(crate) mod incident;
mod incident_corrected;
mod incident_elsewhere;
mod incident_imposed;
mod incident_opened;
mod incident_stayed;
mod kept;
mod languages;
mod marketing;
mod nothing_held;
mod policy;
mod question;
mod refused_copy;
mod reports;
mod secrecy;
mod silence;
mod transfer;

use serde_json::{Value, json};

/// The mailbox of whoever writes.
const MAIL: &str = "sample.person@example.net";

/// A Californian with one mailbox asks these things about the account `u-48213`.
fn letter(items: Value) -> Value {
    let mut letter = json!({
        "channel": "portal",
        "received": { "at": "2026-11-20T16:40:00-08:00", "zone": "America/Los_Angeles" },
        "subject": { "category": "user", "residence": { "country": "US", "region": "CA" },
                     "identifiers": [ { "type": "account", "value": "u-48213" } ] },
        "requester": { "relation": "self", "name": "Sample Person", "language": "en",
                       "contacts": [ { "channel": "email", "value": MAIL } ] },
    });
    letter["items"] = items;
    letter
}

/// The same letter from somebody who lives elsewhere.
fn living_in(country: &str, mut letter: Value) -> Value {
    letter["subject"]["residence"] = json!({ "country": country });
    letter
}

/// The same letter, received at another time and place.
fn received(at: &str, zone: &str, mut letter: Value) -> Value {
    letter["received"] = json!({ "at": at, "zone": zone });
    letter
}

/// One outcome for everything.
fn granted() -> Value {
    json!({ "parts": [ { "outcome": "granted" } ] })
}

/// Deletion of everything, because its purpose is over.
fn deleted() -> Value {
    json!({ "parts": [ { "outcome": "granted" } ], "deletion_ground": "purpose_ended" })
}

/// Whether these stand in this order in a list, whatever stands between.
fn in_order(list: &[String], expected: &[&str]) -> Result<(), String> {
    let mut rest = list.iter();
    for name in expected {
        if !rest.any(|other| other == name) {
            return Err(format!("{name} is not there, or too early, in {list:#?}"));
        }
    }
    Ok(())
}

/// Whether the text says all of these.
#[track_caller]
fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{word:?} is not in\n{text}");
    }
}

/// Whether the text says none of these.
#[track_caller]
fn hides(text: &str, words: &[&str]) {
    for word in words {
        assert!(!text.contains(word), "{word:?} is in\n{text}");
    }
}
