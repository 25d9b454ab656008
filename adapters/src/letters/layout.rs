//! A message as text and as HTML, from the same blocks.

use askama::Template;

use super::markup::{Block, Sheet};

/// A message, whole.
pub(super) struct Page<'p> {
    pub(super) lang: &'p str,
    pub(super) subject: &'p str,
    /// Where the letter is posted to and its date, line by line; empty for what is not posted.
    pub(super) address: Vec<&'p str>,
    pub(super) opening: &'p [Block],
    /// The notices; the title of the first is the title of the message.
    pub(super) sections: &'p [Sheet],
    pub(super) footer: &'p Sheet,
}

#[derive(Template)]
#[template(path = "message.html")]
struct Html<'p> {
    page: &'p Page<'p>,
}

/// What stands above a letter on paper: to whom it goes, and its date. A mail has both in its header.
pub(super) fn above<'p>(address: impl Iterator<Item = &'p str>, date: &'p str) -> Vec<&'p str> {
    let mut lines: Vec<&str> = address.collect();
    if !lines.is_empty() {
        lines.extend(["", date]);
    }
    lines
}

impl Page<'_> {
    fn title(&self) -> &str {
        self.sections.first().map_or("", |first| &first.title)
    }

    pub(super) fn html(&self) -> Result<String, askama::Error> {
        Html { page: self }.render()
    }

    /// The whole message in plain text: everything that the HTML says, with addresses spelled out.
    pub(super) fn text(&self) -> String {
        let colon = if self.lang == "zh" { "：" } else { ":" };
        let mut out = Text { written: String::new(), colon };
        for line in &self.address {
            out.line(line);
        }
        out.gap();
        out.underlined(self.title(), '=');
        out.blocks(self.opening);
        for (index, section) in self.sections.iter().enumerate() {
            if index > 0 {
                out.underlined(&section.title, '-');
            }
            out.blocks(&section.blocks);
        }
        out.gap();
        out.line("----------------------------------------");
        out.line(&self.footer.title);
        out.blocks(&self.footer.blocks);
        out.written
    }
}

struct Text {
    written: String,
    colon: &'static str,
}

impl Text {
    fn line(&mut self, line: &str) {
        self.written.push_str(line);
        self.written.push('\n');
    }

    /// One empty line, unless nothing stands above it.
    fn gap(&mut self) {
        if !self.written.is_empty() && !self.written.ends_with("\n\n") {
            self.written.push('\n');
        }
    }

    fn underlined(&mut self, heading: &str, mark: char) {
        self.gap();
        self.line(heading);
        let width = heading.chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum();
        self.line(&mark.to_string().repeat(width));
    }

    fn lines(&mut self, before: &str, lines: &[String]) {
        for line in lines {
            self.line(&format!("{before}{line}"));
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(heading) => self.underlined(heading, '-'),
                Block::Text(lines) => {
                    self.gap();
                    self.lines("", lines);
                }
                Block::Points(points) => {
                    self.gap();
                    self.lines("- ", points);
                }
                Block::Quote(lines) => {
                    self.gap();
                    self.lines("> ", lines);
                }
                Block::Mark(mark) => {
                    self.gap();
                    self.line(&format!("    {mark}"));
                }
                Block::Link { label, to } => {
                    self.gap();
                    self.line(&format!("{label}{}", self.colon));
                    self.line(to);
                }
            }
        }
    }
}
