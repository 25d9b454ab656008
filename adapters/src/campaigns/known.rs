//! Who is who on the lists of a campaign.
//!
//! Whoever is known by the same account, address of mail, telephone or name and address is the same
//! person, unless something stronger speaks against it: two who share a telephone and have each an address
//! of mail of their own are two. A line that names two shows them to be one, unless what they are known by
//! speaks against it; but what earlier lists brought stays as it is, since it may have been sent.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use habeas_domain::digest::Digest;
use habeas_domain::id::CampaignId;

use super::list::Field;
use crate::store::{Conn, StoreError, push_any, push_list, push_numbers, sql};

/// What a person is known by, from the strongest on.
const STRENGTH: [Field; 4] = [Field::Account, Field::Email, Field::Phone, Field::Address];
/// The most terms looked up by one statement.
const CHUNK: usize = 1_000;
/// The kind of what the newest line said of somebody beside that: by it a line that says nothing new is told.
pub(super) const LINE: &str = "line";

/// A term of somebody: of which kind, and its keyed hash.
pub(super) type KnownBy = (Field, Digest);

/// The people who share anything with those looked up, and what each is known by.
#[derive(Debug, Default)]
pub(super) struct Known {
    by_term: HashMap<Digest, BTreeSet<i64>>,
    people: HashMap<i64, BTreeMap<Option<Field>, BTreeSet<Digest>>>,
    /// What the newest line said of each beside that.
    said: HashMap<i64, Digest>,
}

#[derive(sqlx::FromRow)]
struct Row {
    term: Vec<u8>,
    person: i64,
    kind: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Found {
    person: i64,
}

impl Known {
    /// Everybody on the lists of a campaign, and not erased, who is known by one of these.
    ///
    /// In plain steps, each along an index: tables that grow by a list are not yet analysed, and a planner
    /// that guesses may read all of them for each batch.
    pub(super) async fn read(
        mut conn: Conn<'_>,
        campaign: &CampaignId,
        terms: &[Digest],
    ) -> Result<Self, StoreError> {
        let mut people = BTreeSet::new();
        for chunk in terms.chunks(CHUNK) {
            let found = sql!(built Found, conn.conn(), |query| {
                query.push("select person from campaign_contact where campaign = ");
                push_any(&mut query, campaign.as_str());
                query.push(" and term in ");
                push_list(&mut query, chunk.iter().map(|term| term.as_bytes().as_slice()));
            })?;
            people.extend(found.into_iter().map(|found| found.person));
        }
        let people: Vec<i64> = people.into_iter().collect();
        let mut known = Self::default();
        for chunk in people.chunks(CHUNK) {
            let erased = erased(conn.conn(), campaign, chunk).await?;
            let rows = sql!(built Row, conn.conn(), |query| {
                query.push("select term, person, kind from campaign_contact where campaign = ");
                push_any(&mut query, campaign.as_str());
                query.push(" and person in ");
                push_list(&mut query, chunk.iter().copied());
            })?;
            for Row { term, person, kind } in rows {
                if erased.contains(&person) {
                    continue;
                }
                let wrong = |column| StoreError::inconsistent("campaign_contact", column, person);
                let term = term.as_slice().try_into().map_err(|_| wrong("term"))?;
                if kind.as_deref() == Some(LINE) {
                    known.said.insert(person, Digest::from_bytes(term));
                    continue;
                }
                let kind =
                    kind.as_deref().map(|kind| Field::parse(kind).ok_or_else(|| wrong("kind")));
                known.add(person, kind.transpose()?, Digest::from_bytes(term));
            }
        }
        Ok(known)
    }

    fn add(&mut self, person: i64, kind: Option<Field>, term: Digest) {
        self.by_term.entry(term).or_default().insert(person);
        self.people.entry(person).or_default().entry(kind).or_default().insert(term);
    }

    /// Who it is that is known by these; the one who came first, where several are.
    pub(super) fn who(&self, terms: &[KnownBy]) -> Option<i64> {
        STRENGTH.iter().enumerate().find_map(|(rank, kind)| {
            let of = terms.iter().filter(|(one, _)| one == kind);
            of.filter_map(|(_, term)| self.by_term.get(term)).flatten().copied().find(|person| {
                !STRENGTH[..rank]
                    .iter()
                    .any(|stronger| self.speaks_against(*person, *stronger, terms))
            })
        })
    }

