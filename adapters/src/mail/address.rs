//! Addresses of e-mail as they are written on the wire.

use lettre::Address;
use lettre::message::Mailbox;

/// What is wrong with an address. Its text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is not an address.
    #[error("is not an e-mail address")]
    NotAnAddress,
    /// Its part before the `@` is not ASCII.
    #[error("has a part before the @ that is not ASCII, which relays do not take")]
    NotAscii,
}

/// Whom messages come from: a name, perhaps, and an address.
#[derive(Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads `privacy@example.net` or `Example Privacy <privacy@example.net>`.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let mailbox: Mailbox = text.parse().map_err(|_| AddressError::NotAnAddress)?;
        if mailbox.name.as_deref().is_some_and(|name| name.contains(char::is_control)) {
            return Err(AddressError::NotAnAddress);
        }
        let email = on_the_wire(mailbox.email.as_ref())?;
        Ok(Self(Mailbox::new(mailbox.name, email)))
    }

    /// The host name of its address, in ASCII: the right half of every message id of the house.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.email.domain()
    }

    /// The address alone, as text.
    #[must_use]
    pub fn bare(&self) -> &str {
        self.0.email.as_ref()
    }

    /// The address alone, for the envelope.
    pub(super) const fn address(&self) -> &Address {
        &self.0.email
    }

    /// Name and address, for the header.
    pub(super) const fn mailbox(&self) -> &Mailbox {
        &self.0
    }
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").field("host", &self.host()).finish_non_exhaustive()
    }
}

/// Whether mail can be sent there.
pub(crate) fn is_mailbox(text: &str) -> bool {
    on_the_wire(text).is_ok()
}

/// An address in the ASCII that every relay takes: the host as its A-labels. Addresses whose own
/// part is not ASCII would need SMTPUTF8 on the whole way, which a relay cannot promise.
pub(super) fn on_the_wire(text: &str) -> Result<Address, AddressError> {
    if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
        return Err(AddressError::NotAnAddress);
    }
    let (user, host) = text.rsplit_once('@').ok_or(AddressError::NotAnAddress)?;
    if !user.is_ascii() {
        return Err(AddressError::NotAscii);
    }
    let host = if host.is_ascii() {
        host.to_owned()
    } else {
        idna::domain_to_ascii(host).map_err(|_| AddressError::NotAnAddress)?
    };
    Address::new(user, host).map_err(|_| AddressError::NotAnAddress)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_read_with_or_without_a_name() {
        let sender = Sender::parse("Example Privacy <privacy@desk.example.net>").unwrap();
        assert_eq!(sender.host(), "desk.example.net");
        assert_eq!(Sender::parse("privacy@example.net").unwrap().host(), "example.net");
        for bad in ["", "Example", "a@b@c", "Example\r\nBcc: x <a@example.net>", "a@exa mple.net"] {
            assert_eq!(Sender::parse(bad), Err(AddressError::NotAnAddress), "{bad:?}");
        }
    }

    #[test]
    fn hosts_of_all_scripts_become_ascii_and_other_things_are_refused() {
        assert_eq!(on_the_wire("mei@例え.example").unwrap().domain(), "xn--r8jz45g.example");
        assert_eq!(on_the_wire("梅@example.net"), Err(AddressError::NotAscii));
        for bad in [
            "",
            "@example.net",
            "mei",
            "mei@",
            "mei@example.net\r\nRCPT TO:<x@example.net>",
            "mei <mei@example.net>",
            "mei@example.net>",
        ] {
            assert_eq!(on_the_wire(bad), Err(AddressError::NotAnAddress), "{bad:?}");
        }
    }

    #[test]
    fn printing_shows_no_address() {
        let shown = format!("{:?}", Sender::parse("privacy@example.net").unwrap());
        assert!(!shown.contains('@'), "{shown}");
    }
}
