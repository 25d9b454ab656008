//! More time for an answer, as it is asked for.

use habeas_domain::ground::ExtensionGround;
use habeas_domain::id::RegimeId;

use crate::http::field::{Problems, Text};
use crate::http::problem::Problem;
use crate::vault::Clear;

/// More time.
#[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewExtension {
    /// The regime whose clock is extended.
    regime: Text,
    /// `complexity`, `number_of_requests`, `consultation`, `alternative_format` or
    /// `reasonably_necessary`.
    ground: Text,
    /// The reason as the person reads it.
    reason: Text,
}

impl NewExtension {
    /// Reads it.
    pub(in crate::http) fn read(
        &self,
    ) -> Result<(RegimeId, ExtensionGround, Clear<String>), Problem> {
        let mut out = Problems::default();
        let regime = self.regime.parse("/regime", &mut out, RegimeId::parse);
        let ground = self.ground.parse("/ground", &mut out, ExtensionGround::parse);
        let reason = self.reason.long_or("/reason", &mut out);
        let ((regime, ground), reason) = out.finish(regime.zip(ground).zip(reason))?;
        Ok((regime, ground, reason))
    }
}
