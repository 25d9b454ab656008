//! Shapes of texts that settings have and the domain does not know.

use url::{Host, Url};

/// A line of text: something, on one line, of at most 200 characters.
pub(super) fn line(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.chars().count() <= 200 && !text.chars().any(char::is_control) {
        Ok(text.to_owned())
    } else {
        Err("must be one line of at most 200 characters")
    }
}

/// An address for the outside of a letter; it may have several lines.
pub(super) fn postal(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let odd = |c: char| c.is_control() && c != '\n';
    if text.chars().count() <= 500 && !text.chars().any(odd) {
        Ok(text.to_owned())
    } else {
        Err("must be text of at most 500 characters")
    }
}

/// A bare e-mail address.
pub(super) fn email(text: &str) -> Result<String, &'static str> {
    let plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_graphic() && !"<>,;:\"()[]\\".contains(c))
    };
    let fine = text.len() <= 254
        && text.rsplit_once('@').is_some_and(|(local, domain)| {
            plain(local) && !local.contains('@') && plain(domain) && Host::parse(domain).is_ok()
        });
    if fine {
        Ok(text.to_owned())
    } else {
        Err("must be an e-mail address, as in privacy@example.net")
    }
}

/// A sender: a bare address, or a name and an address in angle brackets.
pub(super) fn sender(text: &str) -> Result<String, &'static str> {
    let address = match text.split_once('<') {
        Some((name, rest)) => {
            let odd = |c: char| c.is_control() || "<>@,;:\"\\".contains(c);
            let name_is_fine = !name.trim().is_empty() && !name.contains(odd);
            rest.strip_suffix('>').filter(|_| name_is_fine).unwrap_or_default()
        }
        None => text,
    };
    let wrong = "must be an e-mail address with or without a name, as in Example Privacy \
                 <privacy@example.net>";
    email(address).map(|_| text.to_owned()).map_err(|_| wrong)
}

/// A telephone number as people write it.
pub(super) fn phone(text: &str) -> Result<String, &'static str> {
    let fine = text.starts_with('+')
        && text[1..].chars().all(|c| c.is_ascii_digit() || " -()".contains(c))
        && (6..=15).contains(&text.chars().filter(char::is_ascii_digit).count());
    if fine {
        Ok(text.to_owned())
    } else {
        Err("must be a number with its country, as in +49 30 555-0100")
    }
}

/// A page on the web, or the front of links to us. Encrypted, unless it is on this machine (P24).
pub(super) fn web(text: &str) -> Result<Url, &'static str> {
    let wrong = "must be an https:// address, as in https://privacy.example.net";
    let url = Url::parse(text).map_err(|_| wrong)?;
    let fine = url.scheme() == "https" || (url.scheme() == "http" && is_here(&url));
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if fine && plain && url.has_host() { Ok(url) } else { Err(wrong) }
}

/// Whether the address means this machine.
pub(super) fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unspecified(),
        None => false,
    }
}

/// A server's name or address.
pub(super) fn host(text: &str) -> Result<String, &'static str> {
    match Host::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("must be the name or address of a server, as in smtp.example.net"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_what_they_say() {
        for good in ["privacy@example.net", "a.b+c@mail.example.net"] {
            assert!(email(good).is_ok(), "{good}");
        }
        for bad in
            ["privacy", "@example.net", "a@", "a b@example.net", "a@b@c", "A <a@example.net>"]
        {
            assert!(email(bad).is_err(), "{bad}");
        }
        assert!(sender("Example Privacy <privacy@example.net>").is_ok());
        for bad in
            ["<privacy@example.net>", "A <privacy@example.net", "A\r\nBcc: x <a@example.net>"]
        {
            assert!(sender(bad).is_err(), "{bad}");
        }
        assert!(phone("+49 30 555-0100").is_ok());
        for bad in ["030 555-0100", "+49 CALL ME", "+1", ""] {
            assert!(phone(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_leaves_the_machine_is_encrypted() {
        for good in ["https://example.net/privacy", "http://localhost:8080", "http://[::1]:1"] {
            assert!(web(good).is_ok(), "{good}");
        }
        for bad in
            ["http://example.net", "ftp://example.net", "example.net", "https://a:b@example.net"]
        {
            assert!(web(bad).is_err(), "{bad}");
        }
    }
}
