//! What people are known by, in the one spelling under which it is found again.

use habeas_domain::ParseError;
use habeas_domain::kind::IdentifierType;
use habeas_domain::place::Country;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// No identifier is longer than this many bytes; an e-mail address has at most 254.
const LONGEST: usize = 512;

/// An identifier to search by, normalised: two spellings that mean the same person are equal.
///
/// E-mail addresses are compared in lower case, local part included, since no provider of note
/// tells `Ada` from `ada`, and with the domain in its ASCII form; telephone numbers as E.164; all
/// others as they are written, after Unicode NFKC and without white space around them.
#[derive(Clone, PartialEq, Eq)]
pub struct Term {
    pub(super) sort: &'static str,
    pub(super) value: Zeroizing<String>,
}

impl Term {
    /// An identifier of a subject or requester. `home` is the country whose way of writing a
    /// telephone number without `+` is meant.
    pub fn identifier(
        sort: IdentifierType,
        value: &str,
        home: Option<&Country>,
    ) -> Result<Self, ParseError> {
        let plain = plain(sort.code(), value)?;
        let value = match sort {
            IdentifierType::Email => email(&plain)?,
            IdentifierType::Phone => phone(&plain, home)?,
            IdentifierType::Account
            | IdentifierType::Profile
            | IdentifierType::Device
            | IdentifierType::AdvertisingId
            | IdentifierType::Cookie
            | IdentifierType::Order
            | IdentifierType::Other => plain,
        };
        Ok(Self { sort: sort.code(), value })
    }

    /// The number that a portal gave the case.
    pub fn portal_ticket(value: &str) -> Result<Self, ParseError> {
        let sort = "portal_ticket";
        Ok(Self { sort, value: plain(sort, value)? })
    }

    /// The spelling under which it is found: for a telephone number, E.164.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.value
    }
}

/// Reads the tables of the world's telephone numbers, which takes a tenth of a second the first time.
/// Whoever has a thread to spare calls it ahead of the first number.
pub fn read_phone_tables() {
    // Any number, as long as it is looked up.
    let _ = phonenumber::parse(None, "+1 213 555 0100");
}

impl std::fmt::Debug for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} [personal]", self.sort)
    }
}

fn plain(what: &'static str, value: &str) -> Result<Zeroizing<String>, ParseError> {
    let rule = "must be 1 to 512 bytes of text without control characters";
    let wide = Zeroizing::new(value.nfkc().collect::<String>());
    let text = wide.trim();
    if text.is_empty() || text.len() > LONGEST || text.chars().any(char::is_control) {
        return Err(ParseError { what, rule });
    }
    Ok(Zeroizing::new(text.to_owned()))
}

fn email(plain: &str) -> Result<Zeroizing<String>, ParseError> {
    let bad = ParseError { what: "email", rule: "must be a mailbox, `@` and a host name" };
    let (mailbox, host) = plain.rsplit_once('@').ok_or(bad)?;
    // Other scripts' full stops become `.` here: only after it can labels be told apart.
    let host = idna::domain_to_ascii(host).map_err(|_| bad)?;
    let host = host.strip_suffix('.').unwrap_or(&host);
    if mailbox.is_empty()
        || host.split('.').any(str::is_empty)
        || plain.contains(char::is_whitespace)
    {
        return Err(bad);
    }
    Ok(Zeroizing::new(format!("{}@{host}", mailbox.to_lowercase().nfkc())))
}

