//! Lists of people, as they are given: comma-separated values with a header, or a JSON object a line.
//!
//! Both are read piece by piece as they come over the wire, so that a list of a million people needs no
//! more memory than one of ten. A line is a person: what they are reached at, what they read, and how they
//! wish to be told.

mod csv;
mod json;
mod person;
mod quotes;

use std::collections::BTreeMap;

use habeas_domain::place::Country;

pub use person::{Field, ListedPerson};
pub(crate) use person::{address_term, text_of};

use csv::CsvLines;
use json::JsonLines;

/// No line is longer than this many bytes.
const LONGEST_LINE: usize = 16 * 1024;

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180) with a header; semicolons are taken, too.
    Csv,
    /// A JSON object a line.
    JsonLines,
}

/// What is wrong with a line. Says nothing of what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// The line, counted from 1 as an editor does.
    pub line: u64,
    /// The field, where it is one.
    pub field: Option<Field>,
    /// What is wrong, as the end of a sentence.
    pub reason: &'static str,
}

/// A line taken apart, or why it cannot be.
struct Raw {
    line: u64,
    fields: Result<BTreeMap<Field, String>, BadLine>,
}

/// A list as a whole that cannot be read: nothing behind that point means anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub BadLine);

enum Lines {
    Csv(Box<CsvLines>),
    Json(JsonLines),
}

/// Reads a list piece by piece.
pub struct Reader {
    lines: Lines,
    home: Country,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

/// One line: who, or what is wrong with it.
pub type Line = (u64, Result<ListedPerson, BadLine>);

impl Reader {
    /// Reads a list of that format. Telephone numbers without `+` are of the country given.
    #[must_use]
    pub fn new(format: Format, home: Country) -> Self {
        let lines = match format {
            Format::Csv => Lines::Csv(Box::default()),
            Format::JsonLines => Lines::Json(JsonLines::default()),
        };
        Self { lines, home }
    }

    /// Takes the next piece; every line that it ends is put out.
    pub fn feed(&mut self, piece: &[u8], out: &mut Vec<Line>) -> Result<(), Unreadable> {
        let mut raw = Vec::new();
        let read = match &mut self.lines {
            Lines::Csv(csv) => csv.feed(piece, &mut raw),
            Lines::Json(json) => {
                json.feed(piece, &mut raw);
                Ok(())
            }
        };
        self.put(raw, out);
        read
    }

    /// The last line, which need not end.
    pub fn finish(mut self, out: &mut Vec<Line>) -> Result<(), Unreadable> {
        let mut raw = Vec::new();
        let read = match &mut self.lines {
            Lines::Csv(csv) => csv.finish(&mut raw),
            Lines::Json(json) => {
                json.finish(&mut raw);
                Ok(())
            }
        };
        self.put(raw, out);
        read
    }

