//! What people do with cases, in clear on this side and sealed on the other.
//!
//! Everything personal is sealed here, before a command reaches the desk; codes are made and
//! compared here, since the domain must not know them; other cases of the same person are found
//! here, through the vault's keyed index, and handed to the decision as facts.
//!
//! What is the same in every kind of case is in this folder; how a letter of one kind is taken in, and
//! what belongs beside it, is in a folder of its own.

mod codes;
mod complaint;
mod error;
mod incident;
mod letter;
mod request;
pub(crate) mod reveal;
mod sealer;

use std::sync::{Arc, PoisonError, RwLock};

use habeas_domain::case::{Case, CaseId, CaseRef, CaseStream};
use habeas_domain::contact::Channel;
use habeas_domain::house::House;
use habeas_domain::id::ContactNo;
use habeas_domain::kind::Relation;
use habeas_domain::regime::Rulebook;
use habeas_domain::sealed::Purpose;

pub use complaint::{ComplainedAbout, ComplaintLetter};
pub use error::CaseError;
pub use incident::{
    IncidentReport, NamedProcessor, OpenFrom, Opened as IncidentOpened, ToldByProcessor,
};
pub(crate) use letter::{LONGEST_TEXT, check_text, contact_term};
pub use letter::{LetterProblem, LetterSubject, LetterWriter};
pub use request::{Letter, LetterItem};
pub use reveal::{Field, Of, Opened, RecordError, RevealError, Shown, Value, Wish};
pub use sealer::Sealer;

use crate::desk::{Call, Desk, DeskError, Done};
use crate::rules;
use crate::vault::{Clear, SealError, Stream, Vault, VaultError, Whose};

/// The folded case of an id.
pub type CaseOf<I> = <<I as CaseId>::Stream as CaseStream>::Case;
/// What can be done with the case of an id.
pub type ActOf<I> = <<I as CaseId>::Stream as CaseStream>::Act;
/// Why something asked of the case of an id came to nothing.
pub type ErrorOf<I> = CaseError<<<I as CaseId>::Stream as cqrs_es::Aggregate>::Error>;

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

/// Cases at this desk. A clone is the same desk.
#[derive(Debug, Clone)]
pub struct Cases {
    desk: Desk,
    vault: Vault,
    rules: Rules,
}

/// The vault's name of a case's stream.
pub(crate) fn stream(id: &impl CaseId) -> Stream {
    stream_of(&id.case())
}

/// The same of a case of any kind.
pub(crate) fn stream_of(case: &CaseRef) -> Stream {
    Stream::new(case.kind().code(), case.stream())
}

impl Cases {
    /// Cases at this desk, with this vault, by these rules.
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

    /// A case as it stands, with the sequence of its newest event.
    pub async fn get<I: CaseId>(&self, id: &I) -> Result<(Box<CaseOf<I>>, usize), ErrorOf<I>> {
        let (state, version) = self.desk.fold::<I::Stream>(id.text()).await?;
        match state.into_live() {
            Some(case) => Ok((case, version)),
            None => Err(DeskError::Refused(I::Stream::not_received()).into()),
        }
    }

    /// Lets a case be found by further contacts, which the record has, before the event that adds
    /// them. They speak of the subject from that event on; when it never comes, of nobody.
    pub async fn find_by(
        &self,
        case: &impl Case,
        contacts: &[(Channel, Clear<String>)],
    ) -> Result<(), VaultError> {
        let minor = case.subject().is_some_and(|subject| subject.minor);
        let of_parent = case.writer().relation == Relation::Guardian || minor;
        let numbered = (case.people().next_contact().0..).map(ContactNo).zip(contacts);
        let entries = numbered.filter_map(|(no, (channel, value))| {
            let whose = if of_parent { Whose::Sender } else { Whose::Contact(no) };
            Some(contact_term(*channel, value.reveal(), case.home())?.ok()?.of(whose))
        });
        let entries = entries.collect::<Vec<_>>();
        if !entries.is_empty() {
            self.vault.add_entries(&stream(case.id()), &entries).await?;
        }
        Ok(())
    }

    /// Destroys whatever was shown to prove who writes, or that they may: the key under which it is
    /// sealed. Repeating it is harmless.
    pub async fn destroy_proofs<I: CaseId>(&self, id: &I) -> Result<(), ErrorOf<I>> {
        let keys = self.vault.case_keys(&stream(id)).await?;
        if let Some(key) = keys.id(Purpose::Proof) {
            self.vault.forget(key).await?;
        }
        Ok(())
    }

    /// Carries out an act on a case. `make` builds it from the case as it stands; what is
    /// personal in it goes through the sealer. `expect` is the decision revision that the caller
    /// saw, when it insists on it.
    pub async fn act<I: CaseId>(
        &self,
        id: &I,
        call: &Call,
        expect: Option<u64>,
        make: impl Fn(&CaseOf<I>, &Sealer<'_>) -> Result<ActOf<I>, SealError>,
    ) -> Result<Done<I::Stream>, ErrorOf<I>> {
        let keys = self.vault.case_keys(&stream(id)).await?;
        let sealer = Sealer::new(&self.vault, keys);
        let rules = self.rules.now();
        let done = self
            .desk
            .execute::<I::Stream, _>(id.text(), call, |state, now| {
                let case = state.live().ok_or(DeskError::Refused(I::Stream::not_received()))?;
                DeskError::if_stale(expect, case.revision())?;
                let act = make(case, &sealer)?;
                Ok(I::Stream::command(now, call.actor.clone(), Arc::clone(&rules), act))
            })
            .await?;
        Ok(done)
    }
}
