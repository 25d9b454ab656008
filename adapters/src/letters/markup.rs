//! The little that a template can say beside words, and how values are kept from saying it.
//!
//! A template file begins with `title:` and `sms:` lines, then `---`, then the letter, one block a
//! line: `## ` a heading, `- ` a point of a list, `> ` words that are quoted, `! ` something to be
//! copied, `=> label | address` a link; anything else is a paragraph. Text and HTML are made from
//! the same blocks, so they cannot say different things.

use std::fmt::{Result, Write};

/// Stands before every value, so that no value begins a line.
const VALUE: char = '\u{e000}';
/// A line break inside a value.
const BREAK: char = '\u{e001}';

/// How values are written into a letter: they may hold line breaks, and no other control.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl askama::filters::Escaper for Plain {
    fn write_escaped_str<W: Write>(&self, mut dest: W, string: &str) -> Result {
        dest.write_char(VALUE)?;
        for c in string.trim().chars() {
            match c {
                '\n' => dest.write_char(BREAK)?,
                // Marks of our own, and marks that turn the direction of what follows.
                VALUE | BREAK | '\r' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
                c if c.is_control() => dest.write_char(' ')?,
                c => dest.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// A block of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    Heading(String),
    Text(Vec<String>),
    Points(Vec<String>),
    Quote(Vec<String>),
    Mark(String),
    Link { label: String, to: String },
}

/// A template's output, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) title: String,
    /// What a text message says of it; none where it is nothing for one.
    pub(super) sms: Option<String>,
    pub(super) blocks: Vec<Block>,
}

/// Takes a template's output apart.
pub(super) fn read(output: &str) -> Sheet {
    let mut sheet = Sheet { title: String::new(), sms: None, blocks: Vec::new() };
    let mut lines = output.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in lines.by_ref() {
        if line == "---" {
            break;
        } else if let Some(title) = line.strip_prefix("title:") {
            sheet.title = one_line(title);
        } else if let Some(sms) = line.strip_prefix("sms:") {
            sheet.sms = Some(one_line(sms));
        }
    }
    for line in lines {
        match (block(line), sheet.blocks.last_mut()) {
            (Block::Points(more), Some(Block::Points(points))) => points.extend(more),
            (block, _) => sheet.blocks.push(block),
        }
    }
    sheet
}

fn block(line: &str) -> Block {
    if let Some(heading) = line.strip_prefix("## ") {
        return Block::Heading(one_line(heading));
    }
    if let Some(point) = line.strip_prefix("- ") {
        return Block::Points(vec![one_line(point)]);
    }
    if let Some(words) = line.strip_prefix("> ") {
        return Block::Quote(many_lines(words));
    }
    if let Some(mark) = line.strip_prefix("! ") {
        return Block::Mark(one_line(mark));
    }
    if let Some((label, to)) = line.strip_prefix("=> ").and_then(|link| link.split_once(" | ")) {
        let (label, to) = (one_line(label), one_line(to));
        // Whatever is no web address is shown, and not made into something to press.
        if to.starts_with("https://") || to.starts_with("http://") {
            return Block::Link { label, to };
        }
        return Block::Text(vec![format!("{label}: {to}")]);
    }
    Block::Text(many_lines(line))
}

fn many_lines(text: &str) -> Vec<String> {
    text.split(BREAK).map(bare).filter(|line| !line.is_empty()).collect()
}

fn one_line(text: &str) -> String {
    many_lines(text).join(" ")
}

fn bare(text: &str) -> String {
    text.replace(VALUE, "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use askama::filters::Escaper as _;

    fn value(text: &str) -> String {
        let mut out = String::new();
        Plain.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn every_kind_of_block_is_read() {
        let sheet = read(
            "title: A title\nsms: Short.\n---\nWords.\n\n## More\n- one\n\n- two\n> said\n! 1234\n\
             => Open | https://example.net/x\n=> Open | javascript:alert(1)\n",
        );
        assert_eq!(sheet.title, "A title");
        assert_eq!(sheet.sms.as_deref(), Some("Short."));
        let text = |words: &str| Block::Text(vec![words.to_owned()]);
        assert_eq!(
            sheet.blocks,
            [
                text("Words."),
                Block::Heading("More".to_owned()),
                Block::Points(vec!["one".to_owned(), "two".to_owned()]),
                Block::Quote(vec!["said".to_owned()]),
                Block::Mark("1234".to_owned()),
                Block::Link { label: "Open".to_owned(), to: "https://example.net/x".to_owned() },
                text("Open: javascript:alert(1)"),
            ]
        );
    }

    #[test]
    fn a_value_says_nothing_but_words() {
        let bad =
            "## Heading\n---\n- point\r\n=> Pay | https://evil.example\ntitle: x\u{202e}\u{7}";
        let sheet = read(&format!("title: t\n---\n{}\n> {}\n", value(bad), value(bad)));
        let lines: Vec<String> = vec![
            "## Heading".to_owned(),
            "---".to_owned(),
            "- point".to_owned(),
            "=> Pay | https://evil.example".to_owned(),
            "title: x".to_owned(),
        ];
        assert_eq!(sheet.title, "t");
        assert_eq!(sheet.blocks, [Block::Text(lines.clone()), Block::Quote(lines)]);
    }

    #[test]
    fn marks_of_ours_in_a_value_vanish() {
        assert_eq!(read(&format!("title: {}\n", value("a\u{e000}b\u{e001}c"))).title, "abc");
    }
}
