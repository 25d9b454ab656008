//! From a message that is owed to the words that go out.

use chrono::{DateTime, Utc};
use habeas_domain::contact::Channel;
use habeas_domain::dispatch::Template;
use habeas_domain::id::TemplateName;
use habeas_domain::notice::{NoticeKind, OwedMessage};
use habeas_domain::place::Language;
use habeas_domain::regime::Rulebook;

use super::card::{HouseCard, Links, Opened};
use super::context::{Complain, Footer, Frame};
use super::dates;
use super::layout::{self, Page};
use super::markup::{self, Sheet};
use super::pen::Pen;
use super::tongue::Tongue;
use super::written::{Source, Written};

/// The version of all templates and words together. It is raised with every change of them, so
/// that a sealed letter says which words it was made from.
pub const EDITION: u32 = 4;

/// Everything that a message is written from.
#[derive(Debug, Clone)]
pub struct Material<'a> {
    /// The case, and the events of the command that owes the message.
    pub source: Source<'a>,
    /// The rules and calendars that hold.
    pub rules: &'a Rulebook,
    /// When it is written.
    pub at: DateTime<Utc>,
    /// The house.
    pub house: &'a HouseCard,
    /// What [`needs`](super::needs) named, opened.
    pub opened: Opened<'a>,
    /// Where links lead.
    pub links: Links<'a>,
}

/// A message in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The template of its first notice, and the edition of all.
    pub template: Template,
    /// The language really used.
    pub language: Language,
    /// The words.
    pub form: Form,
}

/// The words of a message as its channel wants them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// E-mail, or a letter inside the service: both bodies say the same, each is complete.
    Mail {
        /// One line; no personal data beyond the reference.
        subject: String,
        /// The text body.
        text: String,
        /// The HTML body, a whole document.
        html: String,
    },
    /// A text or push message.
    Short {
        /// What it says; no personal data beyond the reference.
        text: String,
        /// The page that it points to where it cannot say all: an HTML document.
        page: Option<String>,
    },
    /// A page to be printed, or read out by a clerk.
    Page {
        /// The HTML document, with the address on top where one was opened.
        html: String,
        /// The same as text.
        text: String,
    },
}

