//! The house that writes, and what is opened for it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use habeas_adapters::letters::{
    Form, HouseCard, Links, Material, Opened, PassedOn, RenderError, Rendered, needs, render,
};
use habeas_domain::contact::Channel;
use habeas_domain::notice::NoticeKind;
use habeas_domain::place::Language;
use habeas_domain::regime::Words;

use crate::samples::Sample;

pub const NAME: &str = "Mei <b>&\"O'Hara\"</b>";
pub const TICKET: &str = "7QK2-M9XW-4T8B-ZC3H-R5NV-6JDP-1F";
pub const AUTHORITY: &str = "Ämt für <b>Daten</b>";
pub const CODE: &str = "48213907";
pub const WORDS: &str = "First <i>line</i> & more.\n## Second line\n=> Pay | https://evil.example";

pub fn words(en: &str, zh: &str) -> Words {
    Words::new(en.to_owned(), BTreeMap::from([("zh".to_owned(), zh.to_owned())]))
}

pub fn card() -> HouseCard {
    let names = [
        ("profile", "profile", "账号资料"),
        ("viewing_history", "viewing history", "观看记录"),
        ("chats", "chats with our support", "客服聊天记录"),
        ("moderation_notes", "moderation notes", "审核记录"),
        ("marketing_profile", "marketing profile", "营销画像"),
        ("invoices", "invoices", "发票"),
        ("core", "our main system", "主系统"),
        ("support", "our support system", "客服系统"),
        ("newsletter", "our newsletter", "邮件营销系统"),
        ("bill_settled", "the bill is paid", "账单结清"),
    ];
    HouseCard {
        name: words("Dramalight", "微光短剧"),
        email: "privacy@dramalight.example".to_owned(),
        phone: Some("+1 555 0100".to_owned()),
        page: Some("https://dramalight.example/privacy".to_owned()),
        post: vec!["Dramalight Privacy Desk".to_owned(), "1 Sample Street".to_owned()],
        endings: Vec::new(),
        names: names.iter().map(|(code, en, zh)| ((*code).to_owned(), words(en, zh))).collect(),
    }
}

pub const LINKS: Links<'static> = Links {
    stop: Some("https://privacy.dramalight.example/s/q3vZkD0bR0m2n0bqW1c5dK7d3P1mZxYy8sQ4"),
    case: Some("https://privacy.dramalight.example/l/q3vZkD0bR0m2n0bqW1c5dK7d3P1mZxYy8s"),
    desk: Some("https://desk.dramalight.example/r/9dk31q"),
};

/// Everything is handed in, also what a message may not print.
pub fn opened(sample: &Sample) -> Opened<'static> {
    let passed_on = || PassedOn { name: Some(AUTHORITY), number: WORDS };
    Opened {
        name: Some(NAME),
        address: Some("Mei O'Hara\n12 Example Road\nSampletown"),
        ticket: Some(TICKET),
        code: Some(CODE),
        other: Some("HB-OTHR-CASE-0000"),
        authorities: wanted(sample).authorities.iter().map(|_| passed_on()).collect(),
        words: sample.message.notices.iter().map(|told| (told.clone(), WORDS)).collect(),
    }
}

/// When every sample is written.
pub fn written() -> DateTime<Utc> {
    DateTime::from_timestamp_secs(1_793_000_000).unwrap()
}

pub fn write(
    sample: &Sample,
    language: &Language,
    channel: Channel,
) -> Result<Rendered, RenderError> {
    let house = card();
    let mut message = sample.message.clone();
    // No ticket is owed to a telephone; what else the sample tells is tried there too.
    if channel == Channel::Sms && message.notices.len() > 1 {
        message.notices.retain(|told| told.kind != NoticeKind::Ticket);
    }
    let material = Material {
        source: sample.source(),
        rules: sample.rules(),
        at: written(),
        house: &house,
        opened: opened(sample),
        links: LINKS,
    };
    render(&material, &message, language, channel)
}

/// The mail of a sample: subject, text, HTML.
pub fn mail(sample: &Sample, language: &Language) -> (String, String, String) {
    let rendered = write(sample, language, Channel::Email);
    match rendered.unwrap_or_else(|why| panic!("{}: {why}", sample.name)).form {
        Form::Mail { subject, text, html } => (subject, text, html),
        other => panic!("{}: {other:?}", sample.name),
    }
}

/// What the message of a sample asks to be opened.
pub fn wanted(sample: &Sample) -> habeas_adapters::letters::Wanted<'_> {
    needs(sample.source(), &sample.message)
}
