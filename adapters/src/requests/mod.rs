//! What people do with requests, in clear on this side and sealed on the other.
//!
//! Everything personal is sealed here, before a command reaches the desk; codes are made and
//! compared here, since the domain must not know them; other cases of the same person are found
//! here, through the vault's keyed index, and handed to the decision as facts.

mod codes;
mod error;
mod letter;
mod receive;
mod related;
pub(crate) mod reveal;
mod sealer;

use std::sync::{Arc, PoisonError, RwLock};

use habeas_domain::house::House;
use habeas_domain::id::RequestId;
use habeas_domain::regime::Rulebook;
use habeas_domain::request::{Act, Case, Command, Refusal, Request};
use habeas_domain::sealed::Purpose;

pub use error::RequestError;
pub(crate) use letter::{LONGEST_TEXT, check_text, contact_term};
pub use letter::{Letter, LetterItem, LetterProblem};
pub use reveal::{Field, Of, Opened, RevealError, Shown, Value, Wish};
pub use sealer::Sealer;

use crate::desk::{Call, Desk, DeskError, Done};
use crate::rules;
use crate::vault::{SealError, Stream, Vault};

/// The rules that hold, exchanged as a whole when packs or calendars are adopted.
#[derive(Debug, Clone)]
pub struct Rules(Arc<RwLock<Arc<Rulebook>>>);

impl Rules {
    /// These rules, until others are put in their place.
    #[must_use]
    pub fn new(book: Rulebook) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(book))))
    }

    /// The rules as they are now.
    #[must_use]
    pub fn now(&self) -> Arc<Rulebook> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Follows the house in what it accepts of the packs. Whoever folds the house anyway calls this,
    /// so that what is accepted on one node governs on every other from its next call on.
    pub fn follow(&self, house: &House) {
        let book = self.now();
        let any = house.records().packs.values().any(|pack| !pack.accepted.is_empty());
        if !any && book.accepted().is_empty() {
            return;
        }
        let accepted = rules::accepted(house, &book);
        if *book.accepted() != accepted {
            self.set(Rulebook::clone(&book).accepting_only(accepted));
        }
    }

    /// Puts others in their place.
    pub fn set(&self, book: Rulebook) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(book);
    }
}

/// Requests at this desk. A clone is the same desk.
#[derive(Debug, Clone)]
pub struct Requests {
    desk: Desk,
    vault: Vault,
    rules: Rules,
}

/// The vault's name of a request's stream.
pub(crate) fn stream(id: &RequestId) -> Stream {
    Stream::new(<Request as cqrs_es::Aggregate>::TYPE, id.as_str())
}

impl Requests {
    /// Requests at this desk, with this vault, by these rules.
    #[must_use]
    pub const fn new(desk: Desk, vault: Vault, rules: Rules) -> Self {
        Self { desk, vault, rules }
    }

    /// The door.
    #[must_use]
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The vault.
    #[must_use]
    pub const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The rules.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// A request as it stands, with the sequence of its newest event.
    pub async fn get(&self, id: &RequestId) -> Result<(Box<Case>, usize), RequestError> {
        match self.desk.fold::<Request>(id.as_str()).await? {
            (Request::Live(case), version) => Ok((case, version)),
            (Request::Absent, _) => Err(DeskError::Refused(Refusal::NotReceived).into()),
        }
    }

    /// Destroys whatever was shown to prove who asks, or that they may: the key under which it is
    /// sealed. Repeating it is harmless.
    pub async fn destroy_proofs(&self, id: &RequestId) -> Result<(), RequestError> {
        let keys = self.vault.case_keys(&stream(id)).await?;
        if let Some(key) = keys.id(Purpose::Proof) {
            self.vault.forget(key).await?;
        }
        Ok(())
    }

    /// Carries out an act on a request. `make` builds it from the case as it stands; what is
    /// personal in it goes through the sealer. `expect` is the decision revision that the caller
    /// saw, when it insists on it.
    pub async fn act(
        &self,
        id: &RequestId,
        call: &Call,
        expect: Option<u64>,
        make: impl Fn(&Case, &Sealer<'_>) -> Result<Act, SealError>,
    ) -> Result<Done<Request>, RequestError> {
        let keys = self.vault.case_keys(&stream(id)).await?;
        let sealer = Sealer::new(&self.vault, keys);
        let rules = self.rules.now();
        let done = self
            .desk
            .execute::<Request, _>(id.as_str(), call, |state, now| {
                let case = state.case().ok_or(DeskError::Refused(Refusal::NotReceived))?;
                if expect.is_some_and(|seen| seen != case.revision) {
                    return Err(DeskError::Stale { now: case.revision });
                }
                let act = make(case, &sealer)?;
                Ok(Command { now, by: call.actor.clone(), rules: Arc::clone(&rules), act })
            })
            .await?;
        Ok(done)
    }
}
