//! What is kept of a message: what travels, and the page that it points to where it cannot hold all.

/// U+001E, the record separator: no message has it in it.
const BETWEEN: char = '\u{1e}';

/// The kept bytes of a message in their two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept<'b> {
    /// What goes over the wire.
    pub travels: &'b str,
    /// The HTML document that a text message points to.
    pub page: Option<&'b str>,
}

impl<'b> Kept<'b> {
    /// Reads what was kept.
    #[must_use]
    pub fn read(bytes: &'b str) -> Self {
        match bytes.split_once(BETWEEN) {
            Some((travels, page)) => Self { travels, page: Some(page) },
            None => Self { travels: bytes, page: None },
        }
    }

    /// The bytes to keep.
    pub(super) fn bytes(&self) -> String {
        match self.page {
            Some(page) => format!("{}{BETWEEN}{page}", self.travels),
            None => self.travels.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back_in_its_parts() {
        for kept in [Kept { travels: "a", page: None }, Kept { travels: "a", page: Some("<p>") }] {
            assert_eq!(Kept::read(&kept.bytes()), kept);
        }
    }
}
