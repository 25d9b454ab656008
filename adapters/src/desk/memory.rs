//! Streams as they were folded lately, so that a case at which many work is read on from where it was
//! left, and not from its first event.
//!
//! What is remembered never answers by itself: the database is asked for the event at which the
//! memory ends and for all behind it, in the same one query that would read the whole stream. Another
//! node's events are seen as ever; a database that was put back to an earlier state is noticed, and
//! the stream read whole.

use std::any::{Any, TypeId};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cqrs_es::EventEnvelope;
use habeas_domain::stream::Decides;
use hashlink::LruCache;
use sha2::{Digest as _, Sha256};

use crate::store::{Metadata, Row, Store, StoreError};

/// How many bytes of stored text may lie behind everything that is remembered; what is folded from them
/// takes about as much.
const HEAVIEST: usize = 32 * 1024 * 1024;
/// A stream of more text than that is read whole each time: one with long letters, or a message with
/// its text, must not push out the cases that many work at.
const HEAVIEST_STREAM: usize = 64 * 1024;

/// A stream as it was folded.
#[derive(Debug, Clone)]
pub(super) struct Folded<A> {
    /// The aggregate.
    pub(super) state: A,
    /// The sequence of the newest event in it; 0 is a stream that does not exist.
    pub(super) version: usize,
    /// The metadata of that event as they are stored; their salt is that of no other commit.
    newest: String,
    /// The commands in it.
    commands: HashSet<CommandKey>,
    /// How many bytes of stored text it was folded from, but for what was only counted.
    weight: usize,
}

/// What is remembered. A clone is the same memory.
#[derive(Debug, Clone)]
pub(super) struct Memory(Arc<Mutex<Kept>>);

/// What is kept, the latest used last.
struct Kept {
    streams: LruCache<Name, (Arc<dyn Any + Send + Sync>, usize)>,
    weight: usize,
}

type Name = (TypeId, String);

/// A command, by half its digest: streams can hold thousands, and no two are ever taken for one.
type CommandKey = [u8; 16];

fn key_of(command: &str) -> CommandKey {
    let digest: [u8; 32] = Sha256::digest(command).into();
    std::array::from_fn(|at| digest[at])
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("weight", &self.weight).finish_non_exhaustive()
    }
}

impl Default for Memory {
    fn default() -> Self {
        let streams = LruCache::new_unbounded();
        Self(Arc::new(Mutex::new(Kept { streams, weight: 0 })))
    }
}

impl Kept {
    fn insert(&mut self, name: Name, stream: Arc<dyn Any + Send + Sync>, weight: usize) {
        self.remove(&name);
        if weight > HEAVIEST_STREAM {
            return;
        }
        self.streams.insert(name, (stream, weight));
        self.weight += weight;
        while self.weight > HEAVIEST
            && let Some((_, (_, oldest))) = self.streams.remove_lru()
        {
            self.weight -= oldest;
        }
    }

    fn remove(&mut self, name: &Name) {
        if let Some((_, weight)) = self.streams.remove(name) {
            self.weight -= weight;
        }
    }
}

impl Memory {
    /// The stream as it stands.
    pub(super) async fn fold<A: Decides>(
        &self,
        store: &Store,
        id: &str,
    ) -> Result<Arc<Folded<A>>, StoreError> {
        let name = (TypeId::of::<A>(), id.to_owned());
        let Some(known) = self.get::<A>(&name) else { return self.whole(store, name).await };
        let mut rows = store.rows(A::TYPE, id, known.version).await?.into_iter();
        if !rows.next().is_some_and(|row| row.is(known.version, &known.newest)) {
            return self.whole(store, name).await;
        }
        if rows.len() == 0 {
            return Ok(known);
        }
        // Nobody else needs it as it was, mostly: then it is not copied.
        self.lock().remove(&name);
        self.put(name, Arc::unwrap_or_clone(known), rows)
    }

    async fn whole<A: Decides>(
        &self,
        store: &Store,
        name: Name,
    ) -> Result<Arc<Folded<A>>, StoreError> {
        let rows = store.rows(A::TYPE, &name.1, 0).await?;
        self.put(name, Folded::default(), rows.into_iter())
    }

    fn put<A: Decides>(
        &self,
        name: Name,
        mut folded: Folded<A>,
        rows: impl Iterator<Item = Row>,
    ) -> Result<Arc<Folded<A>>, StoreError> {
        for row in rows {
            folded.take(&name.1, row)?;
        }
        let folded = Arc::new(folded);
        if folded.version > 0 {
            self.lock().insert(name, Arc::<Folded<A>>::clone(&folded), folded.weight);
        }
        Ok(folded)
    }

    fn get<A: Decides>(&self, name: &Name) -> Option<Arc<Folded<A>>> {
        let (stream, _) = self.lock().streams.get(name)?.clone();
        stream.downcast().ok()
    }

