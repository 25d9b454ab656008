//! The rules that hold: packs, calendars and what was accepted, on record and at hand.
//!
//! At start the desk compares what the binary and the settings bring along with what the house has
//! on record. Whatever is new is first stored by digest, then adopted by an event, and only then
//! decided by: an auditor finds every rule that ever governed anything.

mod document;

use std::collections::BTreeSet;

use habeas_domain::actor::{Actor, Role};
use habeas_domain::calendar::Calendars;
use habeas_domain::digest::Digest;
use habeas_domain::house::{self, Act, CalendarEdition, House, PackEdition, Program};
use habeas_domain::id::{PrincipalId, RegimeId, RuleId, SourceName, VersionName};
use habeas_domain::regime::{self, Pack, PackProblem, Rulebook};

use crate::desk::{Call, Desk, DeskError};
use crate::store::StoreError;

/// What the binary and the settings bring along.
#[derive(Debug)]
pub struct Brought {
    /// The controller.
    pub house: regime::House,
    /// Texts of packs from the operator's folder, each already known to read.
    pub packs: Vec<String>,
    /// The calendars with what settings lay over them.
    pub calendars: std::sync::Arc<Calendars>,
    /// The digest of the settings, without secrets.
    pub settings: Digest,
    /// The version of the binary.
    pub version: VersionName,
}

impl Brought {
    /// How events name the program: its version, and the digest of the rules it brings along.
    pub fn program(&self) -> Result<String, RulesError> {
        Ok(format!("{} rules {}", self.version, digest_of(&self.book()?)))
    }

    /// The rules as they are brought, before anything on record is known.
    fn book(&self) -> Result<Rulebook, RulesError> {
        Ok(Rulebook::shipped(self.house.clone())
            .with_packs(parse_all(&self.packs)?)
            .with_calendars(std::sync::Arc::clone(&self.calendars)))
    }
}

/// Why the rules could not be put in force.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// A pack does not read. Those of the folder are checked before; this is one from the store.
    #[error("the pack {digest} does not read: {}", first(.problems))]
    Pack {
        /// Its digest.
        digest: Digest,
        /// What is wrong with it.
        problems: Vec<PackProblem>,
    },
    /// The house would not adopt something.
    #[error("the house refused")]
    House(#[from] DeskError<house::Refusal>),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn first(problems: &[PackProblem]) -> String {
    problems.first().map_or_else(String::new, ToString::to_string)
}

/// Puts the rules on record where they are not, and gives them in the form decisions ask.
pub async fn adopt(desk: &mut Desk, brought: &Brought) -> Result<Rulebook, RulesError> {
    let mut book = brought.book()?;
    let texts =
        regime::shipped_texts().iter().copied().chain(brought.packs.iter().map(String::as_str));
    for text in texts {
        document::put(desk.store(), "pack", Digest::of(text.as_bytes()), text).await?;
    }
    put_calendars(desk, &brought.calendars).await?;

    let rules = digest_of(&book);
    for act in acts(&book, brought, rules) {
        adopt_one(desk, act).await?;
    }

    let (house, _): (House, _) = desk.fold(House::STREAM).await?;
    let former = document::all(desk.store(), "pack").await?;
    book = book.with_former(parse_all(&former)?);
    let accepted = accepted(&house, &book);
    Ok(book.accepting_only(accepted))
}

/// What the house accepts of the packs of this book. What was accepted of another edition was
/// another text.
#[must_use]
pub fn accepted(house: &House, book: &Rulebook) -> BTreeSet<(RegimeId, RuleId)> {
    let packs = house.records().packs.iter();
    let rows = packs.flat_map(|(regime, pack)| {
        let edition = book.adopted(regime).map(|adopted| adopted.digest);
        let can_be = book.acceptable(regime);
        let rows = pack
            .accepted
            .iter()
            .filter(move |(row, digest)| Some(**digest) == edition && can_be.contains(*row));
        rows.map(|(row, _)| (regime.clone(), row.clone()))
    });
    rows.collect()
}

fn parse_all(texts: &[String]) -> Result<Vec<Pack>, RulesError> {
    let parse = |text: &String| {
        let digest = Digest::of(text.as_bytes());
        Pack::parse(text).map_err(|problems| RulesError::Pack { digest, problems })
    };
    texts.iter().map(parse).collect()
}

async fn put_calendars(desk: &mut Desk, calendars: &Calendars) -> Result<(), StoreError> {
    let file = Calendars::shipped_text();
    let file_digest = Digest::of(file.as_bytes());
    document::put(desk.store(), "calendars", file_digest, file).await?;
    let edition = serde_json::json!({ "file": file_digest, "overrides": calendars.overrides() });
    document::put(desk.store(), "calendar_edition", calendars.digest(), &edition.to_string()).await
}

/// One digest over all packs and the calendars: what `program` says of the rules.
fn digest_of(book: &Rulebook) -> Digest {
    let calendars = book.calendars().digest();
    let mut parts: Vec<&[u8]> =
        book.all_adopted().map(|p| p.digest.as_bytes().as_slice()).collect();
    parts.push(calendars.as_bytes());
    Digest::of_parts(&parts)
}

/// What the house is told at start; each is `already so` when nothing changed.
fn acts(book: &Rulebook, brought: &Brought, rules: Digest) -> Vec<Act> {
    let mut acts = vec![
        Act::SeeProgram(Program { version: brought.version.clone(), rules }),
        Act::AdoptSettings { digest: brought.settings },
    ];
    for pack in book.all_adopted() {
        let from = pack.rules.iter().map(|rule| rule.effective_from).min();
        // Open for ever as soon as one rule is.
        let ends: Option<Vec<_>> = pack.rules.iter().map(|rule| rule.effective_to).collect();
        acts.push(Act::AdoptPack(PackEdition {
            regime: pack.regime.clone(),
            digest: pack.digest,
            effective_from: from.unwrap_or_default(),
            effective_to: ends.and_then(|ends| ends.into_iter().max()),
        }));
    }
    let source = Calendars::source();
    if let (Ok(name), Ok(version)) =
        (SourceName::parse(&source.package), VersionName::parse(&source.version))
    {
        let digest = book.calendars().digest();
        acts.push(Act::AdoptCalendars(CalendarEdition { digest, source: name, version }));
    }
    acts
}

/// The name of the command holds the version that it was decided on: to adopt again what once
/// held is another command, and two nodes that start at once agree by `already so`.
async fn adopt_one(desk: &Desk, act: Act) -> Result<(), RulesError> {
    let (_, version) = desk.fold::<House>(House::STREAM).await?;
    let told = Digest::of(format!("{act:?}").as_bytes());
    let by = start();
    let call = Call::of_worker(by.clone(), format!("start/{version}/{told}"), None);
    desk.execute::<House, _>(House::STREAM, &call, |_, now| {
        Ok(house::Command { now, by: by.clone(), act: act.clone() })
    })
    .await?;
    Ok(())
}

/// The process itself, as it starts.
fn start() -> Actor {
    Actor { role: Role::Worker, id: PrincipalId::start() }
}
