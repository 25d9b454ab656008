//! Tiles: the tree cut into pieces of eight levels (C2SP `tlog-tiles`).

use std::fmt;
use std::ops::Range;

use habeas_domain::digest::Digest;

use super::tree::{self, Node};

/// Hashes in a full tile, and entries in a full bundle.
pub const FULL: u64 = 256;

/// Levels of the tree in one tile.
const HEIGHT: u32 = 8;

/// The highest level that a tree of 2^64 leaves could have.
const HIGHEST: u32 = 7;

/// The place of a tile: which of which level. How full it is depends on the size of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// Its level: the leaves are level 0, and each is 256 times the one below.
    pub level: u32,
    /// Which of its level, from 0.
    pub index: u64,
}

impl TileId {
    /// The tile that a node is in, and the hashes of it that the node is made of.
    #[must_use]
    pub const fn of(node: Node) -> (Self, Range<usize>) {
        let within = node.height % HEIGHT;
        let first = node.index << within;
        let offset = (first % FULL) as usize;
        let id = Self { level: node.height / HEIGHT, index: first / FULL };
        (id, offset..offset + (1 << within))
    }

    /// This tile in a tree of `size` leaves; none where the tree has nothing of it.
    #[must_use]
    pub fn in_tree(self, size: u64) -> Option<Tile> {
        let hashes = hashes_of_level(self.level, size);
        let width = hashes.checked_sub(self.index.checked_mul(FULL)?)?.min(FULL);
        (width > 0).then_some(Tile { id: self, width })
    }
}

/// A tile as it is in a tree of some size: full, or the last of its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// Its place.
    pub id: TileId,
    /// How many hashes are in it, 1 to 256.
    pub width: u64,
}

impl Tile {
    /// Whether nothing will ever be added to it.
    #[must_use]
    pub const fn is_full(self) -> bool {
        self.width == FULL
    }
}

/// All tiles of a tree, level by level from the leaves up, each level from left to right.
pub fn all(size: u64) -> impl Iterator<Item = Tile> {
    added(0, size)
}

/// The tiles of a tree of `size` leaves that one of `old` leaves does not have, or not as full.
pub fn added(old: u64, size: u64) -> impl Iterator<Item = Tile> {
    (0..=HIGHEST).flat_map(move |level| {
        let first = hashes_of_level(level, old) / FULL;
        let grew = hashes_of_level(level, size) > hashes_of_level(level, old);
        let end = if grew { hashes_of_level(level, size).div_ceil(FULL) } else { first };
        (first..end).filter_map(move |index| TileId { level, index }.in_tree(size))
    })
}

/// How many hashes of a level a tree has: a subtree counts once it is complete.
const fn hashes_of_level(level: u32, size: u64) -> u64 {
    match size.checked_shr(level * HEIGHT) {
        Some(hashes) if level <= HIGHEST => hashes,
        _ => 0,
    }
}

/// The hash of a node, of the hashes of its tile that [`TileId::of`] names.
#[must_use]
pub fn node_hash(hashes: &[Digest]) -> Digest {
    Digest::root_of(hashes)
}

/// The hash of a tree's root or of a part of a proof, of hashes of nodes found by `hash`; none where one
/// is not known.
pub fn resolve(
    span: &[Node],
    mut hash: impl FnMut(TileId, Range<usize>) -> Option<Digest>,
) -> Option<Digest> {
    let hashes: Option<Vec<Digest>> = span
        .iter()
        .map(|node| {
            let (id, range) = TileId::of(*node);
            hash(id, range)
        })
        .collect();
    Some(tree::fold(&hashes?))
}

/// What a published file of the tree holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Published {
    /// Hashes.
    Hashes(Tile),
    /// The entries under the tile of the lowest level with this place.
    Entries(Tile),
}

/// A path that no file of a log has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the path of a tile: `tile/<level>/<number>` or `tile/entries/<number>`")]
pub struct BadPath;

impl Published {
    /// Reads a path below the log's prefix: `tile/0/x001/234` or `tile/entries/007.p/12`. Only the one
    /// spelling that a tile has is taken.
    pub fn parse(path: &str) -> Result<Self, BadPath> {
        let (level, rest) =
            path.strip_prefix("tile/").and_then(|rest| rest.split_once('/')).ok_or(BadPath)?;
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().map_err(|_| BadPath)?),
            None => (rest, FULL),
        };
        let mut index: u64 = 0;
        for group in number.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            let value: u64 = digits.parse().map_err(|_| BadPath)?;
            index = index.checked_mul(1000).and_then(|i| i.checked_add(value)).ok_or(BadPath)?;
        }
        let tile = |level| Tile { id: TileId { level, index }, width };
        let found = match level {
            "entries" => Self::Entries(tile(0)),
            level => Self::Hashes(tile(level.parse().map_err(|_| BadPath)?)),
        };
        let tile = found.tile();
        let possible = (1..=FULL).contains(&tile.width) && tile.id.level <= HIGHEST;
        if possible && found.to_string() == path { Ok(found) } else { Err(BadPath) }
    }

    /// Which piece of the tree it is about.
    #[must_use]
    pub const fn tile(self) -> Tile {
        match self {
            Self::Hashes(tile) | Self::Entries(tile) => tile,
        }
    }
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hashes(tile) => write!(f, "tile/{}/", tile.id.level)?,
            Self::Entries(_) => write!(f, "tile/entries/")?,
        }
        let Tile { id, width } = self.tile();
        // All groups of three digits but the last begin with x, the first without leading groups of zeros.
        let mut groups = vec![id.index % 1000];
        let mut above = id.index / 1000;
        while above > 0 {
            groups.push(above % 1000);
            above /= 1000;
        }
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if width < FULL { write!(f, ".p/{width}") } else { Ok(()) }
    }
}