/// Why a message cannot be put into words. A human has to see it.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// It tells nothing.
    #[error("the message has no notices")]
    Empty,
    /// A value that it prints was not opened.
    #[error("the message prints {0}, which was not opened")]
    Missing(&'static str),
    /// The events that were handed in do not owe it.
    #[error("no event handed in owes the notice {0}")]
    NoCause(NoticeKind),
    /// It would tell a contact more than that contact may hear.
    #[error("the notice {0} may not go to a contact that is only given")]
    NotForThisContact(NoticeKind),
    /// A text message cannot tell it: there is no page to point to, or it must be printed.
    #[error("the notice {0} does not fit into a text message")]
    NotInShort(NoticeKind),
    /// The case names a pack that is not there.
    #[error("a pack of the case is not there")]
    UnknownPack,
    /// A template failed.
    #[error("a template failed: {0}")]
    Template(#[from] askama::Error),
}

/// Puts a message into words, in the reader's language if there are templates in it, else in
/// English.
pub fn render(
    material: &Material<'_>,
    message: &OwedMessage,
    language: &Language,
    channel: Channel,
) -> Result<Rendered, RenderError> {
    let tongue = Tongue::for_readers_of(language);
    match material.source {
        Source::Request { case, events } => {
            write(&Pen { material, case, events, message, tongue, channel })
        }
        Source::Complaint { case, events } => {
            write(&Pen { material, case, events, message, tongue, channel })
        }
        Source::Incident { case, events } => {
            write(&Pen { material, case, events, message, tongue, channel })
        }
    }
}

fn write<C: Written>(pen: &Pen<'_, C>) -> Result<Rendered, RenderError> {
    let Pen { message, tongue, channel, .. } = *pen;
    let notices = message.for_dispatch();
    let mut sections: Vec<(NoticeKind, Sheet)> = Vec::with_capacity(notices.len());
    for notice in &notices {
        if message.is_to_given() && notice.kind.needs_contact_on_record() {
            return Err(RenderError::NotForThisContact(notice.kind));
        }
        sections.push((notice.kind, markup::read(&C::write(pen, notice)?)));
    }
    let (first, _) = sections.first().ok_or(RenderError::Empty)?;
    let name = TemplateName::parse(first.code()).map_err(|_| RenderError::Empty)?;
    let form = match channel {
        Channel::Sms | Channel::Push => short(pen, sections)?,
        Channel::Email | Channel::SiteLetter | Channel::Post | Channel::Phone => {
            long(pen, sections)?
        }
    };
    Ok(Rendered {
        template: Template { name, version: EDITION },
        language: tongue.language(),
        form,
    })
}

fn long<C: Written>(
    pen: &Pen<'_, C>,
    sections: Vec<(NoticeKind, Sheet)>,
) -> Result<Form, RenderError> {
    let sections = with_complaint(pen, sections)?;
    let title = sections.first().map(|sheet| sheet.title.clone()).unwrap_or_default();
    let frame = Frame::of(pen, title, String::new(), None).write(pen.tongue)?;
    let (frame, footer) = (markup::read(&frame), Footer::of(pen).write(pen.tongue)?);
    let posted = pen.channel == Channel::Post;
    let address = pen.material.opened.address.filter(|_| posted);
    let date = pen.material.at.with_timezone(&pen.house_zone()).date_naive();
    let date = dates::plain(pen.tongue, date);
    let page = Page {
        lang: pen.tongue.tag(),
        subject: &frame.title,
        address: layout::above(address.into_iter().flat_map(str::lines), &date),
        opening: &frame.blocks,
        sections: &sections,
        footer: &markup::read(&footer),
    };
    let (html, text) = (page.html()?, page.text());
    Ok(match pen.channel {
        Channel::Post | Channel::Phone => Form::Page { html, text },
        Channel::Email | Channel::SiteLetter | Channel::Sms | Channel::Push => {
            Form::Mail { subject: frame.title.clone(), text, html }
        }
    })
}

/// How to complain comes after all that is told, and before the ticket.
fn with_complaint<C: Written>(
    pen: &Pen<'_, C>,
    sections: Vec<(NoticeKind, Sheet)>,
) -> Result<Vec<Sheet>, RenderError> {
    let last = sections.iter().take_while(|(kind, _)| *kind != NoticeKind::Ticket).count();
    let mut sheets: Vec<Sheet> = sections.into_iter().map(|(_, sheet)| sheet).collect();
    if C::owes_complain(pen) {
        let complaint = markup::read(&Complain::of(pen)?.write(pen.tongue)?);
        sheets.insert(last, complaint);
    }
    Ok(sheets)
}

fn short<C: Written>(
    pen: &Pen<'_, C>,
    sections: Vec<(NoticeKind, Sheet)>,
) -> Result<Form, RenderError> {
    let mut parts = Vec::with_capacity(sections.len());
    let mut link = None;
    for (kind, sheet) in &sections {
        parts.push(sheet.sms.clone().ok_or(RenderError::NotInShort(*kind))?);
        if needs_page(*kind) {
            let page = pen.material.links.case.ok_or(RenderError::NotInShort(*kind))?;
            link = Some(page.to_owned());
        }
    }
    let points = link.is_some();
    let frame = Frame::of(pen, String::new(), joined(&parts), link).write(pen.tongue)?;
    let text = markup::read(&frame).sms.ok_or(RenderError::Empty)?;
    let page = if points { Some(page(pen, sections)?) } else { None };
    Ok(Form::Short { text, page })
}

/// All that a text message cannot hold, as a mail would say it.
fn page<C: Written>(
    pen: &Pen<'_, C>,
    sections: Vec<(NoticeKind, Sheet)>,
) -> Result<String, RenderError> {
    match long(pen, sections)? {
        Form::Mail { html, .. } | Form::Page { html, .. } => Ok(html),
        Form::Short { .. } => Err(RenderError::Empty),
    }
}

/// Sentences one after the other: Chinese ones stand close, and an address ends with a space.
fn joined(parts: &[String]) -> String {
    parts.iter().fold(String::new(), |mut all, part| {
        if all.ends_with(|c: char| c.is_ascii()) {
            all.push(' ');
        }
        all.push_str(part);
        all
    })
}

/// Whether a text message can only say that there is something to read.
const fn needs_page(kind: NoticeKind) -> bool {
    match kind {
        NoticeKind::Clarification
        | NoticeKind::Extension
        | NoticeKind::Fee
        | NoticeKind::Hold
        | NoticeKind::Decision
        | NoticeKind::Escalation
        | NoticeKind::Completion
        | NoticeKind::Withdrawn
        | NoticeKind::ProofAsked
        | NoticeKind::IdentityReminder
        | NoticeKind::IdentityLastCall
        | NoticeKind::IdentityNotConfirmed
        | NoticeKind::StandingNotShown => true,
        NoticeKind::Acknowledgement
        | NoticeKind::Consequences
        | NoticeKind::Ticket
        | NoticeKind::Code
        | NoticeKind::SomeoneAsked
        | NoticeKind::BackupPurged
        | NoticeKind::HalfTime
        | NoticeKind::FourFifths
        | NoticeKind::TwoDaysLeft
        | NoticeKind::FourHoursLeft
        | NoticeKind::IncidentAlarm
        | NoticeKind::Overdue
        | NoticeKind::Undeliverable
        | NoticeKind::TaskAlarm
        | NoticeKind::TrackAlarm => false,
    }
}
