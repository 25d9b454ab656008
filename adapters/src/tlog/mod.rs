//! A transparency log: the tree of RFC 6962 and the files of C2SP in which it is published.
//!
//! Pure: bytes in, bytes or a verdict out. What is in a leaf, who signs when, and where the files lie is
//! said elsewhere. Everything that is read here may come from somebody who wishes us ill: a parser names
//! what is wrong and never panics.
//!
//! - RFC 6962, 2.1: hashes, inclusion, consistency ([`tree`], [`verify`]).
//! - C2SP `tlog-tiles`: the tree cut into files that never change ([`Tile`], [`bundle`]).
//! - C2SP `signed-note` and `tlog-checkpoint`: what the log vouches for ([`Note`], [`Checkpoint`]).
//! - C2SP `tlog-proof`: one record's proof in one file ([`ProofFile`]).

pub mod bundle;
mod checkpoint;
mod edge;
mod key;
mod note;
mod proof_file;
pub mod tile;
pub mod tree;
pub mod verify;

#[cfg(test)]
mod tests;

pub use checkpoint::{BadCheckpoint, Checkpoint, Opened};
pub use edge::Edge;
pub use key::{BadKey, LogKey, Origin, VerifierKey};
pub use note::{Note, NoteError};
pub use proof_file::{BadProofFile, ProofFile};
pub use tile::{BadPath, FULL, Published, Tile, TileId};
