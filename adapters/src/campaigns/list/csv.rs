//! Comma-separated values, pushed in piece by piece.

use std::collections::BTreeMap;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::quotes::Quotes;
use super::{BadLine, Field, LONGEST_LINE, Raw, Unreadable};

/// More fields than any header has.
const MOST_FIELDS: usize = 64;
/// What some programs put in front of UTF-8.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Where a line ends cannot be told then, and so nothing of what follows.
const NOT_CLOSED: &str =
    "has a quote that is not closed where its field ends, and nothing behind it can be read";
/// Whether it ends where it says, or has swallowed what follows, cannot be told then.
const ENDLESS: &str = "goes on between quotes over several lines and is longer than a person's line can be: \
                       it may have a quote that is not closed, and nothing behind it can be read";

/// The state between two pieces.
pub(super) struct CsvLines {
    /// None until the first line is there, by which the separator is told.
    reader: Option<Reader>,
    /// The beginning, while the first line has not ended.
    head: Vec<u8>,
    columns: Vec<Field>,
    bytes: Vec<u8>,
    used: usize,
    ends: Vec<usize>,
    fields: usize,
    /// The line on which the record began.
    line: u64,
    /// Whether nothing of the next record was there yet: empty lines before it are none.
    between: bool,
    at: Position,
    quotes: Quotes,
    /// Whether the record was too long, and its rest is passed over.
    too_long: bool,
}

impl Default for CsvLines {
    fn default() -> Self {
        Self {
            reader: None,
            head: Vec::new(),
            columns: Vec::new(),
            bytes: vec![0; LONGEST_LINE],
            used: 0,
            ends: vec![0; MOST_FIELDS],
            fields: 0,
            line: 1,
            between: true,
            at: Position { line: 1, filled: 1, behind_return: false },
            quotes: Quotes::new(b','),
            too_long: false,
        }
    }
}

/// How far it was read, in lines as an editor counts them: `\n`, `\r\n` and `\r` each end one, within quotes,
/// too.
struct Position {
    line: u64,
    /// The last line that held anything but its end: not every list ends with a line break.
    filled: u64,
    /// Whether the last byte was `\r`, to which a `\n` belongs.
    behind_return: bool,
}

impl Position {
    fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\n' if self.behind_return => {}
                b'\r' | b'\n' => self.line += 1,
                _ => self.filled = self.line,
            }
            self.behind_return = *byte == b'\r';
        }
    }
}

impl CsvLines {
    pub(super) fn feed(&mut self, piece: &[u8], out: &mut Vec<Raw>) -> Result<(), Unreadable> {
        if piece.is_empty() {
            return Ok(());
        }
        if self.reader.is_some() {
            return self.read(piece, out);
        }
        self.head.extend_from_slice(piece);
        if self.head.contains(&b'\n') || self.head.len() > LONGEST_LINE {
            return self.begin(out);
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, out: &mut Vec<Raw>) -> Result<(), Unreadable> {
        if self.reader.is_none() {
            self.begin(out)?;
        }
        self.read(b"", out)?;
        if self.columns.is_empty() {
            return Err(self.no_header("is empty: a list begins with a header"));
        }
        Ok(())
    }

    fn begin(&mut self, out: &mut Vec<Raw>) -> Result<(), Unreadable> {
        let head = std::mem::take(&mut self.head);
        let head = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&head);
        let first = head.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
        let fields = |byte| first.split(|other| *other == byte).count();
        let delimiter = if fields(b';') > fields(b',') { b';' } else { b',' };
        self.reader = Some(ReaderBuilder::new().delimiter(delimiter).build());
        self.quotes = Quotes::new(delimiter);
        if head.is_empty() { Ok(()) } else { self.read(head, out) }
    }

