//! The reference that people read out on the telephone.

use crate::text::text_type;

/// Digits and capitals without `0`, `I`, `L`, `O`, `U`. Thirty-one, a prime, so that the weighted
/// sum below finds every single wrong character and every swap of two.
const ALPHABET: &[u8; 31] = b"123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DRAWN: usize = 11;

text_type!(
    /// A human reference: `HB-` and three groups of four, the last character a check.
    ///
    /// Eleven drawn characters carry 54 bits: unguessable enough that a list of references says
    /// nothing about the next one. It is no secret and opens nothing by itself.
    Reference, "reference", "must be HB-XXXX-XXXX-XXXX with a matching check character",
    |text| body_of(text).is_some_and(|body| check_of(&body[..DRAWN]) == Some(body[DRAWN]))
);

impl Reference {
    /// Makes a reference out of chance handed in by the desk.
    #[must_use]
    pub fn from_chance(chance: u64) -> Self {
        let mut rest = chance;
        let mut body = Vec::with_capacity(DRAWN + 1);
        for _ in 0..DRAWN {
            body.push(ALPHABET[(rest % 31) as usize]);
            rest /= 31;
        }
        body.extend(check_of(&body));
        let text: String = body.iter().map(|&b| b as char).collect();
        Self(format!("HB-{}-{}-{}", &text[..4], &text[4..8], &text[8..]).into())
    }

    /// Reads what a person typed: any case, with or without hyphens, `I` and `L` for `1`.
    pub fn parse_typed(typed: &str) -> Result<Self, crate::ParseError> {
        let mut body: String = typed
            .chars()
            .filter(|c| !matches!(c, '-' | ' '))
            .map(|c| match c.to_ascii_uppercase() {
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        if body.is_ascii() && body.len() == DRAWN + 3 && body.starts_with("HB") {
            body.drain(..2);
            return Self::parse(&format!("HB-{}-{}-{}", &body[..4], &body[4..8], &body[8..]));
        }
        Self::parse("")
    }
}

/// The twelve characters without prefix and hyphens, when the shape is right.
fn body_of(text: &str) -> Option<[u8; DRAWN + 1]> {
    let rest = text.strip_prefix("HB-")?.as_bytes();
    if rest.len() != 14 || rest[4] != b'-' || rest[9] != b'-' {
        return None;
    }
    let body: Vec<u8> = rest.iter().copied().filter(|&b| b != b'-').collect();
    body.try_into().ok()
}

/// The check character: the sum of values weighted by place, modulo 31.
fn check_of(drawn: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (place, character) in drawn.iter().enumerate() {
        sum += (place + 1) * ALPHABET.iter().position(|a| a == character)?;
    }
    Some(ALPHABET[sum % 31])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_single_slip_and_swap_is_found(chance: u64, at in 0_usize..12, to in 0_usize..31) {
            let good = Reference::from_chance(chance);
            prop_assert_eq!(Reference::parse(good.as_str()), Ok(good.clone()));
            let places: Vec<usize> = (3..17).filter(|p| good.as_str().as_bytes()[*p] != b'-').collect();
            let mut slipped = good.as_str().as_bytes().to_vec();
            if slipped[places[at]] != ALPHABET[to] {
                slipped[places[at]] = ALPHABET[to];
                prop_assert!(Reference::parse(std::str::from_utf8(&slipped).unwrap()).is_err());
            }
            let mut swapped = good.as_str().as_bytes().to_vec();
            let (a, b) = (places[at], places[(at + 1) % 12]);
            if swapped[a] != swapped[b] {
                swapped.swap(a, b);
                prop_assert!(Reference::parse(std::str::from_utf8(&swapped).unwrap()).is_err());
            }
        }
    }

    #[test]
    fn what_people_type_is_understood() {
        let good = Reference::from_chance(987_654_321_987);
        let typed = good.as_str().to_lowercase().replace('-', " ").replace('1', "l");
        assert_eq!(Reference::parse_typed(&typed), Ok(good));
        assert!(Reference::parse_typed("HB-é").is_err());
    }
}
