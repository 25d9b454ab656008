//! Which regimes apply to a case, and why.

use super::area::Area;
use super::house::House;
use super::pack::Pack;
use crate::digest::Digest;
use crate::id::RegimeId;
use crate::place::Residence;
use crate::text::closed_list;

closed_list!(
    /// Why a regime applies.
    Because, "reason for a regime" {
        /// The house's own policy always does.
        HouseAlways = "house_always",
        /// The subject lives where it holds.
        Residence = "residence",
        /// The controller is established where it holds.
        Establishment = "establishment",
        /// An officer judged so.
        Officer = "officer",
    }
);

/// One regime that applies, pinned to an edition of its pack.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RegimeChoice {
    /// The regime.
    pub regime: RegimeId,
    /// The pack, by digest.
    pub pack: Digest,
    /// Why.
    pub because: Because,
}

/// Whether a pack applies; the subject's residence is the stronger reason.
pub(super) fn choose(
    pack: &Pack,
    residence: Option<&Residence>,
    house: &House,
) -> Option<RegimeChoice> {
    let because = if pack.area == Area::Everywhere {
        Because::HouseAlways
    } else if residence.is_some_and(|residence| pack.area.covers(residence)) {
        Because::Residence
    } else if pack.area.establishments(&house.establishments).next().is_some() {
        Because::Establishment
    } else {
        return None;
    };
    Some(RegimeChoice { regime: pack.regime.clone(), pack: pack.digest, because })
}