    /// A panic elsewhere leaves at worst an entry too few: go on.
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<A: Decides> Folded<A> {
    /// Whether the stream holds this command.
    pub(super) fn holds(&self, command: &str) -> bool {
        self.commands.contains(&key_of(command))
    }

    fn take(&mut self, id: &str, row: Row) -> Result<(), StoreError> {
        let EventEnvelope { payload, mut metadata, sequence, .. } = row.envelope::<A>(id)?;
        let command = metadata.remove(Metadata::COMMAND);
        let is_counted = A::is_only_counted(&payload);
        self.weight += if is_counted { size_of::<CommandKey>() } else { row.weight() };
        self.state.apply(payload);
        self.commands.extend(command.as_deref().map(key_of));
        (self.version, self.newest) = (sequence, row.into_metadata());
        Ok(())
    }
}

impl<A: Default> Default for Folded<A> {
    fn default() -> Self {
        let (newest, commands) = (String::new(), HashSet::new());
        Self { state: A::default(), version: 0, newest, commands, weight: 0 }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use habeas_domain::actor::{Actor, Role};
    use habeas_domain::house::{Act, Command, House};
    use habeas_domain::id::PrincipalId;

    use super::*;
    use crate::chance::Chance;
    use crate::clock::Clock;
    use crate::desk::{Call, Desk, Effect};
    use crate::store::Durability;

    fn named(name: &str) -> PrincipalId {
        PrincipalId::parse(name).unwrap()
    }

    async fn desk(folder: &std::path::Path) -> Desk {
        let (store, _) = Store::open_embedded(folder, Durability::Full).await.unwrap();
        Desk::new(store, Clock::System, Chance::System, "test")
    }

    async fn enrols(desk: &Desk, name: &str) -> Effect {
        let by = Actor { role: Role::Administrator, id: named("admin") };
        let call = Call::of_worker(by.clone(), name.to_owned(), None);
        let enrol = |_: &House, now| {
            let act = Act::EnrolStaff {
                principal: named(name),
                roles: BTreeSet::from([Role::Clerk]),
                trained_on: None,
                second_factor: true,
            };
            Ok(Command { now, by: by.clone(), act })
        };
        desk.execute::<House, _>(House::STREAM, &call, enrol).await.unwrap().effect
    }

    async fn team(desk: &Desk) -> (Vec<String>, usize) {
        let (house, version) = desk.fold::<House>(House::STREAM).await.unwrap();
        (house.records().staff.keys().map(ToString::to_string).collect(), version)
    }

    #[tokio::test]
    async fn what_another_node_added_is_seen_and_repeats_are_known() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (desk(folder.path()).await, desk(folder.path()).await);
        assert_eq!(team(&one).await, (Vec::new(), 0));
        assert_eq!(enrols(&one, "ada").await, Effect::Applied);
        assert_eq!(enrols(&other, "ben").await, Effect::Applied);
        assert_eq!(team(&one).await.0, ["ada", "ben"]);
        assert_eq!(enrols(&other, "cem").await, Effect::Applied);
        assert_eq!(enrols(&one, "cem").await, Effect::Repeated);
        assert_eq!(team(&one).await, team(&other).await);
    }

    #[test]
    fn what_is_kept_has_a_limit() {
        let name = |no: usize| (TypeId::of::<()>(), no.to_string());
        let memory = Memory::default();
        let mut kept = memory.lock();
        kept.insert(name(0), Arc::new(()), HEAVIEST_STREAM + 1);
        assert_eq!((kept.weight, kept.streams.len()), (0, 0), "too heavy to be kept");
        let most = HEAVIEST / HEAVIEST_STREAM;
        for no in 0..=most {
            kept.insert(name(no), Arc::new(()), HEAVIEST_STREAM);
        }
        assert_eq!((kept.weight, kept.streams.len()), (HEAVIEST, most));
        assert!(kept.streams.get(&name(0)).is_none() && kept.streams.get(&name(1)).is_some());
        kept.insert(name(1), Arc::new(()), HEAVIEST_STREAM + 1);
        kept.remove(&name(2));
        assert_eq!(kept.weight, (most - 2) * HEAVIEST_STREAM);
    }

    /// As when a backup is put back under a desk that goes on.
    #[tokio::test]
    async fn another_past_is_not_read_on_from() {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let (one, other) = (desk(folders[0].path()).await, desk(folders[1].path()).await);
        for name in ["ada", "ben"] {
            enrols(&one, name).await;
        }
        team(&one).await;
        let put_back = |other: &Desk| Desk { store: other.store.clone(), ..one.clone() };
        assert_eq!(team(&put_back(&other)).await, (Vec::new(), 0), "shorter");
        team(&one).await;
        for name in ["eva", "fen", "gus"] {
            enrols(&other, name).await;
        }
        assert_eq!(team(&put_back(&other)).await.0, ["eva", "fen", "gus"], "longer, and another");
        assert_eq!(team(&one).await.0, ["ada", "ben"]);
    }
}
