//! What the answer of a gateway means.
//!
//! Once the request is out, only an answer that says so proves that nothing was sent:
//!
//! | answer | meaning |
//! |---|---|
//! | 2xx | taken, unless it names an error |
//! | 3xx | not sent: redirects are never followed, and the address in the settings is wrong |
//! | 408, 425, 429, 503 | not sent, transient: the gateway says that it did not do it |
//! | other 4xx | not sent: by the gateway's own error code if it is a known one, else by the status |
//! | other 5xx, or none | unknown: what stands behind the gateway may have sent it |

use habeas_domain::delivery::{NotSentClass, StatusCode};

use crate::carrier::{Concerns, NotSent, Sent};

/// Twilio: the account may not write to the country of that number.
const NO_SUCH_REGION: u32 = 21408;

/// What is read of an answer (Twilio's shape). Its texts repeat the number and are left.
#[derive(Debug, Default, serde::Deserialize)]
struct Body {
    /// The id of the message.
    sid: Option<String>,
    /// The error of a message that was taken and failed at once.
    error_code: Option<u32>,
    /// The error of a refusal.
    code: Option<u32>,
}

/// What an answer means; `body` may be cut short or empty.
pub(super) fn meaning(status: u16, body: &[u8]) -> Sent {
    let body: Body = serde_json::from_slice(body).unwrap_or_default();
    let error = match status {
        200..=299 => body.error_code,
        _ => body.code.filter(|code| *code != 0),
    };
    let Some(class) = class(status, error) else {
        return match status {
            200..=299 => Sent::HandedOver {
                provider: body.sid.filter(|sid| is_id(sid)),
                code: StatusCode::parse(&status.to_string()).ok(),
            },
            _ => Sent::Unknown,
        };
    };
    let code = StatusCode::parse(&error.unwrap_or(status.into()).to_string()).ok();
    Sent::NotSent(NotSent { class, code, concerns: concerns(class, error) })
}

/// Whom a refusal concerns: a country that the account may not write to is that of one number, and what the
/// gateway does not do for now it does for nobody.
const fn concerns(class: NotSentClass, error: Option<u32>) -> Concerns {
    match (class, error) {
        (NotSentClass::RelayPermanent, Some(NO_SUCH_REGION))
        | (NotSentClass::AddressPermanent | NotSentClass::MessagePermanent, _) => Concerns::Message,
        (NotSentClass::RelayPermanent | NotSentClass::Transient, _) => Concerns::House,
    }
}

/// The class of a refusal; none if it is not one.
fn class(status: u16, error: Option<u32>) -> Option<NotSentClass> {
    match status {
        200..=299 => error.map(|error| known(error).unwrap_or(NotSentClass::MessagePermanent)),
        408 | 425 | 429 | 503 => Some(NotSentClass::Transient),
        400..=499 => Some(error.and_then(known).unwrap_or(match status {
            400 | 413 | 422 => NotSentClass::MessagePermanent,
            _ => NotSentClass::RelayPermanent,
        })),
        300..=399 => Some(NotSentClass::RelayPermanent),
        _ => None,
    }
}

/// The meaning of an error code, as Twilio and those who do as it does use them.
const fn known(error: u32) -> Option<NotSentClass> {
    Some(match error {
        // Not a number, not one that takes text messages, or its owner answered STOP.
        21211 | 21214 | 21217 | 21401 | 21421 | 21610 | 21614 => NotSentClass::AddressPermanent,
        // The text is missing or too long.
        21602 | 21605 | 21617 => NotSentClass::MessagePermanent,
        // Login, account, sender, or a country that the account may not write to.
        20003 | 20005 | 20404 | 21212 | NO_SUCH_REGION | 21603 | 21606 | 21659 => {
            NotSentClass::RelayPermanent
        }
        // Too much at once.
        20429 | 14107 | 21611 => NotSentClass::Transient,
        _ => return None,
    })
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_that_of_one_number_and_a_login_that_of_the_house() {
        for (status, body, whom) in [
            (400, r#"{"code":21408}"#, Concerns::Message),
            (400, r#"{"code":21211}"#, Concerns::Message),
            (400, r#"{"code":21606}"#, Concerns::House),
            (401, "", Concerns::House),
            (429, "", Concerns::House),
        ] {
            let Sent::NotSent(refused) = meaning(status, body.as_bytes()) else { panic!("{body}") };
            assert_eq!(refused.concerns, whom, "{status} {body}");
        }
    }

    fn refused(status: u16, body: &str) -> (NotSentClass, String) {
        match meaning(status, body.as_bytes()) {
            Sent::NotSent(refused) => (refused.class, refused.code.unwrap().to_string()),
            other => panic!("{status} {body}: {other:?}"),
        }
    }

    #[test]
    fn refusals_by_status_and_by_code() {
        use NotSentClass::{AddressPermanent, MessagePermanent, RelayPermanent, Transient};
        let rows = [
            (301, "", RelayPermanent, "301"),
            (400, "", MessagePermanent, "400"),
            (400, r#"{"code":21211,"message":"+1 202 555-0147"}"#, AddressPermanent, "21211"),
            (400, r#"{"code":21610}"#, AddressPermanent, "21610"),
            (400, r#"{"code":21606}"#, RelayPermanent, "21606"),
            (400, r#"{"code":21617}"#, MessagePermanent, "21617"),
            (400, r#"{"code":21611}"#, Transient, "21611"),
            (400, r#"{"code":99999}"#, MessagePermanent, "99999"),
            (401, r#"{"code":20003}"#, RelayPermanent, "20003"),
            (403, "", RelayPermanent, "403"),
            (404, "<html>", RelayPermanent, "404"),
            (408, "", Transient, "408"),
            (429, r#"{"code":20429}"#, Transient, "20429"),
            (503, "", Transient, "503"),
            (201, r#"{"sid":"SM1","error_code":21211}"#, AddressPermanent, "21211"),
        ];
        for (status, body, class, code) in rows {
            assert_eq!(refused(status, body), (class, code.to_owned()), "{status} {body}");
        }
    }

    #[test]
    fn a_message_is_taken_even_if_its_answer_is_cut_short() {
        let taken = |body: &str| meaning(201, body.as_bytes());
        let code = StatusCode::parse("201").ok();
        assert_eq!(
            taken(r#"{"sid":"SM0123","error_code":null,"code":null}"#),
            Sent::HandedOver { provider: Some("SM0123".to_owned()), code: code.clone() }
        );
        for body in ["", r#"{"sid":"SM01"#, r#"{"sid":"+1 202 555-0147"}"#, r#"{"sid":7}"#] {
            assert_eq!(taken(body), Sent::HandedOver { provider: None, code: code.clone() });
        }
    }

    #[test]
    fn a_gateway_that_broke_may_have_sent() {
        for status in [500, 501, 502, 504, 599, 199] {
            assert_eq!(meaning(status, b"{}"), Sent::Unknown, "{status}");
        }
    }
}
