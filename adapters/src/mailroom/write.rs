//! A message put into words, once, and the bytes that every attempt sends.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use habeas_domain::ParseError;
use habeas_domain::case::CaseRef;
use habeas_domain::contact::Channel;
use habeas_domain::digest::Digest;
use habeas_domain::dispatch::{Message, Rendered};
use habeas_domain::id::{DispatchId, MessageId, StepNo};
use habeas_domain::notice::Told;
use habeas_domain::notice::{Addressee, NoticeKind};
use habeas_domain::request::Request;
use habeas_domain::sealed::{Purpose, Sealed, Slot};
use zeroize::Zeroizing;

use super::kept::Kept;
use super::{Mailroom, MailroomError, Matter, stream};
use crate::cases::stream_of;
use crate::letters::{self, Form, Links, Material, Opened, PassedOn, RenderError};
use crate::mail::{self, Bodies, ComposeError, Draft};
use crate::vault::{Clear, Place, Stream};

/// Why there are no bytes.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Something that may pass, or that a person must mend.
    #[error(transparent)]
    Mailroom(#[from] MailroomError),
    /// It cannot be put into words. A human has to see it.
    #[error("a message cannot be put into words")]
    Words(#[from] RenderError),
    /// The words do not make a mail.
    #[error("a message cannot be made into a mail")]
    Mail(#[from] ComposeError),
    /// The host name of the house does not go into the identity of a message.
    #[error("a message cannot be named")]
    Name(#[from] ParseError),
}

/// What was opened for one message.
#[derive(Default)]
struct Values {
    name: Option<Clear<String>>,
    address: Option<Clear<String>>,
    ticket: Option<Clear<String>>,
    code: Option<Clear<String>>,
    authorities: Vec<PassedOn<Clear<String>>>,
    other: Option<String>,
    words: BTreeMap<Told, Clear<String>>,
}

impl Mailroom {
    /// Puts a message into words: opens what it prints, renders it, and seals the bytes with the
    /// salt of their digest.
    pub async fn write(
        &self,
        matter: &Matter,
        id: &DispatchId,
        message: &Message,
    ) -> Result<Rendered, WriteError> {
        let values = self.values(matter).await?;
        let links = Addresses::of(self, matter, id);
        let rules = self.cases.rules().now();
        let material = Material {
            source: matter.source(),
            rules: &rules,
            at: self.desk().clock().now(),
            house: &self.letterhead.card,
            opened: values.shown(),
            links: links.shown(),
        };
        let letter = letters::render(&material, &matter.owed, &message.language, message.channel)?;
        let message_id = MessageId::of(id, self.letterhead.sender.host())?;
        let bytes = Zeroizing::new(match letter.form {
            Form::Short { text, page } => Kept { travels: &text, page: page.as_deref() }.bytes(),
            Form::Page { html, .. } => html,
            Form::Mail { subject, text, html } => {
                let to = self.address(id, &message.address).await?;
                mail::compose(&Draft {
                    from: &self.letterhead.sender,
                    to: to.reveal(),
                    id: &message_id,
                    about: matter.case().stream(),
                    subject: &subject,
                    bodies: &Bodies::of(&text, &html)?,
                    language: &letter.language,
                    at: self.desk().clock().now(),
                })?
            }
        });
        let salt = URL_SAFE_NO_PAD.encode(self.desk().chance().bytes::<16>());
        let digest = Digest::of_parts(&[salt.as_bytes(), bytes.as_bytes()]);
        let keys = self.vault().case_keys(&stream_of(&matter.case())).await;
        let keys = keys.map_err(MailroomError::from)?;
        let own = stream(id);
        let seal = |clear: &str| {
            let place = Place { stream: &own, slot: Slot::DispatchText.code() };
            let sealed = self.vault().seal(&keys, Purpose::Content, place, clear);
            sealed.map_err(MailroomError::from)
        };
        Ok(Rendered {
            template: letter.template,
            language: letter.language,
            text: seal(&bytes)?,
            salt: seal(&salt)?,
            digest,
            message_id,
        })
    }

    /// The address of a message, in clear for as long as it is sent.
    pub async fn address(
        &self,
        id: &DispatchId,
        address: &Sealed,
    ) -> Result<Clear<String>, MailroomError> {
        let place = Place { stream: &stream(id), slot: Slot::DispatchAddress.code() };
        Ok(self.vault().open(place, address).await?)
    }

    /// What goes over the wire, in clear for as long as it is sent.
    pub async fn bytes(
        &self,
        id: &DispatchId,
        rendered: &Rendered,
    ) -> Result<Clear<String>, MailroomError> {
        let place = Place { stream: &stream(id), slot: Slot::DispatchText.code() };
        let kept = self.vault().open(place, &rendered.text).await?;
        Ok(Clear::new(Kept::read(kept.reveal()).travels.to_owned()))
    }

    /// What the other side calls a message, sealed for its stream.
    pub async fn reference(
        &self,
        message: &Message,
        id: &DispatchId,
        provider: &str,
    ) -> Result<Sealed, MailroomError> {
        let keys = self.vault().case_keys(&stream_of(&message.case)).await?;
        let place = Place { stream: &stream(id), slot: Slot::DispatchReference.code() };
        Ok(self.vault().seal(&keys, Purpose::Contact, place, provider)?)
    }

    async fn values(&self, matter: &Matter) -> Result<Values, MailroomError> {
        let own = stream_of(&matter.case());
        let wanted = letters::needs(matter.source(), &matter.owed);
        let open = async |slot: Slot, sealed: Option<&Sealed>| match sealed {
            None => Ok(None),
            Some(sealed) => {
                let place = Place { stream: &own, slot: slot.code() };
                self.vault().open(place, sealed).await.map(Some).map_err(MailroomError::from)
            }
        };
        let mut values = Values {
            name: open(Slot::ContactName, wanted.name).await?,
            address: open(Slot::ContactPostal, wanted.address).await?,
            ticket: open(Slot::ContactTicket, wanted.ticket).await?,
            code: wanted.code.and_then(|step| self.code(matter, &own, step)),
            ..Values::default()
        };
        for PassedOn { name, number } in wanted.authorities {
            let name = open(Slot::ContactName, name).await?;
            if let Some(number) = open(Slot::ContentMessage, Some(number)).await? {
                values.authorities.push(PassedOn { name, number });
            }
        }
        for (told, sealed) in wanted.words {
            if let Some(words) = open(Slot::ContentMessage, Some(sealed)).await? {
                values.words.insert(told, words);
            }
        }
        if let Some(other) = wanted.other
            && let (Request::Live(other), _) = self.desk().fold(other.as_str()).await?
        {
            values.other = Some(other.receipt.reference.to_string());
        }
        Ok(values)
    }

    /// The code of the send that the message carries.
    fn code(&self, matter: &Matter, own: &Stream, step: StepNo) -> Option<Clear<String>> {
        let sends = matter.people().steps.get(&step)?.sends.len();
        Some(self.vault().code(own, step, u32::try_from(sends).ok()?))
    }
}

impl Values {
    fn shown(&self) -> Opened<'_> {
        fn text(clear: &Clear<String>) -> &str {
            clear.reveal()
        }
        Opened {
            name: self.name.as_ref().map(text),
            address: self.address.as_ref().map(text),
            ticket: self.ticket.as_ref().map(text),
            code: self.code.as_ref().map(text),
            authorities: self.authorities.iter().map(|at| at.map(text)).collect(),
            other: self.other.as_deref(),
            words: self.words.iter().map(|(told, words)| (told.clone(), text(words))).collect(),
        }
    }
}

/// Where links of one message lead.
struct Addresses {
    stop: Option<String>,
    case: Option<String>,
    desk: Option<String>,
}

impl Addresses {
    fn of(mailroom: &Mailroom, matter: &Matter, id: &DispatchId) -> Self {
        let letterhead = &mailroom.letterhead;
        let asked = matter.owed.notices.iter().any(|told| told.kind == NoticeKind::SomeoneAsked);
        let stop = match (matter.case(), &matter.owed.to) {
            (CaseRef::Request(request), Addressee::Party { contact, .. }) if asked => {
                let token = mailroom.vault().stop_token(&request, *contact);
                Some(letterhead.link(&format!("s/{}", token.reveal())))
            }
            _ => None,
        };
        // Mail says all by itself.
        let contact = matter.owed.contact(matter.people());
        let in_short = contact.is_some_and(|contact| contact.channel == Channel::Sms);
        let case_page = in_short
            .then(|| letterhead.link(&format!("l/{}", mailroom.vault().letter_token(id).reveal())));
        let desk = matter.owed.to.is_of_the_house();
        let desk = desk.then(|| letterhead.link(&desk_path(&matter.case())));
        Self { stop, case: case_page, desk }
    }

    fn shown(&self) -> Links<'_> {
        Links { stop: self.stop.as_deref(), case: self.case.as_deref(), desk: self.desk.as_deref() }
    }
}

/// Where staff look at a case.
fn desk_path(case: &CaseRef) -> String {
    let kind = match case {
        CaseRef::Request(_) => "requests",
        CaseRef::Complaint(_) => "complaints",
        CaseRef::Incident(_) => "incidents",
    };
    format!("v1/{kind}/{case}")
}