    /// Reads on; an empty piece is the end.
    fn read(&mut self, mut piece: &[u8], out: &mut Vec<Raw>) -> Result<(), Unreadable> {
        let is_end = piece.is_empty();
        loop {
            if self.between {
                let ends = piece.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                let (before, rest) = piece.split_at(ends);
                self.at.pass(before);
                piece = rest;
                if !piece.is_empty() {
                    (self.between, self.line) = (false, self.at.line);
                }
            }
            let Some(reader) = &mut self.reader else { return Ok(()) };
            if piece.is_empty() && !is_end {
                return Ok(());
            }
            let (bytes, ends) = (&mut self.bytes[self.used..], &mut self.ends[self.fields..]);
            let (result, read, written, ended) = reader.read_record(piece, bytes, ends);
            self.at.pass(&piece[..read]);
            self.quotes.pass(&piece[..read]);
            piece = &piece[read..];
            self.used += written;
            self.fields += ended;
            match result {
                ReadRecordResult::InputEmpty if is_end => {}
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(()),
                // Passed over: what is kept of it is not used.
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    self.too_long = true;
                    // Only between quotes does it go on over so many lines.
                    if self.at.line > self.line {
                        return Err(Unreadable(self.bad(ENDLESS)));
                    }
                    (self.used, self.fields) = (0, 0);
                }
                ReadRecordResult::Record => {
                    self.record(out)?;
                    self.between = true;
                    (self.used, self.fields, self.too_long) = (0, 0, false);
                }
            }
        }
    }

    fn record(&mut self, out: &mut Vec<Raw>) -> Result<(), Unreadable> {
        let line = self.line;
        let broken = self.quotes.end_broken();
        if broken && (self.columns.is_empty() || self.at.filled > line) {
            return Err(Unreadable(self.bad(NOT_CLOSED)));
        }
        if self.columns.is_empty() {
            return self.header();
        }
        let fields = if self.too_long {
            Err(self.bad("is longer than a person's line can be"))
        } else if broken {
            Err(self.bad("must have each quote closed, and nothing behind it in its field"))
        } else if self.fields == self.columns.len() {
            self.texts()
        } else {
            Err(self.bad("must have as many fields as the header"))
        };
        out.push(Raw { line, fields });
        Ok(())
    }

    const fn bad(&self, reason: &'static str) -> BadLine {
        BadLine { line: self.line, field: None, reason }
    }

    fn texts(&self) -> Result<BTreeMap<Field, String>, BadLine> {
        let mut from = 0;
        let mut texts = BTreeMap::new();
        for (field, end) in self.columns.iter().zip(&self.ends) {
            let text = std::str::from_utf8(&self.bytes[from..*end]).map_err(|_| BadLine {
                line: self.line,
                field: Some(*field),
                reason: "must be UTF-8",
            })?;
            texts.insert(*field, text.to_owned());
            from = *end;
        }
        // Lists are put behind each other, and the header of the second one is nobody.
        if texts.iter().all(|(field, text)| Field::parse(text) == Some(*field)) {
            return Err(self.bad("is the header again"));
        }
        Ok(texts)
    }

    fn header(&mut self) -> Result<(), Unreadable> {
        if self.too_long {
            return Err(self.no_header("is longer than a header can be"));
        }
        let mut from = 0;
        for end in &self.ends[..self.fields] {
            let name = std::str::from_utf8(&self.bytes[from..*end]).unwrap_or_default();
            let Some(field) = Field::parse(name).filter(|field| !self.columns.contains(field))
            else {
                let reason = "must name each column once: email, phone, account, address, name, \
                              language, channel";
                return Err(self.no_header(reason));
            };
            self.columns.push(field);
            from = *end;
        }
        let contacts = [Field::Email, Field::Phone, Field::Account, Field::Address];
        if contacts.iter().any(|contact| self.columns.contains(contact)) {
            Ok(())
        } else {
            Err(self.no_header("must name a column with contacts: email, phone, account, address"))
        }
    }

    const fn no_header(&self, reason: &'static str) -> Unreadable {
        Unreadable(self.bad(reason))
    }
}
