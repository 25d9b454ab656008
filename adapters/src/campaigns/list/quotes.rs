//! Whether the quotes of comma-separated values are whole (RFC 4180).
//!
//! The reader takes any bytes: a quote that is never closed makes one field of every line behind it, and what
//! stands behind a closing quote is put onto the field. People would be lost by that, or stand on somebody
//! else's letter. So both are found here, by the same steps from byte to byte that the reader takes.

const QUOTE: u8 = b'"';

/// Where in a field it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before its first byte.
    Begin,
    /// In a field without quotes around it, which may hold some.
    Plain,
    /// Between quotes.
    Quoted,
    /// Behind a quote, which closes the field unless another one follows at once.
    Closing,
}

/// The quotes of one record, as far as it was read.
#[derive(Debug)]
pub(super) struct Quotes {
    delimiter: u8,
    place: Place,
    stray: bool,
}

impl Quotes {
    /// Of a list whose fields this byte separates.
    pub(super) const fn new(delimiter: u8) -> Self {
        Self { delimiter, place: Place::Begin, stray: false }
    }

    /// Follows the next bytes of the record.
    pub(super) fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let ends = *byte == self.delimiter || matches!(byte, b'\r' | b'\n');
            self.place = match self.place {
                Place::Quoted if *byte == QUOTE => Place::Closing,
                Place::Quoted => Place::Quoted,
                Place::Begin | Place::Closing if *byte == QUOTE => Place::Quoted,
                Place::Begin | Place::Plain | Place::Closing if ends => Place::Begin,
                Place::Begin | Place::Plain => Place::Plain,
                Place::Closing => {
                    self.stray = true;
                    Place::Plain
                }
            };
        }
    }

    /// Whether the record that ends here has a quote that is not closed, or something behind one that is. The
    /// next record begins.
    pub(super) fn end_broken(&mut self) -> bool {
        let broken = self.stray || self.place == Place::Quoted;
        (self.place, self.stray) = (Place::Begin, false);
        broken
    }
}
