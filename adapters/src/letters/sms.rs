//! How many segments a text message takes (3GPP TS 23.038 and 23.040).

/// How the characters of a text message travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// The GSM 7-bit default alphabet with its extension table.
    Gsm7,
    /// UTF-16; one character outside the 7-bit alphabet makes the whole message so.
    Ucs2,
}

/// What a text message costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// How its characters travel.
    pub alphabet: Alphabet,
    /// Septets, or UTF-16 units.
    pub units: usize,
    /// How many messages the network makes of it.
    pub count: usize,
}

/// The characters of the default alphabet, each one septet.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
    ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The characters of its extension table, each an escape and a septet.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// Counts the segments of a text. An escape and its septet, or the two halves of a surrogate
/// pair, are never parted, so a segment may end one unit short.
#[must_use]
pub fn segments(text: &str) -> Segments {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    if let Some(widths) = septets {
        return count(Alphabet::Gsm7, &widths, 160, 153);
    }
    let widths: Vec<usize> = text.chars().map(char::len_utf16).collect();
    count(Alphabet::Ucs2, &widths, 70, 67)
}

fn septets(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENDED.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// `alone` units fit where one message is enough, `each` where there are several: their headers
/// take room.
fn count(alphabet: Alphabet, widths: &[usize], alone: usize, each: usize) -> Segments {
    let units = widths.iter().sum();
    if units <= alone {
        return Segments { alphabet, units, count: 1 };
    }
    let mut count = 1;
    let mut used = 0;
    for width in widths {
        if used + width > each {
            count += 1;
            used = 0;
        }
        used += width;
    }
    Segments { alphabet, units, count }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Alphabet, usize, usize) {
        let Segments { alphabet, units, count } = segments(text);
        (alphabet, units, count)
    }

    #[test]
    fn the_seven_bit_alphabet_has_160_then_153() {
        assert_eq!(of(""), (Alphabet::Gsm7, 0, 1));
        assert_eq!(of(&"a".repeat(160)), (Alphabet::Gsm7, 160, 1));
        assert_eq!(of(&"a".repeat(161)), (Alphabet::Gsm7, 161, 2));
        assert_eq!(of(&"a".repeat(306)), (Alphabet::Gsm7, 306, 2));
        assert_eq!(of(&"a".repeat(307)), (Alphabet::Gsm7, 307, 3));
        assert_eq!(BASIC.chars().count(), 127, "128 places, one of them the escape");
    }

    #[test]
    fn characters_of_the_extension_table_take_two_and_are_not_parted() {
        assert_eq!(of("€"), (Alphabet::Gsm7, 2, 1));
        assert_eq!(of(&"[".repeat(80)), (Alphabet::Gsm7, 160, 1));
        // 152 septets, then an escape pair that would straddle the first border.
        let text = format!("{}€{}", "a".repeat(152), "a".repeat(151));
        assert_eq!(of(&text), (Alphabet::Gsm7, 305, 2));
        let text = format!("{}€{}", "a".repeat(152), "a".repeat(152));
        assert_eq!(of(&text), (Alphabet::Gsm7, 306, 3), "306 septets and still a third");
    }

    #[test]
    fn one_character_outside_flips_the_whole_message() {
        assert_eq!(of("plain"), (Alphabet::Gsm7, 5, 1));
        assert_eq!(of("plain ’"), (Alphabet::Ucs2, 7, 1), "a typographic quote");
        assert_eq!(of(&"中".repeat(70)), (Alphabet::Ucs2, 70, 1));
        assert_eq!(of(&"中".repeat(71)), (Alphabet::Ucs2, 71, 2));
        assert_eq!(of(&"中".repeat(134)), (Alphabet::Ucs2, 134, 2));
        assert_eq!(of(&"中".repeat(135)), (Alphabet::Ucs2, 135, 3));
    }

    #[test]
    fn a_surrogate_pair_is_not_parted() {
        assert_eq!(of("🙂"), (Alphabet::Ucs2, 2, 1));
        let text = format!("{}🙂{}", "中".repeat(66), "中".repeat(65));
        assert_eq!(of(&text), (Alphabet::Ucs2, 133, 2));
        let text = format!("{}🙂{}", "中".repeat(66), "中".repeat(66));
        assert_eq!(of(&text), (Alphabet::Ucs2, 134, 3));
    }
}
