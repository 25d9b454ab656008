//! What many people are told, as each of them reads it. Nothing in it is about one person, but for the link
//! by which they answer.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use habeas_domain::campaign::{Kind, Part};
use habeas_domain::contact::Channel;
use habeas_domain::dispatch::Template;
use habeas_domain::id::TemplateName;
use habeas_domain::place::Language;
use habeas_domain::reference::Reference;

use super::card::HouseCard;
use super::context::{Footer, Frame};
use super::dates;
use super::layout::{self, Page};
use super::markup::{self, Block, Sheet};
use super::render::{EDITION, Form, RenderError};
use super::tongue::Tongue;
use super::words::campaign as words;

/// Everything that such a message is written from.
#[derive(Debug, Clone, Copy)]
pub struct ManyTold<'a> {
    /// What it is about.
    pub kind: Kind,
    /// The reference of the campaign.
    pub reference: &'a Reference,
    /// The language in which it was worded.
    pub language: &'a Language,
    /// The words, part by part.
    pub parts: &'a BTreeMap<Part, &'a str>,
    /// The house.
    pub house: &'a HouseCard,
    /// Where the reader answers, when asked for consent.
    pub answer: Option<&'a str>,
    /// What stands above a letter on paper: name and address, a line each.
    pub address: &'a [&'a str],
    /// The date of such a letter.
    pub on: NaiveDate,
}

/// What such a message is made from.
pub fn template_of(kind: Kind) -> Result<Template, RenderError> {
    let name = TemplateName::parse(&format!("campaign.{kind}")).map_err(|_| RenderError::Empty)?;
    Ok(Template { name, version: EDITION })
}

/// The words of the message as a channel wants them.
pub fn many_told(told: &ManyTold<'_>, channel: Channel) -> Result<Form, RenderError> {
    match channel {
        Channel::Sms | Channel::Push => told.short(),
        Channel::Email | Channel::SiteLetter => {
            let (subject, text, html) = told.long(false)?;
            Ok(Form::Mail { subject, text, html })
        }
        Channel::Post | Channel::Phone => {
            let (_, text, html) = told.long(true)?;
            Ok(Form::Page { html, text })
        }
    }
}

impl ManyTold<'_> {
    fn tongue(&self) -> Tongue {
        Tongue::for_readers_of(self.language)
    }

    /// Headings are in the language of the words, or there are none: better than two languages in one.
    fn has_headings(&self) -> bool {
        matches!(self.language.as_str().split('-').next(), Some("en" | "zh"))
    }

    fn part(&self, part: Part) -> Result<&str, RenderError> {
        self.parts.get(&part).copied().ok_or(RenderError::Missing("a part of the wording"))
    }

    fn short(&self) -> Result<Form, RenderError> {
        let (text, tongue) = (self.part(Part::Short)?, self.tongue());
        let link = self.answer.map(str::to_owned);
        let frame = Frame::to_many(self, String::new(), one_line(text), link).write(tongue)?;
        let text = markup::read(&frame).sms.ok_or(RenderError::Empty)?;
        Ok(Form::Short { text, page: None })
    }

    fn long(&self, posted: bool) -> Result<(String, String, String), RenderError> {
        let tongue = self.tongue();
        let mut sheet =
            Sheet { title: one_line(self.part(Part::Title)?), sms: None, blocks: Vec::new() };
        for (part, words) in self.parts {
            if matches!(part, Part::Title | Part::Short) {
                continue;
            }
            let heading = words::heading(self.kind, *part).filter(|_| self.has_headings());
            let heading = heading.map(|both| Block::Heading(tongue.pick(both).to_owned()));
            sheet.blocks.extend(heading);
            sheet.blocks.extend(paragraphs(words));
        }
        if let Some(answer) = self.answer {
            let label = tongue.pick(("Answer here (yes or no)", "请在此回答（同意或不同意）"));
            sheet.blocks.push(Block::Link { label: label.to_owned(), to: answer.to_owned() });
        }
        let frame = Frame::to_many(self, sheet.title.clone(), String::new(), None).write(tongue)?;
        let (frame, footer) = (markup::read(&frame), Footer::to_many(self).write(tongue)?);
        let date = dates::plain(tongue, self.on);
        let address = if posted { self.address } else { &[] };
        let page = Page {
            lang: self.language.as_str(),
            subject: &frame.title,
            address: layout::above(address.iter().copied(), &date),
            opening: &frame.blocks,
            sections: &[sheet],
            footer: &markup::read(&footer),
        };
        let (html, text) = (page.html()?, page.text());
        Ok((frame.title.clone(), text, html))
    }

    pub(super) fn house_name(&self) -> String {
        self.house.name.in_language(&self.tongue().language()).to_owned()
    }

    pub(super) fn called(&self) -> &'static str {
        self.tongue().pick(words::called(self.kind))
    }

    pub(super) fn because(&self) -> &'static str {
        self.tongue().pick(words::because(self.kind))
    }

    pub(super) fn separator(&self) -> &'static str {
        self.tongue().pick((", ", "，"))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An empty line ends a paragraph; lines that begin with a hyphen are points.
fn paragraphs(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(clean).chain([String::new()]) {
        match line.strip_prefix("- ") {
            None if !line.is_empty() => lines.push(line),
            point => {
                if !lines.is_empty() {
                    blocks.push(Block::Text(std::mem::take(&mut lines)));
                }
                match (point, blocks.last_mut()) {
                    (Some(point), Some(Block::Points(points))) => points.push(point.to_owned()),
                    (Some(point), _) => blocks.push(Block::Points(vec![point.to_owned()])),
                    (None, _) => {}
                }
            }
        }
    }
    blocks
}

/// Without marks that turn the direction of what follows, and without controls.
fn clean(line: &str) -> String {
    let keeps = |c: &char| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    line.chars().filter(keeps).map(plain).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_paragraphs_and_points() {
        let text = |lines: &[&str]| Block::Text(lines.iter().map(|l| (*l).to_owned()).collect());
        let points =
            |points: &[&str]| Block::Points(points.iter().map(|p| (*p).to_owned()).collect());
        assert_eq!(
            paragraphs("One.\nTwo.\n\nDo this:\n- change it\n- tell us\n\nThen\u{202e} wait.\u{7}"),
            [
                text(&["One.", "Two."]),
                text(&["Do this:"]),
                points(&["change it", "tell us"]),
                text(&["Then wait."]),
            ]
        );
        assert_eq!(paragraphs(" \n"), []);
    }
}
