//! How to complain: once in a message, whatever it tells.

use habeas_domain::id::RegimeId;

use super::page;
use crate::letters::pen::Pen;
use crate::letters::render::RenderError;
use crate::letters::written::Written;

/// Where to complain.
pub(in crate::letters) struct Complain {
    to: Vec<String>,
    court: bool,
}

page!(Complain::write: "en/complain.letter", "zh/complain.letter");

impl Complain {
    /// By the rows that may be quoted. The house is always among them (P11).
    pub(in crate::letters) fn of<C: Written>(pen: &Pen<'_, C>) -> Result<Self, RenderError> {
        let (packs, language) = (pen.packs()?, pen.tongue.language());
        let house = RegimeId::house();
        let email = &pen.material.house.email;
        let mut complain = Self { to: Vec::new(), court: false };
        for (pack, row) in pen.material.rules.complaints(&packs) {
            let mut to = row.to.in_language(&language).to_owned();
            if pack.regime == house {
                to.push_str(&pen.in_brackets(email));
            }
            complain.to.push(to);
            complain.court |= row.court;
        }
        if complain.to.is_empty() {
            complain.to.push(email.clone());
        }
        Ok(complain)
    }
}
