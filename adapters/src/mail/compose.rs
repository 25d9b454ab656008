//! A message as bytes: made once, and read back to be shown.

use chrono::{DateTime, Utc};
use habeas_domain::digest::Digest;
use habeas_domain::id::MessageId;
use habeas_domain::place::Language;
use lettre::message::header::{self, ContentType, HeaderName, HeaderValue, Headers};
use lettre::message::{Mailbox, Mailboxes, MultiPart, SinglePart};
use mail_parser::MessageParser;

use super::address::{AddressError, Sender, on_the_wire};

/// Everything that a message is made of. The same parts make the same bytes.
#[derive(Clone, Copy)]
pub struct Draft<'a> {
    /// Whom it comes from.
    pub from: &'a Sender,
    /// The one address it goes to, bare.
    pub to: &'a str,
    /// Its identity, the same for ever.
    pub id: &'a MessageId,
    /// The case or campaign that it is about, by its stream: all messages of one are one thread.
    pub about: &'a str,
    /// One line, without personal data: it is shown on locked screens and kept by relays.
    pub subject: &'a str,
    /// What it says.
    pub bodies: &'a Bodies,
    /// The language of that.
    pub language: &'a Language,
    /// When it was written; the header knows whole seconds.
    pub at: DateTime<Utc>,
}

/// Why a message cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The address it goes to is not one.
    #[error("the recipient {0}")]
    Recipient(#[source] AddressError),
    /// The subject is more than one line.
    #[error("the subject holds control characters")]
    Subject,
    /// The message is not lines of ASCII.
    #[error("the message is not lines of ASCII")]
    NotLines,
}

/// What a message says, as it goes over the wire: made once for everybody who reads the same.
#[derive(Debug, Clone)]
pub struct Bodies(String);

impl Bodies {
    /// Of a text, complete by itself, and a whole document in HTML that says the same.
    pub fn of(text: &str, html: &str) -> Result<Self, ComposeError> {
        let part = |kind, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
        // Text first: readers show the last alternative that they understand.
        let parts = MultiPart::alternative()
            .boundary(boundary(text, html))
            .singlepart(part(ContentType::TEXT_PLAIN, text))
            .singlepart(part(ContentType::TEXT_HTML, html));
        lines(parts.formatted()).map(Self)
    }
}

/// Makes the complete message (RFC 5322): lines of ASCII that end with CR LF. These bytes are to be
/// kept, sealed, and sent on every attempt.
pub fn compose(draft: &Draft<'_>) -> Result<String, ComposeError> {
    if draft.subject.contains(char::is_control) {
        return Err(ComposeError::Subject);
    }
    let to = on_the_wire(draft.to).map_err(ComposeError::Recipient)?;
    // No message has this id. It is the common ancestor under which readers gather the thread.
    let thread = format!("<{}.thread@{}>", draft.about, draft.from.host());
    let mut headers = Headers::new();
    headers.set(header::From::from(Mailboxes::from(draft.from.mailbox().clone())));
    headers.set(header::To::from(Mailboxes::from(Mailbox::new(None, to))));
    headers.set(header::Subject::from(draft.subject.to_owned()));
    headers.set(header::Date::new(draft.at.into()));
    headers.set(header::MessageId::from(format!("<{}>", draft.id)));
    headers.set(header::InReplyTo::from(thread.clone()));
    headers.set(header::References::from(thread));
    // Keeps holiday replies away (RFC 3834).
    headers.insert_raw(raw("Auto-Submitted", "auto-generated"));
    headers.insert_raw(raw("Content-Language", draft.language.as_str()));
    headers.set(header::MIME_VERSION_1_0);
    // What the bodies begin with is the last header.
    let mut message = lines(headers.to_string().into_bytes())?;
    message.push_str(&draft.bodies.0);
    Ok(message)
}

/// A line that no body holds by chance. Derived, so that composing again changes no byte.
fn boundary(text: &str, html: &str) -> String {
    let digest = Digest::of_parts(&[b"boundary", text.as_bytes(), html.as_bytes()]).to_string();
    digest.chars().take(40).collect()
}

fn lines(bytes: Vec<u8>) -> Result<String, ComposeError> {
    let text = String::from_utf8(bytes).map_err(|_| ComposeError::NotLines)?;
    if is_lines(&text) { Ok(text) } else { Err(ComposeError::NotLines) }
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// Whether the text is ASCII of whole lines, each ended by CR LF and at most 998 characters long
/// (RFC 5322, 2.1.1). Relays break others, or refuse them.
fn is_lines(text: &str) -> bool {
    text.is_ascii()
        && text.ends_with("\r\n")
        && text.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n', '\0']))
}

/// The words of a message, as its reader saw them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The subject.
    pub subject: String,
    /// The text body; its lines end with LF.
    pub text: String,
}

/// These bytes are not a message that was composed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not a message with a subject and a text body")]
pub struct Unreadable;

