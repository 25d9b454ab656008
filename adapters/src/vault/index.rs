//! Finding the cases of somebody, by a keyed hash that gives nothing away.

use habeas_domain::digest::Digest;
use habeas_domain::id::ContactNo;

use super::service::{Service, ServiceKeys};
use super::{Stream, Term, Vault, VaultError};
use crate::store::{Conn, StoreError, sql};

/// How many cases a search gives at most; whoever must look at them all folds every one.
pub const FOUND_AT_MOST: usize = 50;

/// More pairs of rows than that are not looked at: fifty cases that share everything they have.
const MOST_ROWS: i64 = 2_000;

/// Whom a term speaks of, in the case that it finds. Two cases are about the same person only when
/// what they share speaks of the subject in both: a mother writes for two children, an agent for
/// nine hundred people, and anybody can put a neighbour's address into a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The subject.
    Subject,
    /// The subject, once the record is seen to hold this contact of the letter.
    Contact(ContactNo),
    /// Whoever wrote, or the way the letter came.
    Sender,
}

impl Whose {
    fn word(self) -> String {
        match self {
            Self::Subject => "subject".to_owned(),
            Self::Contact(no) => format!("contact.{no}"),
            Self::Sender => "sender".to_owned(),
        }
    }

    fn read(word: &str) -> Result<Self, StoreError> {
        let contact = |word: &str| word.strip_prefix("contact.")?.parse().ok().map(ContactNo);
        match word {
            "subject" => Ok(Self::Subject),
            "sender" => Ok(Self::Sender),
            other => contact(other)
                .map(Self::Contact)
                .ok_or_else(|| StoreError::inconsistent("vault_index", "whose", "a row")),
        }
    }
}

/// What a case can be found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    term: Term,
    whose: Whose,
}

impl Term {
    /// What a case can be found by, and of whom it speaks there.
    #[must_use]
    pub const fn of(self, whose: Whose) -> Entry {
        Entry { term: self, whose }
    }
}

/// Another case that something finds as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The other case.
    pub stream: Stream,
    /// Of whom each shared term speaks: in this case, and in the other.
    pub by: Vec<(Whose, Whose)>,
}

/// Cases under one identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The newest first, [`FOUND_AT_MOST`] of them.
    pub cases: Vec<Stream>,
    /// Whether there are more.
    pub more: bool,
}

impl Vault {
    /// The cases of one kind under this identifier, save those that are forgotten.
    pub async fn find(&self, kind: &str, term: &Term) -> Result<Found, VaultError> {
        let mut reader = self.inner.store.read().await?;
        let mut cases = sql!(
            all Stream,
            reader.conn(),
            "select c.stream_type, c.stream_id
               from vault_case c
              where c.stream_type = $3
                and exists (select 1 from vault_index i
                             where i.term = $1 and i.stream_type = c.stream_type
                               and i.stream_id = c.stream_id)
              order by c.created_at desc, c.stream_type, c.stream_id
              limit $2",
            hash(&self.inner.services, "index", term).as_bytes().as_slice(),
            i64::try_from(FOUND_AT_MOST + 1).unwrap_or(i64::MAX),
            kind
        )?;
        let more = cases.len() > FOUND_AT_MOST;
        cases.truncate(FOUND_AT_MOST);
        Ok(Found { cases, more })
    }

    /// The other cases of the same kind that can be found by anything that this one is found by:
    /// first those about the same subject, then those that may be, each the newest first. At most
    /// [`FOUND_AT_MOST`].
    pub async fn sharing(&self, stream: &Stream) -> Result<Vec<Shared>, VaultError> {
        let mut reader = self.inner.store.read().await?;
        let rows = sql!(
            all SharedRow,
            reader.conn(),
            "select c.stream_type, c.stream_id, own.whose as own, theirs.whose as theirs
               from vault_index own
               join vault_index theirs on theirs.term = own.term
               join vault_case c on c.stream_type = theirs.stream_type
                                and c.stream_id = theirs.stream_id
              where own.stream_type = $1 and own.stream_id = $2
                and c.stream_type = $1 and c.stream_id <> $2
              order by case when own.whose = 'subject' and theirs.whose = 'subject' then 0
                            when own.whose <> 'sender' and theirs.whose <> 'sender' then 1
                            else 2 end,
                       c.created_at desc, c.stream_id, own, theirs
              limit $3",
            &stream.kind,
            &stream.id,
            MOST_ROWS
        )?;
        let mut found: Vec<Shared> = Vec::new();
        for row in rows {
            let by = (Whose::read(&row.own)?, Whose::read(&row.theirs)?);
            if let Some(shared) = found.iter_mut().find(|shared| shared.stream == row.stream) {
                shared.by.push(by);
            } else if found.len() < FOUND_AT_MOST {
                found.push(Shared { stream: row.stream, by: vec![by] });
            }
        }
        Ok(found)
    }
}

#[derive(sqlx::FromRow)]
struct SharedRow {
    #[sqlx(flatten)]
    stream: Stream,
    own: String,
    theirs: String,
}

/// Adds index rows of a case; those it has stay.
pub(super) async fn insert(
    mut conn: Conn<'_>,
    services: &ServiceKeys,
    stream: &Stream,
    entries: &[Entry],
) -> Result<(), StoreError> {
    for entry in entries {
        sql!(
            run conn.conn(),
            "insert into vault_index (term, stream_type, stream_id, whose) values ($1, $2, $3, $4)
             on conflict (term, stream_type, stream_id, whose) do nothing",
            hash(services, "index", &entry.term).as_bytes().as_slice(),
            &stream.kind,
            &stream.id,
            entry.whose.word()
        )?;
    }
    Ok(())
}

/// A term as it lies in the tables. Other uses of the same term cannot be linked to it.
pub(super) fn hash(services: &ServiceKeys, usage: &str, term: &Term) -> Digest {
    let parts = [usage.as_bytes(), term.sort.as_bytes(), term.value.as_bytes()];
    services.digest(Service::Index, &parts)
}