    fn put(&self, raw: Vec<Raw>, out: &mut Vec<Line>) {
        out.extend(raw.into_iter().map(|Raw { line, fields }| {
            let person = fields.and_then(|mut f| ListedPerson::read(line, &mut f, &self.home));
            (line, person)
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_in(format: Format, pieces: &[&[u8]]) -> (Vec<Line>, Result<(), Unreadable>) {
        let mut reader = Reader::new(format, Country::parse("GB").unwrap());
        let mut out = Vec::new();
        for piece in pieces {
            if let Err(error) = reader.feed(piece, &mut out) {
                return (out, Err(error));
            }
        }
        let end = reader.finish(&mut out);
        (out, end)
    }

    fn people(format: Format, text: &str) -> Vec<Result<String, (u64, Option<Field>)>> {
        let (lines, end) = read_in(format, &[text.as_bytes()]);
        assert_eq!(end, Ok(()));
        let shown = |(_, line): &Line| match line {
            Ok(person) => Ok(person.shown()),
            Err(bad) => Err((bad.line, bad.field)),
        };
        lines.iter().map(shown).collect()
    }

    const CSV: &str = "\u{feff}email,phone,language,channel,address\r\n\
        ada@example.net,,en,,\r\n\
        ,020 7946 0123,zh,sms,\"1 Sample Street\nExampletown\"\r\n\
        \r\n\
        ben@example.net,+1 202 555 0123,,email,\r\n";

    #[test]
    fn both_formats_say_the_same() {
        let expected = [
            Ok("email=ada@example.net language=en".to_owned()),
            Ok("phone=+442079460123 address=1 Sample Street\nExampletown language=zh channel=sms"
                .to_owned()),
            Ok("email=ben@example.net phone=+12025550123 channel=email".to_owned()),
        ];
        assert_eq!(people(Format::Csv, CSV), expected);
        let semicolons = CSV.replace(',', ";");
        assert_eq!(people(Format::Csv, &semicolons), expected);
        let json = concat!(
            r#"{"email":"ada@example.net","language":"en"}"#,
            "\n\n",
            r#"{"phone":"020 7946 0123","language":"zh","channel":"sms","address":"1 Sample Street\nExampletown"}"#,
            "\r\n",
            r#"{"email":"ben@example.net","phone":"+1 202 555 0123","channel":"email"}"#,
        );
        assert_eq!(people(Format::JsonLines, json), expected);
    }

    #[test]
    fn it_does_not_matter_where_the_wire_cuts() {
        let (whole, _) = read_in(Format::Csv, &[CSV.as_bytes()]);
        for size in 1..40 {
            let pieces: Vec<&[u8]> = CSV.as_bytes().chunks(size).collect();
            let (cut, end) = read_in(Format::Csv, &pieces);
            assert_eq!(end, Ok(()));
            assert_eq!(format!("{cut:?}"), format!("{whole:?}"), "pieces of {size}");
        }
    }

    #[test]
    fn every_bad_line_is_named() {
        let text = "email,phone,channel,language\n\
                    ada@example.net,,,\n\
                    not an address,,,\n\
                    ,,,\n\
                    ,12,,\n\
                    ben@example.net,,sms,\n\
                    ben@example.net,,pigeon,\n\
                    ben@example.net,,,Klingonisch\n\
                    ben@example.net,\n\
                    ben@example.net,,,,\n\
                    \"a\u{0}b@example.net\",,,\n";
        let bad: Vec<_> = people(Format::Csv, text).into_iter().filter_map(Result::err).collect();
        assert_eq!(
            bad,
            [
                (3, Some(Field::Email)),
                (4, None),
                (5, Some(Field::Phone)),
                (6, Some(Field::Channel)),
                (7, Some(Field::Channel)),
                (8, Some(Field::Language)),
                (9, None),
                (10, None),
                (11, Some(Field::Email)),
            ]
        );
        let json = concat!(
            "[]\n{\n{\"email\":5}\n{\"mail\":\"a@example.net\"}\n{}\n",
            "{\"email\":\"a@example.net\",\"email\":\"b@example.net\"}\n"
        );
        let bad = people(Format::JsonLines, json);
        assert_eq!(bad.len(), 6);
        assert!(bad.iter().all(Result::is_err), "{bad:?}");
    }

    #[test]
    fn a_bad_line_is_named_by_where_it_begins() {
        let text = "\n\nemail,address\n\nada@example.net,\nbad,\n\n\n\
                    ben@example.net,\"1 Sample Street\nExampletown\n\"\nworse,\"a\n\nb\"\n\nworst,";
        let bad = |text: &str, size: usize| {
            let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
            let (lines, end) = read_in(Format::Csv, &pieces);
            assert_eq!(end, Ok(()));
            let bad = lines.iter().filter_map(|(line, read)| read.is_err().then_some(*line));
            bad.collect::<Vec<_>>()
        };
        for ends in ["\n", "\r\n", "\r"] {
            let text = text.replace('\n', ends);
            for size in [1, 2, 3, 7, text.len()] {
                assert_eq!(bad(&text, size), [6, 12, 16], "{ends:?}, pieces of {size}");
            }
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_swallows_nobody() {
        let read = |text: &str| {
            let text = format!("email,address\n{text}");
            let mut all = (1..=text.len()).map(|size| {
                let pieces: Vec<&[u8]> = text.as_bytes().chunks(size).collect();
                let (lines, end) = read_in(Format::Csv, &pieces);
                let good: Vec<_> = lines.iter().map(|(line, read)| (*line, read.is_ok())).collect();
                (good, end.map_err(|Unreadable(bad)| bad.line))
            });
            let first = all.next().unwrap();
            assert!(all.all(|other| other == first), "{text:?}");
            first
        };
        let ben = "ben@example.net,2 Sample Street\n";
        // On one line it is that line.
        let stray = format!("ada@example.net,\"1 Sample\" Street\n{ben}");
        assert_eq!(read(&stray), (vec![(2, false), (3, true)], Ok(())));
        let last = format!("{ben}ada@example.net,\"1 Sample Street\n");
        assert_eq!(read(&last), (vec![(2, true), (3, false)], Ok(())));
        let empty_behind = format!("{ben}ada@example.net,\"1 Sample Street\n\r\n\n");
        assert_eq!(read(&empty_behind), (vec![(2, true), (3, false)], Ok(())));
        // Over more lines nobody can tell whom it swallowed, whether or not the last one ends.
        let cem = "cem@example.net,3 Sample Street";
        for ben in ["ben@example.net,2 Sample Street", "ben@example.net,\"2 Sample Street"] {
            for end in ["", "\n", "\r\n", "\n\n"] {
                let open = format!("{cem}\nada@example.net,\"1 Sample Street\n{ben}{end}");
                assert_eq!(read(&open), (vec![(2, true)], Err(3)));
            }
        }
        let open = format!("ada@example.net,\"1 Sample Street\n{ben}{ben}");
        assert_eq!(read(&open), (vec![], Err(2)));
        let closed_by_another = format!("{open}cem@example.net,\"3 Sample Street\"\n{ben}");
        assert_eq!(read(&closed_by_another), (vec![], Err(2)));
        // Quotes within a field, and quoted ones, are what they are.
        let fine =
            "ada@example.net,The \"Red\" House\nben@example.net,\"The \"\"Red\"\"\nHouse\"\n";
        assert_eq!(read(fine), (vec![(2, true), (3, true)], Ok(())));
        // Of one that goes on and on nobody can tell whether its quote is closed somewhere.
        let long = format!("ada@example.net,\"1 Sample Street\n{}", ben.repeat(LONGEST_LINE));
        let closed = format!("ada@example.net,\"1\n{}\"\n{ben}", "x".repeat(LONGEST_LINE));
        for text in [long, closed] {
            let (lines, end) = read_in(Format::Csv, &[b"email,address\n", text.as_bytes()]);
            let Unreadable(bad) = end.unwrap_err();
            assert_eq!((lines.len(), bad.line), (0, 2));
            assert!(bad.reason.contains("longer") && bad.reason.contains("may have a quote"));
        }
    }

    #[test]
    fn a_list_that_is_none_is_refused_as_a_whole() {
        for (text, line) in
            [("", 1), ("name\nada\n", 1), ("email,shoe_size\n", 1), ("email,email\n", 1)]
        {
            let (_, end) = read_in(Format::Csv, &[text.as_bytes()]);
            assert_eq!(end.unwrap_err().0.line, line, "{text:?}");
        }
        // What is not UTF-8 is a bad line, and so is one that never ends.
        let (lines, _) = read_in(Format::Csv, &[b"email\n\xff\xfe@example.net\nada@example.net\n"]);
        assert!(lines[0].1.is_err() && lines[1].1.is_ok());
        let long = vec![b'{'; LONGEST_LINE * 3];
        let endless = [b"email\n".as_slice(), &long, b"\nada@example.net\n"];
        let (lines, end) = read_in(Format::Csv, &endless);
        assert!(lines.iter().any(|(_, line)| line.is_err()), "{end:?}");
        let (lines, _) = read_in(Format::JsonLines, &[&long, b"\n{}\n"]);
        assert_eq!(lines.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2]);
    }
}