/// Reads a message back into words.
pub fn read(bytes: &str) -> Result<Read, Unreadable> {
    let message = MessageParser::default().parse(bytes).ok_or(Unreadable)?;
    let subject = message.subject().ok_or(Unreadable)?.to_owned();
    let text = message.body_text(0).ok_or(Unreadable)?.replace("\r\n", "\n");
    Ok(Read { subject, text })
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use habeas_domain::case::CaseRef;
    use habeas_domain::id::{DispatchId, RequestId};

    use super::*;

    struct Parts {
        from: Sender,
        id: MessageId,
        case: CaseRef,
        language: Language,
    }

    fn parts(language: &str) -> Parts {
        Parts {
            from: Sender::parse("Example Privacy <privacy@example.net>").unwrap(),
            id: MessageId::of(&DispatchId::derive(&["compose"]), "example.net").unwrap(),
            case: CaseRef::Request(RequestId::derive(&["compose"])),
            language: Language::parse(language).unwrap(),
        }
    }

    fn made(parts: &Parts, subject: &str, text: &str, html: &str) -> Result<String, ComposeError> {
        compose(&Draft {
            from: &parts.from,
            to: "mei@example.net",
            id: &parts.id,
            about: parts.case.stream(),
            subject,
            bodies: &Bodies::of(text, html)?,
            language: &parts.language,
            at: Utc.with_ymd_and_hms(2026, 12, 24, 9, 30, 0).unwrap(),
        })
    }

    #[test]
    fn headers_say_who_and_what() {
        let parts = parts("en");
        let bytes = made(&parts, "Your request R-1", "Hello\n", "<p>Hello</p>").unwrap();
        let (id, case) = (parts.id.as_str(), parts.case.stream());
        for line in [
            "From: \"Example Privacy\" <privacy@example.net>".to_owned(),
            "To: mei@example.net".to_owned(),
            "Subject: Your request R-1".to_owned(),
            "Date: Thu, 24 Dec 2026 09:30:00 +0000".to_owned(),
            format!("Message-ID: <{id}>"),
            format!("References: <{case}.thread@example.net>"),
            format!("In-Reply-To: <{case}.thread@example.net>"),
            "Auto-Submitted: auto-generated".to_owned(),
            "Content-Language: en".to_owned(),
            "MIME-Version: 1.0".to_owned(),
        ] {
            // Long headers are folded.
            let plain = bytes.replace("\r\n ", " ");
            assert!(plain.lines().any(|found| found == line), "{line}\n{bytes}");
        }
        let (text, html) = (bytes.find("text/plain").unwrap(), bytes.find("text/html").unwrap());
        assert!(text < html, "text comes first");
    }

    #[test]
    fn the_same_parts_make_the_same_bytes() {
        let parts = parts("en");
        let once = made(&parts, "Your request", "Hello\n", "<p>Hello</p>").unwrap();
        assert_eq!(once, made(&parts, "Your request", "Hello\n", "<p>Hello</p>").unwrap());
    }

    #[test]
    fn what_was_written_is_read_back() {
        let long = "word ".repeat(400) + "\n";
        let unbroken = "无空格".repeat(300) + "\n";
        let cases = [
            ("en", "Your request R-1", "Hello\n\n.A dot at the start\n..two\nFrom here\n"),
            (
                "zh",
                "您的请求 R-1：我们已经收到，正在按规定处理，请您耐心等待回复",
                "您好：\n\n谢谢您。\n",
            ),
            ("en", "A long line", &long),
            ("zh", "没有空格的长行", &unbroken),
            ("en", "Odd characters = ? _ \"quoted\" <angle>", "a=b =3D trailing \ntab\t\n€ é 😀\n"),
        ];
        for (language, subject, text) in cases {
            let html = format!("<!doctype html><html lang=\"{language}\"><p>{text}</p></html>");
            let bytes = made(&parts(language), subject, text, &html).unwrap();
            assert!(is_lines(&bytes), "{subject}");
            assert!(bytes.split("\r\n").all(|line| line.len() <= 998), "{subject}");
            let read = read(&bytes).unwrap();
            assert_eq!(read.subject, subject);
            assert_eq!(read.text.trim_end_matches('\n'), text.trim_end_matches('\n'), "{subject}");
            let parsed = MessageParser::default().parse(&bytes).unwrap();
            let shown = parsed.body_html(0).unwrap().replace("\r\n", "\n");
            assert_eq!(shown.trim_end(), html, "{subject}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_an_error_and_not_repeated() {
        let parts = parts("en");
        let subject = made(&parts, "Hello\r\nBcc: x@example.net", "", "");
        assert!(matches!(subject, Err(ComposeError::Subject)));
        let bodies = Bodies::of("", "").unwrap();
        for to in ["", "mei", "mei@", "mei@example.net\r\nBcc: x@example.net", "梅@example.net"] {
            let at = DateTime::UNIX_EPOCH;
            let draft = Draft {
                to,
                from: &parts.from,
                id: &parts.id,
                about: parts.case.stream(),
                subject: "",
                bodies: &bodies,
                language: &parts.language,
                at,
            };
            let error = compose(&draft).unwrap_err();
            assert!(matches!(error, ComposeError::Recipient(_)), "{to:?}");
            assert!(to.is_empty() || !error.to_string().contains(to), "{error}");
        }
    }

    #[test]
    fn other_bytes_are_not_read() {
        for bytes in ["", "Hello", "Subject: only\r\n\r\n"] {
            if let Ok(read) = read(bytes) {
                assert_eq!((read.subject.as_str(), read.text.as_str()), ("only", ""), "{bytes}");
            }
        }
    }
}
