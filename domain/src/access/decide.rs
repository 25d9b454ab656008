//! What a record of access answers: it takes everything in until it is full.

use super::{Access, Act, Command, Event, Refusal};

impl Access {
    /// Decides a command: one entry, or a refusal that sends it to another part.
    pub fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        let Command { now: at, by, act } = command;
        if let Self::Kept { by: whose, day, .. } = self
            && (*whose != by.id || *day != at.date_naive())
        {
            return Err(Refusal::NotThisRecord);
        }
        if self.is_full() {
            return Err(Refusal::Full);
        }
        Ok(vec![match act {
            Act::RecordOpening(opening) => Event::Opened { by, at, opening },
            Act::RecordExport(export) => Event::Exported { by, at, export },
            Act::RecordRefusal(refused) => Event::AccessRefused { by, at, refused },
        }])
    }
}