    /// Who else is known by these: somebody whom this line shows to be that person. One of the two came by
    /// the list on its way in, with a number from `own` on. Of several who share something nobody can say
    /// which of them it is.
    pub(super) fn other(&self, person: i64, terms: &[KnownBy], own: i64) -> Option<i64> {
        STRENGTH.iter().enumerate().find_map(|(rank, kind)| {
            let may_be = |other: &i64| {
                *other != person
                    && person.max(*other) >= own
                    && !STRENGTH[..rank].iter().any(|stronger| {
                        self.speaks_against(*other, *stronger, terms)
                            || self.are_two(person, *other, *stronger)
                    })
            };
            let of = terms.iter().filter(|(one, _)| one == kind);
            of.filter_map(|(_, term)| self.by_term.get(term)).find_map(|known| {
                let mut others = known.iter().copied().filter(may_be);
                others.next().filter(|_| others.next().is_none())
            })
        })
    }

    /// Whether both people are known by something of that kind, and by nothing in common.
    fn are_two(&self, person: i64, other: i64, kind: Field) -> bool {
        let of = |who: i64| self.people.get(&who).and_then(|known| known.get(&Some(kind)));
        of(person).zip(of(other)).is_some_and(|(one, two)| one.is_disjoint(two))
    }

    /// From here on the two are one: whoever came first. Gives who that is, and who is nobody any more.
    pub(super) fn join(&mut self, person: i64, other: i64) -> (i64, i64) {
        let (stays, gone) = (person.min(other), person.max(other));
        // Whatever either said before: the line that shows it is the newest, and counts.
        self.said.remove(&gone);
        self.said.remove(&stays);
        for (kind, terms) in self.people.remove(&gone).unwrap_or_default() {
            for term in terms {
                if let Some(known) = self.by_term.get_mut(&term) {
                    known.remove(&gone);
                }
                self.add(stays, kind, term);
            }
        }
        (stays, gone)
    }

    /// Whether both are known by something of that kind, and by nothing in common.
    fn speaks_against(&self, person: i64, kind: Field, terms: &[KnownBy]) -> bool {
        let mut of = terms.iter().filter(|(one, _)| *one == kind).peekable();
        let theirs = self.people.get(&person).and_then(|known| known.get(&Some(kind)));
        theirs
            .is_some_and(|theirs| of.peek().is_some() && !of.any(|(_, term)| theirs.contains(term)))
    }

    /// Remembers what a line says of a person who was known before it; gives whether the newest line said
    /// something else.
    pub(super) fn hear(&mut self, person: i64, said: Digest) -> bool {
        self.said.insert(person, said) != Some(said)
    }

