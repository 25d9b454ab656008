//! The claim ticket: what a person keeps when we have forgotten.

use caseless::Caseless as _;
use habeas_domain::ParseError;
use habeas_domain::digest::Digest;
use subtle::ConstantTimeEq as _;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::Clear;
use crate::chance::Chance;

/// Crockford's base 32: no `I`, `L`, `O`, `U`.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 128 bits of secret and 12 of check are 28 characters of 5.
const CHARACTERS: usize = 28;

/// Of the check, x¹² + x¹¹ + x³ + x² + x + 1 without its highest term: finds every error within
/// twelve neighbouring bits, so every wrong character and every swap of two neighbours.
const CRC12: u16 = 0x80f;

/// A secret of 128 bits, printed in a person's letters as seven groups of four characters, the
/// last of which hold a check that finds slips of the pen. Together with the name it shows that a
/// record was theirs, after everything readable in the record is gone. `Debug` shows nothing.
pub struct Ticket(Zeroizing<[u8; 16]>);

impl Ticket {
    /// A new one.
    #[must_use]
    pub fn draw(chance: &Chance) -> Self {
        let mut secret = Zeroizing::new([0; 16]);
        chance.fill(&mut secret[..]);
        Self(secret)
    }

    /// Reads what a person typed: any case, with or without hyphens and spaces, `O` for `0`, `I`
    /// and `L` for `1`.
    pub fn parse(typed: &str) -> Result<Self, ParseError> {
        let bad = ParseError {
            what: "ticket",
            rule: "must be the seven groups of four characters that stand in the letter",
        };
        let mut bits = Zeroizing::new([0_u8; 18]);
        let mut count = 0;
        for character in typed.nfkc().filter(|c| !c.is_whitespace() && *c != '-') {
            let value = value_of(character).ok_or(bad)?;
            if count == CHARACTERS {
                return Err(bad);
            }
            put_five(&mut bits, count, value);
            count += 1;
        }
        if count != CHARACTERS {
            return Err(bad);
        }
        let mut secret = Zeroizing::new([0; 16]);
        secret.copy_from_slice(&bits[..16]);
        let ticket = Self(secret);
        if ticket.bits()[..] == bits[..] { Ok(ticket) } else { Err(bad) }
    }

    /// As it is printed.
    #[must_use]
    pub fn text(&self) -> Clear<String> {
        let bits = self.bits();
        let mut text = String::with_capacity(CHARACTERS + 6);
        for place in 0..CHARACTERS {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(five_at(&bits, place))]));
        }
        Clear::new(text)
    }

    /// What the receipt event holds: SHA-256 over tag, secret, case id and the requester's name,
    /// each with its length (8 bytes, big-endian) before it. The name is taken in Unicode NFKC,
    /// then case-folded, with white space collapsed, so that the letter may be typed off.
    #[must_use]
    pub fn hash(&self, case: &str, name: &str) -> Digest {
        let name = Zeroizing::new(name.nfkc().default_case_fold().collect::<String>());
        let words: Vec<&str> = name.split_whitespace().collect();
        let name = Zeroizing::new(words.join(" "));
        Digest::of_parts(&[b"habeas/ticket/v1", &self.0[..], case.as_bytes(), name.as_bytes()])
    }

    /// Whether this ticket and name made that hash. Takes the same time either way.
    #[must_use]
    pub fn matches(&self, case: &str, name: &str, hash: &Digest) -> bool {
        self.hash(case, name).as_bytes().ct_eq(hash.as_bytes()).into()
    }

    /// Secret and check, 140 bits from the left.
    fn bits(&self) -> Zeroizing<[u8; 18]> {
        let mut bits = Zeroizing::new([0; 18]);
        bits[..16].copy_from_slice(&self.0[..]);
        bits[16..].copy_from_slice(&(crc12(&self.0[..]) << 4).to_be_bytes());
        bits
    }
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[ticket]")
    }
}

fn crc12(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 4, |crc, _| {
            let shifted = crc << 1 & 0xfff;
            if crc & 0x800 == 0 { shifted } else { shifted ^ CRC12 }
        })
    })
}

fn value_of(character: char) -> Option<u8> {
    let upper = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|&a| char::from(a) == upper)?;
    u8::try_from(place).ok()
}

/// The bit of a character: its byte, and the mask within.
const fn bit(place: usize, number: usize) -> (usize, u8) {
    let at = place * 5 + number;
    (at / 8, 0x80 >> (at % 8))
}

fn five_at(bits: &[u8; 18], place: usize) -> u8 {
    (0..5).fold(0, |value, number| {
        let (byte, mask) = bit(place, number);
        value << 1 | u8::from(bits[byte] & mask != 0)
    })
}

fn put_five(bits: &mut [u8; 18], place: usize, value: u8) {
    for number in 0..5 {
        let (byte, mask) = bit(place, number);
        if value & (0x10 >> number) != 0 {
            bits[byte] |= mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_ticket_is_seven_groups_and_survives_a_telephone() {
        let ticket = Ticket::draw(&Chance::seeded(7));
        let text = ticket.text();
        assert_eq!(text.reveal().len(), 34);
        assert!(text.reveal().split('-').all(|group| group.len() == 4));
        let typed = format!(
            " {} ",
            text.reveal().to_lowercase().replace('-', "  ").replace('0', "o").replace('1', "l")
        );
        assert_eq!(Ticket::parse(&typed).unwrap().0, ticket.0);
        for wrong in ["", "0000", &text.reveal()[1..], &format!("{}0", text.reveal()), "é"] {
            assert!(Ticket::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(format!("{ticket:?}"), "[ticket]");
    }

    #[test]
    fn the_name_may_be_typed_off() {
        let ticket = Ticket::draw(&Chance::seeded(7));
        let hash = ticket.hash("req_1", "Jos\u{e9}  Groß-Exa\u{fb01}");
        for same in ["jose\u{301} gross-exafi", "  JOSÉ\tGROẞ-EXAFI ", "José GROSS-EXAFI"] {
            assert!(ticket.matches("req_1", same, &hash), "{same}");
        }
        for other in ["jose gross-exafi", "josé groß exafi", ""] {
            assert!(!ticket.matches("req_1", other, &hash), "{other}");
        }
        assert!(!ticket.matches("req_2", "José Groß-Exafi", &hash));
        assert!(!Ticket::draw(&Chance::seeded(8)).matches("req_1", "José Groß-Exafi", &hash));
    }

    #[test]
    fn the_hash_can_be_made_by_anyone() {
        let ticket = Ticket(Zeroizing::new(*b"0123456789abcdef"));
        assert_eq!(
            ticket.hash("req_1", "ADA  Example").to_string(),
            "ed797ac4395222edfd0753bf0404f12c5f6ac6e004e044bf4cfb05108a5794dc"
        );
    }

    proptest! {
        #[test]
        fn every_slip_and_swap_is_found(seed: u64, at in 0_usize..28, to in 0_usize..32) {
            let text = Ticket::draw(&Chance::seeded(seed)).text();
            let printed = Ticket::parse(text.reveal()).unwrap().text();
            prop_assert_eq!(printed.reveal(), text.reveal());
            let good: Vec<u8> = text.reveal().bytes().filter(|b| *b != b'-').collect();
            let mut slipped = good.clone();
            slipped[at] = ALPHABET[to];
            let mut swapped = good.clone();
            swapped.swap(at, (at + 1).min(27));
            for wrong in [slipped, swapped] {
                let is_good = wrong == good;
                prop_assert_eq!(
                    Ticket::parse(std::str::from_utf8(&wrong).unwrap()).is_ok(), is_good);
            }
        }
    }
}
