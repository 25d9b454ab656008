//! The log against published values, against software that others wrote, and against whoever wishes us ill.

mod golden;
mod hostile;
mod properties;

use habeas_domain::digest::Digest;

use super::tile::{self, node_hash};
use super::tree::{self, Span};
use super::{Edge, Tile, TileId};

/// The data of the leaves that implementations of RFC 6962 agree upon.
pub(super) const LEAVES: [&[u8]; 8] = [
    b"",
    &[0],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[
        0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
        0x6f,
    ],
];

pub(super) fn leaf(data: &[u8]) -> Digest {
    Digest::of_leaf(&[data])
}

/// A log kept in memory: its tiles, as a sequencer that works in steps of `step` leaves leaves them.
pub(super) struct Log {
    pub(super) leaves: Vec<Digest>,
    pub(super) tiles: std::collections::BTreeMap<TileId, Vec<Digest>>,
}

impl Log {
    pub(super) fn of(leaves: Vec<Digest>, step: usize) -> Self {
        let mut tiles = std::collections::BTreeMap::<TileId, Vec<Digest>>::new();
        let mut size = 0;
        for batch in leaves.chunks(step.max(1)) {
            // Each step begins with what the one before it wrote down, and nothing else.
            let mut edge = Edge::of(size, |tile| tiles.get(&tile.id).cloned()).expect("an edge");
            for leaf in batch {
                edge.push(*leaf);
            }
            for (Tile { id, width }, hashes) in edge.changed() {
                assert_eq!(hashes.len() as u64, width);
                tiles.insert(id, hashes);
            }
            size = edge.size();
            assert_eq!(edge.root(), Digest::root_of(&leaves[..usize::try_from(size).unwrap()]));
        }
        Self { leaves, tiles }
    }

    pub(super) fn resolve(&self, span: &Span) -> Digest {
        let find = |id: TileId, range| self.tiles.get(&id)?.get(range).map(node_hash);
        tile::resolve(span, find).expect("a stored node")
    }

    pub(super) fn prove(&self, spans: &[Span]) -> Vec<Digest> {
        spans.iter().map(|span| self.resolve(span)).collect()
    }

    pub(super) fn root(&self, size: u64) -> Digest {
        self.resolve(&tree::root(size))
    }
}