    /// Remembers that a person is known by these; gives those that are new.
    pub(super) fn learn(&mut self, person: i64, terms: &[KnownBy]) -> Vec<KnownBy> {
        let before = |this: &Self, term: &Digest| {
            this.people.get(&person).is_some_and(|known| known.values().any(|of| of.contains(term)))
        };
        let mut new = Vec::new();
        for (kind, term) in terms {
            if !before(self, term) {
                self.add(person, Some(*kind), *term);
                new.push((*kind, *term));
            }
        }
        new
    }
}

/// Which of these people were erased.
pub(super) async fn erased(
    conn: Conn<'_>,
    campaign: &CampaignId,
    people: &[i64],
) -> Result<BTreeSet<i64>, StoreError> {
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let gone = sql!(built Found, conn, |query| {
        query.push("select person from campaign_person where campaign = ");
        push_any(&mut query, campaign.as_str());
        query.push(" and sealed is null and ");
        push_numbers(&mut query, "no", people.iter().copied());
    })?;
    Ok(gone.into_iter().map(|found| found.person).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(of: &[(Field, &str)]) -> Vec<KnownBy> {
        of.iter().map(|(kind, text)| (*kind, Digest::of(text.as_bytes()))).collect()
    }

    /// Who is on each line, of lists of which the last one begins behind so many people.
    fn of_list(own: i64, lines: &[&[(Field, &str)]]) -> Vec<i64> {
        let mut known = Known::default();
        let mut next = 0;
        let mut who = Vec::new();
        for line in lines {
            let line = terms(line);
            let mut person = known.who(&line).unwrap_or_else(|| {
                next += 1;
                next
            });
            while let Some(other) = known.other(person, &line, own) {
                (person, _) = known.join(person, other);
            }
            known.learn(person, &line);
            who.push(person);
        }
        who
    }

    fn lists(lines: &[&[(Field, &str)]]) -> Vec<i64> {
        of_list(1, lines)
    }

    #[test]
    fn whoever_shares_anything_is_one_unless_something_stronger_speaks_against_it() {
        use Field::{Account, Address, Email, Phone};
        // The same address of mail, with and without more.
        let one = lists(&[&[(Email, "a")], &[(Email, "a"), (Phone, "1")], &[(Phone, "1")]]);
        assert_eq!(one, [1, 1, 1]);
        // A couple with one telephone.
        let two = lists(&[
            &[(Email, "a"), (Phone, "1")],
            &[(Email, "b"), (Phone, "1")],
            &[(Email, "b")],
            &[(Phone, "1")],
        ]);
        assert_eq!(two, [1, 2, 2, 1], "by the telephone alone, whoever came first");
        // Two accounts with one address of mail; a third line says which.
        let two = lists(&[
            &[(Account, "x"), (Email, "a")],
            &[(Account, "y"), (Email, "a")],
            &[(Account, "y"), (Email, "c")],
            &[(Email, "c"), (Phone, "7")],
        ]);
        assert_eq!(two, [1, 2, 2, 2]);
        // A new address of mail of the same account is the same person, known by both.
        let one = lists(&[
            &[(Account, "x"), (Email, "a")],
            &[(Account, "x"), (Email, "b")],
            &[(Email, "b")],
        ]);
        assert_eq!(one, [1, 1, 1]);
        // Two who live and are called alike, each with a telephone.
        let two = lists(&[&[(Phone, "1"), (Address, "n")], &[(Phone, "2"), (Address, "n")]]);
        assert_eq!(two, [1, 2]);
        let one = lists(&[&[(Phone, "1"), (Address, "n")], &[(Address, "n")]]);
        assert_eq!(one, [1, 1]);
    }

    #[test]
    fn a_line_that_names_two_shows_them_to_be_one_unless_they_are_two() {
        use Field::{Account, Email, Phone};
        // Whoever came with a telephone, and whoever came with an address of mail.
        let one = lists(&[
            &[(Phone, "1")],
            &[(Email, "a")],
            &[(Phone, "1"), (Email, "a")],
            &[(Phone, "1")],
            &[(Email, "a")],
        ]);
        assert_eq!(one, [1, 2, 1, 1, 1]);
        // Three at once, and one of them again by what only another one was known by.
        let one = lists(&[
            &[(Phone, "1")],
            &[(Email, "a"), (Phone, "2")],
            &[(Account, "x")],
            &[(Account, "x"), (Email, "a"), (Phone, "1")],
            &[(Phone, "2")],
        ]);
        assert_eq!(one, [1, 2, 3, 1, 1]);
        // Both came by lists of before, and may have been told; one did, and is who it is.
        let both: &[&[(Field, &str)]] =
            &[&[(Phone, "1")], &[(Email, "a")], &[(Phone, "1"), (Email, "a")], &[(Phone, "1")]];
        assert_eq!(of_list(3, both), [1, 2, 2, 1]);
        assert_eq!(of_list(2, both), [1, 2, 1, 1]);
        // A couple with one telephone stays two, whatever a line says of the telephone.
        let two = lists(&[
            &[(Email, "a"), (Phone, "1")],
            &[(Email, "b"), (Phone, "1")],
            &[(Email, "b"), (Phone, "1")],
            &[(Email, "a")],
        ]);
        assert_eq!(two, [1, 2, 2, 1]);
        // Nor is it known which of them an account is.
        let three = lists(&[
            &[(Email, "a"), (Phone, "1")],
            &[(Email, "b"), (Phone, "1")],
            &[(Account, "x")],
            &[(Account, "x"), (Phone, "1")],
            &[(Email, "a")],
            &[(Email, "b")],
        ]);
        assert_eq!(three, [1, 2, 3, 3, 1, 2]);
        // Two accounts stay two, though a line names one of them with the address of the other.
        let two = lists(&[
            &[(Account, "x"), (Email, "a")],
            &[(Account, "y")],
            &[(Account, "y"), (Email, "a")],
            &[(Account, "x")],
        ]);
        assert_eq!(two, [1, 2, 2, 1]);
    }

    #[test]
    fn the_newest_line_counts_and_its_repeat_does_not() {
        let (mut known, said) = (Known::default(), |text: &str| Digest::of(text.as_bytes()));
        let heard = ["zh", "zh", "en", "zh"].map(|text| known.hear(1, said(text)));
        assert_eq!(heard, [true, false, true, true]);
    }

    #[test]
    fn the_line_that_shows_two_to_be_one_counts_whatever_either_said() {
        let (mut known, zh) = (Known::default(), Digest::of(b"zh"));
        assert!(known.hear(1, zh) && known.hear(2, Digest::of(b"en")));
        known.join(2, 1);
        assert!(known.hear(1, zh));
        assert!(!known.hear(1, zh));
    }

    #[test]
    fn what_is_new_of_a_person_is_told_once() {
        use Field::{Email, Phone};
        let mut known = Known::default();
        assert_eq!(known.learn(1, &terms(&[(Email, "a")])).len(), 1);
        let both = terms(&[(Email, "a"), (Phone, "1")]);
        assert_eq!(known.learn(1, &both), both[1..]);
        assert_eq!(known.learn(1, &both), []);
    }
}
