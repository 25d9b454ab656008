//! A JSON object a line, pushed in piece by piece.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use super::csv::BYTE_ORDER_MARK;
use super::{BadLine, Field, LONGEST_LINE, Raw};

/// The state between two pieces.
pub(super) struct JsonLines {
    rest: Vec<u8>,
    line: u64,
    /// Whether the line was too long, and its rest is passed over.
    too_long: bool,
}

impl Default for JsonLines {
    fn default() -> Self {
        Self { rest: Vec::new(), line: 1, too_long: false }
    }
}

impl JsonLines {
    pub(super) fn feed(&mut self, piece: &[u8], out: &mut Vec<Raw>) {
        let mut parts = piece.split(|byte| *byte == b'\n');
        let mut part = parts.next();
        while let Some(bytes) = part {
            self.keep(bytes);
            part = parts.next();
            if part.is_some() {
                self.end(out);
            }
        }
    }

    pub(super) fn finish(&mut self, out: &mut Vec<Raw>) {
        self.end(out);
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.too_long |= self.rest.len() + bytes.len() > LONGEST_LINE;
        if self.too_long {
            self.rest.clear();
        } else {
            self.rest.extend_from_slice(bytes);
        }
    }

    fn end(&mut self, out: &mut Vec<Raw>) {
        let line = self.line;
        let bad = |reason| BadLine { line, field: None, reason };
        let text = self.rest.strip_prefix(BYTE_ORDER_MARK).filter(|_| line == 1);
        let text = text.unwrap_or(&self.rest).trim_ascii();
        if self.too_long {
            out.push(Raw { line, fields: Err(bad("is longer than a person's line can be")) });
        } else if !text.is_empty() {
            let read = serde_json::from_slice::<Fields>(text);
            let reason = "must be a JSON object of texts, each once: email, phone, account, address, \
                          name, language, channel";
            let fields = read.map(|Fields(fields)| fields).map_err(|_| bad(reason));
            out.push(Raw { line, fields });
        }
        self.rest.clear();
        self.too_long = false;
        self.line += 1;
    }
}

/// An object of texts. A name given twice is a mistake that must not choose for us.
struct Fields(BTreeMap<Field, String>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields, M::Error> {
                let mut fields = BTreeMap::new();
                while let Some((name, text)) = map.next_entry::<Field, Option<String>>()? {
                    if fields.insert(name, text.unwrap_or_default()).is_some() {
                        return Err(M::Error::custom("twice"));
                    }
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(Object)
    }
}