fn phone(plain: &str, home: Option<&Country>) -> Result<Zeroizing<String>, ParseError> {
    let bad = ParseError {
        what: "phone",
        rule: "must be a telephone number: with `+` and country code, or of the country given",
    };
    // The parser would pick a number out of any words around it.
    let plain = plain.strip_prefix("tel:").unwrap_or(plain);
    if !plain.chars().all(|c| c.is_ascii_digit() || " +-().,/".contains(c)) {
        return Err(bad);
    }
    // A country that has no numbers of its own has no entry: then `+` is needed.
    let home = home.and_then(|country| country.as_str().parse().ok());
    let number = phonenumber::parse(home, plain).map_err(|_| bad)?;
    let text = Zeroizing::new(number.format().mode(phonenumber::Mode::E164).to_string());
    let is_e164 = text.strip_prefix('+').is_some_and(|digits| {
        (6..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    });
    if is_e164 { Ok(text) } else { Err(bad) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spelled(sort: IdentifierType, value: &str, home: Option<&str>) -> Option<String> {
        let home = home.map(|code| Country::parse(code).unwrap());
        Term::identifier(sort, value, home.as_ref()).ok().map(|term| term.reveal().to_owned())
    }

    #[test]
    fn an_address_is_one_whatever_its_spelling() {
        let mail = |text| spelled(IdentifierType::Email, text, None);
        let ada = Some("ada.example@example.net".to_owned());
        for spelling in [
            "ada.example@example.net",
            "  Ada.Example@EXAMPLE.net\n",
            "ada.example@example.net.",
            "ＡＤＡ.example＠example．net",
        ] {
            assert_eq!(mail(spelling), ada, "{spelling}");
        }
        assert_eq!(mail("ada@münchen.example"), mail("ada@XN--mnchen-3ya.example"));
        assert_eq!(mail("jose\u{301}@example.net"), mail("jos\u{e9}@example.net"));
        assert_ne!(mail("ada+x@example.net"), mail("ada@example.net"));
        assert_eq!(mail("ada@example。net。"), mail("ada@example.net"));
        for wrong in [
            "",
            " ",
            "ada",
            "@example.net",
            "ada@",
            "ada@..",
            "ada@example..net",
            "ada@.example.net",
            "ada@example.net。。",
            "a b@example.net",
            "a\u{0}@b.example",
        ] {
            assert_eq!(mail(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn every_letter_settles_in_one_step() {
        for letter in '\u{21}'..='\u{ffff}' {
            for text in [format!("{letter}@a.example"), format!("a@{letter}.example")] {
                if let Some(once) = spelled(IdentifierType::Email, &text, None) {
                    assert_eq!(spelled(IdentifierType::Email, &once, None), Some(once), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn a_number_is_one_whatever_its_spelling() {
        let call = |text, home| spelled(IdentifierType::Phone, text, home);
        let number = Some("+12025550123".to_owned());
        for (spelling, home) in [
            ("+1 202 555 0123", None),
            ("+1 (202) 555-0123", Some("DE")),
            ("(202) 555-0123", Some("US")),
            ("202.555.0123", Some("US")),
            ("tel:+1-202-555-0123", None),
            ("＋１ ２０２ ５５５ ０１２３", None),
        ] {
            assert_eq!(call(spelling, home), number, "{spelling}");
        }
        assert_eq!(call("020 7946 0123", Some("GB")), Some("+442079460123".to_owned()));
        assert_eq!(call("202 555 0123", None), None, "whose number is it?");
        for wrong in ["", "+", "call me", "+1", "0000", "ada@example.net"] {
            assert_eq!(call(wrong, None), None, "{wrong:?}");
        }
    }

    #[test]
    fn other_identifiers_stay_as_they_are_written() {
        assert_eq!(spelled(IdentifierType::Account, " Ada-0１ ", None), Some("Ada-01".to_owned()));
        assert_ne!(
            spelled(IdentifierType::Cookie, "a", None),
            spelled(IdentifierType::Cookie, "A", None)
        );
        assert_eq!(spelled(IdentifierType::Order, &"x".repeat(513), None), None);
    }

    #[test]
    fn terms_and_their_errors_show_nothing() {
        let term = Term::portal_ticket("MARKER-1").unwrap();
        assert_eq!(format!("{term:?}"), "portal_ticket [personal]");
        let error = Term::identifier(IdentifierType::Email, "MARKER", None).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("MARKER"));
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_it(text: String, home in prop::option::of("US|DE|BR|CN|AQ")) {
            let home = home.and_then(|code| Country::parse(&code).ok());
            for &sort in IdentifierType::ALL {
                if let Ok(term) = Term::identifier(sort, &text, home.as_ref()) {
                    let again = Term::identifier(sort, term.reveal(), home.as_ref()).unwrap();
                    prop_assert_eq!(again.reveal(), term.reveal(), "{} is settled", sort);
                }
            }
        }

        #[test]
        fn nothing_addressed_breaks_it(text in "[!aAİßΣ\u{345}]{0,6}@[.。．aAß\u{301}-]{0,8}") {
            if let Ok(term) = Term::identifier(IdentifierType::Email, &text, None) {
                let again = Term::identifier(IdentifierType::Email, term.reveal(), None).unwrap();
                prop_assert_eq!(again.reveal(), term.reveal());
            }
        }

        #[test]
        fn nothing_dialled_breaks_it(text in "[+0-9()xt;:=. -]{0,24}") {
            let home = Country::parse("DE").unwrap();
            for home in [None, Some(&home)] {
                if let Ok(term) = Term::identifier(IdentifierType::Phone, &text, home) {
                    prop_assert!(term.reveal().starts_with('+'));
                }
            }
        }
    }
}
