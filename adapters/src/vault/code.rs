//! Codes that confirm a contact: derived whenever they are needed, stored nowhere.

use habeas_domain::id::StepNo;
use subtle::ConstantTimeEq as _;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::service::Service;
use super::{Clear, Stream, Vault};

/// Eight digits: with five tries a step, a guess succeeds once in twenty million steps.
const CODES: u64 = 100_000_000;

/// The largest multiple of [`CODES`] that fits. Draws from here on are thrown away: with them the
/// lower codes would be more likely than the higher ones.
const FAIR: u64 = u64::MAX - u64::MAX % CODES;

impl Vault {
    /// The code of one send of one verification step: eight digits, the same every time. Another
    /// send, step or case has another one.
    #[must_use]
    pub fn code(&self, stream: &Stream, step: StepNo, send: u32) -> Clear<String> {
        let code = first_fair((0_u32..).map(|round| {
            let mac = self.inner.services.mac(
                Service::Codes,
                &[
                    b"code",
                    stream.kind.as_bytes(),
                    stream.id.as_bytes(),
                    &step.0.to_be_bytes(),
                    &send.to_be_bytes(),
                    &round.to_be_bytes(),
                ],
            );
            mac.first_chunk().map_or(u64::MAX, |bytes| u64::from_be_bytes(*bytes))
        }));
        Clear::new(format!("{code:08}"))
    }

    /// Whether a person typed the code of that send; white space and hyphens are left out, and
    /// digits may be full-width. Takes the same time whichever digit is wrong.
    #[must_use]
    pub fn is_code(&self, stream: &Stream, step: StepNo, send: u32, typed: &str) -> bool {
        let typed: Zeroizing<String> = Zeroizing::new(
            typed.nfkc().filter(|c| !c.is_whitespace() && *c != '-').take(9).collect(),
        );
        self.code(stream, step, send).reveal().as_bytes().ct_eq(typed.as_bytes()).into()
    }
}

/// One of [`CODES`] numbers, each equally likely.
fn first_fair(mut draws: impl Iterator<Item = u64>) -> u64 {
    draws.find(|draw| *draw < FAIR).unwrap_or_default() % CODES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_that_would_favour_low_codes_are_thrown_away() {
        assert_eq!(FAIR % CODES, 0);
        assert_eq!((u64::MAX - FAIR) / CODES, 0, "and no more than needed");
        assert_eq!(first_fair([u64::MAX, FAIR, FAIR - 1].into_iter()), CODES - 1);
        assert_eq!(first_fair([CODES + 7].into_iter()), 7);
    }
}
