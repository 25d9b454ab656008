//! When and where a letter was received.

use chrono_tz::Tz;

use crate::id::PrincipalId;
use crate::moment::Moment;
use crate::place::Country;

/// When and where a letter reached the house.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Received {
    /// When: to the instant or to the day.
    pub moment: Moment,
    /// The zone of the place where it was received.
    pub zone: Tz,
    /// The country of that place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Who received it, if someone did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PrincipalId>,
}
