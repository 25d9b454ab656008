//! The right edge of a tree that grows.

use habeas_domain::digest::Digest;

use super::tile::{self, FULL, Tile, TileId};
use super::tree;

/// The last, not yet full tile of each level: all that is needed to add leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// Level by level, the hashes that are in no full tile.
    levels: Vec<Vec<Digest>>,
    /// Tiles that became full since [`Edge::changed`] was asked.
    full: Vec<(Tile, Vec<Digest>)>,
    /// The size at that time.
    before: u64,
}

impl Edge {
    /// The tiles that one must have to go on with a tree of this size.
    pub fn needs(size: u64) -> impl Iterator<Item = Tile> {
        (0..u64::BITS / 8).filter_map(move |level| {
            let index = size.checked_shr(8 * (level + 1)).unwrap_or_default();
            TileId { level, index }.in_tree(size)
        })
    }

    /// The edge of a tree of this size, whose tiles [`needs`](Self::needs) names; none when one of them is
    /// missing or too short. A tile may be fuller than the tree was.
    #[must_use]
    pub fn of(size: u64, mut find: impl FnMut(Tile) -> Option<Vec<Digest>>) -> Option<Self> {
        let mut levels = Vec::new();
        for tile in Self::needs(size) {
            let width = usize::try_from(tile.width).ok()?;
            let mut hashes = find(tile)?;
            if hashes.len() < width {
                return None;
            }
            hashes.truncate(width);
            levels.resize_with(tile.id.level as usize, Vec::new);
            levels.push(hashes);
        }
        Some(Self { size, levels, full: Vec::new(), before: size })
    }

    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Digest) {
        self.size += 1;
        let (mut hash, mut level) = (leaf, 0_u32);
        loop {
            let at = level as usize;
            if self.levels.len() == at {
                self.levels.push(Vec::new());
            }
            self.levels[at].push(hash);
            if (self.levels[at].len() as u64) < FULL {
                return;
            }
            let hashes = std::mem::take(&mut self.levels[at]);
            hash = tile::node_hash(&hashes);
            let index = (self.size >> (8 * (level + 1))) - 1;
            self.full.push((Tile { id: TileId { level, index }, width: FULL }, hashes));
            level += 1;
        }
    }

    /// The tiles that the leaves since the last call have made or changed.
    pub fn changed(&mut self) -> Vec<(Tile, Vec<Digest>)> {
        let mut changed = std::mem::take(&mut self.full);
        changed.extend(
            tile::added(self.before, self.size)
                .filter(|tile| !tile.is_full())
                .map(|tile| (tile, self.levels[tile.id.level as usize].clone())),
        );
        self.before = self.size;
        changed
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Digest {
        let hashes: Vec<Digest> = tree::root(self.size)
            .into_iter()
            .map(|node| {
                let (id, range) = TileId::of(node);
                tile::node_hash(&self.levels[id.level as usize][range])
            })
            .collect();
        tree::fold(&hashes)
    }
}
